"""The ledger played into rows: what every table must hold, if nothing was touched past the program."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from qms.ledger.commitment import MARK
from qms.store.columns import SHARED_ROWS, Row, table_of
from qms.store.rows import blanks, tables_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from qms.base.kind import Kind
    from qms.ledger.entry import Entry

    Key = tuple[Any, ...]
    Rows = dict[str, dict[Key, Mapping[str, Any]]]
    Plain = Mapping[str, Any]

Unfit = (KeyError, TypeError, ValueError, AttributeError)
"""What playing an entry raises whose record is not one of its kind; no act writes such an entry."""


class Replay:
    """The tables as the ledger tells them, built entry by entry in memory.

    Attributes:
        newest: code → kind and record, as its newest entry tells it.
        personal: code → field and version → commitment of the value that came with it; None: it ended there.
        numbers: row of numbers → the last one given out.

    """

    def __init__(self, kind_of: Callable[[str], Kind[Any]]) -> None:
        """Begin with nothing."""
        self.kind_of = kind_of
        self.newest: dict[str, tuple[Kind[Any], Plain]] = {}
        self.personal: dict[str, dict[tuple[str, int], str | None]] = {}
        self.numbers: dict[str, int] = {}
        self._open: dict[str, dict[str, str]] = {}
        self._known: dict[str, _Known] = {}

    def play(self, entries: Iterable[Entry]) -> None:
        """Play these entries, in order; raise one of `Unfit` where one does not tell of a record of its kind."""
        for entry in entries:
            self.hear(entry.kind, entry.code, entry.version, json.loads(entry.record))

    def hear(self, of: str, code: str, version: int, record: Plain) -> None:
        """Play one entry: the kind's name, the record's code and version, and the record afterwards, read already."""
        kind = self.kind_of(of)
        known = self._known.get(of) or self._known.setdefault(of, _known(kind))
        if not known.fields >= record.keys():
            raise ValueError(code)
        if kind.subject:
            self._seal(code, version, dict(_commitments(known, record)))
        self.newest[code] = kind, record
        self.count(kind, code)

    def count(self, kind: Kind[Any], code: str) -> None:
        """A record of this code was numbered."""
        if kind.prefix and kind.counted and code.count("-") == _DASHES:
            _, year, number = code.split("-")
            if f"{year}{number}".isascii() and year.isdigit() and number.isdigit():
                name = f"{kind.name}-{year}"
                self.numbers[name] = max(self.numbers.get(name, 0), int(number))

    def rows(self, code: str) -> Iterator[tuple[type[Row], Key, Plain]]:
        """Table class, primary key and row, spelled as JSON, of all that one record has; personal fields left out."""
        for row, key, values in self.values(code):
            yield row, key, dict(zip(_shape(row).names, values, strict=True))

    def values(self, code: str) -> Iterator[tuple[type[Row], Key, tuple[Any, ...]]]:
        """As `rows`, each row as the values alone, in the order of the table's fields."""
        kind, record = self.newest[code]
        known = self._known[kind.name]
        yield known.row, (code,), _of(known.row, {**record, **_beside(known.former, record)})
        for name, row, sealed in known.rows:
            yield from _parts(row, code, record.get(name, ()), sealed)

    def tables(self) -> Rows:
        """Every table: primary key → row, with the types of its columns."""
        found: Rows = {}
        for code in self.newest:
            for row, key, plain in self.rows(code):
                found.setdefault(table_of(row).name, {})[key] = row.read(plain)
        return found

    def _seal(self, code: str, version: int, found: dict[str, str]) -> None:
        before = self._open.get(code)
        if found == before:
            return
        changes = self.personal.setdefault(code, {})
        for field in found if before is None else before.keys() | found.keys():
            if before is None or before.get(field) != found.get(field):
                changes[field, version] = found.get(field)
        self._open[code] = found


def told_rows(kinds: Iterable[Kind[Any]]) -> Iterator[type[Row]]:
    """Classes of all tables that the ledger tells row by row."""
    for kind in kinds:
        tables = tables_of(kind)
        yield tables.row
        yield from tables.children.values()
    yield from SHARED_ROWS.values()


def fields_of(row: type[Row]) -> tuple[str, ...]:
    """Names of what `Replay.values` gives for a row of this table."""
    return _shape(row).names


_DASHES = 2


@dataclass(frozen=True)
class _Known:
    """What is asked of a kind at every entry.

    Attributes:
        fields: names of the record's fields.
        personal: those among them that are personal, in order.
        parts: fields that hold parts with sealed fields, these fields, and those of them that once were not sealed.
        row: class of its own table.
        former: what stands there beside a commitment to a field that once was not sealed.
        rows: fields that hold parts, the classes of their tables, and what stands there beside a commitment.

    """

    fields: frozenset[str]
    personal: tuple[str, ...]
    parts: tuple[tuple[str, tuple[str, ...], Plain], ...]
    row: type[Row]
    former: Plain
    rows: tuple[tuple[str, type[Row], Plain], ...]


def _known(kind: Kind[Any]) -> _Known:
    tables = tables_of(kind)
    sealed = {name: tuple(sorted(kind.sealed(of))) for name, of in kind.parts().items()}
    return _Known(
        frozenset(kind.model.model_fields),
        tuple(sorted(kind.personal())),
        tuple((name, fields, blanks(tables.part(name), fields)) for name, fields in sealed.items() if fields),
        tables.row,
        blanks(tables.row, kind.personal()),
        tuple((name, tables.part(name), blanks(tables.part(name), fields)) for name, fields in sealed.items()),
    )


def _commitments(known: _Known, record: Plain) -> Iterator[tuple[str, str]]:
    for name in known.personal:
        if (value := record.get(name)) is not None and not (name in known.former and isinstance(value, str)):
            yield name, value[MARK]
    for name, fields, former in known.parts:
        for seq, part in enumerate(record.get(name, ())):
            for field in fields:
                if (value := part.get(field)) is not None and not (field in former and isinstance(value, str)):
                    yield f"{name}.{seq}.{field}", value[MARK]


def _parts(
    row: type[Row], code: str, parts: Iterable[Plain], former: Plain
) -> Iterator[tuple[type[Row], Key, tuple[Any, ...]]]:
    for seq, part in enumerate(parts):
        yield row, (code, seq), _of(row, {**part, **_beside(former, part), "record": code, "seq": seq})


def _beside(former: Plain, told: Plain) -> Plain:
    """What stands beside the commitments; what an older entry tells openly stands as it is."""
    return {name: blank for name, blank in former.items() if not isinstance(told.get(name), str)}


class _Shape(NamedTuple):
    """Fields of a table class, what stands in each where an entry tells nothing of it, and all of them picked."""

    names: tuple[str, ...]
    untold: Plain
    pick: Callable[[Plain], tuple[Any, ...]]


_SHAPES: dict[type[Row], _Shape] = {}
"""Kept, since they are asked for at every row."""


def _shape(row: type[Row]) -> _Shape:
    if row not in _SHAPES:
        untold = row.untold()
        _SHAPES[row] = _Shape(tuple(untold), untold, itemgetter(*untold))
    return _SHAPES[row]


def _of(row: type[Row], plain: Plain) -> tuple[Any, ...]:
    """What of a record or part stands in its row; an entry older than a column tells nothing of it."""
    shape = _shape(row)
    try:
        return shape.pick(plain)
    except KeyError:
        return tuple(plain.get(name, untold) for name, untold in shape.untold.items())
