"""Connections: what every one of them is told first, how a transaction begins, and what a fault of the disk means.

SQLite: journal mode by version, because write-ahead logging before 3.51.3 can corrupt a database when a second
connection runs a checkpoint; `BEGIN IMMEDIATE` for a transaction that writes, so that none reads first and then finds
that it may not write; one lock between processes around it (`qms.store.lock`). What the head of the file has to say
stands in `qms.store.head`.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.pool import NullPool

from qms import errors
from qms.store import lock
from qms.store.guard.faults import refused
from qms.store.head import APPLICATION_ID
from qms.store.prepared import DISK_FAULT, say

if TYPE_CHECKING:
    from collections.abc import Generator
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, NestedTransaction
    from sqlalchemy.engine import ExceptionContext

WAL_SAFE = (3, 51, 3)
PATIENCE_MS = 5_000
"""Milliseconds that one waits for the store while one and the same process has it."""
QUEUE = 12
"""How many times as long one waits for a server."""
PRAGMAS = (
    "foreign_keys=ON",
    "trusted_schema=OFF",  # a schema from elsewhere calls no functions
    "cell_size_check=ON",  # a damaged page is found when it is read
    "secure_delete=ON",  # what is erased is overwritten
    "mmap_size=0",  # a page that was changed in memory by mistake would be in the file at once, past the journal
)
"""What every connection to SQLite is told, besides the journal mode, its synchronous level and the patience."""


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
        event.listen(engine, "handle_error", _drop_on_disk_fault)
        return engine
    try:
        engine = create_engine(url, pool_size=2)
    except ModuleNotFoundError:
        raise errors.PartMissing(part="psycopg", install="pip install 'qms-records[postgresql]'") from None
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def file_of(url: URL) -> Path | None:
    """The file of a SQLite store; None for a database on a server, or in memory."""
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        return None
    return Path(str(url.database))


def alone(url: URL) -> AbstractContextManager[None]:
    """Keep all other processes from changing this store, in the order of their coming; a server does that itself.

    Whatever writes, checkpoints, backs up, migrates or erases does it inside. To read needs nothing.

    Raises:
        StoreHeld: one and the same process had the lock for longer than `PATIENCE_MS`.
        StorageFailed: the folder of the store cannot be written.

    """
    path = file_of(url)
    return lock.held(path, patience=PATIENCE_MS / 1000) if path else nullcontext()


def journal_mode(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> tuple[str, str]:
    """Journal mode and synchronous level for a version of SQLite; neither loses an acknowledged record."""
    return ("WAL", "FULL") if version >= WAL_SAFE else ("DELETE", "EXTRA")


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
    connection.isolation_level = None  # BEGIN is ours: the driver's own would let DDL slip out of it
    try:
        for pragma in (f"busy_timeout={PATIENCE_MS}", *PRAGMAS):
            connection.execute(f"PRAGMA {pragma}")
        _choose_journal(connection, ours=_is_ours(connection))
    except BaseException:
        # Older SQLAlchemy leaves it open, and as long as it is, the journal of the store cannot be changed.
        connection.close()
        raise


def _is_ours(driver: Any) -> bool:  # noqa: ANN401 - the driver's own
    """Whether the file is a store, or empty, to become one: that of another program is left as it is."""
    return bool(_said(driver, "application_id") == APPLICATION_ID or _said(driver, "page_count") == 0)


def _choose_journal(driver: Any, *, ours: bool = True) -> None:  # noqa: ANN401 - the driver's own
    """The journal mode for this SQLite, and the level that goes with the mode that the store has in the end.

    To go over to write-ahead logging is a gain of speed, and waits for nobody: without it the store is as safe. To
    go back, where this SQLite must not use it, is a must; SQLite does it only while nobody else has the store open.
    """
    wanted, _ = journal_mode()
    found = _mode(driver)
    if found != wanted and ours:
        path = Path(driver.execute("PRAGMA database_list").fetchone()[2] or ":memory:")
        found = change_over(driver, path, wanted) if path.is_file() else found
    driver.execute(f"PRAGMA synchronous={'FULL' if found == 'WAL' else 'EXTRA'}")


def change_over(driver: Any, path: Path, wanted: str) -> str:  # noqa: ANN401 - the driver's own
    """Change the journal mode under the lock; gives the mode that the store has afterwards."""
    must = wanted != "WAL"
    try:
        with lock.held(path, patience=PATIENCE_MS / 1000 if must else 0):
            driver.execute(f"PRAGMA busy_timeout={PATIENCE_MS if must else 0}")
            driver.execute(f"PRAGMA journal_mode={wanted}")
    except (sqlite3.OperationalError, errors.StoreLocked, errors.StorageFailed) as fault:
        if must:
            raise errors.UnsafeJournal(place=str(path)) from fault
    finally:
        driver.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
    return _mode(driver)


def _mode(driver: Any) -> str:  # noqa: ANN401 - the driver's own
    return str(_said(driver, "journal_mode")).upper()


def _said(driver: Any, pragma: str) -> Any:  # noqa: ANN401 - the driver's own
    with closing(driver.execute(f"PRAGMA {pragma}")) as told:
        return told.fetchone()[0]


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("qms_reading", False):
        say(connection, "BEGIN")
        return
    say(connection, "BEGIN IMMEDIATE")
    driver: Any = connection.connection.driver_connection
    if _mode(driver) == "WAL" and journal_mode()[0] != "WAL":
        # A newer program changed it over while this connection stood idle; only inside a transaction is that seen.
        connection.exec_driver_sql("ROLLBACK")
        _choose_journal(driver)
        say(connection, "BEGIN IMMEDIATE")


def _drop_on_disk_fault(context: ExceptionContext) -> None:
    """After a fault of the disk nobody knows what the connection's memory is worth: all connections are dropped."""
    if DISK_FAULT in str(context.original_exception).lower():
        context.is_disconnect = True


