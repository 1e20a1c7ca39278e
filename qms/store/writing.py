"""The one write path: row, parts, personal values, number and ledger entry in one transaction.

What one record after another brings into a table waits, and goes to the database in one statement: at the end, when
there is a heap of it, and before anything is asked.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import delete, insert, select, update

from qms import errors
from qms.base.record import Record
from qms.ledger.canonical import digest
from qms.ledger.commitment import SALT_LENGTH, Sealed
from qms.ledger.entry import SUITE, Entry
from qms.ledger.tree import completed
from qms.store.changes import COUNTED, change, into, is_part
from qms.store.engine import gone_back
from qms.store.known import HELD, Known
from qms.store.prepared import ask, run, run_all
from qms.store.reading import CHUNK, HASH, LEDGER, Reading, hash_over
from qms.store.rows import Loaded, child_rows, kept_rows, main_row, personal_rows, seal, spelled, tables_of
from qms.store.sealing import Sealing, Seals
from qms.store.table import contents, counters, entries, personal, subject_keys, validity
from qms.store.validity import follow

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Table

    from qms.base.kind import Kind

    Values = Mapping[str, Sealed] | None

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Head:
    """What an entry says besides the record: see `qms.ledger.entry.Entry`."""

    recorded_at: datetime
    zone: str
    occurred_at: datetime
    actor: str
    act: str
    on_behalf_of: str | None = None
    reason: str | None = None


class Writing(Reading):
    """A transaction that may write. It holds the ledger's lock from its first write to its end."""

    def __init__(
        self,
        connection: Connection,
        tokens: Callable[[int], bytes],
        known: Known | None = None,
        seals: Seals | None = None,
    ) -> None:
        """Write; ``tokens`` gives random bytes, ``known`` is what an earlier transaction of this process knew last."""
        super().__init__(connection, seals)
        self._tokens = tokens
        self._before = known
        self._size: int | None = None
        self._last = b""
        self._total = 0
        self._peaks: dict[int, bytes] = {}
        self._newest: dict[tuple[str, ...], int] = {}
        self._numbers: dict[str, int | None] = {}
        self._counted: dict[str, int] = {}
        self._waiting: dict[Table, list[dict[str, Any]]] = {}
        self._of: str | None = None
        self._wrapping: str | None = None
        self.fresh: set[str] = set()  # people numbered just now: nothing is sealed for them yet
        self.broken = False
        """Whether something failed while it was being written: then nothing of the transaction may be kept."""

    @property
    def connection(self) -> Connection:
        """Where it is asked and written; what waited to be written is written first."""
        self.settle()
        return self._connection

    def settle(self) -> None:
        """Write what waits."""
        if not self._waiting and not self._counted:
            return
        waiting, self._waiting = self._waiting, {}
        counted, self._counted = self._counted, {}
        with self._whole():
            if plain := waiting.pop(personal, None):
                waiting[subject_keys], waiting[personal] = self.seals.rows(self._connection, plain, self._sealing())
            # A part of an older record may wait since before a new record whose parts wait with it.
            for table in sorted(waiting, key=is_part):
                if waiting[table]:
                    run_all(self._connection, into(table), waiting[table])
            if counted:
                run_all(self._connection, COUNTED, [{"of": name, "to": value} for name, value in counted.items()])

    def _sealing(self) -> Sealing:
        return Sealing(self._wrapping, self._data_keys, self.fresh)

    @contextmanager
    def together(self) -> Generator[None]:
        """Keep all that is written in this block, or none of it; a refusal leaves what was written before as it is."""
        self.settle()
        size, last, total = self._size, self._last, self._total
        peaks, newest, numbers = self._peaks, dict(self._newest), dict(self._numbers)
        fresh, keys = set(self.fresh), dict(self._data_keys)
        nested = self._connection.begin_nested()
        try:
            yield
            self.settle()
            nested.commit()
        except BaseException:
            self.broken |= not gone_back(nested)
            self._waiting, self._counted = {}, {}
            self._size, self._last, self._total = size, last, total
            self._peaks, self._newest, self._numbers = peaks, newest, numbers
            self.fresh, self._data_keys = fresh, keys
            raise

    def append(self, kind: Kind[R], before: Loaded[R] | None, after: R, head: Head, sealed: Values = None) -> Entry:
        """Save the record and the entry that tells of it; raise `StaleRecord` where it was changed meanwhile.

        Args:
            kind: the record's kind.
            before: the record as it was read in this transaction; None for a new one.
            after: the record to save; its version must be one above ``before``'s, or 1.
            head: by whom, when, why.
            sealed: what `seal` gave for it; None: it was not asked.

        """
        with self._whole():
            if self._waiting and self._of != kind.name:
                # Records may rest on those of other kinds, which go first then.
                self.settle()
            self._of = kind.name
            entry = self._append(kind, before, after, head, sealed)
            if len(self._waiting[entries]) >= CHUNK:
                self.settle()
            return entry

    def seal(self, kind: Kind[R], before: Loaded[R] | None, after: R) -> dict[str, Sealed]:
        """The personal values of a record with their salts, new ones where a value is new; nothing is saved."""
        return seal(kind, after, before.sealed if before else {}, lambda: self._tokens(SALT_LENGTH))

    def _append(self, kind: Kind[R], before: Loaded[R] | None, after: R, head: Head, sealed: Values) -> Entry:
        position = self.lock()
        held = self._follow(before, after.code, position)
        old: Mapping[str, Sealed] = before.sealed if before else {}
        sealed = self.seal(kind, before, after) if sealed is None else sealed
        if said := personal_rows(after.version, old, sealed):
            self.seals.current(self._connection, self._wrapping)
        entry = Entry(
            suite=SUITE, position=position, recorded_at=head.recorded_at, zone=head.zone,
            occurred_at=head.occurred_at, actor=head.actor, on_behalf_of=head.on_behalf_of, act=head.act,
            kind=kind.name, code=after.code, version=after.version, reason=head.reason,
            origin=after.origin.value, record=spelled(after, sealed),
        )  # fmt: skip
        hashes = self._hashes(entry)
        self._save(kind, before, after)
        if said:
            self._wait(personal, said)
        self._save_entry(entry, hashes)
        if held:
            self._wait(validity, [held])
        return entry

    @contextmanager
    def _whole(self) -> Generator[None]:
        try:
            yield
        except BaseException:
            self.broken = True
            raise

    def lock(self) -> int:
        """Take the ledger's lock, if it is not taken yet, and return the number of entries."""
        if self._size is None:
            size, last, total, self._wrapping = self._held()
            self._data_keys.clear()  # read when somebody else could still erase them
            self._size, self._last, self._total = int(size), bytes(last or b""), int(total)
            if self._before and self._before.mark == (self._size, self._last, self._total):
                self._peaks, self._newest, self._numbers = self._before.copies()
        return self._size

    def _held(self) -> Sequence[Any]:
        return ask(self.connection, HELD, {"of": LEDGER}) or (0, None, 0, None)

    def known(self) -> Known | None:
        """What the next transaction of this process need not ask for; None: this one took no lock."""
        if self._size is None:
            return None
        return Known((self._size, self._last, self._total), self._peaks, self._newest, self._numbers)

    # While the lock is held nobody else enters or counts anything: what was read once is known.

    def newest(self, kinds: Sequence[str]) -> int:
        """Position of the newest entry of these kinds; -1 where there is none."""
        self.lock()
        of = tuple(kinds)
        if of not in self._newest:
            self._newest[of] = super().newest(of)
        return self._newest[of]

    def peek_number(self, name: str) -> int:
        """The number that `next_number` would give; it stays so while this transaction holds the lock."""
        self.lock()
        if name not in self._numbers:
            self._numbers[name] = self.counted(name)
        return (self._numbers[name] or 0) + 1

    def next_number(self, name: str) -> int:
        """Take the next number of a row of numbers, from 1; it is given back when the transaction fails."""
        number = self.peek_number(name)
        self._count(name, number)
        return number

    def pass_number(self, name: str, taken: int) -> None:
        """Let a row of numbers go on after ``taken``, unless it is there already or beyond."""
        if taken >= self.peek_number(name):
            self._count(name, taken)

    def _count(self, name: str, value: int) -> None:
        with self._whole():
            if self._numbers[name] is None:
                self.connection.execute(insert(counters), {"name": name, "value": value})
            else:
                self._counted[name] = value
            self._total += value - (self._numbers[name] or 0)
            self._numbers[name] = value

    def keep(self, content: bytes, media: str) -> str:
        """Keep bytes under their SHA-256 and return it; the same bytes are kept once."""
        self.lock()
        name = digest(content)
        if self.connection.scalar(select(contents.c.digest).where(contents.c.digest == name)) is None:
            with self._whole():
                self.connection.execute(insert(contents).values(digest=name, media=media, content=content))
        return name

    def _follow(self, before: Loaded[R] | None, code: str, position: int) -> dict[str, int] | None:
        return follow(self.connection, code, before.record.version, position) if before else None

    def _save(self, kind: Kind[R], before: Loaded[R] | None, after: R) -> None:
        tables = tables_of(kind)
        row = main_row(kind, after)
        if before is None:
            self._wait(tables.main, [row])
        else:
            here = {"here_code": after.code, "here_version": before.record.version}
            if run(self.connection, change(tables.main), {**row, **here}) != 1:
                raise errors.StaleRecord(code=after.code, seen=before.record.version, now=after.version)
        old = kept_rows(kind, before) if before else dict[str, list[dict[str, Any]]]()
        for name, rows in child_rows(kind, after).items():
            self._save_parts(tables.child(name), after.code, old.get(name, []), rows)

    def _save_parts(self, table: Table, code: str, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> None:
        for seq, (was, now) in enumerate(zip(old, new, strict=False)):
            if was != now:
                here = (table.c.record == code) & (table.c.seq == seq)
                self.connection.execute(update(table).where(here).values(now))
        if len(new) > len(old):
            self._wait(table, new[len(old) :])
        elif len(new) < len(old):
            beyond = (table.c.record == code) & (table.c.seq >= len(new))
            self.connection.execute(delete(table).where(beyond))

    def _hashes(self, entry: Entry) -> bytes:
        hashes = completed(entry.position, entry.leaf(), self._peak)
        self._peaks = {level: one for level, one in self._peaks.items() if level >= len(hashes)}
        self._peaks[len(hashes) - 1] = hashes[-1]
        self._last = b"".join(hashes)
        return self._last

    def _save_entry(self, entry: Entry, hashes: bytes) -> None:
        self._wait(entries, [{**vars(entry), "hashes": hashes}])
        self._size = self._counted[LEDGER] = entry.position + 1
        self._total += 1
        for kinds in self._newest:
            if entry.kind in kinds:
                self._newest[kinds] = entry.position

    def _wait(self, table: Table, rows: list[dict[str, Any]]) -> None:
        self._waiting.setdefault(table, []).extend(rows)

    def _peak(self, end: int, level: int) -> bytes:
        # Of what waits to be written it is known: what is asked for here stands there since before.
        if level not in self._peaks and end == self._size:
            # The last entry of all came with the lock, unless somebody else wrote it while we waited.
            self._peaks[level] = self._last[level * HASH : (level + 1) * HASH]
        return self._peaks.get(level) or hash_over(self._connection, end, level)
