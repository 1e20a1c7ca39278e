"""Open at start + opened − closed = open at end, and the end of a period is the start of the next."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from qms.base.period import Period
from qms.figures import MONTH, Figure, Measure, field
from qms.figures.sql import read, records_behind
from tests.figures import drawn
from tests.figures.voices import Sort, Voice, put, voices

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

SEOUL = ZoneInfo("Asia/Seoul")
OPEN = Figure(id="voice.open", kind="voice", measure=Measure.BALANCE, when="received_at", until="closed_at")


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 10, tzinfo=SEOUL)


def test_a_balance_names_the_records_of_each_of_its_four_numbers(with_records: Callable[..., Connection]) -> None:
    there = with_records(
        Voice("V-1", received_at=at(1, 5)),
        Voice("V-2", received_at=at(1, 5), closed_at=at(2, 5)),
        Voice("V-3", received_at=at(1, 5), closed_at=at(3, 5)),
        Voice("V-4", received_at=at(2, 5), closed_at=at(2, 5)),
        Voice("V-5", received_at=at(2, 5)),
        Voice("V-6", received_at=at(1, 5), closed_at=at(1, 6)),
        Voice("V-7", received_at=at(3, 1)),
        Voice("V-8", received_at=at(2, 5), closed_at=at(1, 5)),
        Voice("V-9", closed_at=at(2, 9)),
    )
    (behind,) = records_behind(there, voices, OPEN, Period.of("2026-02"), SEOUL)
    assert behind.open_at_start == ("V-1", "V-2", "V-3")
    assert behind.opened == ("V-4", "V-5")
    assert behind.closed == ("V-2", "V-4")
    assert behind.open_at_end == ("V-1", "V-3", "V-5")
    assert behind.unmeasurable == ("V-8", "V-9")
    (reading,) = read(there, voices, OPEN, Period.of("2026-02"), SEOUL)
    assert (reading.open_at_start, reading.opened, reading.closed, reading.open_at_end) == (3, 2, 2, 3)
    assert (reading.n, reading.shown()) == (5, "3")


@settings(max_examples=50)
@given(question=drawn.questions(), placed=st.sampled_from([("received_at", "closed_at"), ("opened_on", "done_on")]))
def test_months_connect_and_add_up_to_their_period(
    on_sqlite: Connection,
    question: tuple[list[Voice], Period, ZoneInfo, object],
    placed: tuple[str, str],
) -> None:
    records, period, zone, _ = question
    when, until = placed
    figure = Figure(
        id="voice.open", kind="voice", measure=Measure.BALANCE, when=when, until=until,
        where=(field("type").among(Sort.COMPLAINT, Sort.PRAISE),),
    )  # fmt: skip
    with on_sqlite.begin_nested() as trial:
        put(on_sqlite, records)
        months = read(on_sqlite, voices, figure, period, zone, split=MONTH)
        (whole,) = read(on_sqlite, voices, figure, period, zone)
        following = Period(label="after", begin=period.end, end=period.end + timedelta(days=9))
        (after,) = read(on_sqlite, voices, figure, following, zone)
        trial.rollback()
    assert [one.open_at_end for one in months[:-1]] == [one.open_at_start for one in months[1:]]
    assert (whole.open_at_start, whole.open_at_end) == (months[0].open_at_start, months[-1].open_at_end)
    assert whole.opened == sum(one.opened or 0 for one in months)
    assert whole.closed == sum(one.closed or 0 for one in months)
    assert after.open_at_start == whole.open_at_end


def test_a_balance_of_days_closes_on_the_day_itself(with_records: Callable[..., Connection]) -> None:
    days = Figure(id="voice.days", kind="voice", measure=Measure.BALANCE, when="opened_on", until="done_on")
    there = with_records(
        Voice("V-1", opened_on=date(2026, 1, 31), done_on=date(2026, 1, 31)),
        Voice("V-2", opened_on=date(2026, 1, 31), done_on=date(2026, 2, 1)),
    )
    january, february = read(there, voices, days, Period(label="", begin=date(2026, 1, 1), end=date(2026, 3, 1)),
                             SEOUL, split=MONTH)  # fmt: skip
    assert (january.opened, january.closed, january.open_at_end) == (2, 1, 1)
    assert (february.open_at_start, february.closed, february.open_at_end) == (1, 1, 0)
