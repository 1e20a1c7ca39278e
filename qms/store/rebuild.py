"""A store made anew from a ledger: every table is what replaying the entries makes of it, under today's structure."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, update

from qms.ledger.tree import completed
from qms.store.columns import SHARED_ROWS, table_of
from qms.store.reading import CHUNK, LEDGER
from qms.store.replay import Replay
from qms.store.rows import tables_of
from qms.store.table import contents, counters, entries, personal, subject_keys
from qms.store.validity import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sqlalchemy import Connection, Table

    from qms.base.kind import Kind
    from qms.ledger.commitment import Sealed
    from qms.ledger.entry import Entry
    from qms.store.columns import Row
    from qms.store.sealing import Seals

    Kept = tuple[str, str, bytes]
    """Digest, media type, bytes."""


class Rebuild:
    """Fills the empty tables of a new store, in the transaction that makes it.

    Entries and values go in as they come; of the records the newest state alone is held, as `Replay` holds it.
    """

    def __init__(self, connection: Connection, kind_of: Callable[[str], Kind[Any]], seals: Seals) -> None:
        """Write over this connection; ``kind_of`` gives a kind by its name, ``seals`` seal personal values."""
        self.connection = connection
        self._seals = seals
        self.replay = Replay(kind_of)
        self.size = 0
        self._peaks: dict[int, bytes] = {}

    def entries(self, told: Iterable[Entry]) -> None:
        """Write the ledger, in order, and hear what it tells; raise one of `qms.store.replay.Unfit`."""
        self._fill(entries, map(self._entry, told))

    def _entry(self, entry: Entry) -> dict[str, Any]:
        if entry.position != self.size:
            raise ValueError(entry.position)
        self.replay.play([entry])
        self.size += 1
        hashes = completed(entry.position, entry.leaf(), lambda _, level: self._peaks[level])
        self._peaks = {level: one for level, one in self._peaks.items() if level >= len(hashes)}
        self._peaks[len(hashes) - 1] = hashes[-1]
        return {**vars(entry), "hashes": b"".join(hashes)}

    def tables(self) -> None:
        """Write the rows of every record, those that others rest on first, the counters, and how long entries held."""
        codes: dict[str, list[str]] = {}
        for code, (kind, _) in self.replay.newest.items():
            codes.setdefault(kind.name, []).append(code)
        # Every record may stand under a department.
        for name in sorted(codes, key=lambda one: one != "department"):
            kind = self.replay.kind_of(name)
            tables = tables_of(kind)
            self._fill(tables.main, self._above_first(kind, codes[name]))
        for name, listed in codes.items():
            tables = tables_of(self.replay.kind_of(name))
            parts: tuple[type[Row], ...] = (*tables.children.values(), *SHARED_ROWS.values())
            for row in parts:
                self._fill(table_of(row), (plain for code in listed for plain in self._rows(code, table_of(row))))
        for name, value in self.replay.numbers.items():
            self.connection.execute(insert(counters).values(name=name, value=value))
        self.connection.execute(update(counters).where(counters.c.name == LEDGER).values(value=self.size))
        fill(self.connection)

    def _rows(self, code: str, table: Table) -> Iterator[dict[str, Any]]:
        for row, _, plain in self.replay.rows(code):
            if table_of(row) is table:
                yield row.read(plain)

    def _above_first(self, kind: Kind[Any], codes: list[str]) -> Iterator[dict[str, Any]]:
        """The main rows of a kind; one that rests on another of its kind comes after that."""
        main, waiting, done, own = tables_of(kind).main, list(codes), set[str](), set(codes)
        while waiting:
            left: list[str] = []
            for code in waiting:
                above = self.replay.newest[code][1].get("department")
                if above in own and above != code and above not in done:
                    left.append(code)
                    continue
                done.add(code)
                yield from self._rows(code, main)
            if len(left) == len(waiting):
                raise ValueError(left[0])
            waiting = left

    def personal(self, given: Iterable[tuple[Sealed, int]]) -> None:
        """Write personal values with the version that each came with; where one ended is known from the ledger."""
        ended: dict[tuple[str, str], list[int]] = {}
        for code, fields in self.replay.personal.items():
            for (field, version), commitment in fields.items():
                if commitment is None:
                    ended.setdefault((code, field), []).append(version)
        last: dict[tuple[str, str, int], str] = {}
        self._seal(_noting(given, ended, last))
        rows = [
            {"code": code, "field": field, "version": version, "subject": subject, "salt": b"", "value": ""}
            for (code, field, version), subject in last.items()
        ]
        self._seal(rows)

    def _seal(self, plain: Iterable[dict[str, Any]]) -> None:
        waiting = iter(plain)
        while some := list(islice(waiting, CHUNK)):
            keys, rows = self._seals.rows(self.connection, some)
            self._fill(subject_keys, keys)
            self._fill(personal, rows)

    def contents(self, given: Iterable[Kept]) -> None:
        """Write what is kept for records, one after another: one may be large."""
        for digest, media, content in given:
            self.connection.execute(insert(contents).values(digest=digest, media=media, content=content))

    def _fill(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        some: list[Mapping[str, Any]] = []
        for row in rows:
            some.append(row)
            if len(some) == CHUNK:
                self.connection.execute(insert(table), some)
                some = []
        if some:
            self.connection.execute(insert(table), some)


def _noting(
    given: Iterable[tuple[Sealed, int]],
    ended: Mapping[tuple[str, str], list[int]],
    last: dict[tuple[str, str, int], str],
) -> Iterator[dict[str, Any]]:
    """The rows of these values; ``last`` is told whom the value was about that a version ended."""
    for one, version in given:
        for end in ended.get((one.code, one.field), ()):
            if version < end:
                last[one.code, one.field, end] = one.subject
        yield {**vars(one), "version": version}
