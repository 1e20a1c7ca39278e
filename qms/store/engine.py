"""Connections: what every one of them is told first, and how a transaction begins.

SQLite: journal mode by version, because write-ahead logging before 3.51.3 can corrupt a database when a second
connection runs a checkpoint; foreign keys on; `BEGIN IMMEDIATE` for a transaction that writes, so that none
reads first and then finds that it may not write.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.pool import NullPool

from qms import errors

if TYPE_CHECKING:
    from collections.abc import Generator

    from sqlalchemy import Connection

WAL_SAFE = (3, 51, 3)
PATIENCE_MS = 5_000
APPLICATION_ID = 0x514D5331
"""``QMS1`` in the head of a SQLite file."""


def read_place(place: str | Path) -> URL:
    """The URL of a store named by a path of a file or by a database URL."""
    text = str(place)
    if "://" not in text:
        return URL.create("sqlite", database=text)
    try:
        url = make_url(text)
    except ArgumentError:
        raise errors.NoStore(place=text) from None
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def connect(url: URL) -> Engine:
    """An engine for this URL; nothing is opened yet."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(
            url,
            poolclass=NullPool if not url.database else None,
            connect_args={"timeout": PATIENCE_MS / 1000},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        engine = create_engine(url, pool_size=2)
    except ModuleNotFoundError:
        raise errors.PartMissing(part="psycopg", install="pip install 'qms-records[postgresql]'") from None
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def journal_mode(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> tuple[str, str]:
    """Journal mode and synchronous level for a version of SQLite; neither loses an acknowledged record."""
    return ("WAL", "FULL") if version >= WAL_SAFE else ("DELETE", "EXTRA")


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
    connection.isolation_level = None  # BEGIN is ours: the driver's own would let DDL slip out of it
    journal, synchronous = journal_mode()
    for pragma in (
        f"journal_mode={journal}",
        f"synchronous={synchronous}",
        "foreign_keys=ON",
        f"busy_timeout={PATIENCE_MS}",
        "trusted_schema=OFF",
        "cell_size_check=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("qms_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _prepare_postgresql(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {PATIENCE_MS}")
        cursor.execute("SET timezone = 'UTC'")
        cursor.execute("SET datestyle = 'ISO'")  # the driver reads no other, and a server may be set to one
    connection.commit()


@contextmanager
def faults_of(url: URL) -> Generator[None]:
    """Turn the database's faults into ours; what is not known is left to show itself."""
    place = url.render_as_string(hide_password=True)
    try:
        yield
    except OperationalError as fault:
        raise _named(str(fault.orig).lower(), place) or fault from fault
    except DatabaseError as fault:
        if "not a database" in str(fault.orig) or "malformed" in str(fault.orig):
            raise errors.NotAStore(place=place) from fault
        raise


def _named(said: str, place: str) -> errors.QmsError | None:
    if "locked" in said or "lock timeout" in said or "deadlock" in said:
        return errors.StoreLocked(place=place)
    if any(words in said for words in ("disk is full", "disk i/o", "readonly", "read-only", "no space")):
        return errors.StorageFailed(place=place)
    if any(words in said for words in ("unable to open", "connection failed", "refused", "does not exist")):
        return errors.NoStore(place=place)
    return None
