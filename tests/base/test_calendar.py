"""What the working calendar knows of days and hours, and what it refuses to guess."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from qms.base.calendar import Holiday, HolidayKind, Hours, WorkingCalendar
from qms.errors import BackwardSpan, OutsideCalendar

SEOUL = ZoneInfo("Asia/Seoul")
NEW_YEAR = Holiday(on=date(2026, 1, 1), name_ko="신정", name_en="New Year's Day")
SMALL = WorkingCalendar(first_year=2025, last_year=2026, holidays=(NEW_YEAR,))
DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))


def _works(day: date) -> bool:
    return day.weekday() < 5 and day != NEW_YEAR.on


def _days(begin: date, end: date) -> list[date]:
    return [begin + timedelta(days=i) for i in range((end - begin).days)]


# --- days -------------------------------------------------------------------------------------------------------


def test_weekends_and_holidays_are_off(korea: WorkingCalendar) -> None:
    assert korea.is_working(date(2026, 9, 23))
    assert not korea.is_working(date(2026, 9, 25))  # Chuseok, a Friday
    assert not korea.is_working(date(2026, 9, 27))  # a Sunday
    chuseok = korea.holiday(date(2026, 9, 25))
    assert chuseok is not None
    assert chuseok.name("ko") == "추석"
    assert korea.holiday(date(2026, 9, 27)) is None


def test_two_holidays_of_one_day_are_both_kept(korea: WorkingCalendar) -> None:
    assert [h.name_ko for h in korea.holidays_on(date(2025, 5, 5))] == ["어린이날", "부처님 오신 날"]


def test_a_day_off_of_the_institution_can_be_added() -> None:
    founding = Holiday(on=date(2026, 4, 3), name_ko="창립기념일", name_en="Founding day", kind=HolidayKind.INSTITUTION)
    assert SMALL.is_working(founding.on)
    with_founding = SMALL.with_holidays([founding])
    assert not with_founding.is_working(founding.on)
    assert with_founding.working_days_between(date(2026, 4, 1), date(2026, 4, 5)) == 2
    assert SMALL.is_working(founding.on)


def test_the_same_holiday_twice_is_kept_once() -> None:
    assert SMALL.with_holidays([NEW_YEAR]) == SMALL


@given(DAYS, DAYS)
def test_days_between_are_the_days_one_counts(one: date, other: date) -> None:
    begin, end = sorted((one, other))
    assert SMALL.working_days_between(begin, end) == sum(map(_works, _days(begin, end)))


@given(DAYS, st.integers(1, 300))
def test_adding_days_goes_to_the_day_one_counts_to(day: date, count: int) -> None:
    later = [one for one in _days(day + timedelta(days=1), date(2027, 1, 1)) if _works(one)]
    if count <= len(later):
        assert SMALL.add_working_days(day, count) == later[count - 1]
    else:
        with pytest.raises(OutsideCalendar):
            SMALL.add_working_days(day, count)


@given(DAYS, st.integers(1, 300))
def test_subtracting_days_goes_back_to_the_day_one_counts_to(day: date, count: int) -> None:
    earlier = [one for one in _days(date(2025, 1, 1), day) if _works(one)]
    if count <= len(earlier):
        assert SMALL.add_working_days(day, -count) == earlier[-count]
    else:
        with pytest.raises(OutsideCalendar):
            SMALL.add_working_days(day, -count)


def test_adding_no_day_rolls_a_day_off_on() -> None:
    assert SMALL.add_working_days(date(2026, 1, 1), 0) == date(2026, 1, 2)
    assert SMALL.add_working_days(date(2026, 1, 2), 0) == date(2026, 1, 2)


def test_days_between_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(BackwardSpan) as refused:
        SMALL.working_days_between(date(2026, 3, 2), date(2026, 3, 1))
    assert refused.value.say("en") == "The end (2026-03-01) lies before the beginning (2026-03-02)"
    assert refused.value.hint("ko")


# --- years that are not covered ---------------------------------------------------------------------------------


def test_a_day_outside_the_years_covered_is_refused_and_says_which_are() -> None:
    for day in (date(2024, 12, 31), date(2027, 1, 1)):
        with pytest.raises(OutsideCalendar) as refused:
            SMALL.is_working(day)
        assert refused.value.year == day.year
    assert refused.value.say("ko") == "근무일 달력에 2027년이 없습니다. 달력은 2025년부터 2026년까지입니다"
    assert "2025 to 2026" in refused.value.say("en")


def test_the_last_day_covered_counts_and_the_next_does_not() -> None:
    assert SMALL.working_days_between(date(2026, 12, 28), date(2027, 1, 1)) == 4
    with pytest.raises(OutsideCalendar):
        SMALL.working_days_between(date(2026, 12, 28), date(2027, 1, 2))
    with pytest.raises(OutsideCalendar):
        SMALL.working_days_between(date(2024, 12, 31), date(2025, 1, 2))
    with pytest.raises(OutsideCalendar):
        SMALL.add_working_days(date(2026, 12, 31), 1)


# --- hours ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "minutes"),
    [
        (time(0), 0),
        (time(9), 0),
        (time(9, 1), 1),
        (time(12), 180),
        (time(12, 59), 180),
        (time(13, 30), 210),
        (time(18), 480),
        (time(23, 59), 480),
    ],
)
def test_working_time_stands_still_at_noon_and_night(clock: time, minutes: int) -> None:
    start = SMALL.worked(SMALL.start_of(date(2026, 3, 4)))
    assert SMALL.worked(datetime.combine(date(2026, 3, 4), clock, SEOUL)) - start == minutes * 60


def test_a_day_ends_with_its_last_instant() -> None:
    end = SMALL.end_of(date(2026, 3, 4))
    assert SMALL.day_of(end) == date(2026, 3, 4)
    assert SMALL.day_of(end + timedelta(microseconds=1)) == date(2026, 3, 5)
    assert end.utcoffset() == timedelta(0)


def test_a_place_may_work_until_midnight() -> None:
    late = WorkingCalendar(first_year=2026, last_year=2026, hours=(Hours(begin=time(16), end=time(0)),))
    assert late.day_seconds == 8 * 3600
    # All of Thursday and Friday, the holiday that New Year's Day is elsewhere included.
    assert late.reached(2 * 8 * 3600) == datetime(2026, 1, 3, tzinfo=SEOUL)


ZONES = ["America/New_York", "America/Sao_Paulo", "Asia/Beirut", "Africa/Cairo", "Australia/Lord_Howe", "Pacific/Apia"]


@pytest.mark.parametrize("zone", ZONES)
def test_clocks_put_forward_and_back_do_not_shift_office_hours(zone: str) -> None:
    calendar = WorkingCalendar(zone=zone, first_year=2010, last_year=2026)
    for year in range(2010, 2027):
        for day in _days(date(year, 1, 1), date(year, 12, 31)):
            if not calendar.is_working(day) or day == date(2011, 12, 30):  # Apia left that day out
                continue
            opens = datetime.combine(day, time(9), ZoneInfo(zone))
            assert calendar.reached(calendar.worked(opens) + 3600) == opens + timedelta(hours=1)


@pytest.mark.parametrize("zone", ["Asia/Beirut", "America/Sao_Paulo", "Asia/Seoul"])
def test_one_day_ends_where_the_next_begins_even_if_clocks_move_at_midnight(zone: str) -> None:
    calendar = WorkingCalendar(zone=zone, first_year=2016, last_year=2018)
    for day in _days(date(2016, 1, 1), date(2018, 12, 31)):
        assert calendar.day_of(calendar.start_of(day)) == day == calendar.day_of(calendar.end_of(day))
        assert calendar.end_of(day) + timedelta(microseconds=1) == calendar.start_of(day + timedelta(days=1))


# --- the value --------------------------------------------------------------------------------------------------


def test_a_calendar_comes_back_from_json_and_answers_the_same(korea: WorkingCalendar) -> None:
    korea.is_working(date(2026, 3, 4))
    again = WorkingCalendar.model_validate_json(korea.model_dump_json())
    assert again == korea
    assert hash(again) == hash(korea)
    assert again.working_days_between(date(2024, 1, 1), date(2027, 1, 1)) == korea.working_days_between(
        date(2024, 1, 1), date(2027, 1, 1)
    )


def test_a_copy_with_other_holidays_forgets_the_old_ones() -> None:
    assert not SMALL.is_working(NEW_YEAR.on)
    assert SMALL.model_copy(update={"holidays": ()}).is_working(NEW_YEAR.on)


def test_holidays_are_kept_in_order_of_days() -> None:
    given_first = Holiday(on=date(2026, 12, 25), name_ko="성탄절", name_en="Christmas Day")
    calendar = WorkingCalendar(first_year=2026, last_year=2026, holidays=(given_first, NEW_YEAR))
    assert [holiday.on for holiday in calendar.holidays] == [NEW_YEAR.on, given_first.on]


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"zone": "Asia/Sööul"}, "calendar_zone"),
        ({"zone": "../etc/passwd"}, "calendar_zone"),
        ({"zone": ""}, "calendar_zone"),
        ({"zone": "Asia"}, "calendar_zone"),
        ({"hours": ()}, "too_short"),
        ({"hours": [{"begin": "13:00", "end": "18:00"}, {"begin": "09:00", "end": "12:00"}]}, "calendar_hours"),
        ({"hours": [{"begin": "09:00", "end": "12:00"}, {"begin": "11:00", "end": "18:00"}]}, "calendar_hours"),
        ({"hours": [{"begin": "18:00", "end": "09:00"}]}, "calendar_hours"),
        ({"hours": [{"begin": "09:00", "end": "09:00"}]}, "calendar_hours"),
        ({"weekend": (0, 1, 2, 3, 4, 5, 6)}, "calendar_weekend"),
        ({"weekend": (7,)}, "less_than"),
        ({"first_year": 2027}, "calendar_years"),
        ({"holidays": [{"on": "2027-01-01", "name_ko": "신정", "name_en": "New Year"}]}, "calendar_holiday"),
    ],
)
def test_what_is_no_calendar_is_refused(wrong: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError) as refused:
        WorkingCalendar.model_validate({"first_year": 2025, "last_year": 2026} | wrong)
    assert [error["type"] for error in refused.value.errors()] == [fault]


def test_an_instant_is_shown_on_the_clock_of_the_place() -> None:
    assert SMALL.local(datetime(2026, 3, 4, 15, 30, tzinfo=UTC)).isoformat() == "2026-03-05T00:30:00+09:00"
