"""After a deadline was set: how far it may be put off, what pauses do to it then, and the notices it owes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from qms.base.calendar import ONE_DAY
from qms.base.due import HOUR, after_days, after_hours, due
from qms.base.term import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qms.base.calendar import WorkingCalendar
    from qms.base.term import Pause, Term


class ExtensionRefusal(StrEnum):
    """Why a deadline may not be put off (Enforcement Decree 21)."""

    NO_TERM = "no_term"
    NOT_LATER = "not_later"
    TOO_LONG = "too_long"
    NEEDS_CONSENT = "needs_consent"
    NO_MORE = "no_more"

    @property
    def key(self) -> str:
        """Key of its words."""
        return f"base.deadline.extension.{self.value}"


def longest_extension(calendar: WorkingCalendar, term: Term, due_at: datetime) -> datetime:
    """The latest instant to which ``due_at`` may be put off: as long again as the term (Decree 21)."""
    if term.unit is Unit.HOURS:
        return calendar.reached(calendar.worked(due_at) + term.amount * HOUR)
    begin = calendar.start_of(calendar.day_of(due_at) + ONE_DAY)
    again = term.model_copy(update={"first_day_counts": True})
    return due(calendar, again, begin) or due_at


def extended_due(calendar: WorkingCalendar, term: Term, due_at: datetime, until: date) -> datetime:
    """The due instant of a deadline put off to a day: its end, or the hour of the longest extension."""
    return min(calendar.end_of(until), longest_extension(calendar, term, due_at))


def refuse_extension(
    calendar: WorkingCalendar,
    term: Term,
    due_at: datetime | None,
    until: date,
    *,
    earlier: int,
    consent: bool,
    free: int = 1,
    consented: int = 1,
) -> ExtensionRefusal | None:
    """Why ``due_at`` may not be put off to ``until``; None: it may.

    Args:
        calendar: the calendar in force.
        term: the original term; one extension is at most as long.
        due_at: the due instant that holds now; None: nothing is due.
        until: the new last day, inclusive.
        earlier: extensions already granted.
        consent: whether the customer consents to this one.
        free: how many need nothing; by the Decree the first.
        consented: how many more may follow with consent; by the Decree the second.

    """
    if due_at is None:
        return ExtensionRefusal.NO_TERM
    if earlier >= free + consented:
        return ExtensionRefusal.NO_MORE
    if earlier >= free and not consent:
        return ExtensionRefusal.NEEDS_CONSENT
    if calendar.end_of(until) <= due_at:
        return ExtensionRefusal.NOT_LATER
    if until > calendar.day_of(longest_extension(calendar, term, due_at)):
        return ExtensionRefusal.TOO_LONG
    return None


def moved_by_pauses(
    calendar: WorkingCalendar, due_at: datetime, since: datetime, pauses: Iterable[Pause]
) -> datetime | None:
    """A due instant that was set by hand at ``since``, moved by the working time that was paused after that.

    None while a pause has not ended. One that began before the day of ``since`` was known when it was set.
    """
    from_day, due_day = calendar.day_of(since), calendar.day_of(due_at)
    later = tuple(pause for pause in pauses if from_day <= pause.begin <= due_day)
    if not later or due_at <= since:
        return due_at
    if due_at == calendar.end_of(due_day):
        days = calendar.working_days_between(from_day, due_day + ONE_DAY)
        last_day = after_days(calendar, max(days, 1), from_day, later)
        moved = None if last_day is None else calendar.end_of(last_day)
    else:
        moved = after_hours(calendar, max(calendar.worked(due_at) - calendar.worked(since), 1), since, later)
    # A date set on a day off has no working time of its own, and yet is never taken back.
    return None if moved is None else max(moved, due_at)


def progress_notices(calendar: WorkingCalendar, received_at: datetime, on: date, every: int = 30) -> tuple[date, ...]:
    """The days, up to ``on`` (inclusive), on which an unsettled matter owes a notice (Decree 23)."""
    received = calendar.day_of(received_at)
    return tuple(received + timedelta(days=day) for day in range(every, (on - received).days + 1, every))


def progress_notices_missing(owed: Iterable[date], given: Iterable[date]) -> tuple[date, ...]:
    """Those of the days owed that no notice followed, that day or later; one missed stays until made up."""
    last = max(given, default=date.min)
    return tuple(day for day in owed if day > last)
