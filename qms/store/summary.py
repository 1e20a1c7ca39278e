"""What a store holds, as one digest for each table: equal on both databases where the rows are equal."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import select

from qms.ledger.canonical import canonical
from qms.ledger.commitment import LOCKED
from qms.store.columns import Row
from qms.store.sealing import with_keys
from qms.store.table import accesses, erasing, personal, pins, subject_keys, wrapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Table

    from qms.store.reading import Reading
    from qms.store.sealing import Seals

CHUNK = 500


class TableSummary(NamedTuple):
    """How many rows a table has, and a digest of them whatever their order."""

    rows: int
    digest: str


def summarise(reading: Reading) -> Mapping[str, TableSummary]:
    """Every table of the store by its name, but those of keys, PINs and accesses, which differ from store to store.

    Personal values count by what was sealed; one whose key is not here as `LOCKED`. The kinds must have been loaded.
    """
    tables = sorted(Row.metadata.tables.items())
    return {name: _of(reading, table) for name, table in tables if table not in _OWN}


_OWN: Final = (accesses, erasing, pins, subject_keys, wrapping)


def _of(reading: Reading, table: Table) -> TableSummary:
    wanted = (with_keys() if table is personal else select(table)).execution_options(yield_per=CHUNK)
    rows: Iterable[Mapping[Any, Any]] = reading.connection.execute(wanted).mappings()
    if table is personal:
        rows = (_opened(reading.seals, row) for row in rows)
    # Two databases sort differently, so the digests of the rows are what is sorted.
    found = sorted(map(_digest, rows))
    return TableSummary(len(found), sha256(b"".join(found)).hexdigest())


def _opened(seals: Seals, row: Mapping[Any, Any]) -> dict[str, Any]:
    salt, value = (seals.opened(row) or (b"", LOCKED)) if row["sealed"] else (b"", "")
    return {name: row[name] for name in ("code", "field", "version", "subject")} | {"salt": salt, "value": value}


def _digest(row: Mapping[Any, Any]) -> bytes:
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
