"""Statements put into the words of a database once.

SQLAlchemy looks a statement up each time, and what its values go through; for one that is run at every act that takes
longer than the database does. What is run here goes through SQLAlchemy's connection all the same, with its faults.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import Insert

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection, CursorResult, Delete, Dialect, Select, Table, Update

    Statement = Insert | Update | Delete | Select[Any]
    Values = Mapping[str, Any]
    Into = Callable[[Any], Any] | None


def run(connection: Connection, statement: Statement, values: Values) -> CursorResult[Any]:
    """Run a statement that is kept for good, with a value for each of its parameters.

    What a question gives is as the driver gives it: only for columns of numbers and bytes, and text.
    """
    prepared = _prepared(connection.dialect, statement)
    return connection.exec_driver_sql(prepared.text, prepared.given(values))


def run_all(connection: Connection, statement: Statement, rows: Sequence[Values]) -> None:
    """Run such a statement once for each of these rows, of which there is one at least."""
    prepared = _prepared(connection.dialect, statement)
    # For a single row a driver has a shorter way.
    given = [prepared.given(row) for row in rows]
    connection.exec_driver_sql(prepared.text, given[0] if len(given) == 1 else cast("Any", given))


class _Prepared:
    """A statement in the words of one database."""

    def __init__(self, dialect: Dialect, statement: Statement) -> None:
        compiled = statement.compile(dialect=dialect)
        self.text = str(compiled)
        self._positional = compiled.positional
        names = compiled.positiontup if compiled.positional else compiled.binds
        self._into: list[tuple[str, Into]] = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in names or ()
        ]
        # What a new row does not say is null.
        table = cast("Table", statement.table) if isinstance(statement, Insert) else None
        self._optional = dict.fromkeys(column.key for column in table.c if column.nullable) if table is not None else {}

    def given(self, values: Values) -> Any:  # noqa: ANN401 - a tuple or a mapping, as the driver takes them
        """The values as the driver takes them."""
        if len(values) < len(self._into):
            values = {**self._optional, **values}
        if self._positional:
            return tuple(into(values[name]) if into else values[name] for name, into in self._into)
        return {name: into(values[name]) if into else values[name] for name, into in self._into}


def _prepared(dialect: Dialect, statement: Statement) -> _Prepared:
    key = dialect.name, statement
    found = _PREPARED.get(key)
    if found is None:
        found = _PREPARED[key] = _Prepared(dialect, statement)
    return found


_PREPARED: Final[dict[tuple[str, Statement], _Prepared]] = {}
