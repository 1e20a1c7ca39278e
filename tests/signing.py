"""Signing in tests: PINs at a cheap cost, people who are enrolled, and a plan that waits for its approval."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest

import qms
from qms.ledger import pin
from qms.ledger.note import SignerKey
from qms.organisation.profile import load_profile
from qms.records.capa import ActionItem
from tests.office import GROWTH_HEAD, QUALITY, SUPPORT_HEAD, SUPPORT_STAFF, TOP

if TYPE_CHECKING:
    from collections.abc import Generator

    from qms.organisation.profile import Profile
    from qms.records.signer import Signer
    from tests.office import Office

FIRST, PIN = "first one", "a second one"
PDF: Final = b"%PDF-1.7\n1\n%%EOF\n"
"""As much of a PDF as is judged."""


@contextmanager
def cheap(n: int = 4) -> Generator[None]:
    """PINs that are set here cost 2**n instead of 2**16."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pin, "COST", pin.Cost(n))
        yield


def enrolled(office: Office, person: str, words: str = PIN) -> Signer:
    """A person with a PIN of their own choosing."""
    by = QUALITY if person == TOP else TOP
    with cheap():
        given = office.by(by).signers.enrol(person=person, pin=FIRST)
        return office.by(person).signers.change_pin(given.code, old=FIRST, new=words)


def key_of(person: str, seed: int = 1) -> SignerKey:
    """A key of the person's own; the same each time."""
    return SignerKey(person, bytes([seed]) * 32)


def planned(office: Office, title: str = "이중 예약 방지") -> str:
    """Code of a CAPA whose plan waits for somebody to approve it."""
    capas, today = office.by(SUPPORT_HEAD).capas, office.clock.now.date()
    code = capas.open(title=title, problem="같은 번호의 예약", department="support").code
    capas.contain(code, what="손으로 확인")
    capas.analyse(code, cause="번호를 두 곳에서 매긴다", verified="기록 대조")
    capas.plan(
        code, actions=[ActionItem(text="한 곳에서", owner=SUPPORT_STAFF, due_on=today + timedelta(days=20))],
        implement_by=today + timedelta(days=30), criterion="석 달 동안 없음", check_on=today + timedelta(days=90),
        checker=GROWTH_HEAD,
    )  # fmt: skip
    return code


def asking(*acts: str, **settings: object) -> Profile:
    """The technopark's profile, which asks for a signature under these acts."""
    house = load_profile("technopark")
    told = {act: house.signing.acts[act].but(required=True) for act in acts}
    signing = house.signing.but(acts={**house.signing.acts, **told}, **settings)
    return house.model_copy(update={"signing": signing})


def asks(office: Office, *acts: str, **settings: object) -> None:
    """Put that profile in force."""
    office.by(TOP).profiles.adopt(profile=asking(*acts, **settings), code="signing")


def paper(office: Office, kind: str = "delegated") -> qms.Groupware:
    """An approval in groupware on the day of the office."""
    file = qms.File("결재문서.pdf", PDF)
    return qms.Groupware("기획-2026-117", office.clock.now.date(), qms.ApprovalKind(kind), file)
