"""Figures read from a database, which does the counting."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from qms.figures.checking import check
from qms.figures.condition import Elapsed
from qms.figures.definition import By, Measure
from qms.figures.reading import Behind, Reading
from qms.figures.spans import spans_of
from qms.figures.statements import AFTER, BEFORE, COUNTED, HIT, INSIDE, SCOPE, UNMEASURABLE, Batch

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection, FromClause, RowMapping

    from qms.base.period import Period
    from qms.figures.definition import Figure, Split
    from qms.figures.spans import Span

    Group = str | int | bool | None
    Slot = tuple[int, Group]


def read(
    connection: Connection,
    table: FromClause,
    figure: Figure,
    period: Period,
    zone: ZoneInfo,
    *,
    split: Split | None = None,
) -> tuple[Reading, ...]:
    """Read one figure of one period from a table, or from a query with the columns of one.

    Without a split, one reading. By month, one for each month. By a field, one for each value that records in
    scope have (those of ``groups`` even without records), sorted, with the records that have no value last.

    Raises:
        BadFigure: the definition does not fit the table.

    """
    return read_all(connection, table, (figure,), (period,), zone, split=split)


def read_all(
    connection: Connection,
    table: FromClause,
    figures: Sequence[Figure],
    periods: Sequence[Period],
    zone: ZoneInfo,
    *,
    split: Split | None = None,
) -> tuple[Reading, ...]:
    """As `read`, for each figure and each period, in that order: one pass for each placing field."""
    for figure in figures:
        check(figure, table, split)
    spans = spans_of(periods, split)
    found: dict[int, list[Reading]] = {}
    for places in _placed_alike(figures) if spans else ():
        some = tuple(figures[place] for place in places)
        batch = Batch(some, table, spans, zone, split, connection.dialect.name)
        found.update(zip(places, _readings(connection, batch), strict=True))
    return tuple(reading for place in sorted(found) for reading in found[place])


def records_behind(
    connection: Connection,
    table: FromClause,
    figure: Figure,
    period: Period,
    zone: ZoneInfo,
    *,
    split: Split | None = None,
) -> tuple[Behind, ...]:
    """The records behind each reading that `read` gives for the same question, in the same order.

    Raises:
        BadFigure: the definition does not fit the table.

    """
    check(figure, table, split)
    spans = spans_of((period,), split)
    if not spans:
        return ()
    batch = Batch((figure,), table, spans, zone, split, connection.dialect.name)
    found: dict[Slot, list[RowMapping]] = defaultdict(list)
    for row in connection.execute(batch.listing(SCOPE)).mappings():
        found[row["span"], row["group_"]].append(row)
    return tuple(
        _behind(figure, _head(span, split, group), found.get((span.number, group), ()))
        for span in spans
        for group in _groups(split, span, found)
    )


def _placed_alike(figures: Sequence[Figure]) -> Iterable[list[int]]:
    alike: dict[tuple[str, str | None, str], list[int]] = defaultdict(list)
    for place, figure in enumerate(figures):
        alike[figure.when, figure.until, figure.code].append(place)
    return alike.values()


def _readings(connection: Connection, batch: Batch) -> Iterator[list[Reading]]:
    """For each figure of the batch its readings, spans in order."""
    rows = {(row["span"], row["group_"]): row for row in connection.execute(batch.totals()).mappings()}
    names = _unmeasurable(connection, batch, rows.values())
    for i, figure in enumerate(batch.figures):
        present = {slot for slot, row in rows.items() if row[f"scope_{i}"]}
        yield [
            _reading(figure, i, _head(span, batch.split, group), rows.get(slot), names.get((i, slot), ()))
            for span in batch.spans
            for group in _groups(batch.split, span, present)
            for slot in [(span.number, group)]
        ]


def _unmeasurable(
    connection: Connection, batch: Batch, rows: Iterable[RowMapping]
) -> Mapping[tuple[int, Slot], Sequence[str]]:
    """Codes of the unmeasurable by figure and slot; asked for only when there are any."""
    places = range(len(batch.figures))
    found: dict[tuple[int, Slot], list[str]] = defaultdict(list)
    if any(row[f"unmeasurable_{i}"] for row in rows for i in places):
        for row in connection.execute(batch.listing(UNMEASURABLE, UNMEASURABLE)).mappings():
            for i in places:
                if row[f"state_{i}"] == UNMEASURABLE:
                    found[i, (row["span"], row["group_"])].append(row["code"])
    return found


def _reading(figure: Figure, i: int, head: Mapping[str, Any], row: RowMapping | None, names: Iterable[str]) -> Reading:
    def total(name: str) -> int:
        return 0 if row is None else int(row[f"{name}_{i}"] or 0)

    numbers: dict[str, int] = {name: total(name) for name in ("scope", "n", "historical", "imported")}
    if figure.measure is Measure.BALANCE:
        numbers |= {name: total(name) for name in ("open_at_start", "opened", "closed", "open_at_end")}
    elif figure.measure is Measure.SHARE:
        numbers |= {"top": total("top"), "bottom": numbers["n"]}
    elif figure.value:
        used = min(total("used"), 1) if figure.measure is Measure.SUM else total("used")
        unit = figure.value.unit.seconds if isinstance(figure.value, Elapsed) else 1
        numbers |= {"top": total("top"), "bottom": used * unit}
    return Reading.model_validate(
        {
            "figure": figure.id,
            "measure": figure.measure,
            **head,
            **numbers,
            "unmeasurable": tuple(sorted(names)),
        }
    )


def _behind(figure: Figure, head: Mapping[str, Any], rows: Sequence[RowMapping]) -> Behind:
    def codes(*states: int, opening: Sequence[int] = (), closing: Sequence[int] = ()) -> tuple[str, ...]:
        chosen = (row for row in rows if row["state_0"] in states)
        opened = (row for row in chosen if not opening or row["opening"] in opening)
        return tuple(sorted(row["code"] for row in opened if not closing or row["closing"] in closing))

    lists = {"counted": codes(COUNTED, HIT), "unmeasurable": codes(UNMEASURABLE)}
    if figure.measure is Measure.SHARE:
        lists["hit"] = codes(HIT)
    elif figure.measure is Measure.BALANCE:
        lists |= {
            "open_at_start": codes(COUNTED, opening=[BEFORE], closing=[INSIDE, AFTER]),
            "opened": codes(COUNTED, opening=[INSIDE]),
            "closed": codes(COUNTED, closing=[INSIDE]),
            "open_at_end": codes(COUNTED, opening=[BEFORE, INSIDE], closing=[AFTER]),
        }
    return Behind.model_validate({"figure": figure.id, **head, **lists})


def _head(span: Span, split: Split | None, group: Group) -> Mapping[str, Any]:
    """What a reading is of."""
    if span.month:
        return {"period": span.period, "split": "month", "group": span.month}
    if not isinstance(split, By):
        return {"period": span.period}
    named = str(group).lower() if isinstance(group, bool) else str(group)
    return {"period": span.period, "split": split.field, "group": None if group is None else named}


def _groups(split: Split | None, span: Span, present: Collection[Slot]) -> list[Group]:
    """The groups to read in a span: those named by the split, or those present; records without one last."""
    if not isinstance(split, By):
        return [None]
    here = {group for number, group in present if number == span.number}
    known: list[Any] = [group for group in here if group is not None]
    named: list[Group] = sorted(known) if split.groups is None else list(dict.fromkeys(split.groups.values()))
    return [*named, None] if None in here else named
