"""Tables read as they are found: a value that its column cannot hold is told, never an exception."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import Boolean, TypeDecorator, select, type_coerce
from sqlalchemy.types import NullType

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from sqlalchemy import Column, ColumnElement, Connection, Select, Table

    Reader = Callable[[Any], Any]
    """Makes a column's value of what the driver gives."""

CHUNK = 500


class Unreadable:
    """Stands for a value that its column cannot hold; equal to nothing."""

    __slots__ = ()


UNREADABLE: Final = Unreadable()


@contextmanager
def any_text(connection: Connection) -> Generator[None]:
    """Read text that is no UTF-8 too, with its bytes escaped; SQLite alone can hold such."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or driver is None:
        yield
        return
    kept = driver.text_factory
    driver.text_factory = _escaped
    try:
        yield
    finally:
        driver.text_factory = kept


def rows(connection: Connection, table: Table, *only: ColumnElement[bool]) -> Iterator[dict[str, Any]]:
    """Every row of a table in the order of its primary key; those alone of which all of ``only`` is true."""
    readers = [(column.name, own_reader(connection, column)) for column in table.columns]
    for row in connection.execute(_as_they_are(table).where(*only)):
        yield {name: read(reader, value) for (name, reader), value in zip(readers, row, strict=True)}


@cache
def _as_they_are(table: Table) -> Select[Any]:
    raw = cast("Select[Any]", select(*(type_coerce(column, NullType()).label(column.name) for column in table.columns)))
    return raw.order_by(*table.primary_key).execution_options(yield_per=CHUNK)


def reader_of(connection: Connection, column: Column[Any]) -> Reader:
    """What reads a value of this column as it was found: the value, or `UNREADABLE`."""
    return partial(read, own_reader(connection, column))


def own_reader(connection: Connection, column: Column[Any]) -> Reader | None:
    """What makes a column's value of what the driver gives; None: that is the value."""
    dialect = connection.dialect
    if isinstance(column.type, Boolean):
        return _yes_no
    made = column.type.dialect_impl(dialect).result_processor(dialect, None)
    if made and dialect.name == "sqlite" and issubclass(python_type(column), date):
        return partial(_own_form, made)
    return made


def python_type(column: Column[Any]) -> type[Any]:
    """What the values of a column are in Python."""
    plain = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    found: type[Any] = plain.python_type
    return found


def read(reader: Reader | None, value: Any) -> Any:  # noqa: ANN401 - any value of any column
    """The value, or `UNREADABLE`."""
    if reader is None:
        return value
    try:
        return reader(value)
    except (ValueError, TypeError, LookupError, OverflowError, AttributeError):
        return UNREADABLE


def spelled(value: object) -> object:
    """As the ledger's JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def _yes_no(value: Any) -> Any:  # noqa: ANN401 - what stands in the column
    return None if value is None else bool(value) if value in {0, 1} else UNREADABLE


def _own_form(reader: Reader, value: Any) -> Any:  # noqa: ANN401 - what stands in the column
    """A day or an instant in the very form that the store writes: SQLite keeps text, and Python reads more forms."""
    found = reader(value)
    if isinstance(found, datetime):
        return found if found.replace(tzinfo=None).isoformat(" ", "microseconds") == value else UNREADABLE
    return found if found is None or found.isoformat() == value else UNREADABLE


def _escaped(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
