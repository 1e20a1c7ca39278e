"""What of a review is for the public (level L0): totals, shares, spans, and counts by type; no case and nobody.

Told are the figures that count everything of a kind, shares in whole percent rounded against the organisation, and
means; of counts of a part only those that stand in a split, where `qms.figures.suppression` holds small ones back
with what they would follow from. What counts another part (complaints, missed, overdue) is not told besides: with a
split it would give a held-back count by subtraction. A figure or chart that is not known here is not told.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Final

from qms.base.record import Value
from qms.compile.gathered import column
from qms.compile.snapshot import Align, Number, Table, Words
from qms.compile.wording import both
from qms.figures.definition import Direction, Measure
from qms.figures.suppression import LEAST, hidden, hides_whole, is_small

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qms.compile.snapshot import Chart, FigureLine, Snapshot
    from qms.figures.definition import Figure

_SPLITS: Final[Mapping[str, str | None]] = {
    "case_type": "case.received", "case_channel": "case.received", "capa_statuses": None,
}  # fmt: skip
"""Charts whose bars are parts of a whole: the figure that tells the whole; None: none does."""
_ROUNDING: Final = {Direction.HIGHER: ROUND_FLOOR, Direction.LOWER: ROUND_CEILING, Direction.NEITHER: ROUND_HALF_EVEN}


class PublicLine(Value):
    """A figure for the public; ``value`` None: no data, or ``held`` back because it would tell of fewer than 5."""

    id: str
    label: Words
    value: Number | None
    unit: Words
    target: Number | None
    held: bool


class Public(Value):
    """All that the public is told of a review; ``held``: how many values are held back."""

    lines: tuple[PublicLine, ...]
    tables: tuple[Table, ...]
    held: int


def public(snapshot: Snapshot) -> Public:
    """What of a review is for the public; of the frozen data alone, so that it can be made again."""
    figures = _figures(snapshot)
    splits = [_Split(chart, figures) for section in snapshot.sections for chart in section.charts if _is_split(chart)]
    wholes = frozenset(one.whole for one in splits if one.hides_whole and one.whole)
    lines = tuple(_lines(figures, wholes))
    held = sum(one.held for one in lines) + sum(len(one.gone) for one in splits)
    return Public(lines=lines, tables=tuple(one.table() for one in splits), held=held)


def _figures(snapshot: Snapshot) -> dict[str, FigureLine]:
    """Each figure once, the key figures first."""
    every = (*snapshot.key_figures, *(one for section in snapshot.sections for one in section.figures))
    return {one.id: one for one in reversed(every)} | {one.id: one for one in snapshot.key_figures}


def _lines(figures: Mapping[str, FigureLine], wholes: frozenset[str]) -> Iterator[PublicLine]:
    from qms.compile.figures import all_figures  # loads the database library

    for wanted in all_figures():
        line = figures.get(wanted.id)
        if line is None or not _is_told(wanted):
            continue
        held = line.id in wholes or (line.value is not None and is_small(*_behind(wanted, line)))
        value = None if held or line.value is None else _rounded(wanted, line.value)
        yield PublicLine(id=line.id, label=line.label, value=value, unit=line.unit, target=line.target, held=held)


def _is_told(wanted: Figure) -> bool:
    if wanted.measure is Measure.COUNT:
        return not wanted.where and not wanted.among
    return wanted.measure in {Measure.SHARE, Measure.MEAN, Measure.MEDIAN}


def _behind(wanted: Figure, line: FigureLine) -> tuple[int, ...]:
    """The counts that a value tells something of."""
    if wanted.measure is not Measure.SHARE or line.top is None or line.bottom is None:
        return (line.n,)
    return line.n, line.top, line.bottom, line.bottom - line.top


def _rounded(wanted: Figure, value: str) -> str:
    """A share in whole percent: with its decimals the counts behind it could be found."""
    if wanted.measure is not Measure.SHARE:
        return value
    return str(Decimal(value).quantize(Decimal(1), rounding=_ROUNDING[wanted.direction]))


def _is_split(chart: Chart) -> bool:
    return chart.id in _SPLITS and len(chart.series) == 1


class _Split:
    """Counts of the parts of a whole, and which of them are held back."""

    def __init__(self, chart: Chart, figures: Mapping[str, FigureLine]) -> None:
        self.chart, self.whole = chart, _SPLITS[chart.id]
        self.counts: Sequence[int] = [int(Decimal(one or 0)) for one in chart.series[0].values]
        of = figures.get(self.whole or "")
        # What has no bar of its own is a part like the others, which is never told.
        rest = max(of.n - sum(self.counts), 0) if of else 0
        every = [*self.counts, *([rest] if rest else [])]
        self.hides_whole = hides_whole(every)
        places = range(len(self.counts))
        self.gone = frozenset(places) if self.hides_whole else hidden(every) & frozenset(places)

    def table(self) -> Table:
        """The parts as a table; what is held back says so."""
        columns = (column("public_part", weight=60), column("cases", Align.NUMBER))
        rows = [
            (label, both("compile.withheld") if at in self.gone else count)
            for at, (label, count) in enumerate(zip(self.chart.labels, self.counts, strict=True))
        ]
        return Table(id=self.chart.id, title=self.chart.title, columns=columns, rows=tuple(rows))


__all__ = ["LEAST", "Public", "PublicLine", "public"]
