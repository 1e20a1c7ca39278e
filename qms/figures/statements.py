"""The statements behind figures: one for all figures that are placed in the period by the same field.

A statement has two floors. The lower one joins the table with the spans of the periods and gives each record
a state for each figure; the upper one counts states and adds up values. Medians put a floor of ranks between.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

from sqlalchemy import Date, Integer, and_, case, false, func, literal, null, or_, select, union_all

from qms.base.record import Origin
from qms.figures.definition import By, Measure
from qms.figures.expressions import Columns
from qms.store.columns import UTCDateTime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from zoneinfo import ZoneInfo

    from sqlalchemy import CTE, ColumnElement, FromClause, Label, Select, Subquery

    from qms.figures.definition import Figure, Split
    from qms.figures.spans import Span

    Column = ColumnElement[Any]
    Which = Literal["begin", "end"]
    Edges = Callable[[str, Which, Callable[..., Any]], Column]
    """Gives an edge of a span, or of all of them that which is chosen."""

OUT, SCOPE, UNMEASURABLE, COUNTED, HIT = range(5)
"""State of a record for a figure: each holds those after it, save that the unmeasurable are not counted."""
BEFORE, INSIDE, AFTER = -1, 0, 1
"""Where the opening or closing of a record lies; never closed is after."""
_RANKED: Final = frozenset({Measure.MEDIAN, Measure.PERCENTILE})


@dataclass(frozen=True)
class Batch:
    """Figures of one table that share ``when`` and ``until``, over the same spans."""

    figures: tuple[Figure, ...]
    table: FromClause
    spans: tuple[Span, ...]
    zone: ZoneInfo
    split: Split | None
    dialect: str

    def totals(self) -> Select[Any]:
        """One row for each span and group that has records: ``span``, ``group_``, and per figure its sums."""
        source = self._ranks()
        sums = [one for i, figure in enumerate(self.figures) for one in _sums(source, i, figure)]
        keys = [source.c.span, source.c.group_]
        return select(*keys, *sums).group_by(*keys)

    def listing(self, least: int, most: int = HIT) -> Select[Any]:
        """One row for each span and record whose state for some figure lies from ``least`` to ``most``."""
        source = self._states()
        states = [source.c[f"state_{i}"] for i in range(len(self.figures))]
        wanted = or_(*(state.between(least, most) for state in states))
        keys = [source.c.span, source.c.group_, source.c.code, source.c.opening, source.c.closing]
        return select(*keys, *states).where(wanted)

    @property
    def _when(self) -> str:
        return self.figures[0].when

    @property
    def _until(self) -> str | None:
        return self.figures[0].until

    @cached_property
    def _periods(self) -> CTE:
        rows = [(span, *span.instants(self.zone)) for span in self.spans]
        return union_all(
            *(
                select(
                    literal(span.number, Integer()).label("span"),
                    literal(begin, UTCDateTime()).label("begin_at"),
                    literal(end, UTCDateTime()).label("end_at"),
                    literal(span.begin, Date()).label("begin_on"),
                    literal(span.end, Date()).label("end_on"),
                )
                for span, begin, end in rows
            )
        ).cte("figure_spans")

    @cached_property
    def _columns(self) -> Columns:
        return Columns(self.table, self._periods, self.dialect)

    def _states(self) -> Subquery:
        of = self._columns
        parts: list[Column] = [
            self._periods.c.span,
            self._group().label("group_"),
            of.of(self.figures[0].code).label("code"),
            (of.of("origin") if "origin" in self.table.c else null()).label("origin"),
            *self._positions(),
        ]
        for i, figure in enumerate(self.figures):
            parts.append(self._state(figure).label(f"state_{i}"))
            if figure.value:
                parts.append(of.value(figure.value).label(f"value_{i}"))
        touching = self.table.join(self._periods, self._touches())
        scopes = or_(*(of.holds(figure.where) for figure in self.figures))
        return select(*parts).select_from(touching).where(scopes).subquery("states")

    def _group(self) -> Column:
        if not isinstance(self.split, By):
            return null()
        column = self._columns.of(self.split.field)
        if self.split.groups is None:
            return column
        return case(self.split.groups, value=column, else_=None) if self.split.groups else null()

    def _state(self, figure: Figure) -> Column:
        holds = self._columns.holds
        looked_at = (*figure.where, *figure.among)
        measured = holds((*looked_at, *figure.measured))
        return case(
            (and_(measured, holds(figure.hit) if figure.hit else false()), HIT),
            (measured, COUNTED),
            (holds(looked_at), UNMEASURABLE),
            (holds(figure.where), SCOPE),
            else_=OUT,
        )

    def _touches(self) -> ColumnElement[bool]:
        """Whether a record stands in a span; for a balance, whether it was open at any time of it."""
        # What stands in a span stands between the first and the last edge of all of them, which are known here: a
        # table that is a query itself, as in the past (`qms.store.past`), is narrowed by these alone.
        return and_(self._between(self._of_all), self._between(self._of_each))

    def _between(self, edge: Edges) -> ColumnElement[bool]:
        inside = self._inside(self._when, edge)
        if self._until is None:
            return inside
        opened, closed = self._columns.of(self._when), self._columns.of(self._until)
        before = opened < edge(self._when, "begin", max)
        # Four ways apart, so that an index can serve each of them.
        return or_(
            inside,
            self._inside(self._until, edge),
            and_(before, closed.is_(None)),
            and_(before, closed >= edge(self._until, "end", min)),
        )

    def _inside(self, name: str, edge: Edges) -> ColumnElement[bool]:
        column = self._columns.of(name)
        return and_(column >= edge(name, "begin", min), column < edge(name, "end", max))

    def _of_each(self, name: str, which: Which, _: object) -> Column:
        """The edge of a span."""
        return self._columns.edge(name, which)

    def _of_all(self, name: str, which: Which, choose: Callable[..., Any]) -> Column:
        """The first or last such edge of all spans."""
        if self._columns.is_day(name):
            return literal(choose(getattr(span, which) for span in self.spans), Date())
        instants = (dict(zip(("begin", "end"), span.instants(self.zone), strict=True)) for span in self.spans)
        return literal(choose(one[which] for one in instants), UTCDateTime())

    def _positions(self) -> Iterator[Label[Any]]:
        for label, name in (("opening", self._when), ("closing", self._until)):
            if name is None or self._until is None:
                yield null().label(label)
            else:
                begin, end = self._columns.edge(name, "begin"), self._columns.edge(name, "end")
                column = self._columns.of(name)
                yield case((column < begin, BEFORE), (column < end, INSIDE), else_=AFTER).label(label)

    def _ranks(self) -> Subquery:
        """The states; for medians also each value's place among the counted ones of its span and group."""
        source = self._states()
        ranks: list[Column] = []
        for i, figure in enumerate(self.figures):
            if figure.measure in _RANKED:
                counted = case((source.c[f"state_{i}"] >= COUNTED, 1), else_=0)
                mates = [source.c.span, source.c.group_, counted]
                value = source.c[f"value_{i}"]
                ranks.append(func.row_number().over(partition_by=mates, order_by=value).label(f"rank_{i}"))
                ranks.append(func.count().over(partition_by=mates).label(f"size_{i}"))
        return select(source, *ranks).subquery("ranks") if ranks else source


