"""What the database reads is what plain Python counts from the same records, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qms.figures import Figure, Measure, Split
from qms.figures.sql import read, read_all, records_behind
from tests.figures import drawn
from tests.figures.naive import Naive
from tests.figures.voices import Voice, put, voices

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from qms.base.period import Period

Question = tuple[list[Voice], "Period", "ZoneInfo", Split | None]


def _agree(connection: Connection, figure: Figure, question: Question) -> None:
    records, period, zone, split = question
    with connection.begin_nested() as trial:
        put(connection, records)
        naive = Naive(records, figure, period, zone)
        assert read(connection, voices, figure, period, zone, split=split) == naive.read(split)
        assert records_behind(connection, voices, figure, period, zone, split=split) == naive.behind(split)
        trial.rollback()


@pytest.mark.parametrize("measure", Measure)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_sqlite_agrees_with_plain_python(on_sqlite: Connection, measure: Measure, data: st.DataObject) -> None:
    _agree(on_sqlite, data.draw(drawn.figures(measure)), data.draw(drawn.questions()))


@pytest.mark.needs_postgresql
@pytest.mark.parametrize("measure", Measure)
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_postgresql_agrees_with_plain_python(on_postgresql: Connection, measure: Measure, data: st.DataObject) -> None:
    _agree(on_postgresql, data.draw(drawn.figures(measure)), data.draw(drawn.questions()))


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(figures=st.lists(drawn.figures(), max_size=4), question=drawn.questions())
def test_many_figures_in_one_pass_are_each_what_they_are_alone(
    on_sqlite: Connection, figures: list[Figure], question: Question
) -> None:
    records, period, zone, split = question
    periods = (period, period.previous(), period) if period.label != "odd" else (period,)
    with on_sqlite.begin_nested() as trial:
        put(on_sqlite, records)
        alone = [
            one
            for figure in figures
            for asked in periods
            for one in read(on_sqlite, voices, figure, asked, zone, split=split)
        ]
        assert read_all(on_sqlite, voices, figures, periods, zone, split=split) == tuple(alone)
        trial.rollback()
