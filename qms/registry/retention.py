"""How long each record is kept: its class, the day its clock starts, its last day, and what is due for appraisal.

The period is what the profile in force says for the kind; nothing is stored with the record. That a period is over
deletes nothing: personal values are erased through an erasure (`qms.registry.erasing`), and entries of the ledger never
go.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from qms.kinds import closing
from qms.organisation.retention import clock
from qms.store.rows import personal_values

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.organisation.retention import RetentionClass, RetentionRule
    from qms.organisation.rows import Source
    from qms.registry.registry import Registry


class RetentionPart(StrEnum):
    """What of a record a period is about."""

    RECORD = "record"
    PERSONAL = "personal"
    """The personal values in it, where they have a shorter period and are still there."""


class RetentionState(StrEnum):
    """Where a period stands on a day."""

    OPEN = "open"
    """The matter is not closed: no clock."""
    RUNNING = "running"
    FOREVER = "forever"
    APPRAISE = "appraise"
    """The record's period is over: it is to be appraised, and never goes by itself."""
    ERASE = "erase"
    """The period of what is personal is over: an erasure is to be asked for."""


@dataclass(frozen=True)
class Retained:
    """A record, or what is personal in it, and how long it is kept.

    Attributes:
        kind, code, department: the record.
        part: the record as a whole, or its personal values.
        keep: its class.
        closed_on: the local day on which the matter closed; None: it is open.
        clock_from: the first day that counts, 1 January of the year after; None: it is open.
        ends_on: the last day on which it is kept; None: open, or kept for good.
        state: where that stands on the day asked about.
        source: what the class rests on.

    """

    kind: str
    code: str
    department: str | None
    part: RetentionPart
    keep: RetentionClass
    closed_on: date | None
    clock_from: date | None
    ends_on: date | None
    state: RetentionState
    source: Source


class Retention:
    """How long the records are kept that whoever opened the registry may see."""

    def __init__(self, registry: Registry) -> None:
        """Put it at the registry."""
        self._registry = registry

    def due(self, on: date | None = None) -> tuple[Retained, ...]:
        """What is over on a day (None: today), the longest over first: to be appraised, or erased."""
        return tuple(one for one in self.all(on) if one.state in {RetentionState.APPRAISE, RetentionState.ERASE})

    def all(self, on: date | None = None) -> tuple[Retained, ...]:
        """Every record of a kind that has a class, by the last day on which it is kept, those without one last.

        ``on``: the day that states are told of; None: today.
        """
        facts = self._registry.facts()
        day, rules = on or facts.today, facts.profile.retention
        found = [
            one
            for kind in closing()
            if kind.name in rules
            for record in self._registry.find(kind)
            for one in _retained(kind, record, rules[kind.name], day, facts.zone)
        ]
        return tuple(sorted(found, key=lambda one: (one.ends_on is None, one.ends_on or day, one.code, one.part)))

    def unclassified(self) -> tuple[str, ...]:
        """Kinds of record that close but have no class in the profile, so that nothing is counted for them."""
        rules = self._registry.facts().profile.retention
        return tuple(kind.name for kind in closing() if kind.name not in rules)


def _retained(kind: Kind[Any], record: Record, rule: RetentionRule, on: date, zone: ZoneInfo) -> Iterator[Retained]:
    closed_on = _day(getattr(record, kind.closed or ""), zone)
    parts = [(RetentionPart.RECORD, rule.keep)]
    if rule.personal is not None and next(personal_values(kind, record), None):
        parts.append((RetentionPart.PERSONAL, rule.personal))
    for part, keep in parts:
        term = clock(keep, closed_on)
        if closed_on is None:
            state = RetentionState.OPEN
        elif term.over(on):
            state = RetentionState.APPRAISE if part is RetentionPart.RECORD else RetentionState.ERASE
        else:
            state = RetentionState.FOREVER if term.ends_on is None else RetentionState.RUNNING
        yield Retained(
            kind=kind.name, code=record.code, department=record.department, part=part, keep=keep, closed_on=closed_on,
            clock_from=term.clock_from, ends_on=term.ends_on, state=state, source=rule.source,
        )  # fmt: skip


def _day(closed: date | datetime | None, zone: ZoneInfo) -> date | None:
    return closed.astimezone(zone).date() if isinstance(closed, datetime) else closed
