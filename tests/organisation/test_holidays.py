"""The holidays that a Korean public body starts with are those of the official lists."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest

from qms.base.calendar import Holiday, HolidayKind, WorkingCalendar
from qms.organisation.holidays import korean_holidays

if TYPE_CHECKING:
    from pathlib import Path


def _official(root: Path, year: int) -> dict[date, list[str]]:
    text = (root / f"tests/data/holidays/kr_{year}.json").read_text(encoding="utf-8")
    return {date.fromisoformat(day): names for day, names in json.loads(text).items()}


def _official_kind(name: str) -> HolidayKind:
    if name.startswith("대체공휴일"):
        return HolidayKind.SUBSTITUTE
    return HolidayKind.TEMPORARY if name.startswith("임시공휴일") else HolidayKind.STATUTORY


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_each_day_of_the_official_list_and_no_other(root: Path, year: int) -> None:
    ours = korean_holidays(year, year)
    assert [holiday.on for holiday in ours] == sorted(_official(root, year))


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_substitutes_and_declared_days_are_marked(root: Path, year: int) -> None:
    official = {day: _official_kind(names[0]) for day, names in _official(root, year).items()}
    assert {holiday.on: holiday.kind for holiday in korean_holidays(year, year)} == official


def test_labour_day_and_constitution_day_are_public_from_2026_on() -> None:
    days = {(5, 1), (7, 17)}
    found = [h.on for h in korean_holidays(2025, 2027) if (h.on.month, h.on.day) in days]
    assert found == [date(2026, 5, 1), date(2026, 7, 17), date(2027, 5, 1), date(2027, 7, 17)]


def test_two_holidays_on_one_day_are_one_value_with_both_names() -> None:
    (both,) = [h for h in korean_holidays(2025, 2025) if h.on == date(2025, 5, 5)]
    assert both.name_ko == "부처님오신날 · 어린이날"
    assert both.name_en == "Buddha's Birthday · Children's Day"
    assert max(Counter(h.on for h in korean_holidays(2024, 2030)).values()) == 1


def test_names_stand_in_both_languages() -> None:
    (chuseok,) = [h for h in korean_holidays(2026, 2026) if h.on == date(2026, 9, 25)]
    assert chuseok == Holiday(on=date(2026, 9, 25), name_ko="추석", name_en="Chuseok")


def test_all_the_years_of_a_calendar_hold_their_holidays() -> None:
    calendar = WorkingCalendar(first_year=2018, last_year=2027, holidays=korean_holidays(2018, 2027))
    assert {holiday.on.year for holiday in calendar.holidays} == set(range(2018, 2028))
