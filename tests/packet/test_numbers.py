from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from qms.packet.numbers import change, day, moment, number, period, span


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("318", "318"),
        ("1234567", "1,234,567"),
        ("94.333333", "94.3"),
        ("94.35", "94.4"),
        ("95.0", "95.0"),
        ("-3.25", "−3.3"),
        ("0.05", "0.05"),
        ("0.0", "0.0"),
        ("-12", "−12"),
        ("0.000001", "0.00"),
    ],
)
def test_numbers_as_people_write_them(text: str, shown: str) -> None:
    assert number(text) == shown


@pytest.mark.parametrize(
    ("now", "then", "shown"),
    [
        ("318", "296", "▲ 22"),
        ("94.3", "95.8", "▼ 1.5"),
        ("94.34", "94.26", "±0"),
        ("1200", "200", "▲ 1,000"),
        ("-1", "-3", "▲ 2"),
    ],
)
def test_a_change_is_that_of_the_printed_numbers(now: str, then: str, shown: str) -> None:
    assert change(now, then) == shown


def test_days_as_each_language_writes_them() -> None:
    assert day(date(2026, 7, 1), "ko") == "2026. 7. 1."
    assert day(date(2026, 7, 1), "en") == "1 July 2026"


def test_a_span_names_its_last_day() -> None:
    assert span(date(2026, 1, 1), date(2026, 7, 1), "ko") == "2026. 1. 1. ~ 2026. 6. 30."
    assert span(date(2026, 1, 1), date(2026, 7, 1), "en") == "1 January 2026 – 30 June 2026"


def test_an_instant_is_shown_in_the_zone_of_the_review() -> None:
    instant = datetime(2026, 7, 13, 20, 30, tzinfo=UTC)
    assert moment(instant, ZoneInfo("Asia/Seoul"), "ko") == "2026. 7. 14. 05:30 (Asia/Seoul)"


@pytest.mark.parametrize(
    ("label", "ko", "en"),
    [
        ("2026H1", "2026년 상반기", "First half of 2026"),
        ("2026H2", "2026년 하반기", "Second half of 2026"),
        ("2026Q3", "2026년 3분기", "Quarter 3 of 2026"),
        ("2026-04", "2026년 4월", "April 2026"),
        ("2026", "2026년", "2026"),
        ("지난 학기", "지난 학기", "지난 학기"),
    ],
)
def test_periods_in_words(label: str, ko: str, en: str) -> None:
    assert period(label, "ko") == ko
    assert period(label, "en") == en
