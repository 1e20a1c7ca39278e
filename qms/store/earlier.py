"""What each table held when the ledger ended with an earlier entry, as a query in the words of a database.

A table's query is the rows that no later entry has touched, as they stand there, and of records that were changed
since, what their entry of that time tells. Only names of ours and a number go in.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from qms.store.columns import SHARED_ROWS, table_of
from qms.store.lenient import python_type
from qms.store.reading import LEDGER
from qms.store.rows import blanks, tables_of
from qms.store.table import counters, entries, personal
from qms.store.validity import around

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Column, Table

    from qms.base.kind import Kind
    from qms.store.columns import Row

    Words = frozenset[str] | None
    Query = Callable[[Words], str]


class Earlier:
    """The queries of all tables that have a past; a subclass knows how a database reads JSON."""

    def __init__(self, schema: str, kinds: Sequence[Kind[Any]], size: int) -> None:
        """Of the tables in this schema, quoted where it must be, when the ledger had ``size`` entries."""
        self.schema, self.size = schema, size
        self._kinds = kinds
        before, beyond = around(size)
        self.held = (
            f"((v.node IN ({_listed(before)}) AND v.until >= {size})"
            f" OR (v.node IN ({_listed(beyond)}) AND v.since < {size}))"
        )

    @cached_property
    def queries(self) -> Mapping[str, Query]:
        """Name of a table → what gives its query with those columns at least that are named; None: with all."""
        found: dict[str, Query] = {}
        for kind in self._kinds:
            tables = tables_of(kind)
            found[tables.main.name] = partial(self._both, partial(_main, kind))
            for name, row in tables.children.items():
                found[table_of(row).name] = partial(self._both, partial(_part, kind, name))
        for name, shared in SHARED_ROWS.items():
            found[table_of(shared).name] = partial(self._both, partial(_shared, self._kinds, shared, name))
        return {**found, entries.name: self._entries, personal.name: self._personal, counters.name: self._counters}

    def of(self, table: Table) -> str:
        """The table itself."""
        return f'{self.schema}."{table.name}"'

    def _both(self, give: Callable[[], Told], words: Words) -> str:
        of = give()
        table = table_of(of.row)
        columns = [one for one in table.columns if words is None or one.name in words] or list(table.primary_key)
        names = ", ".join(f't."{one.name}"' for one in columns)
        key = next(iter(table.primary_key)).name
        newest = f'SELECT max(e.position) FROM {self.of(entries)} e WHERE e.code = t."{key}"'  # noqa: S608 - names of ours
        return (
            f"SELECT {names} FROM {self.of(table)} t WHERE ({newest}) < {self.size} UNION ALL {self._told(of, columns)}"  # noqa: S608 - names of ours
        )

    def _told(self, of: Told, columns: Sequence[Column[Any]]) -> str:
        """What entries tell that held then and do not now."""
        # Not by the index of kinds, which would go through every entry up to then.
        of_kind = f" AND {self.plain('e.kind')} = '{of.kind}'" if of.kind else ""
        return (
            f"SELECT {self.columns(of, columns)} FROM {self.schema}.validity v"  # noqa: S608 - names of ours
            f" JOIN {self.of(entries)} e ON e.position = v.since{self.joined(of)}"
            f" WHERE {self.held}{of_kind}"
        )

    def _entries(self, _: Words) -> str:
        return f"SELECT * FROM {self.of(entries)} e WHERE e.position < {self.size}"  # noqa: S608 - names of ours

    def _personal(self, _: Words) -> str:
        known = (
            f"SELECT 1 FROM {self.of(entries)} e WHERE e.code = p.code AND e.version = p.version"  # noqa: S608 - names of ours
            f" AND e.position < {self.size}"
        )
        return f"SELECT p.* FROM {self.of(personal)} p WHERE EXISTS ({known})"  # noqa: S608 - names of ours

    def _counters(self, _: Words) -> str:
        value = f"CASE WHEN c.name = '{LEDGER}' THEN {self.size} ELSE c.value END"
        return f"SELECT c.name, {value} AS value FROM {self.of(counters)} c"  # noqa: S608 - names of ours

    def columns(self, of: Told, wanted: Sequence[Column[Any]]) -> str:
        """The wanted columns of a table, read from the JSON of an entry."""
        raise NotImplementedError

    def joined(self, of: Told) -> str:
        """What has to be joined for that."""
        raise NotImplementedError

    def plain(self, column: str) -> str:
        """A column that no index is asked for."""
        return f"{column} || ''"


class OnSqlite(Earlier):
    """SQLite keeps instants as text of a form of its own."""

    def plain(self, column: str) -> str:
        """As it says."""
        return f"+{column}"

    def columns(self, of: Told, wanted: Sequence[Column[Any]]) -> str:
        """Each read by its path."""
        heads = {"code": "e.code"} if of.parts is None else {"record": "e.code", "seq": "CAST(p.key AS INTEGER)"}
        return ", ".join(f'{heads.get(one.name) or self._read(of, one)} AS "{one.name}"' for one in wanted)

    def joined(self, of: Told) -> str:
        """A row for each part."""
        return f" JOIN json_each(e.record, '$.{of.parts}') p" if of.parts else ""

    def _read(self, of: Told, column: Column[Any]) -> str:
        place = f"{'p.value' if of.parts else 'e.record'}, '$.{column.name}'"
        told = f"json_extract({place})"
        if python_type(column) is datetime:
            fraction = f"CASE WHEN substr({told}, 20, 1) = '.' THEN substr({told}, 21, 6) ELSE '000000' END"
            return f"substr({told}, 1, 10) || ' ' || substr({told}, 12, 8) || '.' || {fraction}"
        if column.name in of.blanks:
            return f"CASE WHEN json_type({place}) = 'text' THEN {told} ELSE {_literal(of.blanks[column.name])} END"
        return told


class OnPostgresql(Earlier):
    """PostgreSQL gives columns their types."""

    def columns(self, of: Told, wanted: Sequence[Column[Any]]) -> str:
        """Each with the type that the revisions give it."""
        return ", ".join(f'{self._read(of, one)} AS "{one.name}"' for one in wanted)

    def joined(self, of: Told) -> str:
        """The record, or a row for each part, with its fields as columns."""
        heads = {"code"} if of.parts is None else {"record", "seq"}
        told = [one for one in table_of(of.row).columns if one.name not in heads]
        typed = ", ".join(f'"{one.name}" {_type(one)}' for one in told)
        if of.parts is None:
            return f" CROSS JOIN LATERAL jsonb_to_record(e.record::jsonb) AS r({typed})"
        return (
            f" CROSS JOIN LATERAL jsonb_array_elements(e.record::jsonb -> '{of.parts}')"
            f" WITH ORDINALITY AS p(part, place) CROSS JOIN LATERAL jsonb_to_record(p.part) AS r({typed})"
        )

    def _read(self, of: Told, column: Column[Any]) -> str:
        name, told = column.name, f'r."{column.name}"'
        if name == ("record" if of.parts else "code"):
            return "e.code"
        if of.parts and name == "seq":
            return "p.place - 1"
        if name in of.blanks:
            source = "p.part" if of.parts else "e.record::jsonb"
            blank = _literal(of.blanks[name])
            told = f"(CASE WHEN jsonb_typeof({source} -> '{name}') = 'string' THEN {told} ELSE {blank} END)"
        return told + (' COLLATE "C"' if _type(column) == "text" else "")


class Told(NamedTuple):
    """A table as entries tell it.

    Attributes:
        row: its class.
        parts: the field of parts that it holds; None: the records themselves.
        kind: whose; None: of every kind.
        blanks: what stands in the columns of sealed fields; what an older entry tells openly stands as it is.

    """

    row: type[Row]
    parts: str | None
    kind: str | None
    blanks: Mapping[str, Any]


def _main(kind: Kind[Any]) -> Told:
    row = tables_of(kind).row
    return Told(row, None, kind.name, blanks(row, kind.personal()))


def _part(kind: Kind[Any], name: str) -> Told:
    row = tables_of(kind).children[name]
    return Told(row, name, kind.name, blanks(row, kind.sealed(kind.parts()[name])))


def _shared(kinds: Sequence[Kind[Any]], row: type[Row], name: str) -> Told:
    sealed = frozenset[str]().union(*(kind.sealed(kind.parts()[name]) for kind in kinds))
    return Told(row, name, None, blanks(row, sealed))


def _literal(value: str | None) -> str:
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'"


def _type(column: Column[Any]) -> str:
    """The type of a column as the revisions make it."""
    return _TYPES.get(python_type(column), "text")


_TYPES: Final = {datetime: "timestamptz", date: "date", bool: "boolean", int: "bigint"}


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
