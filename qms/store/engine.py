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
from sqlalchemy.exc import ArgumentError, DatabaseError
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
        known = url.get_backend_name() in {"sqlite", "postgresql"}
    except ArgumentError:
        raise errors.NoStore(place=text) from None
    if not known:
        raise errors.NoStore(place=spoken(url))
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def spoken(url: URL) -> str:
    """A place as people write it, without its password."""
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    return url.render_as_string(hide_password=True)


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


def given_up(connection: Connection) -> bool:
    """Whether the database has given the transaction up: after a failed statement PostgreSQL commits nothing more."""
    if connection.dialect.name != "postgresql":
        return False
    from psycopg.pq import TransactionStatus

    driver: Any = connection.connection.driver_connection
    return bool(driver.info.transaction_status == TransactionStatus.INERROR)


@contextmanager
def faults_of(url: URL) -> Generator[None]:
    """Turn the database's faults into ours; what is not known is left to show itself."""
    try:
        yield
    except DatabaseError as fault:
        raise _named(fault, spoken(url)) or fault from fault


# SQLite says it in words, always English; PostgreSQL by a code, its words being in any language.
_SAID: tuple[tuple[type[errors.StoreFault], frozenset[str]], ...] = (
    (errors.StoreLocked, frozenset({"database is locked", "database table is locked"})),
    (errors.StorageFailed, frozenset({"disk is full", "disk i/o error", "readonly database"})),
    (errors.NoStore, frozenset({"unable to open", "connection failed", "connection is bad", "failed to resolve host"})),
    (errors.NotAStore, frozenset({"not a database", "malformed"})),
)
_CODED: dict[str, type[errors.StoreFault]] = {
    "55P03": errors.StoreLocked,  # lock_not_available
    "40P01": errors.StoreLocked,  # deadlock_detected
    "53100": errors.StorageFailed,  # disk_full
    "58030": errors.StorageFailed,  # io_error
    "25006": errors.StorageFailed,  # read_only_sql_transaction
    "42501": errors.StorageFailed,  # insufficient_privilege
    "3D000": errors.NoStore,  # invalid_catalog_name
}


def _named(fault: DatabaseError, place: str) -> errors.QmsError | None:
    if code := getattr(fault.orig, "sqlstate", None):
        found = _CODED.get(code)
    else:
        said = str(fault.orig).lower()
        found = next((of for of, words in _SAID if any(one in said for one in words)), None)
    if found is None and fault.connection_invalidated:
        found = errors.StorageFailed  # the server went away
    return found(place=place) if found else None
