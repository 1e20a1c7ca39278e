"""What a reading says: exact inside, rounded once when shown, and no data is not zero."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from qms.base.period import Period
from qms.figures import Direction, Figure, Measure, field
from qms.figures.reading import Reading, Trend, compare, rounded

PERIOD = Period.of("2026H1")


def reading(measure: Measure, n: int, **numbers: Any) -> Reading:  # noqa: ANN401 - any of its fields
    return Reading(**{"figure": "voice.some", "measure": measure, "period": PERIOD, "scope": n, "n": n, **numbers})


def share(top: int, bottom: int) -> Reading:
    return reading(Measure.SHARE, bottom, top=top, bottom=bottom)


@given(cents=st.integers(-10_000, 10_000), places=st.integers(0, 2))
def test_rounding_is_half_up_away_from_zero(cents: int, places: int) -> None:
    known = (Decimal(cents) / 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert rounded(Fraction(cents, 100), places) == known


@given(exact=st.fractions(), places=st.integers(0, 6))
def test_what_is_rounded_is_never_further_than_half_a_last_place(exact: Fraction, places: int) -> None:
    assert abs(Fraction(rounded(exact, places)) - exact) <= Fraction(1, 2 * 10**places)


@pytest.mark.parametrize(
    ("read", "shown"),
    [
        (share(1, 3), "33.3"),
        (share(1, 16), "6.3"),  # 6.25: half up, where binary and banker's rounding say 6.2
        (share(999, 2000), "50.0"),  # 49.95
        (share(0, 7), "0.0"),
        (share(0, 0), None),
        (reading(Measure.COUNT, 0), "0"),
        (reading(Measure.MEAN, 0, top=0, bottom=0), None),
        (reading(Measure.MEAN, 2, top=3 * 86_400, bottom=2 * 86_400), "1.5"),
        (reading(Measure.MEAN, 1, top=-1, bottom=100), "0.0"),
        (reading(Measure.SUM, 0, top=0, bottom=0), "0.0"),
        (reading(Measure.SUM, 0, top=0, bottom=0, scope=1, unmeasurable=("V-1",)), None),
        (reading(Measure.BALANCE, 3, open_at_start=1, opened=2, closed=1, open_at_end=2), "2"),
    ],
)
def test_a_value_is_shown_or_there_is_no_data(read: Reading, shown: str | None) -> None:
    assert read.shown() == shown
    assert (read.value is None) == (shown is None)


def test_shown_is_rounded_from_the_exact_value_not_from_a_rounded_one() -> None:
    # 4.94999995 to six places is 4.95, which would then become 5.0.
    assert share(98_999_999, 2_000_000_000).value == Decimal("4.950000")
    assert share(98_999_999, 2_000_000_000).shown() == "4.9"


def test_a_balance_that_does_not_add_up_cannot_be_made() -> None:
    with pytest.raises(ValidationError, match="does not hold"):
        reading(Measure.BALANCE, 3, open_at_start=1, opened=2, closed=1, open_at_end=3)


def test_more_counted_than_in_scope_cannot_be_made() -> None:
    with pytest.raises(ValidationError, match="unmeasurable"):
        reading(Measure.COUNT, 3, scope=3, unmeasurable=("V-1",))


def figure(direction: Direction) -> Figure:
    return Figure(
        id="voice.some", kind="voice", measure=Measure.SHARE, when="closed_at", hit=(field("happy").yes(),),
        direction=direction,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("direction", "now", "earlier", "trend"),
    [
        (Direction.HIGHER, share(2, 3), share(1, 3), Trend.BETTER),
        (Direction.HIGHER, share(1, 3), share(2, 3), Trend.WORSE),
        (Direction.LOWER, share(2, 3), share(1, 3), Trend.WORSE),
        (Direction.LOWER, share(1, 3), share(2, 3), Trend.BETTER),
        (Direction.NEITHER, share(2, 3), share(1, 3), Trend.HIGHER),
        (Direction.NEITHER, share(1, 3), share(2, 3), Trend.LOWER),
        (Direction.HIGHER, share(2, 6), share(1, 3), Trend.SAME),
        (Direction.HIGHER, share(0, 0), share(1, 3), Trend.NO_DATA),
        (Direction.HIGHER, share(1, 3), share(0, 0), Trend.NO_DATA),
        (Direction.HIGHER, share(1, 3), None, Trend.NO_DATA),
    ],
)
def test_a_reading_stands_to_an_earlier_one(
    direction: Direction, now: Reading, earlier: Reading | None, trend: Trend
) -> None:
    said = compare(figure(direction), now, earlier, share(0, 0))
    assert (said.before, said.year_before, said.met) == (trend, Trend.NO_DATA, None)


@pytest.mark.parametrize(
    ("direction", "now", "met"),
    [
        (Direction.HIGHER, share(9, 10), True),
        (Direction.HIGHER, share(8999, 10_000), False),
        (Direction.LOWER, share(9, 10), True),
        (Direction.LOWER, share(9001, 10_000), False),
        (Direction.NEITHER, share(9, 10), None),
        (Direction.HIGHER, share(0, 0), None),
    ],
)
def test_a_target_is_met_when_it_is_reached_exactly(direction: Direction, now: Reading, met: bool | None) -> None:  # noqa: FBT001 - a column of the table
    assert compare(figure(direction), now, target=Decimal(90)).met is met