def _sums(source: Subquery, i: int, figure: Figure) -> Iterator[Label[Any]]:
    state = source.c[f"state_{i}"]
    counted = state >= COUNTED
    yield _count(state >= SCOPE).label(f"scope_{i}")
    yield _count(state == UNMEASURABLE).label(f"unmeasurable_{i}")
    yield _count(counted).label(f"n_{i}")
    for origin in (Origin.HISTORICAL, Origin.IMPORTED):
        yield _count(and_(counted, source.c.origin == origin.value)).label(f"{origin.value}_{i}")
    if figure.measure is Measure.SHARE:
        yield _count(state == HIT).label(f"top_{i}")
    elif figure.measure is Measure.BALANCE:
        yield from _balance(source, i, counted)
    elif figure.value:
        used = and_(counted, *_place(source, i, figure))
        yield func.sum(case((used, source.c[f"value_{i}"]))).label(f"top_{i}")
        yield _count(used).label(f"used_{i}")


def _place(source: Subquery, i: int, figure: Figure) -> Iterator[ColumnElement[bool]]:
    """The middle one or two of all values, or the smallest that reaches the percentage (nearest rank)."""
    if figure.measure is Measure.MEDIAN:
        rank, size = source.c[f"rank_{i}"], source.c[f"size_{i}"]
        yield rank * 2 >= size
        yield rank * 2 <= size + 2
    elif figure.percent:
        rank, size = source.c[f"rank_{i}"], source.c[f"size_{i}"]
        yield rank * 100 >= size * figure.percent
        yield (rank - 1) * 100 < size * figure.percent


def _balance(source: Subquery, i: int, counted: ColumnElement[bool]) -> Iterator[Label[Any]]:
    """Four counts, each for itself, so that their sum is a check."""
    opening, closing = source.c.opening, source.c.closing
    yield _count(and_(counted, opening == BEFORE, closing != BEFORE)).label(f"open_at_start_{i}")
    yield _count(and_(counted, opening == INSIDE)).label(f"opened_{i}")
    yield _count(and_(counted, closing == INSIDE)).label(f"closed_{i}")
    yield _count(and_(counted, opening != AFTER, closing == AFTER)).label(f"open_at_end_{i}")


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))
