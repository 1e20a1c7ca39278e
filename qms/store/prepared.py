"""Statements put into the words of a database once, and run by the cursor of its driver.

SQLAlchemy looks a statement up each time, and what its values go through; for one that is run at every act that takes
longer than the database does. The transaction is SQLAlchemy's, and so are the faults; whoever listens to SQLAlchemy's
statements hears these too, for then they go its way.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, closing, contextmanager
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import DateTime, Enum, Insert, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    from sqlalchemy import Connection, Delete, Dialect, Table, Update
    from sqlalchemy.types import TypeEngine

    Statement = Insert | Update | Delete | Select[Any]
    Values = Mapping[str, Any]
    Plain = tuple[Any, ...]
    Change = Callable[[Any], Any]

DISK_FAULT: Final = "disk i/o error"
"""What SQLite says of a fault of the disk: after it nobody knows what a connection's memory is worth."""
FEW: Final = 10
"""So many rows go one by one where nothing is waited for."""
REPEATED: Final = 64
"""So many spellings of instants are kept of each column."""


def ask(connection: Connection, statement: Select[*tuple[Any, ...]], values: Values) -> Plain | None:
    """The first row that a question gives, as the driver gives it: only of columns of numbers and bytes, and text."""
    found = _rows(connection, _prepared(connection.dialect, statement), values)
    return found[0] if found else None


def ask_all(connection: Connection, statement: Select[Any], values: Values) -> list[dict[str, Any]]:
    """The rows that a question gives, by the names of its columns, with the values that SQLAlchemy would give."""
    prepared = _prepared(connection.dialect, statement)
    return [prepared.read(row) for row in _rows(connection, prepared, values)]


def run(connection: Connection, statement: Statement, values: Values) -> int:
    """Run a statement that is kept for good, with a value for each of its parameters; give how many rows it changed."""
    prepared = _prepared(connection.dialect, statement)
    given = prepared.given(values)
    if _is_heard(connection):
        return connection.exec_driver_sql(prepared.text, given).rowcount
    with _cursor(connection, prepared.text) as cursor:
        cursor.execute(prepared.text, given)
        return int(cursor.rowcount)


def run_all(connection: Connection, statement: Statement, rows: Sequence[Values]) -> None:
    """Run such a statement once for each of these rows, of which there is one at least."""
    prepared = _prepared(connection.dialect, statement)
    given = [prepared.given(row) for row in rows]
    if _is_heard(connection):
        connection.exec_driver_sql(prepared.text, cast("Any", given if len(given) > 1 else given[0]))
        return
    with _cursor(connection, prepared.text) as cursor:
        # For a single row a driver has a shorter way; that of psycopg for many waits, where nothing else does.
        if len(given) == 1 or (len(given) <= FEW and connection.dialect.name == "postgresql"):
            for row in given:
                cursor.execute(prepared.text, row)
        else:
            cursor.executemany(prepared.text, given)


@contextmanager
def sent_at_once(connection: Connection) -> Generator[None]:
    """Send what is written inside, and the end of the transaction, at once where the database lies behind a wire.

    One waits once instead of once a statement. A fault of any of them shows itself at the end at the latest, and
    then nothing is kept.
    """
    pipeline = _pipeline(connection)
    if pipeline is None:
        yield
        connection.commit()
        return
    driver: Any = connection.connection.driver_connection
    with _faults(connection, "COMMIT"), pipeline:
        yield
        driver.execute("COMMIT", prepare=False)
    connection.commit()  # SQLAlchemy is to know it too; the driver sees that nothing is left to be done


def _pipeline(connection: Connection) -> AbstractContextManager[object] | None:
    """What the driver sends without waiting; None: there is no such thing."""
    if connection.dialect.name != "postgresql" or _is_heard(connection):
        return None
    from psycopg import Pipeline

    driver: Any = connection.connection.driver_connection
    pipeline: AbstractContextManager[object] = driver.pipeline()
    return pipeline if Pipeline.is_supported() else None


def _rows(connection: Connection, prepared: _Prepared, values: Values) -> Sequence[Plain]:
    given = prepared.given(values)
    if _is_heard(connection):
        return [tuple(row) for row in connection.exec_driver_sql(prepared.text, given)]
    with _cursor(connection, prepared.text) as cursor:
        cursor.execute(prepared.text, given)
        found: Sequence[Plain] = cursor.fetchall()
        return found


def _is_heard(connection: Connection) -> bool:
    heard: Any = connection.dispatch
    return bool(heard.before_cursor_execute or heard.after_cursor_execute)


def say(connection: Connection, text: str) -> None:
    """Run words without values; they may be those that begin the transaction."""
    if _is_heard(connection):
        connection.exec_driver_sql(text)
        return
    with _faults(connection, text), closing(connection.connection.cursor()) as cursor:
        cursor.execute(text)


