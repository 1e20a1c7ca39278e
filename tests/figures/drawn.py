"""Drawn for property tests: records, figures, zones, periods and splits that like to meet on the boundary."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from qms.base.period import Period
from qms.base.record import Origin
from qms.figures import (
    BEGIN,
    END,
    MONTH,
    By,
    Condition,
    Direction,
    Edge,
    Elapsed,
    Field,
    Figure,
    Measure,
    Split,
    Unit,
    all_of,
    any_of,
    by,
    elapsed,
    field,
)  # fmt: skip
from tests.figures.voices import Sort, Voice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")

ZONES = tuple(
    ZoneInfo(name)
    for name in (
        "Asia/Seoul",
        "UTC",
        "Asia/Kathmandu",  # a quarter of an hour apart from others
        "Europe/Berlin",
        "America/Sao_Paulo",  # in 2018 a day without midnight
        "Pacific/Apia",  # in 2011 a year without 30 December
    )
)
PERIODS = (
    *(Period.of(spelled) for spelled in ("2011", "2011-12", "2012Q1", "2018H2", "2018-11", "2026H1", "2026-02")),
    Period(label="odd", begin=date(2018, 8, 31), end=date(2018, 12, 3)),
)
COUNTS = (30, 40, 10, 1, 0)
DEPARTMENTS = ("a", "b", "c")
_INSTANTS = ("received_at", "due_at", "answered_at", "closed_at")
_DAYS = ("opened_on", "done_on")
_NUMBERS = ("amount", "calls")
_ANSWERS = ("happy", "told")
_TEXTS = ("department", "handler")
FIELDS = (*_INSTANTS, *_DAYS, *_NUMBERS, *_ANSWERS, *_TEXTS, "type")


_NUDGES = (timedelta(), timedelta(microseconds=-1), timedelta(seconds=1, microseconds=999_999), timedelta(hours=23))


def _days(period: Period) -> list[date]:
    """The first days of the period, of its months, and of what follows, each with its neighbours."""
    span = (period.end - period.begin).days + 1
    firsts = [day for n in range(span) if (day := period.begin + timedelta(days=n)).day == 1]
    return [day + timedelta(days=by) for day in (period.begin, *firsts, period.end) for by in (-1, 0, 1)]


def records(period: Period, zone: ZoneInfo, luck: Random, count: int) -> list[Voice]:
    """Records whose times lie on and beside the edges of the period and of its months; a sixth is unknown.

    By a seed, not drawn one value at a time: lists so drawn are mostly empty, and a rule shows in crowds.
    """
    days = _days(period)
    midnights = [datetime.combine(day, time(), zone).astimezone(UTC) for day in days]
    edges = [datetime.combine(edge, time(), zone).astimezone(UTC) for edge in (period.begin, period.end)]
    instants = [at + nudge for at in midnights for nudge in _NUDGES] + edges * 6

    def some(pool: Sequence[T]) -> T | None:
        return luck.choice(pool) if luck.randrange(6) else None

    return [
        Voice(
            code=f"V-{n:04}",
            origin=luck.choice(list(Origin)),
            type=some(list(Sort)),
            department=some(DEPARTMENTS),
            handler=some(DEPARTMENTS),
            received_at=some(instants),
            due_at=some(instants),
            answered_at=some(instants),
            closed_at=some(instants),
            opened_on=some(days),
            done_on=some(days),
            amount=some(range(-3, 4)),
            calls=some(range(-3, 4)),
            happy=some([True, False]),
            told=some([True, False]),
        )
        for n in luck.sample(range(10_000), count)
    ]


def _pairs(names: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), min_size=2, max_size=2)


def _spans(units: st.SearchStrategy[Unit]) -> st.SearchStrategy[Elapsed]:
    return st.builds(lambda pair, unit: elapsed(pair[0], pair[1], unit), _pairs(_INSTANTS) | _pairs(_DAYS), units)


def _ordered(left: Field | Elapsed, right: Field | Edge | int) -> st.SearchStrategy[Condition]:
    asked: list[Callable[[Any], Condition]] = [left.eq, left.ne, left.lt, left.le, left.gt, left.ge]
    return st.sampled_from(asked).map(lambda ask: ask(right))


def _tests() -> st.SearchStrategy[Condition]:
    moments = st.sampled_from(_INSTANTS + _DAYS).map(field)
    ordered = st.one_of([_pairs(names) for names in (_INSTANTS, _DAYS, _NUMBERS)])
    texts = st.sampled_from(_TEXTS).map(field)
    return st.one_of(
        ordered.flatmap(lambda pair: _ordered(field(pair[0]), field(pair[1]))),
        st.tuples(moments, st.sampled_from([BEGIN, END])).flatmap(lambda both: _ordered(*both)),
        st.tuples(st.sampled_from(_NUMBERS).map(field), st.integers(-3, 3)).flatmap(lambda both: _ordered(*both)),
        st.tuples(_spans(st.sampled_from(Unit)), st.integers(-2, 31)).flatmap(lambda both: _ordered(*both)),
        st.builds(lambda pair, ne: getattr(field(pair[0]), ne)(field(pair[1])), _pairs((*_TEXTS, "type")),
                  st.sampled_from(["eq", "ne"])),
        st.builds(lambda of, one, ask: getattr(of, ask)(one), texts, st.sampled_from([*DEPARTMENTS, "other"]),
                  st.sampled_from(["eq", "ne"])),
        st.lists(st.sampled_from(Sort), min_size=1).map(lambda sorts: field("type").among(*sorts)),
        st.sampled_from(Sort).map(lambda sort: field("type").ne(sort)),
        st.sampled_from([ask() for name in _ANSWERS for ask in (field(name).yes, field(name).no)]),
        st.sampled_from([ask() for name in FIELDS for ask in (field(name).known, field(name).unknown)]),
    )  # fmt: skip


def conditions() -> st.SearchStrategy[Condition]:
    """Any condition, some of them nested."""
    return st.recursive(
        _tests(),
        lambda inner: st.builds(
            lambda join, some: join(*some),
            st.sampled_from([any_of, all_of]),
            st.lists(inner, min_size=1, max_size=3),
        ),
        max_leaves=4,
    )


@st.composite
def figures(draw: st.DrawFn, measure: Measure | None = None) -> Figure:
    """A figure of any measure, with few conditions, so that some records are left."""
    of = measure or draw(st.sampled_from(Measure))
    some = st.lists(conditions(), max_size=1).map(tuple)
    placed = _pairs(_INSTANTS) | _pairs(_DAYS)
    when, until = draw(placed)
    valued = of not in {Measure.COUNT, Measure.SHARE, Measure.BALANCE}
    value = _spans(st.sampled_from(Unit)) | st.sampled_from(_NUMBERS).map(field)
    return Figure(
        id="voice.drawn",
        kind="voice",
        measure=of,
        when=when,
        until=until if of is Measure.BALANCE else None,
        where=draw(some),
        among=draw(some),
        measurable=draw(some),
        hit=draw(st.lists(conditions(), min_size=1, max_size=2).map(tuple)) if of is Measure.SHARE else (),
        value=draw(value) if valued else None,
        percent=draw(st.sampled_from([1, 25, 50, 75, 90, 99])) if of is Measure.PERCENTILE else None,
        direction=Direction.NEITHER,
    )


def splits() -> st.SearchStrategy[Split | None]:
    """No split, by month, by any sort of field, or by departments put together."""
    fields: list[By] = [by(name) for name in ("department", "type", "origin", "amount", "happy")]
    together = by("department", {"a": "west", "b": "east", "c": "west"})
    return st.sampled_from([None, MONTH, *fields, together, by("department", {})])


@st.composite
def questions(draw: st.DrawFn) -> tuple[list[Voice], Period, ZoneInfo, Split | None]:
    """Records, and the period, zone and split to ask about them."""
    period, zone, count = draw(st.sampled_from(PERIODS)), draw(st.sampled_from(ZONES)), draw(st.sampled_from(COUNTS))
    luck = Random(draw(st.integers(0, 2**32)))
    return records(period, zone, luck, count), period, zone, draw(splits())
