"""When a matter is due: the worked cases, the law's own corners, and the faults seen in other systems."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from qms.base.calendar import Holiday, HolidayKind, Hours, WorkingCalendar
from qms.base.deadline import Deadline, LeftOut, count, due, elapsed_working_minutes
from qms.base.term import Pause, PauseReason, Term, Unit
from qms.errors import BackwardSpan, OutsideCalendar

SEOUL = ZoneInfo("Asia/Seoul")
AT_ONCE, FIVE, SEVEN, FOURTEEN = (
    Term.at_once("at-once"),
    Term.petition("five", 5),
    Term.petition("seven", 7),
    Term.petition("fourteen", 14),
)
MONDAY = "2026-11-23 14:00"  # no holiday for a month


def _at(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=SEOUL)


def _pause(begin: str, end: str | None, reason: PauseReason = PauseReason.SUPPLEMENT) -> Pause:
    return Pause(begin=date.fromisoformat(begin), end=date.fromisoformat(end) if end else None, reason=reason)


def _due(calendar: WorkingCalendar, term: Term, received: str, *pauses: Pause) -> str:
    found = due(calendar, term, _at(received), pauses)
    assert found is not None
    shown = f"{calendar.local(found):%Y-%m-%d %H:%M}"
    return shown if term.unit is Unit.HOURS else shown.removesuffix(" 23:59")


# --- worked cases -----------------------------------------------------------------------------------------------


@pytest.mark.req("ALCOA-Accurate", "P-3.1")
@pytest.mark.parametrize(
    ("received", "at_once", "five", "seven", "fourteen"),
    [
        (MONDAY, "2026-11-23 17:00", "2026-11-30 14:00", "2026-12-01", "2026-12-10"),
        ("2026-09-23 10:00", "2026-09-23 14:00", "2026-10-02 10:00", "2026-10-06", "2026-10-16"),
        ("2026-11-27 17:30", "2026-11-30 11:30", "2026-12-04 17:30", "2026-12-07", "2026-12-16"),
        ("2026-04-30 09:00", "2026-04-30 12:00", "2026-05-08 18:00", "2026-05-12", "2026-05-21"),
        ("2026-07-16 09:00", "2026-07-16 12:00", "2026-07-23 18:00", "2026-07-27", "2026-08-05"),
    ],
)
def test_worked_cases(
    korea: WorkingCalendar, received: str, at_once: str, five: str, seven: str, fourteen: str
) -> None:
    assert _due(korea, AT_ONCE, received) == at_once
    assert _due(korea, FIVE, received) == five
    assert _due(korea, SEVEN, received) == seven
    assert _due(korea, FOURTEEN, received) == fourteen


def test_a_holiday_declared_on_the_due_date_moves_it_past_the_long_weekend() -> None:
    """As published for 2017-10-02, which was declared a holiday before Chuseok."""
    chuseok = [date(2017, 10, day) for day in (3, 4, 5, 6, 9)]
    plain = WorkingCalendar(
        first_year=2017,
        last_year=2017,
        holidays=tuple(Holiday(on=day, name_ko="추석 연휴", name_en="Chuseok") for day in chuseok),
    )
    extra = Holiday(on=date(2017, 10, 2), name_ko="임시공휴일", name_en="Temporary holiday", kind=HolidayKind.TEMPORARY)
    assert _due(plain, SEVEN, "2017-09-22 10:00") == "2017-10-02"
    assert _due(plain.with_holidays([extra]), SEVEN, "2017-09-22 10:00") == "2017-10-10"
    # What was due later is due one working day later.
    assert _due(plain, SEVEN, "2017-09-25 10:00") == "2017-10-10"
    assert _due(plain.with_holidays([extra]), SEVEN, "2017-09-25 10:00") == "2017-10-11"


@pytest.mark.req("KR-CIV")
def test_petition_terms_are_hours_up_to_five_days_and_days_from_six() -> None:
    assert (Term.petition("five", 5).unit, Term.petition("five", 5).amount) == (Unit.HOURS, 40)
    assert (Term.petition("six", 6).unit, Term.petition("six", 6).amount) == (Unit.DAYS, 6)
    assert (AT_ONCE.unit, AT_ONCE.amount) == (Unit.HOURS, 3)


@pytest.mark.parametrize(
    ("received", "amount", "unit", "due_on"),
    [
        ("2026-11-23 14:00", 1, Unit.WEEKS, "2026-11-30"),  # to Sunday the 29th, so Monday
        ("2026-03-11 09:00", 1, Unit.MONTHS, "2026-04-10"),
        ("2026-01-31 09:00", 1, Unit.MONTHS, "2026-03-03"),  # the 28th a Saturday, 1 and 2 March holidays
        ("2025-01-31 09:00", 1, Unit.MONTHS, "2025-02-28"),  # February has no 31st: to its last day
        ("2026-03-02 09:00", 6, Unit.MONTHS, "2026-09-01"),
        ("2024-02-29 09:00", 1, Unit.YEARS, "2025-02-28"),
        ("2024-12-31 09:00", 2, Unit.MONTHS, "2025-02-28"),
        ("2026-04-02 09:00", 30, Unit.CALENDAR_DAYS, "2026-05-04"),  # to Labour Day, a Friday, so Monday
        ("2026-09-22 09:00", 3, Unit.CALENDAR_DAYS, "2026-09-28"),  # to the eve of Chuseok
    ],
)
def test_terms_by_date_end_on_the_day_before_and_move_past_days_off(
    korea: WorkingCalendar, received: str, amount: int, unit: Unit, due_on: str
) -> None:
    assert _due(korea, Term.petition_by_date("by-date", amount, unit), received) == due_on


def test_an_end_on_a_day_off_may_be_left_standing(korea: WorkingCalendar) -> None:
    term = Term(id="plain", unit=Unit.CALENDAR_DAYS, amount=3, moves_on=False)
    assert _due(korea, term, "2026-09-22 09:00") == "2026-09-24"


def test_the_first_day_may_be_left_out(korea: WorkingCalendar) -> None:
    term = Term(id="plain", unit=Unit.DAYS, amount=7, first_day_counts=False)
    assert _due(korea, term, MONDAY) == "2026-12-02"
    assert _due(korea, term, "2026-11-28 10:00") == "2026-12-08"  # a Saturday: day one is Monday all the same
    (first, *_) = count(korea, term, _at(MONDAY)).days
    assert first.left_out == (LeftOut.FIRST_DAY,)


# --- receipt outside working hours ------------------------------------------------------------------------------


def test_a_filing_after_closing_time_is_still_of_that_day_unless_the_profile_says_no(korea: WorkingCalendar) -> None:
    strict = Term.petition("strict", 7, late_filing_counts=False)
    assert _due(korea, SEVEN, "2026-11-23 18:00") == "2026-12-01"
    assert _due(korea, strict, "2026-11-23 17:59") == "2026-12-01"
    assert _due(korea, strict, "2026-11-23 18:00") == "2026-12-02"
    assert _due(korea, strict, "2026-11-21 20:00") == "2026-12-01"  # a Saturday has no closing time
    (first, *_) = count(korea, strict, _at("2026-11-23 18:00")).days
    assert first.left_out == (LeftOut.AFTER_HOURS,)


@pytest.mark.parametrize("received", ["2026-11-20 18:00", "2026-11-21 12:00", "2026-11-23 03:00", "2026-11-23 09:00"])
def test_hours_begin_when_the_place_next_opens(korea: WorkingCalendar, received: str) -> None:
    assert _due(korea, AT_ONCE, received) == "2026-11-23 12:00"
    assert _due(korea, FIVE, received) == "2026-11-27 18:00"


def test_hours_stand_still_at_noon(korea: WorkingCalendar) -> None:
    assert _due(korea, AT_ONCE, "2026-11-23 11:00") == "2026-11-23 15:00"
    assert _due(korea, AT_ONCE, "2026-11-23 12:30") == "2026-11-23 16:00"


# --- on time and late -------------------------------------------------------------------------------------------


def test_answered_on_the_due_day_is_on_time_to_its_end(korea: WorkingCalendar) -> None:
    found = count(korea, SEVEN, _at(MONDAY))
    assert found.due_on == date(2026, 12, 1)
    assert not found.late(_at("2026-12-01 18:00"))
    assert not found.late(_at("2026-12-02 00:00") - timedelta(microseconds=1))
    assert found.late(_at("2026-12-02 00:00"))


def test_answered_at_the_very_hour_is_on_time(korea: WorkingCalendar) -> None:
    found = count(korea, AT_ONCE, _at(MONDAY))
    assert not found.late(_at("2026-11-23 17:00"))
    assert found.late(_at("2026-11-23 17:01"))


def test_without_a_term_nothing_is_ever_due_or_late(korea: WorkingCalendar) -> None:
    found = count(korea, Term(id="none", unit=Unit.NONE), _at(MONDAY))
    assert (found.due_at, found.due_on, found.waiting, found.days) == (None, None, None, ())
    assert not found.late(_at("2026-12-31 00:00"))


# --- pauses -----------------------------------------------------------------------------------------------------


def test_a_pause_is_left_out_of_the_count_not_added_to_its_beginning(korea: WorkingCalendar) -> None:
    pause = _pause("2026-11-26", "2026-11-30")  # Thursday to Monday: 3 working days
    assert _due(korea, SEVEN, MONDAY, pause) == "2026-12-04"
    # The same 5 days put before the receipt would have begun it on a Saturday.
    assert _due(korea, SEVEN, "2026-11-28 14:00") == "2026-12-08"


def test_a_pause_over_a_weekend_costs_nothing(korea: WorkingCalendar) -> None:
    assert _due(korea, SEVEN, MONDAY, _pause("2026-11-28", "2026-11-29")) == "2026-12-01"


def test_the_day_of_asking_and_the_day_of_arrival_are_left_out_whole(korea: WorkingCalendar) -> None:
    assert _due(korea, FIVE, MONDAY, _pause("2026-11-25", "2026-11-26")) == "2026-12-02 14:00"
    assert _due(korea, SEVEN, MONDAY, _pause("2026-12-01", "2026-12-01")) == "2026-12-02"
    assert _due(korea, SEVEN, MONDAY, _pause("2026-11-23", "2026-11-23")) == "2026-12-02"


def test_two_pauses_of_the_same_days_are_left_out_once(korea: WorkingCalendar) -> None:
    twice = (_pause("2026-11-26", "2026-11-30"), _pause("2026-11-27", "2026-11-27", PauseReason.HEARING))
    assert _due(korea, SEVEN, MONDAY, *twice) == "2026-12-04"
    days = {day.on: day.paused for day in count(korea, SEVEN, _at(MONDAY), twice).days}
    assert days[date(2026, 11, 27)] == (PauseReason.SUPPLEMENT, PauseReason.HEARING)


def test_a_pause_after_the_due_date_moves_nothing(korea: WorkingCalendar) -> None:
    assert _due(korea, SEVEN, MONDAY, _pause("2026-12-02", None)) == "2026-12-01"
    assert _due(korea, AT_ONCE, MONDAY, _pause("2026-11-24", None)) == "2026-11-23 17:00"


def test_a_term_by_date_leaves_out_paused_days_off_as_well(korea: WorkingCalendar) -> None:
    term = Term.petition_by_date("by-date", 2, Unit.WEEKS)
    assert _due(korea, term, MONDAY) == "2026-12-07"  # to Sunday the 6th, so Monday
    assert _due(korea, term, MONDAY, _pause("2026-11-28", "2026-11-29")) == "2026-12-08"
    # Monday, to which the end moves, is itself paused.
    assert _due(korea, term, MONDAY, _pause("2026-12-07", "2026-12-08")) == "2026-12-09"


def test_a_pause_that_has_not_ended_leaves_the_due_date_unknown_and_says_so(korea: WorkingCalendar) -> None:
    waiting = _pause("2026-11-26", None)
    for term, left in ((FIVE, (40 - 4 - 8 - 8) * 3600), (SEVEN, 4)):
        found = count(korea, term, _at(MONDAY), [waiting])
        assert (found.due_at, found.due_on, found.waiting) == (None, None, waiting)
        assert found.length - found.days[-1].total == left
        assert found.days[-1].left_out == (LeftOut.PAUSE,)
        assert not found.late(_at("2026-12-31 00:00"))


def test_a_pause_that_has_ended_lets_the_clock_run_on(korea: WorkingCalendar) -> None:
    assert _due(korea, FIVE, MONDAY, _pause("2026-11-26", "2026-12-10")) == "2026-12-15 14:00"


# --- elapsed time -----------------------------------------------------------------------------------------------


def test_time_is_counted_in_working_hours_not_on_the_wall(korea: WorkingCalendar) -> None:
    assert elapsed_working_minutes(korea, _at("2026-11-27 17:30"), _at("2026-11-30 09:30")) == 60
    assert elapsed_working_minutes(korea, _at("2026-11-28 09:00"), _at("2026-11-29 18:00")) == 0


def test_an_open_matter_has_its_time_to_the_day_of_asking(korea: WorkingCalendar) -> None:
    begin = _at("2026-11-23 09:00")
    assert elapsed_working_minutes(korea, begin, _at("2026-11-25 10:00")) == 2 * 480 + 60
    waiting = (_pause("2026-11-24", None),)
    assert elapsed_working_minutes(korea, begin, _at("2026-11-25 10:00"), waiting) == 480


def test_time_runs_to_the_very_end_of_the_years_known(korea: WorkingCalendar) -> None:
    assert elapsed_working_minutes(korea, _at("2026-12-31 17:00"), _at("2027-01-01 00:00")) == 60


def test_time_does_not_run_backward_where_a_clock_is_put_back_at_work() -> None:
    night = WorkingCalendar(
        zone="America/New_York", hours=(Hours(begin=time(0), end=time(0)),), weekend=(), first_year=2026, last_year=2026
    )
    begin = datetime(2026, 11, 1, 5, 50, tzinfo=UTC)  # 01:50, ten minutes before it is 01:00 again
    assert elapsed_working_minutes(night, begin, begin + timedelta(minutes=20)) == 0


def test_negative_time_is_refused(korea: WorkingCalendar) -> None:
    with pytest.raises(BackwardSpan):
        elapsed_working_minutes(korea, _at(MONDAY), _at(MONDAY) - timedelta(seconds=1))
    with pytest.raises(ValidationError):
        _pause("2026-11-26", "2026-11-25")


# --- refused ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("term", [FIVE, SEVEN, Term.petition_by_date("m", 1, Unit.MONTHS)], ids=lambda t: t.id)
def test_a_count_that_leaves_the_years_known_is_refused(korea: WorkingCalendar, term: Term) -> None:
    for received in ("2026-12-30 10:00", "2023-12-29 10:00"):
        with pytest.raises(OutsideCalendar) as refused:
            due(korea, term, _at(received))
        assert refused.value.year in {2023, 2027}


@pytest.mark.parametrize("term", [FIVE, SEVEN, Term.petition_by_date("w", 1, Unit.WEEKS)], ids=lambda t: t.id)
def test_a_pause_beyond_the_years_known_is_refused_only_when_it_matters(korea: WorkingCalendar, term: Term) -> None:
    beyond = _pause("2026-12-29", "2027-02-01")
    for left_out in ([beyond], [beyond, _pause("2027-03-01", "2027-03-02")]):
        with pytest.raises(OutsideCalendar):
            due(korea, term, _at("2026-12-28 10:00"), left_out)
    assert due(korea, term, _at(MONDAY), [beyond]) == due(korea, term, _at(MONDAY))


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": "hours"},
        {"unit": "none", "amount": 1},
        {"unit": "days", "amount": -1},
        {"unit": "fortnights", "amount": 1},
    ],
)
def test_what_is_no_term_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Term.model_validate({"id": "wrong"} | wrong)


def test_a_deadline_is_kept_in_utc_and_comes_back_from_json(korea: WorkingCalendar) -> None:
    found = count(korea, SEVEN, _at("2026-09-23 10:00"), [_pause("2026-09-28", "2026-09-29")])
    assert found.due_at is not None
    assert found.due_at.tzinfo is UTC
    assert Deadline.model_validate_json(found.model_dump_json()) == found
