"""The life of a hold: placed, and released by an act."""

from __future__ import annotations

from datetime import date

from qms.base.lifecycle import Lifecycle
from qms.errors import NothingHeld, WrongOrder
from qms.organisation.facts import Facts
from qms.records.hold.model import HeldRecord, Hold, HoldStatus

S = HoldStatus
LIFECYCLE = Lifecycle(kind="hold", start=S.PLACED, steps={S.PLACED: {"release": S.RELEASED}, S.RELEASED: {}})


def place(
    facts: Facts,
    code: str,
    *,
    law: str,
    reason: str,
    about: str | None = None,
    until_on: date | None = None,
    records: tuple[HeldRecord, ...] = (),
    department: str | None = None,
) -> Hold:
    """Keep records, or all that is kept about a person, from being erased and disposed of.

    Args:
        facts: of the act.
        code: of the hold.
        law: article, or number of the document that asks for it.
        reason: why; it stands in the ledger for good, so that no name belongs in it.
        about: the number that stands for a person.
        until_on: last day; None: until it is released.
        records: what is held.
        department: in charge of the hold; None: the whole organisation.

    Raises:
        NothingHeld: it names neither records nor a person.
        WrongOrder: it would be over before it begins.

    """
    if about is None and not records:
        raise NothingHeld(code=code)
    if until_on is not None and until_on < facts.on:
        raise WrongOrder(code=code, later="hold.field.until_on", earlier="hold.field.placed_on")
    return Hold(
        code=code, status=LIFECYCLE.start, department=department, law=law, reason=reason, about=about,
        until_on=until_on, placed_by=facts.actor, placed_on=facts.on, records=records,
    )  # fmt: skip


def release(hold: Hold, facts: Facts, *, reason: str) -> Hold:
    """Release it, before its last day or where it has none."""
    status = LIFECYCLE.after("release", hold.status, hold.code)
    return hold.but(status=status, released_by=facts.actor, released_on=facts.on, released_reason=reason)
