"""What a store on SQLite is asked, seen at the driver: whatever asks it, through SQLAlchemy or past it."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Seen:
    """What was asked from the beginning on.

    Attributes:
        asked: each statement with what was given for its marks, in order.
        rows: how many rows they gave, without those that say how the store is built.

    """

    asked: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list[tuple[str, tuple[Any, ...]]])
    rows: int = 0


@contextmanager
def seen(engine: sa.Engine) -> Iterator[Seen]:
    """See all that is asked over new connections of this engine; those that are open and idle are given up."""
    what = Seen()

    class Cursor(sqlite3.Cursor):
        def execute(self, words: str, given: Any = (), /) -> Cursor:  # noqa: ANN401 - the driver's own
            what.asked.append((words, tuple(given)))
            structure = words.lstrip().startswith("PRAGMA") or "FROM sqlite_master" in words

            def counted(_cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> tuple[Any, ...]:
                what.rows += not structure
                return row

            self.row_factory = counted
            super().execute(words, given)
            return self

    class Connection(sqlite3.Connection):
        def cursor(self, _factory: Any = None) -> Any:  # noqa: ANN401 - the driver's own
            return super().cursor(Cursor)

    def connect(_dialect: object, _record: object, _given: object, named: dict[str, Any]) -> None:
        named["factory"] = Connection

    engine.dispose()
    sa.event.listen(engine, "do_connect", connect)
    try:
        yield what
    finally:
        sa.event.remove(engine, "do_connect", connect)
        engine.dispose()
