"""Where the marks of a chart stand: plain geometry in points, drawn by the macros of ``charts.html``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from qms.compile.snapshot import ChartShape
from qms.packet.fonts import width
from qms.packet.numbers import number
from qms.packet.scale import scale_of, values_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qms.compile.snapshot import Chart, Words

    Say = Callable[[Words], str]

FULL, HALF = 487.0, 236.0
"""Width of a chart across the page and of one of two side by side."""
_TEXT = 6.5
_WRITTEN = 14
_ABOVE, _BELOW, _ASIDE = -5.0, 9.0, 7.0
_KEY, _OVER, _LEAST_LABEL, _LABEL = 20.0, 10.0, 40.0, 100


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
    text: str = ""


@dataclass(frozen=True)
class Frame:
    """The field of the marks: an upright chart has its values on the left, lying bars have their labels there."""

    wide: float
    high: float
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Drawn:
    """A chart ready to draw.

    Attributes:
        shape: bars, columns or line.
        frame: its field.
        ticks: of the axis of values; names: of the axis of labels.
        marks: rectangles, or the points of a line.
        paths: for a line, its unbroken stretches: whose it is, and ``x,y x,y``.
        gaps: where a label has no data.
        target: where the wanted value stands, None without one; ``key`` is the width of its words.
        legend: names of the series, where there are two or more.

    """

    shape: str
    frame: Frame
    names: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    gaps: tuple[Tick, ...]
    legend: tuple[Tick, ...]
    target: Tick | None = None
    key: float = 0.0
    ticks: tuple[Tick, ...] = ()
    paths: tuple[tuple[int, str], ...] = ()


def draw(chart: Chart, wide: float, say: Say, goal: Callable[[str], str]) -> Drawn:
    """Lay out ``chart`` on so many points of width; ``goal`` puts its wanted value into words."""
    drawn = (_lying if chart.shape is ChartShape.BARS else _upright)(chart, say, wide)
    if drawn.target is None:
        return drawn
    words = goal(drawn.target.text)
    return replace(drawn, target=Tick(drawn.target.at, words), key=round(width(words) * _TEXT, 2))


def _upright(chart: Chart, say: Say, wide: float) -> Drawn:
    """Columns and lines: labels below, values to the left."""
    scale = scale_of(values_of(chart), from_zero=chart.shape is ChartShape.COLUMNS)
    left = max(width(text) for _, text in scale.ticks()) * _TEXT + 5
    top = 22.0 if len(chart.series) > 1 or chart.target is not None else 12.0
    frame = Frame(wide=wide, high=128.0, left=round(left, 2), right=wide - 6, top=top, bottom=112.0)
    slot = (frame.right - left) / max(len(chart.labels), 1)
    words = [_shortened(say(label), max(slot + _OVER, _LEAST_LABEL)) for label in chart.labels]
    names = tuple(Tick(round(left + slot * (i + 0.5), 2), label) for i, label in enumerate(words))

    def y(value: Decimal) -> float:
        return round(frame.bottom - scale.share(value) * (frame.bottom - frame.top), 2)

    columns = chart.shape is ChartShape.COLUMNS
    return Drawn(
        shape=chart.shape.value,
        frame=frame,
        ticks=tuple(Tick(y(value), text) for value, text in scale.ticks()),
        names=tuple(_inside(name, wide) for name in _thinned(names, slot)),
        marks=(_columns if columns else _points)(chart, names, slot, y),
        paths=() if columns else _paths(chart, names, y),
        gaps=_gaps(chart, [name.at for name in names]),
        target=None if chart.target is None else Tick(y(Decimal(chart.target)), number(chart.target)),
        legend=_legend(chart, say, frame),
    )


def _columns(chart: Chart, names: Sequence[Tick], slot: float, y: Callable[[Decimal], float]) -> tuple[Mark, ...]:
    count = max(len(chart.series), 1)
    wide = min(slot * 0.62 / count, 22.0)
    written = len(names) * count <= _WRITTEN and _longest(chart) <= slot + _OVER
    zero = y(Decimal(0))
    marks: list[Mark] = []
    for s, series in enumerate(chart.series):
        for name, value in zip(names, series.values, strict=True):
            if value is not None:
                end, text = y(Decimal(value)), number(value) if written else ""
                x = round(name.at + (s - count / 2) * wide, 2)
                marks.append(Mark(x, min(end, zero), round(wide - 0.8, 2), round(abs(zero - end), 2), text, s))
    return tuple(marks)


def _points(chart: Chart, names: Sequence[Tick], slot: float, y: Callable[[Decimal], float]) -> tuple[Mark, ...]:
    fits = _longest(chart) <= slot + _OVER
    every = len(chart.series) == 1 and len(names) <= _WRITTEN
    marks: list[Mark] = []
    for s, series in enumerate(chart.series):
        for i, (name, value) in enumerate(zip(names, series.values, strict=True)):
            if value is not None:
                text = number(value) if fits and (every or i == len(names) - 1) else ""
                marks.append(Mark(name.at, y(Decimal(value)), *_beside(series.values, i), text, s))
    return tuple(marks)


def _beside(values: Sequence[str | None], i: int) -> tuple[float, float]:
    """Where the value of a point is written, from the point: on the side where its line does not pass."""
    here = Decimal(values[i] or 0)
    before, after = (
        None if not 0 <= j < len(values) or (value := values[j]) is None else Decimal(value) for j in (i - 1, i + 1)
    )
    falls_to, rises_from = before is not None and before > here, after is not None and after > here
    if falls_to and rises_from:
        return 0.0, _BELOW
    if falls_to:
        return _ASIDE, _ABOVE
    return (-_ASIDE if rises_from and before is not None else 0.0), _ABOVE


def _paths(chart: Chart, names: Sequence[Tick], y: Callable[[Decimal], float]) -> tuple[tuple[int, str], ...]:
    """A month without data breaks the line: it is not zero, and nothing is drawn across it."""
    found: list[tuple[int, str]] = []
    for s, series in enumerate(chart.series):
        stretch: list[str] = []
        for name, value in zip(names, series.values, strict=True):
            if value is not None:
                stretch.append(f"{name.at},{y(Decimal(value))}")
            elif stretch:
                found.append((s, " ".join(stretch)))
                stretch = []
        if stretch:
            found.append((s, " ".join(stretch)))
    return tuple(found)


def _lying(chart: Chart, say: Say, wide: float) -> Drawn:
    """Lying bars: labels to the left, the value at the end of each bar."""
    count = max(len(chart.series), 1)
    thick = 8.0 if count == 1 else 6.5
    pitch = thick * count + 6
    labels = [_shortened(say(label), wide * 0.42) for label in chart.labels]
    left = max((width(label) * _TEXT for label in labels), default=0.0) + 6
    top = 4.0 + (12 if count > 1 else 0) + (10 if chart.target is not None else 0)
    widest = _longest(chart)
    bottom = top + pitch * len(labels)
    frame = Frame(wide=wide, high=bottom + 4, left=round(left, 2), right=wide - widest - 6, top=top, bottom=bottom)
    scale = scale_of(values_of(chart), from_zero=True)

    def x(value: Decimal) -> float:
        return round(left + scale.share(value) * (frame.right - left), 2)

    zero = x(Decimal(0))
    marks: list[Mark] = []
    for s, series in enumerate(chart.series):
        for i, value in enumerate(series.values):
            if value is not None:
                end, y = x(Decimal(value)), round(top + pitch * i + 3 + thick * s, 2)
                marks.append(Mark(min(zero, end), y, round(abs(end - zero), 2), thick - 0.8, number(value), s))
    middle = [round(top + pitch * (i + 0.5), 2) for i in range(len(labels))]
    return Drawn(
        shape=chart.shape.value,
        frame=frame,
        names=tuple(Tick(at, label) for at, label in zip(middle, labels, strict=True)),
        marks=tuple(marks),
        gaps=_gaps(chart, middle),
        target=None if chart.target is None else Tick(x(Decimal(chart.target)), number(chart.target)),
        legend=_legend(chart, say, frame),
    )


def _longest(chart: Chart) -> float:
    """Width of the longest of the values as it is written."""
    return max((width(number(str(value))) for value in values_of(chart)), default=1.0) * _TEXT


def _gaps(chart: Chart, places: Sequence[float]) -> tuple[Tick, ...]:
    """Where no series has a value."""
    return tuple(Tick(at) for i, at in enumerate(places) if all(one.values[i] is None for one in chart.series))


def _thinned(names: Sequence[Tick], slot: float) -> tuple[Tick, ...]:
    """Leave out labels evenly where they would touch each other; the last always stays."""
    widest = max((width(name.text) * _TEXT + 4 for name in names), default=0.0)
    every = max(1, -int(-widest // slot))
    last = len(names) - 1
    return tuple(name for i, name in enumerate(names) if (last - i) % every == 0)


def _inside(name: Tick, wide: float) -> Tick:
    """The label moved as far as it needs to stand within the drawing."""
    half = width(name.text) * _TEXT / 2
    return Tick(round(min(max(name.at, half), wide - half), 2), name.text)


def _legend(chart: Chart, say: Say, frame: Frame) -> tuple[Tick, ...]:
    """Names side by side above the field, each within its part of it; the wanted value keeps the last part."""
    entries: list[Tick] = []
    left = frame.left
    each = (frame.wide - left) / (len(chart.series) + 1) - _KEY
    for series in chart.series if len(chart.series) > 1 else ():
        entries.append(Tick(round(left, 2), _shortened(say(series.label), each)))
        left += width(entries[-1].text) * _TEXT + _KEY
    return tuple(entries)


def _shortened(text: str, points: float) -> str:
    text = text[:_LABEL]
    if width(text) * _TEXT <= points:
        return text
    while text and (width(text) + 1) * _TEXT > points:
        text = text[:-1]
    return text.rstrip() + "…"
