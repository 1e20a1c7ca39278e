"""The arithmetic of deadlines: no walk over days, for stores and figures.

Paused days are left out of the count, never added to its beginning; while a pause has not ended, nothing is
due. A due instant is the last one that is on time: for a term in hours the instant at which they have passed,
else the end of a local day.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from qms.base.calendar import ONE_DAY
from qms.base.term import Unit
from qms.errors import BackwardSpan, OutsideCalendar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qms.base.calendar import WorkingCalendar
    from qms.base.term import Pause, Term

HOUR: Final = 3600
_MONTHS, _WEEK = 12, 7


def due(calendar: WorkingCalendar, term: Term, received_at: datetime, pauses: Iterable[Pause] = ()) -> datetime | None:
    """The last instant that is on time, in UTC; None without a term and while a pause has not ended.

    Raises:
        OutsideCalendar: the count leaves the years that the calendar covers.

    """
    if term.unit is Unit.NONE:
        return None
    if term.unit is Unit.HOURS:
        return after_hours(calendar, term.amount * HOUR, received_at, pauses)
    first = first_day(calendar, term, received_at)
    if term.unit is Unit.DAYS:
        day = after_days(calendar, term.amount, first, pauses)
    else:
        day = _after_dates(calendar, term, first, pauses)
    return None if day is None else calendar.end_of(day)


def elapsed_working_minutes(
    calendar: WorkingCalendar, begin: datetime, end: datetime, pauses: Iterable[Pause] = ()
) -> int:
    """Whole working minutes from ``begin`` to ``end``, paused days left out; an open one ends now.

    Raises:
        BackwardSpan: ``end`` lies before ``begin``.

    """
    if end < begin:
        raise BackwardSpan(begin=begin.isoformat(), end=end.isoformat())
    seconds = 0
    for first, after in free(calendar.day_of(begin), pauses):
        start = max(begin, calendar.start_of(first))
        stop = end if after is None else min(end, calendar.start_of(after))
        if start < stop:
            # Not below zero, where a clock is put back within working hours.
            seconds += max(0, calendar.worked(stop) - calendar.worked(start))
    return seconds // 60


def free(begin: date, pauses: Iterable[Pause]) -> Iterator[tuple[date, date | None]]:
    """The stretches of days from ``begin`` on that no pause covers, ``end`` exclusive, None: without end."""
    for pause in sorted(pauses, key=lambda pause: pause.begin):
        if pause.begin > begin:
            yield begin, pause.begin
        if pause.end is None:
            return
        begin = max(begin, pause.end + ONE_DAY)
    yield begin, None


def after_hours(calendar: WorkingCalendar, seconds: int, begin: datetime, pauses: Iterable[Pause]) -> datetime | None:
    """The instant at which so many working seconds (1 or more) have passed; None: a pause is open."""
    for first, end in free(calendar.day_of(begin), pauses):
        start = calendar.worked(max(begin, calendar.start_of(first)))
        stop = None if end is None else calendar.worked(calendar.start_of(_within(calendar, end)))
        if stop is None or seconds <= stop - start:
            return calendar.reached(start + seconds)
        seconds -= stop - start
    return None


def after_days(calendar: WorkingCalendar, days: int, first: date, pauses: Iterable[Pause]) -> date | None:
    """The last of so many working days (1 or more) from ``first`` (inclusive); None: a pause is open."""
    for begin, end in free(first, pauses):
        calendar.covered(begin)
        if end is None or days <= (room := calendar.working_days_between(begin, _within(calendar, end))):
            return calendar.working_day(begin, days)
        days -= room
    return None


def _after_dates(calendar: WorkingCalendar, term: Term, first: date, pauses: Iterable[Pause]) -> date | None:
    days = _dates(calendar, term, calendar.covered(first))
    for begin, end in free(first, pauses):
        room = days if end is None else (end - begin).days
        if days <= room:
            last = begin + timedelta(days=max(days, 1) - 1)
            last = calendar.working_day(last) if term.moves_on else calendar.covered(last)
            if end is None or last < end:
                return last
        days -= room
    return None


def _within(calendar: WorkingCalendar, end: date) -> date:
    return min(end, calendar.end_day)


def received_late(calendar: WorkingCalendar, term: Term, received_at: datetime) -> bool:
    """Whether the term takes the receipt, after closing time, for one of the next day."""
    return term.unit is not Unit.HOURS and not term.late_filing_counts and calendar.is_over(received_at)


def first_day(calendar: WorkingCalendar, term: Term, received_at: datetime) -> date:
    """The first day that may count: that of receipt or one or two later."""
    if term.unit is Unit.HOURS:
        return calendar.day_of(received_at)
    late = received_late(calendar, term, received_at)
    return calendar.day_of(received_at) + timedelta(days=late + (not term.first_day_counts))


def length(calendar: WorkingCalendar, term: Term, received_at: datetime) -> int:
    """The whole term: working seconds for a term in hours, else days; 0: no term."""
    if term.unit is Unit.HOURS:
        return term.amount * HOUR
    if term.unit.by_date:
        return _dates(calendar, term, first_day(calendar, term, received_at))
    return term.amount


def _dates(calendar: WorkingCalendar, term: Term, first: date) -> int:
    """Days of a term that runs by date, from ``first`` to the day before the same date (Civil Act 160)."""
    if term.unit is Unit.CALENDAR_DAYS:
        return term.amount
    if term.unit is Unit.WEEKS:
        return term.amount * _WEEK
    months = term.amount * (_MONTHS if term.unit is Unit.YEARS else 1)
    return (_same_date(calendar, first, months) - first).days


def _same_date(calendar: WorkingCalendar, day: date, months: int) -> date:
    """The same date so many months later; where that month is too short, the first of the month after it."""
    month = day.year * _MONTHS + day.month - 1 + months
    year = month // _MONTHS
    if year > calendar.last_year:
        raise OutsideCalendar(year=year, first_year=calendar.first_year, last_year=calendar.last_year)
    try:
        return day.replace(year=year, month=month % _MONTHS + 1)
    except ValueError:
        return date(year, month % _MONTHS + 2, 1)  # never December, which has every date
