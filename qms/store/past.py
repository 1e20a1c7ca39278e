"""A store as it was: every table shows what it held when the ledger ended with an earlier entry.

Each question gets the tables that it names put before it, under their own names, as queries of what they held then
(`qms.store.earlier`): so whatever is asked is asked of the past, by the same code as of now. Nothing is made in the
database for it, not even for a moment: who may read, and no more, sees the past too, and so does a standby.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NoReturn

from sqlalchemy import event

from qms import errors
from qms.store.earlier import OnPostgresql, OnSqlite
from qms.store.guard.session import need_whole
from qms.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from sqlalchemy import Connection

    from qms.base.kind import Kind
    from qms.store.earlier import Earlier
from qms.store.reading import Reading


class PastStore(Store):
    """A store as it was when its ledger had ``size`` entries. It cannot be written, and closing it closes nothing."""

    def __init__(self, store: Store, kinds: Sequence[Kind[Any]], size: int) -> None:
        """Look at an open store as it was; ``kinds`` are all there are."""
        super().__init__(store.url, store.engine, store.tokens, store.seals)
        self.guarded = store.guarded
        self._kinds, self._size = kinds, size
        self._turned: Turned | None = None

    @contextmanager
    def reading(self) -> Generator[Reading]:
        """Ask questions; all answers belong to that moment."""
        with super().reading() as reading:
            self._turned = self._turned or turned(reading.connection, self._kinds, self._size)
            with self._turned.back(reading.connection):
                yield reading

    def writing(self) -> NoReturn:
        """Refuse."""
        raise errors.PastIsFixed(position=self.position)

    @property
    def position(self) -> int:
        """That of the last entry that was known."""
        return self._size - 1

    def close(self) -> None:
        """Leave the connections to the store itself."""


def need_present(store: Store) -> None:
    """Refuse a store as it was, for what reads the file or what stands below the tables; raise `PresentOnly`.

    Where the database guards the store, who sees a part of it is refused too: raise `SeesAPart`.
    """
    if isinstance(store, PastStore):
        raise errors.PresentOnly(position=store.position)
    need_whole(store)


def turned(connection: Connection, kinds: Sequence[Kind[Any]], size: int) -> Turned:
    """What turns questions to such a store to the moment at which the ledger had ``size`` entries."""
    if connection.dialect.name == "sqlite":
        return Turned(OnSqlite("main", kinds, size))
    return Turned(OnPostgresql(str(connection.exec_driver_sql(_SCHEMA).scalar_one()), kinds, size))


class Turned:
    """Turns questions to a moment of the past."""

    def __init__(self, earlier: Earlier) -> None:
        """Of the moment that these queries are of."""
        self._queries = earlier.queries
        self._names = re.compile(rf"\b({'|'.join(self._queries)})\b")
        self._asked: dict[str, str] = {}

    @contextmanager
    def back(self, connection: Connection) -> Generator[None]:
        """Turn whatever is asked over this connection inside."""
        event.listen(connection, "before_cursor_execute", self._turn, retval=True)
        try:
            yield
        finally:
            event.remove(connection, "before_cursor_execute", self._turn)

    def _turn(self, _connection: object, _cursor: object, text: str, given: Any, *_: object) -> tuple[str, Any]:  # noqa: ANN401 - whatever the driver takes
        if text not in self._asked:
            if len(self._asked) >= KEPT:
                self._asked.clear()
            self._asked[text] = self.question(text)
        return self._asked[text], given

    def question(self, text: str) -> str:
        """A question with the tables that it names put before it; what is none, as it is."""
        begin = _QUESTION.match(text)
        names = dict.fromkeys(self._names.findall(text)) if begin else {}
        if not begin or not names:
            return text
        words = None if _WHOLE.search(text) else frozenset(_WORD.findall(text))
        tables = ", ".join(f'"{name}" AS {ONCE_MORE}({self._queries[name](words)})' for name in names)
        explained, others = begin["explained"] or "", begin["others"]
        return f"{explained}{others or 'WITH '}{tables}{',' if others else ''} {text[begin.end() :]}"


KEPT: Final = 256
"""So many questions are kept as they were turned."""
NAMES_IT: Final = (3, 35)
"""From this SQLite on a query that stands before a question is kept where it is named twice, unless it says not to."""
ONCE_MORE: Final = "NOT MATERIALIZED " if sqlite3.sqlite_version_info >= NAMES_IT else ""
_QUESTION: Final = re.compile(
    r"\s*(?P<explained>EXPLAIN\s+(?:QUERY\s+PLAN\s+)?)?(?:(?P<others>WITH\s+(?:RECURSIVE\s+)?)|(?=SELECT\b))",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"\w+")
_WHOLE: Final = re.compile(r"\*(?!\))")
"""Where all columns are asked for; what is counted by ``count(*)`` asks for none."""
_SCHEMA: Final = (
    "SELECT quote_ident(n.nspname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.oid = to_regclass('entries')"
)
"""The schema of the tables."""
