"""How figures count, by small examples, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from qms.base.period import Period
from qms.base.record import Origin
from qms.figures import END, MONTH, Direction, Figure, Measure, Unit, any_of, by, elapsed, field
from qms.figures.sql import read, read_all, records_behind
from tests.figures.voices import Sort, Voice, voices

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    Write = Callable[..., Connection]

SEOUL = ZoneInfo("Asia/Seoul")
H1 = Period.of("2026H1")
BEGIN_AT = datetime(2025, 12, 31, 15, tzinfo=UTC)  # midnight in Seoul
END_AT = datetime(2026, 6, 30, 15, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def at(month: int, day: int, hour: int = 12, second: int = 0, micro: int = 0) -> datetime:
    return datetime(2026, month, day, hour, 0, second, micro, tzinfo=SEOUL)


def figure(measure: Measure = Measure.COUNT, when: str = "received_at", **parts: Any) -> Figure:  # noqa: ANN401 - any part
    return Figure(id="voice.some", kind="voice", measure=measure, when=when, **parts)


def test_a_period_holds_its_first_instant_and_not_the_first_one_after_it(with_records: Write) -> None:
    times = {"V-1": BEGIN_AT - TICK, "V-2": BEGIN_AT, "V-3": END_AT - TICK, "V-4": END_AT, "V-5": None}
    there = with_records(*(Voice(code, received_at=time) for code, time in times.items()))
    (behind,) = records_behind(there, voices, figure(), H1, SEOUL)
    assert behind.counted == ("V-2", "V-3")


def test_the_month_of_an_instant_is_that_of_the_organisation(with_records: Write) -> None:
    there = with_records(Voice("V-1", received_at=datetime(2026, 3, 31, 15, 30, tzinfo=UTC)))
    for zone, month in ((SEOUL, "2026-04"), (ZoneInfo("UTC"), "2026-03")):
        assert [one.group for one in read(there, voices, figure(), H1, zone, split=MONTH) if one.n] == [month]


def test_a_day_is_that_day_in_any_zone(with_records: Write) -> None:
    there = with_records(Voice("V-1", opened_on=date(2026, 6, 30)), Voice("V-2", opened_on=date(2026, 7, 1)))
    (behind,) = records_behind(there, voices, figure(when="opened_on"), H1, SEOUL)
    assert behind.counted == ("V-1",)


def test_months_without_records_are_there(with_records: Write) -> None:
    readings = read(with_records(), voices, figure(), H1, SEOUL, split=MONTH)
    assert [(one.group, one.n, one.shown()) for one in readings] == [(f"2026-0{m}", 0, "0") for m in range(1, 7)]


def test_a_share_of_nothing_is_no_data_and_a_share_of_something_may_be_zero(with_records: Write) -> None:
    happy = figure(Measure.SHARE, among=(field("happy").known(),), hit=(field("happy").yes(),))
    there = with_records(
        Voice("V-1", received_at=at(1, 5), happy=False), Voice("V-2", received_at=at(2, 5), happy=None)
    )
    january, february, *_ = read(there, voices, happy, H1, SEOUL, split=MONTH)
    assert (january.top, january.bottom, january.shown()) == (0, 1, "0.0")
    assert (february.scope, february.n, february.value) == (1, 0, None)


def test_other_than_is_said_of_what_is_known(with_records: Write) -> None:
    there = with_records(
        Voice("V-1", received_at=at(1, 5), type=Sort.PRAISE),
        Voice("V-2", received_at=at(1, 5), type=Sort.INQUIRY),
        Voice("V-3", received_at=at(1, 5)),
    )
    (other,) = records_behind(there, voices, figure(where=(field("type").ne(Sort.PRAISE),)), H1, SEOUL)
    either = any_of(field("type").ne(Sort.PRAISE), field("type").unknown())
    (either_way,) = records_behind(there, voices, figure(where=(either,)), H1, SEOUL)
    assert (other.counted, either_way.counted) == (("V-2",), ("V-2", "V-3"))


def test_what_cannot_be_measured_is_named_and_not_counted(with_records: Write) -> None:
    wait = figure(
        Measure.MEAN,
        among=(field("answered_at").known(),),
        measurable=(field("answered_at").ge(field("received_at")),),
        value=elapsed("received_at", "answered_at"),
    )
    there = with_records(
        Voice("V-4", received_at=at(3, 1), answered_at=at(3, 2)),
        Voice("V-3", received_at=at(3, 1), answered_at=at(3, 3)),
        Voice("V-2", received_at=at(3, 5), answered_at=at(3, 4)),
        Voice("V-1", received_at=at(3, 5), answered_at=at(3, 4)),
        Voice("V-0", received_at=at(3, 5)),
    )
    (reading,) = read(there, voices, wait, H1, SEOUL)
    assert (reading.scope, reading.n, reading.unmeasurable) == (5, 2, ("V-1", "V-2"))
    assert reading.exact == Fraction(3, 2)


def test_a_value_that_is_unknown_is_named_and_is_not_zero(with_records: Write) -> None:
    there = with_records(Voice("V-1", received_at=at(1, 1), amount=4), Voice("V-2", received_at=at(1, 1)))
    (total,) = read(there, voices, figure(Measure.SUM, value=field("amount")), H1, SEOUL)
    assert (total.shown(0), total.n, total.unmeasurable) == ("4", 1, ("V-2",))


def test_a_span_is_counted_in_whole_seconds(with_records: Write) -> None:
    # From just before a second to just after it: one second on the clock, though two microseconds passed.
    there = with_records(Voice("V-1", received_at=at(1, 1, 9, 0, 999_999), answered_at=at(1, 1, 9, 1, 1)))
    (span,) = read(
        there, voices, figure(Measure.SUM, value=elapsed("received_at", "answered_at", Unit.SECONDS)), H1, SEOUL
    )
    assert span.exact == 1


@pytest.mark.parametrize(
    ("measure", "percent", "amounts", "exact"),
    [
        (Measure.MEDIAN, None, [5], Fraction(5)),
        (Measure.MEDIAN, None, [9, 1, 2], Fraction(2)),
        (Measure.MEDIAN, None, [1, 2, 9, 4], Fraction(3)),
        (Measure.MEDIAN, None, [1, 2, 2, 9], Fraction(2)),
        (Measure.MEDIAN, None, [1, 2], Fraction(3, 2)),
        (Measure.MEDIAN, None, [], None),
        (Measure.PERCENTILE, 90, list(range(1, 11)), Fraction(9)),
        (Measure.PERCENTILE, 95, list(range(1, 11)), Fraction(10)),
        (Measure.PERCENTILE, 50, [1, 2], Fraction(1)),
        (Measure.PERCENTILE, 1, [7, 8], Fraction(7)),
    ],
)
def test_medians_and_percentiles_are_values_of_records(
    with_records: Write, measure: Measure, percent: int | None, amounts: list[int], exact: Fraction | None
) -> None:
    there = with_records(*(Voice(f"V-{i}", received_at=at(1, 1), amount=one) for i, one in enumerate(amounts)))
    asked = figure(measure, value=field("amount"), percent=percent)
    (reading,) = read(there, voices, asked, H1, SEOUL)
    assert (reading.exact, reading.n) == (exact, len(amounts))


def test_what_happens_after_the_period_does_not_reach_into_it(with_records: Write) -> None:
    answered = figure(Measure.SHARE, hit=(field("answered_at").lt(END),))
    there = with_records(
        Voice("V-1", received_at=at(6, 29), answered_at=END_AT - TICK),
        Voice("V-2", received_at=at(6, 29), answered_at=END_AT),
        Voice("V-3", received_at=at(6, 29)),
    )
    (behind,) = records_behind(there, voices, answered, H1, SEOUL)
    assert (behind.hit, behind.counted) == (("V-1",), ("V-1", "V-2", "V-3"))


def test_records_of_earlier_years_and_of_other_systems_are_told_apart(with_records: Write) -> None:
    origins = [Origin.NATIVE, Origin.HISTORICAL, Origin.HISTORICAL, Origin.IMPORTED]
    there = with_records(*(Voice(f"V-{i}", one, received_at=at(1, 1)) for i, one in enumerate(origins)))
    (reading,) = read(there, voices, figure(), H1, SEOUL)
    assert (reading.n, reading.historical, reading.imported) == (4, 2, 1)


def test_departments_are_put_together_and_none_is_forgotten(with_records: Write) -> None:
    together = by("department", {"a": "west", "b": "east", "c": "east", "d": "south"})
    departments = ["a", "b", "c", "elsewhere", None]
    there = with_records(*(Voice(f"V-{i}", received_at=at(1, 1), department=one) for i, one in enumerate(departments)))
    readings = read(there, voices, figure(), H1, SEOUL, split=together)
    assert [(one.group, one.n) for one in readings] == [("west", 1), ("east", 2), ("south", 0), (None, 2)]


def test_by_a_field_each_value_found_has_a_reading_and_records_without_one_come_last(with_records: Write) -> None:
    there = with_records(
        Voice("V-1", received_at=at(1, 1), happy=True), Voice("V-2", received_at=at(1, 1)),
        Voice("V-3", received_at=at(1, 1), happy=False), Voice("V-4", received_at=at(12, 31), amount=1),
    )  # fmt: skip
    readings = read(there, voices, figure(), H1, SEOUL, split=by("happy"))
    assert [(one.split, one.group, one.n) for one in readings] == [
        ("happy", "false", 1), ("happy", "true", 1), ("happy", None, 1)
    ]  # fmt: skip


class Statements:
    """Counts what is asked of a database."""

    def __init__(self, connection: Connection) -> None:
        self.connection, self.count = connection, 0

    def __enter__(self) -> Self:
        event.listen(self.connection, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self.connection, "before_cursor_execute", self._note)

    def _note(self, *_: object) -> None:
        self.count += 1


def test_figures_placed_alike_are_one_statement_whatever_the_periods(with_records: Write) -> None:
    there = with_records(Voice("V-1", received_at=at(1, 1), amount=1, happy=True))
    figures = [
        figure(),
        figure(Measure.SHARE, hit=(field("happy").yes(),), direction=Direction.HIGHER),
        figure(Measure.MEDIAN, value=field("amount")),
    ]
    with Statements(there) as asked:
        readings = read_all(there, voices, figures, (H1, H1.previous(), H1.year_before()), SEOUL, split=MONTH)
    assert (asked.count, len(readings)) == (1, 3 * 3 * 6)


def test_names_are_asked_for_only_when_something_could_not_be_measured(with_records: Write) -> None:
    there = with_records(Voice("V-1", received_at=at(1, 1)))
    with Statements(there) as asked:
        read(there, voices, figure(Measure.SUM, value=field("amount")), H1, SEOUL)
    assert asked.count == 2


def test_nothing_to_read_is_nothing(with_records: Write) -> None:
    assert read_all(with_records(), voices, (), (H1,), SEOUL) == ()
    assert read_all(with_records(), voices, (figure(),), (), SEOUL) == ()