@contextmanager
def _cursor(connection: Connection, text: str) -> Generator[Any]:
    """A cursor inside SQLAlchemy's transaction."""
    if not connection.in_transaction():
        connection.begin()
    with _faults(connection, text), closing(connection.connection.cursor()) as cursor:
        yield cursor


@contextmanager
def _faults(connection: Connection, text: str) -> Generator[None]:
    """What the driver says of a fault is said as SQLAlchemy says it."""
    try:
        yield
    except connection.dialect.loaded_dbapi.Error as fault:
        raise _refused(connection, text, fault) from fault
    except (KeyboardInterrupt, SystemExit) as end:
        connection.invalidate(end)  # an answer may still be under way
        raise


def _refused(connection: Connection, text: str, fault: Exception) -> Exception:
    """What SQLAlchemy makes of a fault of the driver."""
    dialect = connection.dialect
    driver: Any = connection.connection.driver_connection
    lost = DISK_FAULT in str(fault).lower() or dialect.is_disconnect(cast("Any", fault), driver, None)
    if lost:
        connection.invalidate(fault)
        connection.engine.dispose()
    error: type[Exception] = dialect.loaded_dbapi.Error
    return DBAPIError.instance(text, None, fault, error, connection_invalidated=lost, dialect=dialect)


class _Prepared:
    """A statement in the words of one database."""

    def __init__(self, dialect: Dialect, statement: Statement) -> None:
        compiled = statement.compile(dialect=dialect)
        self.text = str(compiled)
        names = tuple((compiled.positiontup if compiled.positional else compiled.binds) or ())
        self._names = names
        self._positional = compiled.positional
        self._taken = _taker(names)
        found = [(at, _writer(compiled.binds[name].type, dialect)) for at, name in enumerate(names)]
        self._into = [(at, into) for at, into in found if into]
        # What a new row does not say is null.
        table = cast("Table", statement.table) if isinstance(statement, Insert) else None
        self._optional = dict.fromkeys(column.key for column in table.c if column.nullable) if table is not None else {}
        asked = list(statement.selected_columns) if isinstance(statement, Select) else []
        self._columns = tuple(str(column.key) for column in asked)
        readers = [(at, _reader(column.type, dialect)) for at, column in enumerate(asked)]
        self._from = [(at, read) for at, read in readers if read]

    def given(self, values: Values) -> Any:  # noqa: ANN401 - a tuple or a mapping, as the driver takes them
        """The values as the driver takes them."""
        if len(values) < len(self._names):
            values = {**self._optional, **values}
        taken = self._taken(values)
        if self._into:
            row = list(taken)
            for at, into in self._into:
                row[at] = into(row[at])
            taken = tuple(row)
        return taken if self._positional else dict(zip(self._names, taken, strict=True))

    def read(self, row: Plain) -> dict[str, Any]:
        """A row by the names of its columns."""
        values = list(row)
        for at, read in self._from:
            values[at] = read(values[at])
        return dict(zip(self._columns, values, strict=True))


def _taker(names: Sequence[str]) -> Callable[[Values], Plain]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple(values[name] for name in names)


class _Kept(dict[Any, Any]):
    """What comes of each of a few values."""

    def __init__(self, change: Change) -> None:
        super().__init__()
        self._change = change

    def __missing__(self, value: Any) -> Any:  # noqa: ANN401 - any value
        found = self[value] = self._change(value)
        return found


def _writer(of: TypeEngine[Any], dialect: Dialect) -> Change | None:
    change: Change | None = of.dialect_impl(dialect).bind_processor(dialect)
    return _quicker(of, change)


def _reader(of: TypeEngine[Any], dialect: Dialect) -> Change | None:
    change: Change | None = of.dialect_impl(dialect).result_processor(dialect, None)
    return _quicker(of, change)


def _quicker(of: TypeEngine[Any], change: Change | None) -> Change | None:
    """The same, with what was asked before kept: of an enumeration all, of instants the last ones."""
    if change is None:
        return None
    if isinstance(of, Enum):
        return _Kept(change).__getitem__
    # That of our instants makes UTC of them: equal instants are spelled alike, whatever their zones.
    return lru_cache(REPEATED)(change) if isinstance(of, TypeDecorator) and isinstance(of.impl, DateTime) else change


def _prepared(dialect: Dialect, statement: Statement) -> _Prepared:
    key = dialect.name, statement
    found = _PREPARED.get(key)
    if found is None:
        found = _PREPARED[key] = _Prepared(dialect, statement)
    return found


_PREPARED: Final[dict[tuple[str, Statement], _Prepared]] = {}
