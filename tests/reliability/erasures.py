"""What erases personal data, as a user types it: see `tests.reliability.commands`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

import qms
from qms.records.erasure import ErasureBasis, ErasureStatus
from qms.store.forensic import Needles, scan_folder
from qms.store.table import personal, subject_keys
from tests.office import QUALITY, SUPPORT_STAFF, TOP
from tests.reliability.work import STORE, Work, commanded, office, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from qms import Registry

    Stage = Callable[[Path, Path], None]

CASE, OTHER, ERASURE = "CS-2026-0001", "CS-2026-0002", "ER-2026-0001"
NAME, CONTACT = "가나리아", "010-7777-8888"
LAW = "개인정보 보호법 제36조 제1항"
_SEALED: list[bytes] = []
"""What lies in the file of the store of the person who is to be gone: their values under lock, and their key."""


# --- what stands before ---


def _closed(registry: Registry) -> None:
    """Two people's inquiries that were answered at the counter; one of them stays."""
    for name, contact in ((NAME, CONTACT), ("나라마바", "010-2222-3333")):
        registry.acting(SUPPORT_STAFF).cases.settle(
            type=qms.CaseType.INQUIRY, channel=qms.Channel.PHONE, title="주차장 위치 문의", name=name, contact=contact,
            answer="지하 1층 동쪽입니다", department="support",
        )  # fmt: skip


def _asked(registry: Registry) -> None:
    registry.erasures.ask(basis=ErasureBasis.REQUESTED, law=LAW, codes=[CASE])


def _approved(registry: Registry) -> None:
    registry.acting(TOP).erasures.approve(ERASURE)


def _after(*steps: Callable[[Registry], None]) -> Stage:
    """The small organisation, after these."""

    def lay(folder: Path, founded: Path) -> None:
        office(folder, founded)
        with opened(folder / STORE, QUALITY) as registry:
            for step in steps:
                step(registry)
            _SEALED[:] = _sealed(registry)

    return lay


def _sealed(registry: Registry) -> list[bytes]:
    subject = registry.cases.get(CASE).subject
    with registry.store.reading() as reading:
        values = reading.connection.scalars(select(personal.c.sealed).where(personal.c.code == CASE)).all()
        keys = reading.connection.scalars(select(subject_keys.c.wrapped).where(subject_keys.c.subject == subject)).all()
    return [bytes(one) for one in (*values, *keys)]


# --- whether it is all or nothing ---


def _holds(registry: Registry, folder: Path, done: bool) -> Iterator[str]:  # noqa: FBT001 - as `Work.holds` is called
    """Before it is begun all is there, and the scan sees it; from then on nothing is told, at the end nothing is left.

    The file is looked through for the sealed values and their key as well: a name under lock is no name to a scan.
    """
    status, case = registry.erasures.get(ERASURE).status, registry.cases.get(CASE)
    found = scan_folder(folder, Needles([NAME, CONTACT], _SEALED)).found
    begun = status not in {ErasureStatus.ASKED, ErasureStatus.APPROVED}
    if done and status is not ErasureStatus.ERASED:
        yield f"said to be carried out, and is {status}"
    if (case.customer_name, case.customer_contact) != ((None, None) if begun else (NAME, CONTACT)):
        yield f"half of it erased: {status}, {case.customer_name}, {case.customer_contact}"
    if not begun and STORE not in found:
        yield "the scan is blind"
    if status is ErasureStatus.ERASED and found:
        yield f"erased, and still in {sorted(found)}"
    if registry.cases.get(OTHER).customer_name != "나라마바":
        yield "somebody else was erased"


def _by(person: str, *words: str) -> Callable[[Path, Callable[[str], None]], None]:
    return commanded("--by", person, "erasure", *words, says=(ERASURE,))


ERASING = (
    Work("erasure ask", _by(QUALITY, "ask", CASE, "--basis", "requested", "--law", LAW), _after(_closed), acts=1),
    Work("erasure approve", _by(TOP, "approve", ERASURE), _after(_closed, _asked), acts=1),
    Work("erasure carry-out", _by(QUALITY, "carry-out", ERASURE), _after(_closed, _asked, _approved),
         again=frozenset({0}), holds=_holds),
)  # fmt: skip
"""The works that erase. Carrying out begins in one transaction and ends in another; broken off, it is gone on with."""