def _prepare_postgresql(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
    with connection.cursor() as cursor:
        # A server does not tell whether its queue moves, as `qms.store.lock` does: it is given time for a long one.
        cursor.execute(f"SET lock_timeout = {QUEUE * PATIENCE_MS}")
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


def refuse_none(path: Path | None) -> None:
    """Raise `NoStore` where there is no such file; `StorageFailed` where the disk does not say; None: a server's."""
    if path:
        with looked_at(path):
            if not path.is_file():
                raise errors.NoStore(place=str(path))


@contextmanager
def looked_at(path: Path) -> Generator[None]:
    """Turn a disk's refusal to show a file into a fault of ours."""
    try:
        yield
    except OSError as fault:
        raise errors.StorageFailed(place=str(path)) from fault


def gone_back(part: NestedTransaction) -> bool:
    """Undo a part of a transaction; False: the database gave all of it up, as SQLite does where the disk is full."""
    try:
        part.rollback()
    except DatabaseError:
        return False
    return True


@contextmanager
def faults_of(url: URL) -> Generator[None]:
    """Turn the database's faults into ours; what is not known is left to show itself."""
    try:
        yield
    except DatabaseError as fault:
        raise refused(fault) or _named(fault, spoken(url)) or fault from fault
    except UnicodeDecodeError as fault:  # of the words that SQLite quotes from a damaged file in its complaint
        raise errors.NotAStore(place=spoken(url)) from fault
    except MemoryError as fault:
        raise errors.NoMemory(place=spoken(url)) from fault


# SQLite says it in words, always English; PostgreSQL by a code, its words being in any language.
_SAID: tuple[tuple[type[errors.StoreFault], frozenset[str]], ...] = (
    (errors.StoreLocked, frozenset({"database is locked", "database table is locked"})),
    (errors.StorageUncertain, frozenset({DISK_FAULT})),
    (errors.StorageFailed, frozenset({"disk is full", "readonly database"})),
    (errors.NoStore, frozenset({"unable to open", "connection failed", "connection is bad", "failed to resolve host"})),
    (errors.StoreDamaged, frozenset({"malformed"})),
    (errors.NotAStore, frozenset({"not a database"})),
)
_CODED: dict[str, type[errors.StoreFault]] = {
    "55P03": errors.StoreLocked,  # lock_not_available
    "40P01": errors.StoreLocked,  # deadlock_detected
    "53100": errors.StorageFailed,  # disk_full
    "58030": errors.StorageUncertain,  # io_error
    "25006": errors.StorageFailed,  # read_only_sql_transaction
    "42501": errors.NotGranted,  # insufficient_privilege
    "42P01": errors.NotAStore,  # undefined_table: to a login whose rights were taken there is none
    "3D000": errors.NoStore,  # invalid_catalog_name
}


def _named(fault: DatabaseError, place: str) -> errors.QmsError | None:
    if code := getattr(fault.orig, "sqlstate", None):
        found = _CODED.get(code)
    else:
        said = str(fault.orig).lower()
        found = next((of for of, words in _SAID if any(one in said for one in words)), None)
    # While a connection is being made nobody marks it as lost; what a server says has a code, so this is not its word.
    silent = not code and type(fault.orig).__module__.startswith("psycopg") and isinstance(fault, OperationalError)
    if found is None and (fault.connection_invalidated or silent):
        found = errors.ServerLost
    return found(place=place) if found else None
