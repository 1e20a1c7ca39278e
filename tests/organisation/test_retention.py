"""How long records are kept: seven classes, counted from 1 January of the year after the matter closed."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.compile.carrying import known
from qms.errors import InvalidProfile
from qms.organisation.profile import load_profile, read_profile
from qms.organisation.retention import YEARS, RetentionClass, clock

if TYPE_CHECKING:
    from pathlib import Path

C = RetentionClass
DAY = timedelta(days=1)
CLOSED = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))


def _slow(closed_on: date, years: int) -> tuple[date, date]:
    """Day by day: the first 1 January after closing, and the day before as many further of them have come."""
    day = closed_on + DAY
    while (day.month, day.day) != (1, 1):
        day += DAY
    first, passed = day, 0
    while passed < years:
        day += DAY
        passed += (day.month, day.day) == (1, 1)
    return first, day - DAY


@pytest.mark.req("KR-REC-26")
def test_the_classes_are_those_of_the_decree() -> None:
    assert [one.value for one in C] == [
        "permanent", "semi_permanent", "years_30", "years_10", "years_5", "years_3", "years_1",
    ]  # fmt: skip
    assert YEARS[C.SEMI_PERMANENT] == 70


@pytest.mark.req("KR-REC-26", "I-753.2d")
@pytest.mark.parametrize("closed_on", [date(2026, 1, 1), date(2026, 12, 31)])
def test_whenever_in_a_year_it_closed_the_clock_starts_with_the_next(closed_on: date) -> None:
    assert {clock(one, closed_on).clock_from for one in C} == {date(2027, 1, 1)}
    assert [clock(one, closed_on).ends_on for one in C] == [
        None, date(2096, 12, 31), date(2056, 12, 31), date(2036, 12, 31), date(2031, 12, 31), date(2029, 12, 31),
        date(2027, 12, 31),
    ]  # fmt: skip


@pytest.mark.req("KR-REC-26")
@pytest.mark.parametrize("keep", [one for one in C if one is not C.PERMANENT])
@given(closed_on=CLOSED | st.sampled_from([date(2024, 2, 29), date(2027, 12, 31), date(2028, 1, 1), date(2100, 2, 28)]))
def test_a_period_is_what_counting_day_by_day_gives(keep: RetentionClass, closed_on: date) -> None:
    found = clock(keep, closed_on)
    assert (found.clock_from, found.ends_on) == _slow(closed_on, YEARS[keep])
    assert found.ends_on
    assert not found.over(found.ends_on)
    assert found.over(found.ends_on + DAY)


@given(closed_on=CLOSED, on=st.dates())
def test_what_is_permanent_never_ends(closed_on: date, on: date) -> None:
    assert not clock(C.PERMANENT, closed_on).over(on)


@given(keep=st.sampled_from(C), on=st.dates())
def test_an_open_matter_has_no_clock(keep: RetentionClass, on: date) -> None:
    found = clock(keep, None)
    assert (found.clock_from, found.ends_on, found.over(on)) == (None, None, False)


@given(keep=st.sampled_from(C), closed_on=st.dates())
def test_the_end_of_the_calendar_breaks_nothing(keep: RetentionClass, closed_on: date) -> None:
    assert not clock(keep, closed_on).over(closed_on)


@given(one=st.sampled_from(C), other=st.sampled_from(C), closed_on=CLOSED)
def test_a_class_is_within_another_where_it_ends_no_later(
    one: RetentionClass, other: RetentionClass, closed_on: date
) -> None:
    ends = [clock(each, closed_on).ends_on or date.max for each in (one, other)]
    assert one.within(other) is (ends[0] <= ends[1])


@pytest.mark.parametrize("name", ["technopark", "iso9001"])
def test_a_profile_of_the_house_has_a_class_for_every_kind_that_closes(name: str) -> None:
    assert set(load_profile(name, known()).retention) == known().closing


def test_a_wrong_class_is_refused_where_it_stands(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for right, wrong in {
        '[retention.case]\nkeep = "years_5"': '[retention.case]\nkeep = "years_1"',
        '[retention.capa]\nkeep = "years_5"': '[retention.capa]\nkeep = "years_7"',
        "[retention.review]\n": "[retention.person]\n",
        "[retention.document]\n": '[retention.document]\npersonal = "years_1"\n',
    }.items():
        assert right in text
        text = text.replace(right, wrong, 1)
    with pytest.raises(InvalidProfile) as refused:
        read_profile(text.encode(), name="own.toml", known=known())
    assert {one.place: one.key.rpartition(".")[2] for one in refused.value.faults} == {
        "retention.case.personal": "personal_longer",
        "retention.capa.keep": "not_in_list",
        "retention.person": "never_closes",
        "retention.document.personal": "nothing_personal",
    }


def test_a_profile_that_says_nothing_of_it_is_as_good_as_before(file: Path) -> None:
    head, _, rest = file.read_text(encoding="utf-8").partition("# ── 보존기간")
    text = head + "# ── 상향 보고" + rest.partition("# ── 상향 보고")[2]
    assert "retention" not in tomllib.loads(text)
    assert read_profile(text.encode(), name="own.toml", known=known()).retention == {}
