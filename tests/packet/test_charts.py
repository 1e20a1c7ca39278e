from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.compile.snapshot import Chart, ChartShape, Series, Words
from qms.packet.charts import FULL, HALF, Drawn, draw
from qms.packet.scale import scale_of

NUMBER = st.decimals(min_value=-(10**6), max_value=10**6, places=2).map(lambda value: f"{value:f}")


def w(text: str) -> Words:
    return Words(ko=text, en=text)


def drawn(chart: Chart, wide: float = HALF) -> Drawn:
    return draw(chart, wide, lambda words: words.ko, lambda value: f"목표 {value}")


def chart(shape: ChartShape, *series: tuple[str | None, ...], target: str | None = None) -> Chart:
    return Chart(
        id="c",
        shape=shape,
        title=w("도표"),
        message=w("요지"),
        labels=tuple(w(f"{i}월") for i in range(len(series[0]) if series else 0)),
        series=tuple(Series(label=w(f"계열 {i}"), values=values) for i, values in enumerate(series)),
        target=target,
    )


@st.composite
def charts(draw_: st.DrawFn) -> Chart:
    count = draw_(st.integers(0, 24))
    values = st.lists(st.one_of(st.none(), NUMBER), min_size=count, max_size=count).map(tuple)
    series = draw_(st.lists(values, max_size=3))
    return chart(draw_(st.sampled_from(list(ChartShape))), *series, target=draw_(st.one_of(st.none(), NUMBER)))


@given(charts(), st.sampled_from([HALF, FULL]))
def test_every_mark_stands_in_the_field(one: Chart, wide: float) -> None:
    made = drawn(one, wide)
    frame = made.frame
    for mark in made.marks:
        point = made.shape == "line"
        assert frame.left - 1 <= mark.x <= frame.right + 1
        assert frame.top - 1 <= mark.y <= frame.bottom + 1
        if not point:
            assert mark.x + mark.wide <= frame.right + 1
            assert mark.y + mark.high <= frame.bottom + 1
    if made.target is not None:
        low, high = (frame.left, frame.right) if made.shape == "bars" else (frame.top, frame.bottom)
        assert low - 1 <= made.target.at <= high + 1


@given(charts())
def test_what_has_no_data_is_not_drawn(one: Chart) -> None:
    made = drawn(one)
    values = [value for series in one.series for value in series.values]
    assert len(made.marks) == sum(value is not None for value in values)
    empty = sum(all(series.values[i] is None for series in one.series) for i in range(len(one.labels)))
    assert len(made.gaps) == empty


@given(st.lists(NUMBER.map(Decimal), min_size=1, max_size=20), st.booleans())
def test_an_axis_holds_its_values_between_round_ends(values: list[Decimal], from_zero: bool) -> None:  # noqa: FBT001
    scale = scale_of(values, from_zero=from_zero)
    assert scale.low <= min(values)
    assert max(values) <= scale.high
    assert scale.low % scale.step == scale.high % scale.step == 0
    assert 2 <= len(scale.ticks()) <= 9
    assert len({text for _, text in scale.ticks()}) == len(scale.ticks())
    if from_zero:
        assert scale.low <= 0 <= scale.high


def test_a_gap_breaks_the_line() -> None:
    made = drawn(chart(ChartShape.LINE, ("1", "2", None, "3", "4", None, "5")))
    assert [len(points.split()) for _, points in made.paths] == [2, 2, 1]


def test_columns_are_as_high_as_their_values() -> None:
    made = drawn(chart(ChartShape.COLUMNS, ("10", "20", "0")))
    heights = [mark.high for mark in made.marks]
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.05)
    assert heights[2] == 0
    assert [mark.text for mark in made.marks] == ["10", "20", "0"]


def test_bars_are_as_long_as_their_values_and_say_them() -> None:
    made = drawn(chart(ChartShape.BARS, ("50.0", "25.0", None), target="40"))
    assert made.marks[0].wide == pytest.approx(2 * made.marks[1].wide, abs=0.05)
    assert [mark.text for mark in made.marks] == ["50.0", "25.0"]
    assert made.target is not None
    assert made.target.text == "목표 40"


def test_one_series_needs_no_key_and_two_have_one() -> None:
    assert drawn(chart(ChartShape.COLUMNS, ("1", "2"))).legend == ()
    assert [entry.text for entry in drawn(chart(ChartShape.COLUMNS, ("1",), ("2",))).legend] == ["계열 0", "계열 1"]


def test_labels_that_would_touch_are_left_out_evenly_and_the_last_stays() -> None:
    made = drawn(chart(ChartShape.LINE, tuple(str(i) for i in range(60))))
    texts = [name.text for name in made.names]
    assert texts[-1] == "59월"
    assert len(texts) < 40
    steps = {round(b.at - a.at, 1) for a, b in zip(made.names, made.names[1:], strict=False)}
    assert len(steps) <= 2
