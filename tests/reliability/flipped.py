"""Bits of a store turned, judged, and turned back.

A flip is harmless when SQLite reads the same from the file. Only what the page belongs to is read again, the other
pages being the same: the rows of that table, and that its indexes say what they say. All the rest must be noticed
by opening or verifying the store. So that a million can be judged:

- Bytes of a page between its list of cells and the first of its cells belong to nothing in SQLite's file format, and
  it reads none of them. All bits there that are to be turned are turned together; when SQLite reads the same with all
  of them, each is harmless. One of `ALONE` is judged alone as well, and where they do not read the same, each is.
- What is said of a row by `qms verify` depends on that row and on rows that are as they were. So of a changed row only
  the step of `verify` that looks at it is asked first: for an entry that of the ledger, for a row of a record's table
  that of this table, with what the ledger told before. A finding of a step is one of the whole. Where the step has
  none, where SQLite finds fault with the file, and in all other tables and pages, all of `verify` is asked.
- One of so many (64 in a submission, 256 in a release) is judged by what a user does instead, `qms.open` and
  `Registry.verify`, with nothing kept from before.
- Connections are kept, and forget all pages when a bit is turned (``PRAGMA shrink_memory``); what is prepared of the
  list of tables is forgotten with the connection, so for flips in that list and in the first page they are new.
"""

from __future__ import annotations

import os
import sqlite3
from collections import defaultdict
from contextlib import closing, suppress
from itertools import chain
from typing import TYPE_CHECKING, Any, Self

from qms.errors import QmsError
from qms.kinds import all_kinds
from qms.store.columns import table_of
from qms.store.engine import faults_of
from qms.store.lenient import any_text
from qms.store.replay import told_rows
from qms.store.store import refuse_stranger
from qms.store.table import entries
from qms.store.told import listen
from qms.store.verify import Check, verify
from qms.store.walk import walk
from tests.office import QUALITY
from tests.reliability.work import opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Table

    from qms import Registry
    from qms.store.reading import Reading

PAGE, HEAD = 4096, 100
ALONE = 16
"""Of bits that are judged together, one of so many is judged alone too."""
Bit = tuple[int, int]
"""A byte of the file, and one of its bits."""
Row = tuple[Any, ...]


