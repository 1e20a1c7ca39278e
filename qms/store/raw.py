"""Tables read in masses: rows as the driver gives them, their values as the ledger's JSON spells them.

A row that SQLAlchemy hands out costs as much as all that is asked of it here.
"""

from __future__ import annotations

from contextlib import closing, suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import bindparam, select, type_coerce
from sqlalchemy.types import NullType

from qms.store.lenient import own_reader, python_type, read, spelled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Column, ColumnElement, Connection, Select, Table

    from qms.store.lenient import Reader

MOST_KEPT: Final = 10_000
"""Spellings of one column that are kept: most columns repeat a few values."""


class Question:
    """A statement put together once and asked over one connection, past all that makes values of what it gives."""

    def __init__(self, connection: Connection, wanted: Select[Any]) -> None:
        self._connection = connection
        self._made = wanted.compile(dialect=connection.dialect)
        self._words = str(self._made)

    def __call__(self, **given: object) -> Iterator[tuple[Any, ...]]:
        """The rows, one by one."""
        named: dict[str, Any] = dict(self._made.construct_params(given))
        listed: Any = [named[one] for one in self._made.positiontup or ()] if self._made.positional else named
        driver: Any = self._connection.connection
        with closing(driver.cursor()) as cursor:
            cursor.execute(self._words, listed)
            yield from cursor


def columns_of(table: Table, names: Sequence[str]) -> Select[Any]:
    """These columns of a table as they are."""
    wanted = select(*(type_coerce(table.c[name], NullType()).label(name) for name in names))
    return cast("Select[Any]", wanted)


class Ranged:
    """Some columns of the rows whose first column of the key lies in a range, in the order of the database."""

    def __init__(
        self,
        connection: Connection,
        table: Table,
        names: Sequence[str],
        column: Column[Any],
        wanted: Select[Any] | None = None,
    ) -> None:
        self._connection = connection
        self._wanted = columns_of(table, names) if wanted is None else wanted
        self._column = column
        self._asked: dict[tuple[bool, bool], Question] = {}

    def __call__(self, low: object, high: object) -> Iterator[tuple[Any, ...]]:
        """The rows from ``low`` on and before ``high``; None: no bound."""
        bounds = {"low": low, "high": high}
        given = {name: bound for name, bound in bounds.items() if bound is not None}
        asked = (low is not None, high is not None)
        if asked not in self._asked:  # of a small store one of the four is asked
            self._asked[asked] = Question(self._connection, self._wanted.where(*self._bounds(*asked)))
        return self._asked[asked](**given)

    def _bounds(self, low: bool, high: bool) -> Iterator[ColumnElement[bool]]:  # noqa: FBT001 - whether there is one
        if low:
            yield self._column >= bindparam("low")
        if high:
            yield self._column < bindparam("high")


class Speller(dict[Any, object]):
    """What the driver gives for a column → how the ledger's JSON spells it; what was asked before is kept."""

    def __init__(self, reader: Reader | None, *, instant: bool) -> None:
        super().__init__()
        self._reader, self._instant = reader, instant

    def __missing__(self, value: Any) -> object:  # noqa: ANN401 - whatever stands there
        if len(self) >= MOST_KEPT:
            self.clear()
        known = _instant(value) if self._instant else None
        found = self[value] = spelled(read(self._reader, value)) if known is None else known
        return found


def _instant(value: object) -> str | None:
    """The instant that SQLite keeps in the store's own form; None where it has another."""
    if isinstance(value, str) and len(value) == _LENGTH and value[10] == " " and value[19] == ".":
        with suppress(ValueError):
            found = datetime.fromisoformat(value)
            # Python reads more forms than the store writes: weeks, and an hour 24.
            if found.isoformat(" ", "microseconds") == value:
                return found.replace(tzinfo=UTC).isoformat()
    return None


def spellers(connection: Connection, table: Table, names: Sequence[str]) -> list[tuple[int, Speller]]:
    """For each of the columns whose values are not spelled as the driver gives them, its place and what spells it."""
    found: list[tuple[int, Speller]] = []
    for place, name in enumerate(names):
        of = python_type(table.c[name])
        reader = own_reader(connection, table.c[name])
        if reader is not None or issubclass(of, date):
            instant = issubclass(of, datetime) and connection.dialect.name == "sqlite"
            found.append((place, Speller(reader, instant=instant)))
    return found


_LENGTH: Final = len("2026-01-01 00:00:00.000000")
