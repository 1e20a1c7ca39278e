"""The ledger played into rows: what every table must hold, if nothing was touched past the program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from qms.ledger.commitment import MARK
from qms.store.columns import SHARED_ROWS, table_of
from qms.store.rows import tables_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from qms.base.kind import Kind
    from qms.ledger.entry import Entry
    from qms.store.columns import Row

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

    def play(self, entries: Iterable[Entry]) -> None:
        """Play these entries, in order; raise one of `Unfit` where one does not tell of a record of its kind."""
        for entry in entries:
            record: Plain = json.loads(entry.record)
            kind = self.kind_of(entry.kind)
            if strange := record.keys() - kind.model.model_fields.keys():
                raise ValueError(strange)
            if kind.subject:
                self._seal(entry, dict(_commitments(kind, record)))
            self.newest[entry.code] = kind, record
            self.count(kind, entry.code)

    def count(self, kind: Kind[Any], code: str) -> None:
        """A record of this code was numbered."""
        number = code.split("-")[1:] if kind.prefix and kind.counted else []
        if len(number) == _YEAR_AND_COUNT and all(one.isascii() and one.isdigit() for one in number):
            name = f"{kind.name}-{number[0]}"
            self.numbers[name] = max(self.numbers.get(name, 0), int(number[1]))

    def rows(self, code: str) -> Iterator[tuple[type[Row], Key, Plain]]:
        """Table class, primary key and row, spelled as JSON, of all that one record has; personal fields left out."""
        kind, record = self.newest[code]
        tables = tables_of(kind)
        yield tables.row, (code,), _of(tables.row, record)
        for name, of in kind.parts().items():
            row = SHARED_ROWS.get(name) or tables.children[name]
            yield from _parts(row, code, record.get(name, ()), dict.fromkeys(kind.sealed(of)))

    def tables(self) -> Rows:
        """Every table: primary key → row, with the types of its columns."""
        found: Rows = {}
        for code in self.newest:
            for row, key, plain in self.rows(code):
                # `model_validate` checks; the constructor of a table class would not.
                found.setdefault(table_of(row).name, {})[key] = row.model_validate(plain).model_dump()
        return found

    def _seal(self, entry: Entry, found: dict[str, str]) -> None:
        before = self._open.get(entry.code, {})
        changes = self.personal.setdefault(entry.code, {})
        for field in before.keys() | found.keys():
            if before.get(field) != found.get(field):
                changes[field, entry.version] = found.get(field)
        self._open[entry.code] = found


_YEAR_AND_COUNT = 2


def _commitments(kind: Kind[Any], record: Plain) -> Iterator[tuple[str, str]]:
    for name in kind.personal():
        if (value := record.get(name)) is not None:
            yield name, value[MARK]
    for name, of in kind.parts().items():
        for seq, part in enumerate(record.get(name, ())):
            for field in kind.sealed(of):
                if (value := part.get(field)) is not None:
                    yield f"{name}.{seq}.{field}", value[MARK]


def _parts(row: type[Row], code: str, parts: Iterable[Plain], sealed: Plain) -> Iterator[tuple[type[Row], Key, Plain]]:
    for seq, part in enumerate(parts):
        yield row, (code, seq), _of(row, {**part, **sealed, "record": code, "seq": seq})


def _of(row: type[Row], plain: Plain) -> Plain:
    """What of a record or part stands in its row; an entry older than a column tells nothing of it."""
    fields = row.model_fields.items()
    return {name: plain.get(name, None if field.is_required() else field.default) for name, field in fields}
