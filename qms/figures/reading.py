"""What a figure says of a period: whole numbers, from which its value follows exactly."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Self

from pydantic import Field as Limits
from pydantic import model_validator

from qms.base.period import Period
from qms.base.record import Value
from qms.figures.definition import Direction, Measure

if TYPE_CHECKING:
    from qms.figures.definition import Figure

PLACES = 6


class Reading(Value):
    """One figure of one period, of all its records or of one group.

    Attributes:
        figure: id of the definition.
        split: what it is split by: ``month``, or a field; None: not split.
        group: the month (``2026-04``) or value of the field; None in a split: records without a value there.
        scope: records in scope in the period.
        n: records that were counted; in a balance those open at any time of the period.
        historical: how many of ``n`` are of earlier years and came in without gates.
        imported: how many of ``n`` came in from another system.
        top: numerator of a share, sum, mean, median or percentile; None for counts and balances.
        bottom: its denominator, 0 when nothing was counted.
        unmeasurable: codes of records that were looked at and could not be measured, sorted; never in ``n``.
        open_at_start, opened, closed, open_at_end: for a balance alone.

    """

    figure: str
    measure: Measure
    period: Period
    split: str | None = None
    group: str | None = None
    scope: int = Limits(ge=0)
    n: int = Limits(ge=0)
    historical: int = Limits(default=0, ge=0)
    imported: int = Limits(default=0, ge=0)
    top: int | None = None
    bottom: int | None = Limits(default=None, ge=0)
    unmeasurable: tuple[str, ...] = ()
    open_at_start: int | None = None
    opened: int | None = None
    closed: int | None = None
    open_at_end: int | None = None

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.scope < self.n + len(self.unmeasurable):
            msg = f"{self.figure}: {self.n} counted and {len(self.unmeasurable)} unmeasurable of {self.scope}"
            raise ValueError(msg)
        balance = (self.open_at_start, self.opened, self.closed, self.open_at_end)
        if self.measure is Measure.BALANCE and not _balanced(*balance):
            msg = f"{self.figure}: open at start + opened − closed = open at end does not hold for {balance}"
            raise ValueError(msg)
        return self

    @property
    def exact(self) -> Fraction | None:
        """The value, shares in percent, spans of time in their unit. None: no data, which is not zero.

        A count or sum of no records is zero; a sum of which every record was unmeasurable is no data.
        """
        if self.measure is Measure.COUNT:
            return Fraction(self.n)
        if self.measure is Measure.BALANCE:
            return Fraction(self.open_at_end or 0)
        if self.measure is Measure.SUM and not self.n:
            return None if self.unmeasurable else Fraction(0)
        if not self.bottom:
            return None
        return Fraction(self.top or 0, self.bottom) * (100 if self.measure is Measure.SHARE else 1)

    @property
    def value(self) -> Decimal | None:
        """The value to six decimal places, half up; None: no data."""
        return None if self.exact is None else rounded(self.exact, PLACES)

    def shown(self, places: int | None = None) -> str | None:
        """The value as printed: half up to one decimal place, counts and balances whole; None: no data.

        Rounded once, from the exact value.
        """
        if places is None:
            places = 0 if self.measure in {Measure.COUNT, Measure.BALANCE} else 1
        return None if self.exact is None else f"{rounded(self.exact, places):f}"


def _balanced(start: int | None, opened: int | None, closed: int | None, end: int | None) -> bool:
    if start is None or opened is None or closed is None or end is None:
        return False
    return start + opened - closed == end


def rounded(exact: Fraction, places: int) -> Decimal:
    """Round half away from zero, at any size."""
    scaled = abs(exact) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal((int(exact < 0 < whole), tuple(int(digit) for digit in str(whole)), -places))


class Behind(Value):
    """The records behind one reading, by code, each list sorted; one with several parts stands once for each.

    Attributes:
        counted: those in ``n``.
        hit: those in the numerator of a share.
        open_at_start, opened, closed, open_at_end: those of a balance.

    """

    figure: str
    period: Period
    split: str | None = None
    group: str | None = None
    counted: tuple[str, ...] = ()
    hit: tuple[str, ...] = ()
    unmeasurable: tuple[str, ...] = ()
    open_at_start: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    open_at_end: tuple[str, ...] = ()


class Trend(StrEnum):
    """How a value stands to an earlier one, by the numbers alone: nothing is said of what it means."""

    BETTER = "better"
    WORSE = "worse"
    HIGHER = "higher"
    LOWER = "lower"
    SAME = "same"
    NO_DATA = "no_data"


class Comparison(Value):
    """A reading beside earlier ones and its target; ``met`` is None without target, data or direction."""

    before: Trend
    year_before: Trend
    met: bool | None = None


def compare(
    figure: Figure,
    now: Reading,
    before: Reading | None = None,
    year_before: Reading | None = None,
    target: Decimal | None = None,
) -> Comparison:
    """Set a reading beside the period before, the year before, and the wanted value; all by exact values."""
    return Comparison(
        before=trend(figure.direction, now, before),
        year_before=trend(figure.direction, now, year_before),
        met=_met(figure.direction, now.exact, target),
    )


def trend(direction: Direction, now: Reading, earlier: Reading | None) -> Trend:
    """How ``now`` stands to ``earlier``; higher or lower where neither way is better."""
    if earlier is None or now.exact is None or earlier.exact is None:
        return Trend.NO_DATA
    if now.exact == earlier.exact:
        return Trend.SAME
    rose = now.exact > earlier.exact
    if direction is Direction.NEITHER:
        return Trend.HIGHER if rose else Trend.LOWER
    return Trend.BETTER if rose is (direction is Direction.HIGHER) else Trend.WORSE


def _met(direction: Direction, exact: Fraction | None, target: Decimal | None) -> bool | None:
    if exact is None or target is None or direction is Direction.NEITHER:
        return None
    wanted = Fraction(target)
    return exact >= wanted if direction is Direction.HIGHER else exact <= wanted
