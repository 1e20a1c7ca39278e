"""What writes signatures, profiles, documents and hand-overs, as a user types it: see `tests.reliability.commands`."""

from __future__ import annotations

from datetime import timedelta
from importlib.resources import files
from typing import TYPE_CHECKING

from qms.ledger.keyfile import make_key
from qms.records.capa import ActionItem
from qms.records.document import DocumentType
from tests.office import BEGIN, EQUIPMENT_STAFF, GROWTH_HEAD, QUALITY, SUPPORT_HEAD, SUPPORT_STAFF, TOP
from tests.reliability.work import STORE, Work, commanded, office, opened, receive
from tests.signing import FIRST, PIN, cheap

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from qms import Registry
    from tests.reliability.traced import Say

    Stage = Callable[[Path, Path], None]
    Does = Callable[[Path, Say], None]

CASE, CAPA, HANDOVER, DOCUMENT, SIGNER = "CS-2026-0001", "CA-2026-0001", "HO-2026-0001", "DC-2026-0001", "SG-2026-0001"
NEW, KEY = "yet another one", "own.key"
REASON = ("--reason", "The notebook was left on a train.")
TODAY = BEGIN.date()


# --- what stands before ---


def _after(*steps: Callable[[Registry, Path], None]) -> Stage:
    """The small organisation, after these."""

    def lay(folder: Path, founded: Path) -> None:
        office(folder, founded)
        with cheap(), opened(folder / STORE, QUALITY) as registry:
            for step in steps:
                step(registry, folder)

    return lay


def _with_pin(registry: Registry, _: Path) -> None:
    signers = registry.acting(TOP).signers
    given = signers.enrol(person=GROWTH_HEAD, pin=FIRST)
    registry.acting(GROWTH_HEAD).signers.change_pin(given.code, old=FIRST, new=PIN)


def _with_key(registry: Registry, folder: Path) -> None:
    public = make_key(folder / KEY, GROWTH_HEAD).signer.verifier.spelled()
    registry.acting(TOP).signers.enrol(person=GROWTH_HEAD, key=public)


def _locked(registry: Registry, _: Path) -> None:
    registry.acting(GROWTH_HEAD).signers.lock(SIGNER, reason="분실 신고")


def _planned(registry: Registry, _: Path) -> None:
    capas = registry.acting(SUPPORT_HEAD).capas
    code = capas.open(title="이중 예약", problem="같은 번호의 예약", department="support").code
    capas.contain(code, what="손으로 확인")
    capas.analyse(code, cause="번호를 두 곳에서 매긴다", verified="기록 대조")
    capas.plan(
        code, actions=[ActionItem(text="한 곳에서", owner=SUPPORT_STAFF, due_on=TODAY + timedelta(days=20))],
        implement_by=TODAY + timedelta(days=30), criterion="석 달 동안 없음", check_on=TODAY + timedelta(days=90),
        checker=GROWTH_HEAD,
    )  # fmt: skip


def _entered(registry: Registry, _: Path) -> None:
    registry.acting(SUPPORT_STAFF).documents.enter(
        type=DocumentType.PROCEDURE, title="불만 처리 절차서", department="support"
    )


def _revised(registry: Registry, _: Path) -> None:
    registry.acting(SUPPORT_STAFF).documents.revise(DOCUMENT, text="제정")


def _given(registry: Registry, _: Path) -> None:
    mine = registry.acting(SUPPORT_STAFF)
    receive(mine)
    mine.cases.assign(CASE, department="support", handler=SUPPORT_STAFF)
    mine.handovers.prepare(receiver=EQUIPMENT_STAFF)
    mine.handovers.give(HANDOVER)


def _profile(_: Registry, folder: Path) -> None:
    house = files("qms.organisation") / "profiles" / "technopark.toml"
    approved = '"capa.approve" = { meaning = "approved", required = '
    text = house.read_text(encoding="utf-8").replace(f"{approved}false", f"{approved}true")
    (folder / "signing.toml").write_text(text, encoding="utf-8")


# --- what is done ---


def _by(person: str, *words: str, says: str, **environ: str) -> Does:
    does = commanded("--by", person, *words, says=(says,), done=0, **environ)

    def cheaply(folder: Path, say: Say) -> None:
        with cheap():
            does(folder, say)

    return cheaply


def _signer(person: str, *words: str, **environ: str) -> Does:
    return _by(person, "signer", *words, says=SIGNER, **environ)


_ENTER = ("enter", "--type", "procedure", "--title", "불만 처리 절차서", "--department", "support")
_APPROVE = ("approve", DOCUMENT, "--review-by", f"{TODAY + timedelta(days=365)}")
SIGNED = (
    Work("signer enrol", _signer(TOP, "enrol", GROWTH_HEAD, QMS_NEW_PIN=FIRST), _after(), acts=1),
    Work("signer change-pin", _signer(GROWTH_HEAD, "change-pin", SIGNER, QMS_PIN=PIN, QMS_NEW_PIN=NEW),
         _after(_with_pin), acts=1),
    Work("signer reset", _signer(TOP, "reset", SIGNER, QMS_NEW_PIN=NEW), _after(_with_pin), acts=1),
    Work("signer lock", _signer(TOP, "lock", SIGNER, *REASON), _after(_with_key), acts=1),
    Work("signer unlock", _signer(TOP, "unlock", SIGNER, *REASON), _after(_with_pin, _locked), acts=1),
    Work("signer revoke", _signer(TOP, "revoke", SIGNER, *REASON), _after(_with_pin), acts=1),
    Work("approve by PIN", _by(GROWTH_HEAD, "capa", "approve", CAPA, "--sign", says=CAPA, QMS_PIN=PIN),
         _after(_with_pin, _planned), acts=1),
    Work("approve by key", _by(GROWTH_HEAD, "capa", "approve", CAPA, "--sign-key", KEY, says=CAPA),
         _after(_with_key, _planned), acts=1),
    Work("profile adopt", _by(TOP, "profile", "adopt", "signing.toml", says="technopark-2"), _after(_profile), acts=1),
    Work("document enter", _by(SUPPORT_STAFF, "document", *_ENTER, says=DOCUMENT), _after(), acts=1),
    Work("document revise", _by(SUPPORT_STAFF, "document", "revise", DOCUMENT, "--text", "제정", says=DOCUMENT),
         _after(_entered), acts=1),
    Work("document approve", _by(TOP, "document", *_APPROVE, says=DOCUMENT), _after(_entered, _revised), acts=1),
    Work("handover accept", _by(EQUIPMENT_STAFF, "handover", "accept", HANDOVER, says=HANDOVER),
         _after(_given), acts=1),
)  # fmt: skip
"""The works that sign, and what is signed."""
