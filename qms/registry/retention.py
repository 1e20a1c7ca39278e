"""How long each record is kept: its class, the day its clock starts, its last day, and what is due for appraisal.

The period is what the profile in force says for the kind, and what an evaluation board decided since; nothing is
stored with the record. That a period is over deletes nothing: personal values are erased through an erasure
(`qms.registry.erasing`), records are disposed of in three steps (`qms.registry.disposing`), and entries of the ledger
never go.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from qms.kinds import closing, kind_of_code
from qms.organisation.retention import RetentionTerm, clock
from qms.records.disposal import Disposal, DisposalStatus, Verdict
from qms.records.erasure import ErasureStatus
from qms.registry.holds import Holding
from qms.store.rows import personal_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
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
    HELD = "held"
    """It is over, and a hold keeps it (`qms.records.hold`)."""
    DISPOSE = "dispose"
    """A board decided to dispose of the record, and that is still to be carried out."""
    DISPOSED = "disposed"
    """It was disposed of: what is personal in it and the bytes of its files are gone."""


DUE: Final = frozenset({RetentionState.APPRAISE, RetentionState.ERASE, RetentionState.HELD, RetentionState.DISPOSE})
"""States in which somebody owes something."""
EVERY: Final = 5
"""Years after which what a board kept on is appraised again."""


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
        hold: code of the hold that is over it; None: there is none.
        disposal: code of the disposal by which the board decided of it last; None: there is none.

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
    hold: str | None = None
    disposal: str | None = None


class _Decided(NamedTuple):
    """What a board decided of a record last, and whether it was carried out."""

    disposal: Disposal
    verdict: Verdict
    gone: bool


class Retention:
    """How long the records are kept that whoever opened the registry may see."""

    def __init__(self, registry: Registry) -> None:
        """Put it at the registry."""
        self._registry = registry

    def due(self, on: date | None = None) -> tuple[Retained, ...]:
        """What is over on a day (None: today), the longest over first: to be appraised, erased, or carried out."""
        return tuple(one for one in self.all(on) if one.state in DUE)

    def all(self, on: date | None = None) -> tuple[Retained, ...]:
        """Every record of a kind that has a class, by the last day on which it is kept, those without one last.

        ``on``: the day that states are told of; None: today.
        """
        facts = self._registry.facts()
        day, rules = on or facts.today, facts.profile.retention
        asked = self._asked(day)
        found = [
            one
            for kind in closing()
            if kind.name in rules
            for record in self._registry.find(kind)
            for one in asked.of(kind, record, rules[kind.name])
        ]
        return tuple(sorted(found, key=lambda one: (one.ends_on is None, one.ends_on or day, one.code, one.part)))

    def of(self, code: str) -> tuple[Retained, ...]:
        """How long one record is kept, and what is personal in it, today; empty: its kind has no class."""
        kind = kind_of_code(code)
        rule = self._registry.facts().profile.retention.get(kind.name) if kind and kind.closed else None
        if kind is None or rule is None:
            return ()
        return tuple(self._asked(self._registry.facts().today).of(kind, self._registry.get(kind, code), rule))

    def last_day(self, kind: Kind[Any], record: Record, *, whole: bool) -> date | None:
        """The last day on which a record (``whole``), or what is personal in it, is kept; None: there is none.

        It is told of what is personal whether or not whoever asks may see that there is something.
        """
        facts = self._registry.facts()
        rule = facts.profile.retention.get(kind.name)
        if rule is None:
            return None
        closed_on = closed_day(kind, record, facts.zone)
        if rule.personal is not None and not whole:
            return clock(rule.personal, closed_on).ends_on
        return _term(rule.keep, closed_on, _since(_decided(self._registry).get(record.code), closed_on))[1].ends_on

    def _asked(self, day: date) -> _Asked:
        return _Asked(day, self._registry.facts().zone, Holding(self._registry, day), _decided(self._registry))

    def unclassified(self) -> tuple[str, ...]:
        """Kinds of record that close but have no class in the profile, so that nothing is counted for them."""
        rules = self._registry.facts().profile.retention
        return tuple(kind.name for kind in closing() if kind.name not in rules)


class _Asked(NamedTuple):
    """What periods are told by: the day, the zone, the holds of that day and what boards decided."""

    on: date
    zone: ZoneInfo
    holds: Holding
    decided: Mapping[str, _Decided]

    def of(self, kind: Kind[Any], record: Record, rule: RetentionRule) -> Iterator[Retained]:
        """The periods of a record."""
        closed_on = closed_day(kind, record, self.zone)
        decided = _since(self.decided.get(record.code), closed_on)
        parts = [(RetentionPart.RECORD, rule.keep)]
        if rule.personal is not None and next(personal_values(kind, record), None):
            parts.append((RetentionPart.PERSONAL, rule.personal))
        hold = self.holds.over(kind, record)
        for part, usual in parts:
            said = decided if part is RetentionPart.RECORD else None
            keep, term = _term(usual, closed_on, said)
            yield Retained(
                kind=kind.name, code=record.code, department=record.department, part=part, keep=keep,
                closed_on=closed_on, clock_from=term.clock_from, ends_on=term.ends_on,
                state=self._state(part, term, said, held=hold is not None), source=rule.source, hold=hold,
                disposal=said.disposal.code if said else None,
            )  # fmt: skip

    def _state(self, part: RetentionPart, term: RetentionTerm, said: _Decided | None, *, held: bool) -> RetentionState:
        if term.clock_from is None:
            return RetentionState.OPEN
        if said and said.gone:
            return RetentionState.DISPOSED
        if not term.over(self.on):
            return RetentionState.FOREVER if term.ends_on is None else RetentionState.RUNNING
        if held:
            return RetentionState.HELD
        if said and said.verdict is Verdict.DISPOSE:
            return RetentionState.DISPOSE
        return RetentionState.APPRAISE if part is RetentionPart.RECORD else RetentionState.ERASE


def _since(decided: _Decided | None, closed_on: date | None) -> _Decided | None:
    """What a board decided, unless the matter was taken up again since."""
    day = decided.disposal.decided_on if decided else None
    return decided if closed_on is not None and day is not None and closed_on <= day else None


def _term(keep: RetentionClass, closed_on: date | None, said: _Decided | None) -> tuple[RetentionClass, RetentionTerm]:
    """The class of a record and its clock, by what a board decided of it last (None: nothing)."""
    if said and said.verdict is Verdict.SET_AGAIN and said.disposal.new_class:
        keep = said.disposal.new_class
    term = clock(keep, closed_on)
    if said and said.verdict is Verdict.KEEP and said.disposal.decided_on and term.ends_on:
        last = term.ends_on.year + EVERY
        while last < said.disposal.decided_on.year:
            last += EVERY
        term = RetentionTerm(term.clock_from, term.ends_on.replace(year=last))
    return keep, term


def _decided(registry: Registry) -> Mapping[str, _Decided]:
    """Record → what a board decided of it last."""
    found: dict[str, _Decided] = {}
    done = registry.disposals.find(status=DisposalStatus.DECIDED)
    begun = registry.erasures.find(status=(ErasureStatus.ERASING, ErasureStatus.ERASED)) if done else ()
    erased = {one.code for one in begun}
    for disposal in sorted(done, key=lambda one: (one.decided_on is not None, one.decided_on, one.code)):
        for one in disposal.records:
            if one.verdict is not None:
                gone = one.verdict is Verdict.DISPOSE and disposal.erasure in erased
                found[one.matter] = _Decided(disposal, one.verdict, gone)
    return found


def closed_day(kind: Kind[Any], record: Record, zone: ZoneInfo) -> date | None:
    """The local day on which a matter closed; None: it is open, or its kind closes nothing."""
    closed: date | datetime | None = getattr(record, kind.closed) if kind.closed else None
    return closed.astimezone(zone).date() if isinstance(closed, datetime) else closed
