"""How far a deadline may be put off, what a pause does to a date set by hand, and the notices owed."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.base.calendar import WorkingCalendar
from qms.base.deadline import due
from qms.base.extension import (
    ExtensionRefusal,
    extended_due,
    longest_extension,
    moved_by_pauses,
    progress_notices,
    progress_notices_missing,
    refuse_extension,
)
from qms.base.term import Pause, PauseReason, Term, Unit
from qms.i18n import LANGUAGES, has, text

SEOUL = ZoneInfo("Asia/Seoul")
PLAIN = WorkingCalendar(first_year=2025, last_year=2027)
AT_ONCE, SEVEN = Term.at_once("at-once"), Term.petition("seven", 7)
RECEIVED = datetime(2026, 11, 23, 14, tzinfo=SEOUL)


def _due(calendar: WorkingCalendar, term: Term) -> datetime:
    found = due(calendar, term, RECEIVED)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("term", "furthest"),
    [
        (SEVEN, "2026-12-10 23:59"),  # due 12-01, and seven working days more
        # Due 12-02; the first day of the second count counts.
        (Term(id="later", unit=Unit.DAYS, amount=7, first_day_counts=False), "2026-12-11 23:59"),
        (AT_ONCE, "2026-11-24 11:00"),  # due at 17:00, and three hours more
        (Term.petition("five", 5), "2026-12-07 14:00"),
        (Term.petition_by_date("week", 2, Unit.WEEKS), "2026-12-21 23:59"),  # due 12-07, a Monday
    ],
)
def test_an_extension_is_at_most_as_long_as_the_period(korea: WorkingCalendar, term: Term, furthest: str) -> None:
    assert f"{korea.local(longest_extension(korea, term, _due(korea, term))):%Y-%m-%d %H:%M}" == furthest


def _refusal(calendar: WorkingCalendar, until: date, *, earlier: int = 0, consent: bool = False) -> str | None:
    return refuse_extension(calendar, SEVEN, _due(calendar, SEVEN), until, earlier=earlier, consent=consent)


def test_the_first_extension_needs_no_consent_and_the_second_does(korea: WorkingCalendar) -> None:
    until = date(2026, 12, 10)
    assert _refusal(korea, until) is None
    assert _refusal(korea, until, earlier=1) is ExtensionRefusal.NEEDS_CONSENT
    assert _refusal(korea, until, earlier=1, consent=True) is None
    assert _refusal(korea, until, earlier=2, consent=True) is ExtensionRefusal.NO_MORE


def test_an_extension_leads_to_a_later_day_within_reach(korea: WorkingCalendar) -> None:
    assert _refusal(korea, date(2026, 12, 1)) is ExtensionRefusal.NOT_LATER
    assert _refusal(korea, date(2026, 12, 11)) is ExtensionRefusal.TOO_LONG


def test_where_nothing_is_due_nothing_can_be_put_off(korea: WorkingCalendar) -> None:
    found = refuse_extension(korea, SEVEN, None, date(2026, 12, 1), earlier=0, consent=True)
    assert found is ExtensionRefusal.NO_TERM


def test_a_matter_of_hours_is_put_off_to_an_hour(korea: WorkingCalendar) -> None:
    now = _due(korea, AT_ONCE)
    tomorrow = date(2026, 11, 24)
    assert refuse_extension(korea, AT_ONCE, now, tomorrow, earlier=0, consent=False) is None
    assert extended_due(korea, AT_ONCE, now, tomorrow) == datetime(2026, 11, 24, 11, tzinfo=SEOUL)
    assert extended_due(korea, SEVEN, _due(korea, SEVEN), tomorrow) == korea.end_of(tomorrow)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("refusal", ExtensionRefusal)
def test_each_refusal_says_why(refusal: ExtensionRefusal, language: str) -> None:
    assert has(refusal.key)
    assert text(refusal.key, "ko" if language == "ko" else "en")


# --- pauses after a date was set by hand ------------------------------------------------------------------------


def _pause(begin: date, end: date | None) -> Pause:
    return Pause(begin=begin, end=end, reason=PauseReason.SUPPLEMENT)


def test_an_extended_date_moves_by_the_working_days_paused_after_it_was_set(korea: WorkingCalendar) -> None:
    until, since = korea.end_of(date(2026, 12, 10)), datetime(2026, 12, 1, 10, tzinfo=SEOUL)
    over_a_weekend = _pause(date(2026, 12, 4), date(2026, 12, 7))
    assert moved_by_pauses(korea, until, since, [over_a_weekend]) == korea.end_of(date(2026, 12, 14))
    assert moved_by_pauses(korea, until, since, [_pause(date(2026, 12, 4), None)]) is None
    assert moved_by_pauses(korea, until, since, [_pause(date(2026, 12, 11), None)]) == until
    assert moved_by_pauses(korea, until, since, [_pause(date(2026, 11, 25), date(2026, 11, 26))]) == until


def test_an_extended_hour_moves_by_the_working_hours_paused(korea: WorkingCalendar) -> None:
    until, since = datetime(2026, 11, 25, 11, tzinfo=SEOUL), datetime(2026, 11, 24, 10, tzinfo=SEOUL)
    found = moved_by_pauses(korea, until, since, [_pause(date(2026, 11, 25), date(2026, 11, 25))])
    assert found == datetime(2026, 11, 26, 11, tzinfo=SEOUL)


def test_a_pause_after_the_hour_that_was_set_moves_nothing(korea: WorkingCalendar) -> None:
    until, since = datetime(2026, 11, 25, 11, tzinfo=SEOUL), datetime(2026, 11, 25, 12, tzinfo=SEOUL)
    assert moved_by_pauses(korea, until, since, [_pause(date(2026, 11, 25), date(2026, 11, 25))]) == until


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(1, 60))
def test_without_a_pause_a_date_stays_even_on_a_day_off(since: date, days: int) -> None:
    until = PLAIN.end_of(date.fromordinal(since.toordinal() + days))
    assert moved_by_pauses(PLAIN, until, PLAIN.start_of(since), []) == until


@given(st.dates(date(2026, 1, 1), date(2026, 6, 30)), st.integers(0, 30), st.integers(0, 30), st.integers(0, 9))
def test_a_pause_never_moves_a_date_back(since: date, days: int, begin: int, length: int) -> None:
    until = PLAIN.end_of(date.fromordinal(since.toordinal() + days))
    first = since.toordinal() + begin
    pause = _pause(date.fromordinal(first), date.fromordinal(first + length))
    found = moved_by_pauses(PLAIN, until, PLAIN.start_of(since), [pause])
    assert found is not None
    assert found >= until


# --- reminders --------------------------------------------------------------------------------------------------


@pytest.mark.req("KR-CIV")
def test_a_matter_that_drags_on_owes_a_notice_every_thirty_days(korea: WorkingCalendar) -> None:
    received = datetime(2026, 1, 5, 23, 30, tzinfo=SEOUL)
    assert progress_notices(korea, received, date(2026, 2, 3)) == ()
    assert progress_notices(korea, received, date(2026, 2, 4)) == (date(2026, 2, 4),)
    assert progress_notices(korea, received, date(2026, 4, 10)) == (
        date(2026, 2, 4),
        date(2026, 3, 6),
        date(2026, 4, 5),
    )


def test_a_notice_not_given_stays_owed_on_every_later_day(korea: WorkingCalendar) -> None:
    received = datetime(2026, 1, 5, 10, tzinfo=SEOUL)
    for on in (date(2026, 2, 4), date(2026, 2, 5), date(2026, 3, 5)):
        assert progress_notices_missing(progress_notices(korea, received, on), []) == (date(2026, 2, 4),)
    owed = progress_notices(korea, received, date(2026, 3, 10))
    assert progress_notices_missing(owed, [date(2026, 2, 9)]) == (date(2026, 3, 6),)
    assert progress_notices_missing(owed, [date(2026, 3, 6)]) == ()
