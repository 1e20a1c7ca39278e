"""What a store holds, as one digest for each table: equal on both databases where the rows are equal."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from qms.ledger.canonical import canonical
from qms.store.columns import Row
from qms.store.table import pins

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, RowMapping, Table

CHUNK = 500


class TableSummary(NamedTuple):
    """How many rows a table has, and a digest of them whatever their order."""

    rows: int
    digest: str


def summarise(connection: Connection) -> Mapping[str, TableSummary]:
    """Every table of the store by its name, but that of PINs, which no copy has. The kinds must have been loaded."""
    tables = sorted(Row.metadata.tables.items())
    return {name: _of(connection, table) for name, table in tables if table is not pins}


def _of(connection: Connection, table: Table) -> TableSummary:
    wanted = select(table).execution_options(yield_per=CHUNK)
    # Two databases sort differently, so the digests of the rows are what is sorted.
    found = sorted(map(_digest, connection.execute(wanted).mappings()))
    return TableSummary(len(found), sha256(b"".join(found)).hexdigest())


def _digest(row: RowMapping) -> bytes:
    return sha256(canonical({str(name): _spelled(value) for name, value in row.items()})).digest()


def _spelled(value: Any) -> Any:  # noqa: ANN401 - any value of any column
    if isinstance(value, datetime):
        # SQLite keeps UTC without saying so.
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return sha256(value).hexdigest()
    return value.value if isinstance(value, StrEnum) else value
