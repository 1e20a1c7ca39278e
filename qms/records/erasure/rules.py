"""The life of an erasure: asked by one person, approved by another, carried out, looked through."""

from __future__ import annotations

from qms.base.apart import Apart
from qms.base.lifecycle import Lifecycle
from qms.organisation.facts import Facts
from qms.records.erasure.model import ErasedRecord, Erasure, ErasureBasis, ErasureStatus, Scanned

S = ErasureStatus
LIFECYCLE = Lifecycle(
    kind="erasure",
    start=S.ASKED,
    steps={
        S.ASKED: {"approve": S.APPROVED, "refuse": S.REFUSED},
        S.APPROVED: {"begin": S.ERASING, "refuse": S.REFUSED},
        S.ERASING: {"finish": S.ERASED},
        S.REFUSED: {},
        S.ERASED: {},
    },
)
APART = {"approve": Apart(fields=("asked_by",), acts=("ask",))}
"""Who asks for an erasure does not approve it."""


def ask(
    facts: Facts,
    code: str,
    *,
    basis: ErasureBasis,
    law: str,
    records: tuple[ErasedRecord, ...] = (),
    department: str | None = None,
    disposal: str | None = None,
) -> Erasure:
    """Ask for the personal values of records to be erased; ``law`` names the ground, never a person.

    ``disposal`` is the one that is carried out by it; None: it is about what is personal alone.
    """
    return Erasure(
        code=code, status=LIFECYCLE.start, department=department, basis=basis, law=law, asked_by=facts.actor,
        asked_on=facts.on, records=records, disposal=disposal,
    )  # fmt: skip


def approve(erasure: Erasure, facts: Facts) -> Erasure:
    """Approve it.

    Raises:
        OwnWork: whoever asked may not approve (separation of duties).

    """
    status = LIFECYCLE.after("approve", erasure.status, erasure.code)
    facts.refuse_own(erasure.code, "erasure.act.approve", *APART["approve"].people(erasure))
    return erasure.but(status=status, approved_by=facts.actor, approved_on=facts.on)


def refuse(erasure: Erasure, _facts: Facts, *, reason: str) -> Erasure:
    """Refuse it, before anything was erased."""
    status = LIFECYCLE.after("refuse", erasure.status, erasure.code)
    return erasure.but(status=status, refused_reason=reason)


def begin(
    erasure: Erasure, facts: Facts, *, records: tuple[ErasedRecord, ...] = (), taken: int = 0, people: int = 0
) -> Erasure:
    """Take note of what was taken out of the tables, in the same transaction: of the approved records, and no others.

    ``records`` say up to which version.
    """
    status = LIFECYCLE.after("begin", erasure.status, erasure.code)
    until = {one.matter: one.until for one in records}
    records = tuple(one.but(until=until.get(one.matter)) for one in erasure.records)
    return erasure.but(
        status=status, records=records, taken=taken, people=people, begun_by=facts.actor, begun_at=facts.at
    )


def finish(erasure: Erasure, facts: Facts, *, scanned: Scanned) -> Erasure:
    """Take note of what looking through the files found."""
    status = LIFECYCLE.after("finish", erasure.status, erasure.code)
    return erasure.but(
        status=status, erased_at=facts.at, files=scanned.files, found=scanned.found, closed=scanned.closed,
        scan=scanned.digest,
    )  # fmt: skip
