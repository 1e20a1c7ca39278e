"""Where the marks of a chart stand: plain geometry in points, drawn by the macros of ``charts.html``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from qms.compile.snapshot import ChartShape
from qms.packet.fonts import width
from qms.packet.numbers import number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qms.compile.snapshot import Chart, Words

FULL, HALF = 487.0, 236.0
"""Width of a chart across the page and of one of two side by side."""
_TEXT_PT = 6.5
_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_TICKS = 5
_AIR, _HUNDRED = Decimal("0.12"), Decimal(100)


@dataclass(frozen=True)
class Mark:
    """A rectangle or point of a series: its place, what it says, and whose it is. ``text`` may be empty.

    A point has no size: ``wide`` and ``high`` are then from it to its words.
    """

    x: float
    y: float
    wide: float
    high: float
    text: str
    series: int


@dataclass(frozen=True)
class Tick:
    """A line of the grid or a label of an axis at ``at``."""

    at: float
    text: str


@dataclass(frozen=True)
class Drawn:
    """A chart ready to draw.

    Attributes:
        shape: bars, columns or line.
        wide, high: of the whole drawing.
        left, right, top, bottom: of the field of marks.
        ticks: of the axis of values; names: of the axis of labels.
        marks: rectangles, or the points of a line.
        paths: for a line, its unbroken stretches, each a list of ``x,y`` with its series.
        gaps: where a label has no data.
        target: where the wanted value stands, None without one; ``key`` is the width of its words.
        legend: names of the series, where there are two or more.

    """

    shape: str
    wide: float
    high: float
    left: float
    right: float
    top: float
    bottom: float
    ticks: tuple[Tick, ...]
    names: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    paths: tuple[tuple[int, str], ...]
    gaps: tuple[Tick, ...]
    target: Tick | None
    legend: tuple[Tick, ...]
    key: float


def draw(chart: Chart, wide: float, say: Callable[[Words], str], goal: Callable[[str], str]) -> Drawn:
    """Lay out ``chart`` on so many points of width; ``goal`` puts its wanted value into words."""
    drawn = (_bars if chart.shape is ChartShape.BARS else _upright)(chart, say, wide)
    if drawn.target is None:
        return drawn
    words = goal(drawn.target.text)
    return replace(drawn, target=Tick(drawn.target.at, words), key=round(width(words) * _TEXT_PT, 2))


@dataclass(frozen=True)
class _Scale:
    low: Decimal
    high: Decimal
    step: Decimal

    def share(self, value: Decimal) -> float:
        return float((value - self.low) / (self.high - self.low))

    def ticks(self) -> list[Decimal]:
        count = int((self.high - self.low) / self.step)
        return [self.low + i * self.step for i in range(count + 1)]


def _values(chart: Chart) -> list[Decimal]:
    found = [Decimal(value) for series in chart.series for value in series.values if value is not None]
    return [*found, Decimal(chart.target)] if chart.target is not None else found


def _scale(values: Sequence[Decimal], *, from_zero: bool) -> _Scale:
    """Round ends and steps around the values; a line has room for its words, but none above a full hundred."""
    low, high = min(values, default=Decimal(0)), max(values, default=Decimal(1))
    if from_zero:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    span = (high - low) or max(abs(high), Decimal(1))
    step = _step(span)
    if not from_zero:
        low -= span * _AIR
        high = high if high == _HUNDRED else high + span * _AIR
    bottom = (low / step).to_integral_value(ROUND_FLOOR) * step
    top = (high / step).to_integral_value(ROUND_CEILING) * step
    return _Scale(bottom, top if top > bottom else bottom + step, step)


def _step(span: Decimal) -> Decimal:
    rough = span / (_TICKS - 1)
    magnitude = Decimal(10) ** rough.adjusted()
    return next(magnitude * step for step in _STEPS if magnitude * step >= rough)


def _upright(chart: Chart, say: Callable[[Words], str], wide: float) -> Drawn:
    """Columns and lines: labels below, values to the left."""
    high, bottom, right = 128.0, 112.0, wide - 4
    scale = _scale(_values(chart), from_zero=chart.shape is ChartShape.COLUMNS)
    texts = [number(str(value)) for value in scale.ticks()]
    left = max(width(text) for text in texts) * _TEXT_PT + 5
    top = 22.0 if len(chart.series) > 1 or chart.target is not None else 12.0
    if chart.target is not None and chart.shape is ChartShape.LINE:
        right -= 2

    def y(value: Decimal) -> float:
        return round(bottom - scale.share(value) * (bottom - top), 2)

    slot = (right - left) / max(len(chart.labels), 1)
    names = tuple(Tick(round(left + slot * (i + 0.5), 2), say(label)) for i, label in enumerate(chart.labels))
    field = _Field(chart, names, slot, y, bottom)
    return Drawn(
        shape=chart.shape.value, wide=wide, high=high, left=round(left, 2), right=right, top=top, bottom=bottom,
        ticks=tuple(Tick(y(value), text) for value, text in zip(scale.ticks(), texts, strict=True)),
        names=_thinned(names, slot),
        marks=field.columns() if chart.shape is ChartShape.COLUMNS else field.points(),
        paths=() if chart.shape is ChartShape.COLUMNS else field.paths(),
        gaps=tuple(Tick(name.at, "") for i, name in enumerate(names) if all(s.values[i] is None for s in chart.series)),
        target=None if chart.target is None else Tick(y(Decimal(chart.target)), number(chart.target)),
        legend=_legend(chart, say, left), key=0.0,
    )  # fmt: skip


@dataclass(frozen=True)
class _Field:
    """The marks of an upright chart."""

    chart: Chart
    names: tuple[Tick, ...]
    slot: float
    y: Callable[[Decimal], float]
    bottom: float

    def columns(self) -> tuple[Mark, ...]:
        count = len(self.chart.series)
        wide = min(self.slot * 0.62 / count, 22.0)
        written = wide * count >= 5 * count and len(self.names) * count <= _WRITTEN
        zero = self.y(Decimal(0))
        marks: list[Mark] = []
        for s, series in enumerate(self.chart.series):
            for name, value in zip(self.names, series.values, strict=True):
                if value is not None:
                    end = self.y(Decimal(value))
                    marks.append(
                        Mark(
                            round(name.at + (s - count / 2) * wide, 2), min(end, zero), round(wide - 0.8, 2),
                            round(abs(zero - end), 2), number(value) if written else "", s,
                        )  # fmt: skip
                    )
        return tuple(marks)

    def points(self) -> tuple[Mark, ...]:
        lone = len(self.chart.series) == 1 and len(self.names) <= _WRITTEN
        return tuple(
            Mark(
                name.at, self.y(Decimal(value)), *_beside(series.values, i),
                number(value) if lone or i == len(self.names) - 1 else "", s,
            )  # fmt: skip
            for s, series in enumerate(self.chart.series)
            for i, (name, value) in enumerate(zip(self.names, series.values, strict=True))
            if value is not None
        )

    def paths(self) -> tuple[tuple[int, str], ...]:
        """A month without data breaks the line: it is not zero, and nothing is drawn across it."""
        found: list[tuple[int, str]] = []
        for s, series in enumerate(self.chart.series):
            stretch: list[str] = []
            for name, value in [*zip(self.names, series.values, strict=True), (self.names[-1], None)]:
                if value is not None:
                    stretch.append(f"{name.at},{self.y(Decimal(value))}")
                elif stretch:
                    found.append((s, " ".join(stretch)))
                    stretch = []
        return tuple(found)


_WRITTEN = 14
_ABOVE, _BELOW, _ASIDE = -5.0, 9.0, 7.0


def _beside(values: Sequence[str | None], i: int) -> tuple[float, float]:
    """Where the value of a point is written, from the point: on the side where its line does not pass."""
    here = Decimal(values[i] or 0)
    before, after = (
        None if not 0 <= j < len(values) or (value := values[j]) is None else Decimal(value) for j in (i - 1, i + 1)
    )
    rises_before, rises_after = before is not None and before > here, after is not None and after > here
    if rises_before and rises_after:
        return 0.0, _BELOW
    if rises_before:
        return _ASIDE, _ABOVE
    return (-_ASIDE if rises_after and before is not None else 0.0), _ABOVE


def _thinned(names: tuple[Tick, ...], slot: float) -> tuple[Tick, ...]:
    """Leave out labels evenly where they would touch each other."""
    widest = max((width(name.text) * _TEXT_PT + 4 for name in names), default=0.0)
    every = max(1, -int(-widest // slot))
    last = len(names) - 1
    return tuple(name for i, name in enumerate(names) if (last - i) % every == 0)


def _legend(chart: Chart, say: Callable[[Words], str], left: float) -> tuple[Tick, ...]:
    if len(chart.series) < 2:  # noqa: PLR2004 - one series needs no key
        return ()
    entries: list[Tick] = []
    for series in chart.series:
        entries.append(Tick(round(left, 2), say(series.label)))
        left += width(entries[-1].text) * _TEXT_PT + 20
    return tuple(entries)


def _bars(chart: Chart, say: Callable[[Words], str], wide: float) -> Drawn:
    """Lying bars: labels to the left, the value at the end of each bar."""
    count = max(len(chart.series), 1)
    thick = 8.0 if count == 1 else 6.5
    pitch = thick * count + 6
    scale = _scale(_values(chart), from_zero=True)
    labels = [_shortened(say(label), wide * 0.42) for label in chart.labels]
    left = max((width(label) * _TEXT_PT for label in labels), default=0.0) + 6
    top = 4.0 + (12 if count > 1 else 0) + (10 if chart.target is not None else 0)
    widest = max((width(number(str(v))) for v in _values(chart)), default=1.0) * _TEXT_PT
    right = wide - widest - 6
    bottom = top + pitch * len(labels)

    def x(value: Decimal) -> float:
        return round(left + scale.share(value) * (right - left), 2)

    zero = x(Decimal(0))
    marks = tuple(
        Mark(
            min(zero, x(Decimal(value))), round(top + pitch * i + 3 + thick * s, 2), round(abs(x(Decimal(value)) - zero), 2),
            thick - 0.8, number(value), s,
        )
        for s, series in enumerate(chart.series)
        for i, value in enumerate(series.values)
        if value is not None
    )  # fmt: skip
    middle = [round(top + pitch * (i + 0.5), 2) for i in range(len(labels))]
    return Drawn(
        shape="bars", wide=wide, high=bottom + 4, left=round(left, 2), right=round(right, 2), top=top, bottom=bottom,
        ticks=(), names=tuple(Tick(at, label) for at, label in zip(middle, labels, strict=True)), marks=marks, paths=(),
        gaps=tuple(Tick(at, "") for i, at in enumerate(middle) if all(s.values[i] is None for s in chart.series)),
        target=None if chart.target is None else Tick(x(Decimal(chart.target)), number(chart.target)),
        legend=_legend(chart, say, left), key=0.0,
    )  # fmt: skip


def _shortened(text: str, points: float) -> str:
    if width(text) * _TEXT_PT <= points:
        return text
    while text and (width(text) + 1) * _TEXT_PT > points:
        text = text[:-1]
    return text.rstrip() + "…"
