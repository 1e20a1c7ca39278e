"""Counting time: when a matter is due, and every day that was counted or left out on the way there.

`due` answers by arithmetic, for stores and figures; `count` answers the same with each day, for people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from qms.base.calendar import ONE_DAY, Holiday, HolidayKind, WorkingCalendar
from qms.base.due import due, elapsed_working_minutes, first_day, length, received_late
from qms.base.record import Instant, Value
from qms.base.term import Pause, PauseReason, Term, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class LeftOut(StrEnum):
    """Why a day did not count."""

    PAUSE = "pause"
    HOLIDAY = "holiday"
    WEEKEND = "weekend"
    AFTER_HOURS = "after_hours"
    """Received after closing time."""
    FIRST_DAY = "first_day"
    """The day of receipt, where counting begins on the day after."""
    MOVED = "moved"
    """The term had ended on a day off, so this day was added."""


class CountedDay(Value):
    """One local day of the count. Time is in working seconds for a term in hours, else in days."""

    on: date
    counted: int
    total: int
    left_out: tuple[LeftOut, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    paused: tuple[PauseReason, ...] = ()


class Deadline(Value):
    """When a matter is due, and why.

    Attributes:
        zone: the zone whose local days were counted.
        received_at: where the count begins.
        due_at: last instant that is on time; None: no term, or ``waiting``.
        due_on: local day of ``due_at``.
        waiting: the pause that has not ended and keeps the due date unknown.
        length: the whole term: working seconds for a term in hours, else days; 0: no term.
        days: every local day from receipt to the due day, or to the first day of ``waiting``.

    """

    term: Term
    zone: str
    received_at: Instant
    due_at: Instant | None = None
    due_on: date | None = None
    waiting: Pause | None = None
    length: int
    days: tuple[CountedDay, ...] = ()

    def late(self, at: datetime) -> bool:
        """Whether ``at`` is too late; never so while nothing is due."""
        return self.due_at is not None and at > self.due_at


def count(calendar: WorkingCalendar, term: Term, received_at: datetime, pauses: Iterable[Pause] = ()) -> Deadline:
    """As `due`, with each day that was counted or left out."""
    pauses = tuple(pauses)
    due_at = due(calendar, term, received_at, pauses)
    waiting = None if due_at or term.unit is Unit.NONE else _first_open(pauses)
    until = due_at or (waiting and calendar.end_of(max(waiting.begin, calendar.day_of(received_at))))
    return Deadline(
        term=term,
        zone=calendar.zone,
        received_at=received_at,
        due_at=due_at,
        due_on=due_at and calendar.day_of(due_at),
        waiting=waiting,
        length=length(calendar, term, received_at),
        days=tuple(_Walk(calendar, term, received_at, until, pauses).days()) if until else (),
    )


def _first_open(pauses: Iterable[Pause]) -> Pause | None:
    return min((pause for pause in pauses if pause.end is None), key=lambda pause: pause.begin, default=None)


@dataclass(frozen=True)
class _Walk:
    """A count, day by day, up to ``until`` (inclusive)."""

    calendar: WorkingCalendar
    term: Term
    received_at: datetime
    until: datetime
    pauses: tuple[Pause, ...]

    @cached_property
    def _first(self) -> date:
        return first_day(self.calendar, self.term, self.received_at)

    @cached_property
    def _length(self) -> int:
        return length(self.calendar, self.term, self.received_at)

    def days(self) -> Iterator[CountedDay]:
        """Every local day from receipt to the end."""
        day, total = self.calendar.day_of(self.received_at), 0
        while day <= self.calendar.day_of(self.until):
            counted = self._day(day, total)
            yield counted
            day, total = day + ONE_DAY, counted.total

    def _day(self, day: date, total: int) -> CountedDay:
        left_out = tuple(self._left_out(day, total))
        counted = 0 if left_out else self._time(day)
        if not counted and not left_out:
            left_out = (LeftOut.AFTER_HOURS,)
        return CountedDay(
            on=day,
            counted=counted,
            total=total + counted,
            left_out=left_out,
            holidays=self.calendar.holidays_on(day),
            paused=tuple(dict.fromkeys(pause.reason for pause in self.pauses if pause.covers(day))),
        )

    def _left_out(self, day: date, total: int) -> Iterator[LeftOut]:
        """Why this day does not count: every reason that holds."""
        ended = self.term.unit.by_date and total >= self._length
        if any(pause.covers(day) for pause in self.pauses):
            yield LeftOut.PAUSE
        if ended or not self.term.unit.by_date:
            if self.calendar.holidays_on(day):
                yield LeftOut.HOLIDAY
            if self.calendar.is_weekend(day):
                yield LeftOut.WEEKEND
        if ended and self.calendar.is_working(day):
            yield LeftOut.MOVED
        if day < self._first:
            late = received_late(self.calendar, self.term, self.received_at)
            received = day == self.calendar.day_of(self.received_at)
            yield LeftOut.AFTER_HOURS if late and received else LeftOut.FIRST_DAY

    def _time(self, day: date) -> int:
        if self.term.unit is not Unit.HOURS:
            return 1
        begin = max(self.received_at, self.calendar.start_of(day))
        end = min(self.until, self.calendar.start_of(day + ONE_DAY))
        return self.calendar.worked(end) - self.calendar.worked(begin)


__all__ = [
    "CountedDay", "Deadline", "Holiday", "HolidayKind", "LeftOut", "Pause", "PauseReason", "Term", "Unit",
    "WorkingCalendar", "count", "due", "elapsed_working_minutes",
]  # fmt: skip
