"""One bit of a store turned, judged, and turned back.

A flip is harmless when SQLite reads the same from the file. Only what the page belongs to is read again, the other
pages being the same: the rows of that table, and that its indexes say what they say. All the rest must be noticed
by opening or verifying the store.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Self

from qms.errors import QmsError
from qms.kinds import all_kinds
from qms.store.engine import faults_of
from qms.store.store import refuse_stranger
from qms.store.verify import verify
from tests.office import QUALITY
from tests.reliability.work import opened

if TYPE_CHECKING:
    from pathlib import Path

    from qms import Registry

PAGE, HEAD = 4096, 100
WHOLE = 16
"""One of so many is asked in the user's way, with all that opening prepares; the others by the same check at once."""
Said = list[str]


class Flipped:
    """A store whose bits are turned; it is as it was afterwards."""

    def __init__(self, place: Path, *, weak: bool = False) -> None:
        """Of a closed store; ``weak``: noticed is only what SQLite finds by itself."""
        self._place, self._weak = place, weak
        self._whole = place.read_bytes()
        self.size = len(self._whole)
        self._tables, self._pages = _pages(place)
        self._all = self._said("")
        self._each = {table: self._said(table) for table in {one for one, _ in self._pages.values()} if table}
        self._asked = 0
        self._registry: Registry

    def __enter__(self) -> Self:
        """Open it once: what is prepared for a statement is prepared once."""
        self._registry = opened(self._place, QUALITY)
        assert self._registry.verify() == ()
        self._handle = os.open(self._place, os.O_RDWR)
        return self

    def __exit__(self, *_: object) -> None:
        """Leave it as it was."""
        self._registry.close()
        os.close(self._handle)
        assert self._place.read_bytes() == self._whole

    def kind(self, at: int) -> str:
        """What kind of page this byte is in."""
        return "head" if at < HEAD else self._pages.get(at // PAGE + 1, ("", "free"))[1]

    def judged(self, at: int, bit: int) -> str:
        """Turn a bit: harmless, noticed or silent."""
        self._turn(at, bit)
        try:
            if self._reads_the_same(at):
                return "harmless"
            return "noticed" if self._noticed() else "silent"
        finally:
            self._back(at)

    def same(self, at: int, bit: int) -> bool:
        """Whether SQLite reads the same with this bit turned."""
        self._turn(at, bit)
        try:
            return self._reads_the_same(at)
        finally:
            self._back(at)

    def _turn(self, at: int, bit: int) -> None:
        self._registry.store.engine.dispose()
        os.pwrite(self._handle, bytes((self._whole[at] ^ (1 << bit),)), at)

    def _back(self, at: int) -> None:
        self._registry.store.engine.dispose()
        if at >= HEAD:
            os.pwrite(self._handle, self._whole[at : at + 1], at)
            return
        for end in ("-journal", "-wal", "-shm"):  # the head says which of them there is
            self._place.with_name(self._place.name + end).unlink(missing_ok=True)
        os.pwrite(self._handle, self._whole, 0)
        os.ftruncate(self._handle, self.size)

    def _reads_the_same(self, at: int) -> bool:
        table = "" if at < PAGE else self._pages.get(at // PAGE + 1, ("", ""))[0]
        with suppress(sqlite3.DatabaseError, UnicodeDecodeError, MemoryError):  # the words of a fault may be damaged
            return self._said(table) == (self._each[table] if table else self._all)
        return False

    def _said(self, table: str) -> Said:
        """All that SQLite reads of a table, or of the whole file."""
        with closing(sqlite3.connect(self._place)) as connection:
            connection.text_factory = bytes
            if table:
                return [*_rows(connection, table), *_sound(connection, f"('{table}')")]
            made = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 2, 1").fetchall()
            marks = [connection.execute(f"PRAGMA {one}").fetchone() for one in ("user_version", "application_id")]
            rows = [row for one in self._tables for row in _rows(connection, one)]
            return [repr(made), repr(marks), *rows, *_sound(connection, "")]

    def _noticed(self) -> bool:
        """Whether opening or verifying the store says that it is not as it was."""
        if self._weak:
            with suppress(sqlite3.DatabaseError, UnicodeDecodeError), closing(sqlite3.connect(self._place)) as one:
                return _sound(one, "") != [repr([("ok",)])]
            return True
        self._asked += 1
        store = self._registry.store
        try:
            if self._asked % WHOLE == 0:
                with opened(self._place, QUALITY) as registry:
                    return registry.verify() != ()
            with faults_of(store.url):
                refuse_stranger(store.url, store.engine)
            with store.reading() as reading:
                return next(verify(reading, all_kinds()), None) is not None
        except QmsError:
            return True


def _rows(connection: sqlite3.Connection, table: str) -> Said:
    return [f"{table} {row!r}" for row in connection.execute(f'SELECT * FROM "{table}" NOT INDEXED')]  # noqa: S608


def _sound(connection: sqlite3.Connection, of: str) -> Said:
    return [repr(connection.execute(f"PRAGMA integrity_check{of}").fetchall())]


def _pages(place: Path) -> tuple[list[str], dict[int, tuple[str, str]]]:
    """The tables; page → the table that it serves (blank: the list of tables), and its kind."""
    with closing(sqlite3.connect(place)) as connection:
        made = connection.execute("SELECT name, tbl_name, type FROM sqlite_master WHERE type IN ('table', 'index')")
        serves = {name: (table, type_) for name, table, type_ in made}
        pages = connection.execute("SELECT name, pageno, pagetype FROM dbstat").fetchall()
    kinds = {page: (*serves.get(name, ("", "schema")), type_) for name, page, type_ in pages}
    found = {page: (table, f"{type_} {kind}") for page, (table, type_, kind) in kinds.items()}
    return sorted(name for name, (_, type_) in serves.items() if type_ == "table"), found