class Flipped:
    """A store whose bits are turned; it is as it was afterwards."""

    def __init__(self, place: Path, *, weak: bool = False, whole: int = 16) -> None:
        """Of a closed store.

        Args:
            place: its file.
            weak: noticed is only what SQLite finds by itself.
            whole: one of so many that are noticed is judged in the user's way.

        """
        self._place, self._weak, self._whole_way = place, weak, whole
        self._whole = place.read_bytes()
        self.size = len(self._whole)
        self._tables, self._pages = _pages(place)
        self._all = self._said_new()
        self._asked = 0
        self._registry: Registry
        self.together = self.user_way = 0

    def __enter__(self) -> Self:
        """Open it once: what is prepared for a statement is prepared once."""
        self._registry = opened(self._place, QUALITY)
        assert self._registry.verify() == ()
        self._handle = os.open(self._place, os.O_RDWR)
        self._kept = sqlite3.connect(self._place)
        self._kept.text_factory = bytes
        self._each = {table: _rows(self._kept, table) for table in self._tables}
        with self._registry.store.reading() as reading, any_text(reading.connection):
            told = listen(reading.connection, all_kinds())
            told.conclude({}, told.size)
            self._expected = told.rows()
        self._told = {table.name: table for table in map(table_of, told_rows(all_kinds()))}
        return self

    def __exit__(self, *_: object) -> None:
        """Leave it as it was."""
        self._kept.close()
        self._registry.close()
        os.close(self._handle)
        assert self._place.read_bytes() == self._whole

    def kind(self, at: int) -> str:
        """What kind of page this byte is in."""
        return "head" if at < HEAD else self._pages.get(at // PAGE + 1, ("", "free"))[1]

    # --- judged ---

    def judged(self, bits: Iterable[Bit]) -> Iterator[tuple[Bit, str]]:
        """Each bit, and whether it is harmless, noticed or silent."""
        unused, alone = defaultdict[int, list[Bit]](list), list[Bit]()
        for at, bit in bits:
            (unused[at // PAGE] if self.in_gap(at) else alone).append((at, bit))
        for group in unused.values():
            if self.same(group):
                self.together += len(group)
                yield from ((one, "harmless") for one in group if one not in group[::ALONE])
                alone += group[::ALONE]
            else:
                alone += group
        for one in alone:
            yield one, self.one(one)

    def one(self, bit: Bit) -> str:
        """Turn a bit alone: harmless, noticed or silent."""
        new = self._turn([bit])
        try:
            now = self._read(bit[0])
            if now is not None and not self._changed(bit[0], now):
                return "harmless"
            return "noticed" if self._noticed(bit[0], now, new=new) else "silent"
        finally:
            self._back([bit])

    def same(self, bits: list[Bit]) -> bool:
        """Whether SQLite reads the same with these bits of one page turned."""
        self._turn(bits)
        try:
            now = self._read(bits[0][0])
            return now is not None and not self._changed(bits[0][0], now)
        finally:
            self._back(bits)

    def in_gap(self, at: int) -> bool:
        """Whether the byte is between the list of cells of its page and the first cell."""
        begin = at // PAGE * PAGE
        if self.kind(at).endswith("overflow") or begin == 0 or begin // PAGE + 1 not in self._pages:
            return False
        page = self._whole[begin : begin + PAGE]
        head = 12 if page[0] in {2, 5} else 8  # of an inner page there is one number more
        cells, first = int.from_bytes(page[3:5], "big"), int.from_bytes(page[5:7], "big") or 65536
        return head + 2 * cells <= at - begin < first

    # --- turned ---

    def _turn(self, bits: list[Bit]) -> bool:
        """Turn them; True: whoever reads what they change must not have opened the file before."""
        new = not self._table(bits[0][0])
        if new:
            self._registry.store.engine.dispose()
        turned = dict[int, int]()
        for at, bit in bits:
            turned[at] = turned.get(at, self._whole[at]) ^ (1 << bit)
        for at, byte in turned.items():
            os.pwrite(self._handle, bytes((byte,)), at)
        return new

    def _back(self, bits: list[Bit]) -> None:
        at = bits[0][0]
        if not self._table(at):
            self._registry.store.engine.dispose()
        if at >= HEAD:
            for one, _ in bits:
                os.pwrite(self._handle, self._whole[one : one + 1], one)
            return
        for end in ("-journal", "-wal", "-shm"):  # the head says which of them there is
            self._place.with_name(self._place.name + end).unlink(missing_ok=True)
        os.pwrite(self._handle, self._whole, 0)
        os.ftruncate(self._handle, self.size)

    def _table(self, at: int) -> str:
        """The table that the page serves; blank: the whole file."""
        return "" if at < PAGE else self._pages.get(at // PAGE + 1, ("", ""))[0]

    # --- what SQLite reads ---

    def _read(self, at: int) -> list[Row] | None:
        """All that SQLite reads of what the page belongs to; None: it finds fault with it."""
        table = self._table(at)
        with suppress(sqlite3.DatabaseError, UnicodeDecodeError, MemoryError):  # the words of a fault may be damaged
            if not table:
                return self._said_new()
            self._kept.execute("PRAGMA shrink_memory")
            rows = _rows(self._kept, table)
            return rows if _sound(self._kept, f"('{table}')") else None
        return None

    def _changed(self, at: int, now: list[Row]) -> bool:
        before = self._each[self._table(at)] if self._table(at) else self._all
        return now != before or repr(now) != repr(before)  # the second: 1 is not 1.0

    def _said_new(self) -> list[Row] | None:
        """All that SQLite reads of the whole file when it is opened anew."""
        with closing(sqlite3.connect(self._place)) as connection:
            connection.text_factory = bytes
            made = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 2, 1").fetchall()
            marks = [connection.execute(f"PRAGMA {one}").fetchone() for one in ("user_version", "application_id")]
            rows = [_rows(connection, one) for one in self._tables]
            return [*made, *marks, *chain(*rows)] if _sound(connection, "") else None

    # --- what is noticed ---

    def _noticed(self, at: int, now: list[Row] | None, *, new: bool) -> bool:
        """Whether opening or verifying the store says that it is not as it was."""
        if self._weak:
            return now is None
        self._asked += 1
        try:
            if self._asked % self._whole_way == 0:
                self.user_way += 1
                with opened(self._place, QUALITY) as registry:
                    return registry.verify() != ()
            store = self._registry.store
            with faults_of(store.url):
                if new:
                    refuse_stranger(store.url, store.engine)
            with store.reading() as reading:
                reading.connection.exec_driver_sql("PRAGMA shrink_memory")
                return self._step(reading, self._table(at), now) or next(verify(reading, all_kinds()), None) is not None
        except QmsError:
            return True

    def _step(self, reading: Reading, table: str, now: list[Row] | None) -> bool:
        """Whether the step of `verify` that looks at the changed rows of this table finds something."""
        if now is None:
            return False
        with any_text(reading.connection):
            if table == entries.name and len(now) == len(self._each[table]):
                pairs = zip(now, self._each[table], strict=True)
                changed = [is_[0] for is_, was in pairs if is_ != was and is_[0] == was[0]]
                return any(
                    not step.intact
                    for place in changed
                    for step in walk(reading.connection, entries.c.position == place)
                )
            if table in self._told:
                step = _Step(reading.connection, all_kinds(), reading.seals)
                return step.finds(self._told[table], self._expected.get(table, {}))
        return False


class _Step(Check):
    """The step of `verify` that looks at one table."""

    def finds(self, table: Table, expected: Mapping[Any, Any]) -> bool:
        """Whether its rows are not as the ledger tells, where that is sound."""
        return any(True for _ in self._table(table, dict(expected), set()))


def _rows(connection: sqlite3.Connection, table: str) -> list[Row]:
    return connection.execute(f'SELECT * FROM "{table}" NOT INDEXED').fetchall()  # noqa: S608


def _sound(connection: sqlite3.Connection, of: str) -> bool:
    return connection.execute(f"PRAGMA integrity_check{of}").fetchall() in ([("ok",)], [(b"ok",)])


def _pages(place: Path) -> tuple[list[str], dict[int, tuple[str, str]]]:
    """The tables; page → the table that it serves (blank: the list of tables), and its kind."""
    with closing(sqlite3.connect(place)) as connection:
        made = connection.execute("SELECT name, tbl_name, type FROM sqlite_master WHERE type IN ('table', 'index')")
        serves = {name: (table, type_) for name, table, type_ in made}
        pages = connection.execute("SELECT name, pageno, pagetype FROM dbstat").fetchall()
    kinds = {page: (*serves.get(name, ("", "schema")), type_) for name, page, type_ in pages}
    found = {page: (table, f"{type_} {kind}") for page, (table, type_, kind) in kinds.items()}
    return sorted(name for name, (_, type_) in serves.items() if type_ == "table"), found
