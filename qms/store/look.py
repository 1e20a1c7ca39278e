"""One part of the quick check.

A range of the ledger or of the records, the contents, how many rows there are, or the file below its tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import DatabaseError

from qms.ledger.canonical import digest
from qms.store.chain import Chain
from qms.store.columns import table_of
from qms.store.grouped import Groups
from qms.store.pages import torn
from qms.store.raw import Question, columns_of
from qms.store.replay import Unfit, told_rows
from qms.store.share import Doubt, Share
from qms.store.table import contents, entries, personal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms.base.kind import Kind
    from qms.store.reading import Reading


class Part(NamedTuple):
    """What to look at; ``low`` inclusive, ``high`` exclusive, None: no bound."""

    of: Literal["pages", "chain", "records", "contents", "counts"]
    low: Any = None
    high: Any = None


class Look:
    """Looks at parts of a store over one connection."""

    def __init__(self, reading: Reading, kinds: Sequence[Kind[Any]], secret: int) -> None:
        """Begin; ``secret`` is the same for all who look, and new each time."""
        self._connection = connection = reading.connection
        self._told = [*map(table_of, told_rows(kinds)), personal]
        self._chain = Chain(connection, secret)
        self._groups = Groups(reading, kinds, secret)

    def at(self, part: Part) -> Share:
        """What there is to say of a part."""
        try:
            if part.of == "chain":
                return self._chain.look(part.low, part.high)
            if part.of == "records":
                return self._groups.look(part.low, part.high)
            if part.of == "pages":
                return Share(well=not list(torn(self._connection)))
            return self._contents() if part.of == "contents" else self._counts()
        except (Doubt, *Unfit, RecursionError, DatabaseError, self._connection.dialect.loaded_dbapi.Error):
            # Whatever the matter is, the thorough check meets it again and has the words for it.
            return Share(well=False)

    def _counts(self) -> Share:
        """How many rows there are, past the indexes that the other parts went by."""
        share = Share()
        for table in (*self._told, entries, contents):
            wanted = select(func.count()).select_from(table).with_hint(table, "NOT INDEXED", "sqlite")
            share.rows[table.name] = -next(Question(self._connection, wanted)())[0]
        return share

    def _contents(self) -> Share:
        # One at a time: one alone may be large.
        one = Question(self._connection, columns_of(contents, ("content",)).where(contents.c.digest == bindparam("of")))
        share = Share()
        for name, media in list(Question(self._connection, columns_of(contents, ("digest", "media")))()):
            if not isinstance(name, str) or [digest(content) for (content,) in one(of=name)] != [name]:
                raise Doubt
            share.kept[name] = media
        share.rows[contents.name] = len(share.kept)
        return share
