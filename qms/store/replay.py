"""The ledger played into rows: what every table must hold, if nothing was touched past the program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from qms.base.kind import personal_fields
from qms.ledger.commitment import MARK
from qms.store.columns import LinkRow, table_of
from qms.store.rows import tables_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from qms.base.kind import Kind
    from qms.ledger.entry import Entry
    from qms.store.columns import Row

    Rows = dict[str, dict[tuple[Any, ...], Mapping[str, Any]]]


class Replay:
    """The tables as the ledger tells them, built entry by entry in memory.

    Attributes:
        rows: table → primary key → row, personal fields left out.
        commitments: (record, field) → commitment of its newest value.
        numbers: row of numbers → the last one given out.

    """

    def __init__(self, kind_of: Callable[[str], Kind[Any]]) -> None:
        """Begin with nothing."""
        self.kind_of = kind_of
        self.rows: Rows = {}
        self.commitments: dict[tuple[str, str], str] = {}
        self.numbers: dict[str, int] = {}

    def play(self, entries: Iterable[Entry]) -> None:
        """Play these entries, in order."""
        for entry in entries:
            kind = self.kind_of(entry.kind)
            record: dict[str, Any] = json.loads(entry.record)
            self._forget(kind, entry.code)
            self._main(kind, record)
            for name, of in kind.children().items():
                self._parts(tables_of(kind).children[name], entry.code, record[name], personal_fields(of), name)
            self._parts(LinkRow, entry.code, record["links"], frozenset(), "links")
            if kind.prefix and entry.version == 1:
                self._number(kind, entry.code)

    def _forget(self, kind: Kind[Any], code: str) -> None:
        """Take back what the record was before; only its newest state is in the tables."""
        rows: list[type[Row]] = [*tables_of(kind).children.values(), LinkRow]
        tables = [table_of(row).name for row in rows]
        for table in tables:
            of = self.rows.setdefault(table, {})
            seq = 0
            while of.pop((code, seq), None) is not None:
                seq += 1
        for key in [key for key in self.commitments if key[0] == code] if kind.subject else ():
            del self.commitments[key]

    def _main(self, kind: Kind[Any], record: dict[str, Any]) -> None:
        row = tables_of(kind).row
        code = record["code"]
        for name in kind.personal():
            self._commit(code, name, record[name])
        plain = {name: value for name, value in record.items() if name in row.model_fields}
        self.rows.setdefault(table_of(row).name, {})[code,] = _typed(row, plain)

    def _parts(
        self, row: type[Row], code: str, parts: list[dict[str, Any]], personal: frozenset[str], name: str
    ) -> None:
        table = self.rows.setdefault(table_of(row).name, {})
        for seq, part in enumerate(parts):
            for field in personal:
                self._commit(code, f"{name}.{seq}.{field}", part[field])
            plain = {field: value for field, value in part.items() if field not in personal}
            table[code, seq] = _typed(row, {"record": code, "seq": seq, **plain})

    def _commit(self, code: str, field: str, value: dict[str, str] | None) -> None:
        if value is not None:
            self.commitments[code, field] = value[MARK]

    def _number(self, kind: Kind[Any], code: str) -> None:
        _, year, count = code.split("-") if code.count("-") > 1 else ("", "", "")
        if count:
            name = f"{kind.name}-{year}"
            self.numbers[name] = max(self.numbers.get(name, 0), int(count))


def _typed(row: type[Row], plain: dict[str, Any]) -> Mapping[str, Any]:
    """The row with the types of its columns; `model_validate` checks, the constructor of a table would not."""
    return row.model_validate(plain).model_dump()
