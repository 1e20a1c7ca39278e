"""Who holds which role and when each last did something: what is looked through at intervals (row A11d-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import sqlalchemy as sa

from qms.ledger.canonical import canonical, digest
from qms.store.table import entries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from qms.organisation.facts import Facts
    from qms.organisation.model import Assignment
    from qms.store.reading import Reading

ACT: Final = "person.review_roles"
"""The act by which somebody says that they looked it through."""


class Holding(NamedTuple):
    """A role that somebody holds.

    Attributes:
        assignment: who holds what, over which department, since when.
        last_act: when the person last did anything that stands in the ledger; None: never.

    """

    assignment: Assignment
    last_act: datetime | None


class Looked(NamedTuple):
    """When the roles were last looked through, by whom, and what was found."""

    at: datetime
    by: str
    found: str


def holdings(reading: Reading, facts: Facts) -> tuple[Holding, ...]:
    """Every assignment that holds today, in the order of their numbers."""
    wanted = sa.select(entries.c.actor, sa.func.max(entries.c.recorded_at)).group_by(entries.c.actor)
    last: dict[str, datetime] = {row[0]: row[1] for row in reading.connection.execute(wanted)}
    directory, today = facts.directory, facts.today
    held = sorted((one for one in directory.assignments if directory.in_force(one, today)), key=lambda one: one.code)
    return tuple(Holding(one, last.get(one.person)) for one in held)


def fingerprint(held: Sequence[Holding]) -> str:
    """SHA-256, in hexadecimal, of who holds what: the list that was looked through can be shown to be that one."""
    return digest(canonical([one.assignment.model_dump(mode="json") for one in held]))


def looked(reading: Reading) -> Looked | None:
    """The newest look; None: nobody ever looked."""
    wanted = (
        sa.select(entries.c.recorded_at, entries.c.actor, entries.c.reason)
        .where(entries.c.act == ACT)
        .order_by(entries.c.position.desc())
        .limit(1)
    )
    row = reading.connection.execute(wanted).first()
    return Looked(row.recorded_at, row.actor, row.reason or "") if row else None
