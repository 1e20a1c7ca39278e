"""The axis of values of a chart: round ends, round steps."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms.compile.snapshot import Chart

_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_TICKS = 5
_AIR, _HUNDRED = Decimal("0.12"), Decimal(100)


@dataclass(frozen=True)
class Scale:
    """An axis from ``low`` to ``high``, both whole multiples of ``step``."""

    low: Decimal
    high: Decimal
    step: Decimal

    def share(self, value: Decimal) -> float:
        """Where ``value`` stands: 0 at the low end, 1 at the high end."""
        return float((value - self.low) / (self.high - self.low))

    def ticks(self) -> list[tuple[Decimal, str]]:
        """The values to be marked, with their words."""
        places = max(0, -int(self.step.normalize().as_tuple().exponent))
        count = int((self.high - self.low) / self.step)
        values = [self.low + i * self.step for i in range(count + 1)]
        return [(value, f"{value:,.{places}f}".replace("-", "−")) for value in values]


def values_of(chart: Chart) -> list[Decimal]:
    """All values of a chart, its target among them."""
    found = [Decimal(value) for series in chart.series for value in series.values if value is not None]
    return [*found, Decimal(chart.target)] if chart.target is not None else found


def scale_of(values: Sequence[Decimal], *, from_zero: bool) -> Scale:
    """The axis that holds ``values``; one that need not begin at zero has room for words beside its points."""
    low, high = min(values, default=Decimal(0)), max(values, default=Decimal(1))
    if from_zero:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    span = (high - low) or max(abs(high), Decimal(1))
    if not from_zero:
        low -= span * _AIR
        high = high if high == _HUNDRED else high + span * _AIR  # nothing is above a full hundred per cent
    step = _step(span)
    bottom = (low / step).to_integral_value(ROUND_FLOOR) * step
    top = (high / step).to_integral_value(ROUND_CEILING) * step
    return Scale(bottom, top if top > bottom else bottom + step, step)


def _step(span: Decimal) -> Decimal:
    rough = span / (_TICKS - 1)
    magnitude = Decimal(10) ** rough.adjusted()
    return next(magnitude * step for step in _STEPS if magnitude * step >= rough)
