"""What was gathered for one input, and the building of its charts and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qms.compile.snapshot import Align, Chart, ChartShape, Column, FigureLine, Series, Table, Words
from qms.compile.wording import both, same

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms.compile.snapshot import Cell
    from qms.figures.reading import Reading


@dataclass(frozen=True)
class Gathered:
    """What records say to one input.

    Attributes:
        count: how many records and figures with data it rests on; 0: nothing was found, the input is owed.
        message: what it says in one sentence.

    """

    count: int
    message: Words
    figures: tuple[FigureLine, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()


def column(key: str, align: Align = Align.TEXT, weight: int = 10) -> Column:
    """A column whose label is ``compile.column.<key>``."""
    return Column(key=key, label=both(f"compile.column.{key}"), align=align, weight=weight)


def table(id: str, columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]], note: Words | None = None) -> Table:
    """A table whose title is ``compile.table.<id>``."""
    return Table(id=id, title=both(f"compile.table.{id}"), columns=tuple(columns), rows=tuple(rows), note=note)


def chart(
    id: str,
    shape: ChartShape,
    labels: Sequence[Words],
    series: Sequence[tuple[str, Sequence[str | None]]],
    message: Words,
    *,
    unit: str = "cases",
    target: str | None = None,
) -> Chart:
    """A chart whose title is ``compile.chart.<id>``; series are named by ``compile.series.<name>``."""
    return Chart(
        id=id, shape=shape, title=both(f"compile.chart.{id}"), message=message, labels=tuple(labels),
        series=tuple(Series(label=both(f"compile.series.{name}"), values=tuple(values)) for name, values in series),
        unit=both(f"compile.unit.{unit}"), target=target,
    )  # fmt: skip


def historical(n: int) -> tuple[Words, ...]:
    """What is to be said where historical records are counted in a chart or table; nothing where there are none."""
    return (both("compile.note.historical", n=n),) if n else ()


def month_labels(readings: Sequence[Reading]) -> tuple[Words, ...]:
    """Labels of months, as short as they can be told apart: ``3월``, ``Mar``; over several years ``25.3``."""
    months = [one.group or "" for one in readings]
    if len({month[:4] for month in months}) > 1:
        return tuple(same(f"{month[2:4]}.{int(month[5:])}") for month in months)
    return tuple(both(f"compile.month.m{int(month[5:])}") for month in months)


def largest(readings: Sequence[Reading]) -> Reading | None:
    """The group with the most records; None where there are none."""
    found = max(readings, key=lambda one: one.n, default=None)
    return found if found and found.n else None
