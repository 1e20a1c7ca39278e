"""Stores as earlier versions of the program left them, on both databases: see ``tests/data/stores/SOURCE.md``."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from qms.ledger import keyring
from qms.store import engine as engines
from qms.store import migrate
from qms.store.sealing import Seals, with_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

STORES = Path(__file__).parent.parent / "data" / "stores"
KEPT = tuple(sorted(file.name[:4] for file in STORES.glob("*.db.gz")))
FILES = (Path(migrate.__file__).parent / "migrations" / "versions").glob("r*.py")
VERSIONS = tuple(sorted(file.name[1:5] for file in FILES))
EARLIER = tuple(version for version in VERSIONS[:-1] if version >= KEPT[0])
"""Versions of which there is a store with data."""

LAST = "0011"
"""A store with something of every kind is kept of it, with names in the clear: its migration has the most to do."""

Rows = dict[str, list[tuple[Any, ...]]]


@contextmanager
def engine_of(place: str) -> Iterator[sa.Engine]:
    """An engine for a store, whatever its version, disposed of at the end."""
    engine = engines.connect(engines.read_place(place))
    try:
        yield engine
    finally:
        engine.dispose()


def older(place: str, version: str) -> None:
    """Make a store at this place as it was at a version: the newest one kept that is not newer, brought to it."""
    kept = max(one for one in KEPT if one <= version)
    whole = gzip.decompress((STORES / f"{kept}.db.gz").read_bytes())
    if "://" not in place:
        Path(place).write_bytes(whole)
    _bring_key(STORES / f"{kept}.key")
    with engine_of(place) as engine:
        if "://" in place:
            migrate.migrate(engine, kept)
            _fill(engine, whole)
        migrate.migrate(engine, version)


def _bring_key(kept: Path) -> None:
    """Put the key of the names of a kept store where keys lie; before they were sealed there was none."""
    if kept.is_file():
        to = keyring.file_of_key(json.loads(kept.read_text(encoding="utf-8"))["id"])
        to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        to.write_bytes(kept.read_bytes())
        to.chmod(0o600)


def _fill(engine: sa.Engine, whole: bytes) -> None:
    """Put the rows of a SQLite store into the tables of a server."""
    with closing(sqlite3.connect(":memory:")) as source, engine.begin() as connection:
        source.deserialize(whole)
        metadata = sa.MetaData()
        metadata.reflect(connection)
        # Neither triggers nor foreign keys fire for a replica.
        connection.exec_driver_sql("SET LOCAL session_replication_role = 'replica'")
        for table in metadata.tables.values():
            names = [f'"{column.name}"' for column in table.c]
            found = source.execute(f"SELECT {', '.join(names)} FROM {table.name}").fetchall()  # noqa: S608 - ours
            rows = [{c.name: _value(c, value) for c, value in zip(table.c, row, strict=True)} for row in found]
            connection.execute(sa.delete(table))
            if rows:
                connection.execute(sa.insert(table), rows)


def _value(column: sa.Column[Any], value: Any) -> Any:  # noqa: ANN401 - any value of any column
    kind = column.type.python_type
    if value is None or kind not in {bool, dt.datetime, dt.date}:
        return value
    if kind is dt.datetime:
        return dt.datetime.fromisoformat(value).replace(tzinfo=dt.UTC)
    return bool(value) if kind is bool else dt.date.fromisoformat(value)


def dumped(place: str) -> Rows:
    """Every row of every table but those of keys, in some order of its own; the columns by name.

    Personal values stand as they stood before they were sealed: each with salt and value.
    """
    with engine_of(place) as engine, engine.connect() as connection:
        found: Rows = {}
        for table in sorted(set(sa.inspect(connection).get_table_names()) - {"subject_keys", "wrapping"}):
            rows: list[dict[str, Any]] = [
                dict(row)
                for row in connection.execute(sa.text(f'SELECT * FROM "{table}"')).mappings()  # noqa: S608 - ours
            ]
            if table == "personal" and rows and "sealed" in rows[0]:
                rows = _opened(connection)
            found[table] = sorted((tuple(sorted(row.items())) for row in rows), key=repr)
    return found


def _opened(connection: sa.Connection) -> list[dict[str, Any]]:
    seals = Seals()
    found: list[dict[str, Any]] = []
    for row in connection.execute(with_keys()).mappings():
        plain = {name: row[name] for name in ("code", "field", "version", "subject")}
        salt, value = (seals.opened(row) or (b"", "locked")) if row["sealed"] else (b"", "")
        found.append({**plain, "salt": salt, "value": value})
    return found


def structure(place: str) -> Any:  # noqa: ANN401 - whatever the database tells
    """Everything that the database tells of its structure, to be compared with another's."""
    with engine_of(place) as engine, engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            found: Any = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master").all()
            told: Any = sorted(map(tuple, found), key=repr)
        else:
            seen = sa.inspect(connection)
            told = {
                table: [
                    sorted(map(str, listed))
                    for listed in (
                        seen.get_columns(table), seen.get_check_constraints(table), seen.get_foreign_keys(table),
                        seen.get_unique_constraints(table), seen.get_indexes(table), [seen.get_pk_constraint(table)],
                    )
                ]
                for table in seen.get_table_names()
            }  # fmt: skip
            told["triggers"] = sorted(
                connection.exec_driver_sql(
                    "SELECT t.tgname, pg_get_triggerdef(t.oid), p.prosrc FROM pg_trigger t"
                    " JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal"
                ).all()
            )
    return told


def change(place: str, *statements: str) -> None:
    """Change a store past the program, foreign keys off."""
    with engine_of(place) as engine, engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            for statement in statements:
                connection.execute(sa.text(statement))


def beside(place: str) -> list[str]:
    """Names of the files beside a store; beside a database on a server there are none."""
    return [] if "://" in place else sorted(one.name for one in Path(place).parent.iterdir() if one != Path(place))
