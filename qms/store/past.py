"""A store as it was: every table shows what it held when the ledger ended with an earlier entry.

Temporary views with the names of the tables stand before these for as long as a reading lasts, so whatever is asked
is asked of the past, by the same code as of now. A table's view is the rows that no later entry has touched, as they
stand there, and of records that were changed since, what their entry of that time tells.

Nothing is written: the views belong to the connection alone and go with its transaction.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn

from sqlalchemy.exc import DatabaseError

from qms import errors
from qms.store import engine as engines
from qms.store.columns import SHARED_ROWS, table_of
from qms.store.lenient import python_type
from qms.store.reading import LEDGER, Reading
from qms.store.rows import blanks, tables_of
from qms.store.store import Store
from qms.store.table import counters, entries, personal
from qms.store.validity import around

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from sqlalchemy import Column, Connection, Table

    from qms.base.kind import Kind
    from qms.store.columns import Row


class PastStore(Store):
    """A store as it was when its ledger had ``size`` entries. It cannot be written, and closing it closes nothing."""

    def __init__(self, store: Store, kinds: Sequence[Kind[Any]], size: int) -> None:
        """Look at an open store as it was; ``kinds`` are all there are."""
        super().__init__(store.url, store.engine, store.tokens, store.seals)
        self._kinds, self._size = kinds, size

    @contextmanager
    def reading(self) -> Generator[Reading]:
        """Ask questions; all answers belong to that moment."""
        with super().reading() as reading:
            turn_back(reading.connection, self._kinds, self._size)
            yield reading

    def writing(self) -> NoReturn:
        """Refuse."""
        raise errors.PastIsFixed(position=self.position)

    @property
    def position(self) -> int:
        """That of the last entry that was known."""
        return self._size - 1

    def close(self) -> None:
        """Leave the connections to the store itself."""


def need_present(store: Store) -> None:
    """Refuse a store as it was, for what reads the file or what stands below the views; raise `PresentOnly`."""
    if isinstance(store, PastStore):
        raise errors.PresentOnly(position=store.position)


def turn_back(connection: Connection, kinds: Sequence[Kind[Any]], size: int) -> None:
    """Show what the tables held when the ledger had ``size`` entries, until the transaction ends.

    Raises:
        PastNotShown: the database allows no temporary views, or what it shows is not theirs.

    """
    try:
        shown = _laid(connection, kinds, size)
    except DatabaseError as fault:
        if getattr(fault.orig, "sqlstate", None) not in _REFUSALS:
            raise
        raise errors.PastNotShown(place=engines.spoken(connection.engine.url)) from fault
    if not shown:
        raise errors.PastNotShown(place=engines.spoken(connection.engine.url))


def _laid(connection: Connection, kinds: Sequence[Kind[Any]], size: int) -> bool:
    """Lay the views before the tables; whether they are what is seen."""
    sqlite = connection.dialect.name == "sqlite"
    schema = "main" if sqlite else str(connection.exec_driver_sql(_FIRST).scalar_one())
    past = (_Sqlite if sqlite else _Postgresql)(schema, size)
    for table, wanted in past.views(kinds):
        connection.exec_driver_sql(f'CREATE TEMP VIEW "{table.name}" AS {wanted}')
    return sqlite or bool(connection.exec_driver_sql(_SEEN).scalar())


class _Past:
    """The words of the views; a subclass knows how a database reads JSON. Only names of ours and a number go in."""

    def __init__(self, schema: str, size: int) -> None:
        self.schema, self.size = schema, size
        before, beyond = around(size)
        self.held = (
            f"((v.node IN ({_listed(before)}) AND v.until >= {size})"
            f" OR (v.node IN ({_listed(beyond)}) AND v.since < {size}))"
        )

    def views(self, kinds: Sequence[Kind[Any]]) -> Iterator[tuple[Table, str]]:
        """Each table with what it showed then."""
        for kind in kinds:
            tables, parts = tables_of(kind), kind.parts()
            own = _Told(tables.row, None, kind.name, blanks(tables.row, kind.personal()))
            yield tables.main, self._both(own)
            for name, row in tables.children.items():
                yield table_of(row), self._both(_Told(row, name, kind.name, blanks(row, kind.sealed(parts[name]))))
        for name, shared in SHARED_ROWS.items():
            sealed = frozenset[str]().union(*(kind.sealed(kind.parts()[name]) for kind in kinds))
            yield table_of(shared), self._both(_Told(shared, name, None, blanks(shared, sealed)))
        entry = f"SELECT * FROM {self.of(entries)} e WHERE e.position < {self.size}"  # noqa: S608 - names of ours
        yield entries, entry
        yield personal, self._personal()
        value = f"CASE WHEN c.name = '{LEDGER}' THEN {self.size} ELSE c.value END"
        yield counters, f"SELECT c.name, {value} AS value FROM {self.of(counters)} c"  # noqa: S608 - names of ours

    def of(self, table: Table) -> str:
        """The table itself, past its view."""
        return f'{self.schema}."{table.name}"'

    def _both(self, of: _Told) -> str:
        table = table_of(of.row)
        names = ", ".join(f't."{column.name}"' for column in table.columns)
        key = next(iter(table.primary_key)).name
        newest = f'SELECT max(e.position) FROM {self.of(entries)} e WHERE e.code = t."{key}"'  # noqa: S608 - names of ours
        return f"SELECT {names} FROM {self.of(table)} t WHERE ({newest}) < {self.size} UNION ALL {self._told(of)}"  # noqa: S608 - names of ours

    def _told(self, of: _Told) -> str:
        """What entries tell that held then and do not now."""
        # Not by the index of kinds, which would go through every entry up to then.
        of_kind = f" AND {self.plain('e.kind')} = '{of.kind}'" if of.kind else ""
        return (
            f"SELECT {self.columns(of)} FROM {self.schema}.validity v"  # noqa: S608 - names of ours
            f" JOIN {self.of(entries)} e ON e.position = v.since{self.joined(of)}"
            f" WHERE {self.held}{of_kind}"
        )

    def _personal(self) -> str:
        known = (
            f"SELECT 1 FROM {self.of(entries)} e WHERE e.code = p.code AND e.version = p.version"  # noqa: S608 - names of ours
            f" AND e.position < {self.size}"
        )
        return f"SELECT p.* FROM {self.of(personal)} p WHERE EXISTS ({known})"  # noqa: S608 - names of ours

    def columns(self, of: _Told) -> str:
        """The columns of a table, read from the JSON of an entry."""
        raise NotImplementedError

    def joined(self, of: _Told) -> str:
        """What has to be joined for that."""
        raise NotImplementedError

    def plain(self, column: str) -> str:
        """A column that no index is asked for."""
        return f"{column} || ''"


class _Sqlite(_Past):
    """SQLite keeps instants as text of a form of its own."""

    def plain(self, column: str) -> str:
        return f"+{column}"

    def columns(self, of: _Told) -> str:
        heads = {"code": "e.code"} if of.parts is None else {"record": "e.code", "seq": "CAST(p.key AS INTEGER)"}
        columns = table_of(of.row).columns
        return ", ".join(f'{heads.get(one.name) or self._read(of, one)} AS "{one.name}"' for one in columns)

    def joined(self, of: _Told) -> str:
        return f" JOIN json_each(e.record, '$.{of.parts}') p" if of.parts else ""

    def _read(self, of: _Told, column: Column[Any]) -> str:
        place = f"{'p.value' if of.parts else 'e.record'}, '$.{column.name}'"
        told = f"json_extract({place})"
        if python_type(column) is datetime:
            fraction = f"CASE WHEN substr({told}, 20, 1) = '.' THEN substr({told}, 21, 6) ELSE '000000' END"
            return f"substr({told}, 1, 10) || ' ' || substr({told}, 12, 8) || '.' || {fraction}"
        if column.name in of.blanks:
            return f"CASE WHEN json_type({place}) = 'text' THEN {told} ELSE {_literal(of.blanks[column.name])} END"
        return told


class _Postgresql(_Past):
    """PostgreSQL gives columns their types."""

    def columns(self, of: _Told) -> str:
        return ", ".join(f'{self._read(of, one)} AS "{one.name}"' for one in table_of(of.row).columns)

    def joined(self, of: _Told) -> str:
        heads = {"code"} if of.parts is None else {"record", "seq"}
        told = [one for one in table_of(of.row).columns if one.name not in heads]
        typed = ", ".join(f'"{one.name}" {_type(one)}' for one in told)
        if of.parts is None:
            return f" CROSS JOIN LATERAL jsonb_to_record(e.record::jsonb) AS r({typed})"
        return (
            f" CROSS JOIN LATERAL jsonb_array_elements(e.record::jsonb -> '{of.parts}')"
            f" WITH ORDINALITY AS p(part, place) CROSS JOIN LATERAL jsonb_to_record(p.part) AS r({typed})"
        )

    def _read(self, of: _Told, column: Column[Any]) -> str:
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


class _Told(NamedTuple):
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


def _literal(value: str | None) -> str:
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'"


# What is temporary comes first by itself only where nobody set a search path that names it, as "public, pg_temp" does.
_FIRST: Final = (
    "SELECT s.name, set_config('search_path', 'pg_temp, ' || s.name, true) FROM (SELECT quote_ident(n.nspname) AS name"
    " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass('entries')) s"
)
"""The schema of the tables, quoted; from then on, until the transaction ends, what is temporary is seen before them."""
_SEEN: Final = "SELECT relnamespace = pg_my_temp_schema() FROM pg_class WHERE oid = to_regclass('entries')"
_REFUSALS: Final = {"25006", "42501"}
"""What PostgreSQL says of a transaction that only reads (of a standby too), and of a right that is lacking."""


def _type(column: Column[Any]) -> str:
    """The type of a column as the revisions make it."""
    return _TYPES.get(python_type(column), "text")


_TYPES: Final = {datetime: "timestamptz", date: "date", bool: "boolean", int: "bigint"}


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
