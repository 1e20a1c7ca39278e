"""Whether the evidence holds since a checkpoint: a quick run between two whole ones.

The checkpoint stands for everything before it. What is read: the few hashes that lead to its root, the entries
after it, the records that these tell of (with all of their own entries), the structure and the counters. So the cost
grows with what is new. What was changed in an older entry or in a record that no newer entry tells of is not seen:
that is what `qms.store.verify` is for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, exists, func, select

from qms.errors import LedgerBroken
from qms.ledger.tree import EMPTY, node_hash
from qms.store.lenient import CHUNK, any_text, rows
from qms.store.reading import LEDGER, origin_of
from qms.store.rows import tables_of
from qms.store.table import contents, counters, entries
from qms.store.told import Told, codes_of
from qms.store.verify import Check, finding, other_origin
from qms.store.walk import HASH, Peaks, pieces, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Column, Table

    from qms.base.finding import Finding
    from qms.base.kind import Kind
    from qms.store.reading import Reading
    from qms.store.verify import Checkpoint


def verify_since(
    reading: Reading,
    kinds: Sequence[Kind[Any]],
    since: Checkpoint,
    against: Checkpoint | None = None,
    origin: str = "",
) -> Iterator[Finding]:
    """Everything that does not hold since a checkpoint; nothing when all of that is well.

    Args:
        reading: the store at one moment.
        kinds: all kinds of record.
        since: a checkpoint that a whole verification ended with.
        against: a checkpoint kept elsewhere that the ledger must begin with, too.
        origin: the ledger that this one is of; blank: not known.

    """
    with any_text(reading.connection):
        check = _Recent(reading, kinds, since)
        yield from check.structure()
        if entries.name not in check.broken:
            yield from check.since_then()
            if against is not None:
                yield from _against(reading, against, origin)


def verify_codes(reading: Reading, kinds: Sequence[Kind[Any]], codes: Iterable[str]) -> Iterator[Finding]:
    """What does not hold of these records' rows and personal values, where the ledger itself does."""
    with any_text(reading.connection):
        yield from _Recent(reading, kinds, (reading.size(), b""), codes).about()


def grown_from(reading: Reading, kept: Checkpoint, size: int) -> bool:
    """Whether the first ``size`` entries begin with a checkpoint's, by the hashes kept beside the entries."""
    try:
        reading.consistency(*kept, size).verify()
    except (LedgerBroken, TypeError):  # the second: hashes that are no bytes
        return False
    return True


def _against(reading: Reading, kept: Checkpoint, origin: str) -> Iterator[Finding]:
    size = reading.connection.scalar(select(func.count()).select_from(entries)) or 0
    first = list(rows(reading.connection, entries, entries.c.position == 0))
    leaf = (pieces(first[0]["hashes"]) or (b"",))[0] if first else b""
    if origin and first and origin != origin_of(leaf):
        yield other_origin(origin, origin_of(leaf))
    elif size < kept[0]:
        yield finding("tail_cut", f"ledger:{size}", found=size, expected=kept[0])
    elif not grown_from(reading, kept, size):
        yield finding("root_differs", f"ledger:{kept[0]}", size=kept[0])


class _Recent(Check):
    """One pass over what came after a checkpoint."""

    def __init__(
        self, reading: Reading, kinds: Sequence[Kind[Any]], since: Checkpoint, codes: Iterable[str] = ()
    ) -> None:
        super().__init__(reading.connection, kinds, reading.seals)
        self.begin, self.root = since
        self.codes = frozenset(codes)
        self.named: frozenset[str] = frozenset()

    def since_then(self) -> Iterator[Finding]:
        """All but the structure."""
        last = self.connection.scalar(select(func.max(entries.c.position)))
        if last is None or (isinstance(last, int) and last + 1 < self.begin):
            found = 0 if last is None else last + 1
            if found < self.begin:
                yield finding("tail_cut", f"ledger:{found}", found=found, expected=self.begin)
                return
        peaks, good = self._peaks()
        if not good:
            yield finding("root_differs", f"ledger:{self.begin}", size=self.begin)
        told = self._listened(peaks)
        size = self._counted().get(LEDGER)
        counted = size if isinstance(size, int) else 0
        told.conclude(self._there(all_of_them=not told.whole(counted)), counted)
        expected = told.rows()
        self.named = frozenset(told.named)
        yield from self._ledger(told, size)
        yield from self._signatures(told)
        yield from self._records(told, expected)
        yield from self._counters(told)
        yield from self._contents(told)
        yield from self._validity(told, size, self.begin)

    def about(self) -> Iterator[Finding]:
        """What does not hold of the tables, of the records that were named alone."""
        told = self._listened(Peaks())
        told.conclude(self._there(all_of_them=False), self.begin)
        yield from self._signatures(told)
        yield from self._records(told, told.rows())

    # --- the ledger ---

    def _peaks(self) -> tuple[Peaks, bool]:
        """What the entries after the checkpoint are built on, and whether it is what the checkpoint stands for."""
        ends: list[tuple[int, int]] = []
        for level in reversed(range(self.begin.bit_length())):
            if self.begin >> level & 1:
                ends.append(((ends[-1][0] if ends else 0) + (1 << level), level))
        where = entries.c.position.in_([end - 1 for end, _ in ends])
        kept = {row["position"]: pieces(row["hashes"]) for row in rows(self.connection, entries, where)}
        found = [kept.get(end - 1, ())[level : level + 1] for end, level in ends]
        whole = [one[0] for one in found if one and len(one[0]) == HASH]
        good = len(whole) == len(ends) and _folded(whole) == self.root
        peaks = Peaks()
        for (end, level), known in zip(ends, found, strict=True):
            if known:
                peaks.begin(end, level, known[0], sure=good)
        return peaks, good

    def _listened(self, peaks: Peaks) -> Told:
        """What the entries after the checkpoint tell, and before them all others of the same records."""
        after = (entries.c.position >= self.begin,) if self.begin else ()
        newer = list(walk(self.connection, *after, peaks=peaks))
        self.codes |= frozenset(code for step in newer for code in codes_of(step) if _askable(code))
        told = Told(self.connection, self.kinds, self.begin)
        for some in self._among(entries.c.code, self.codes if self.begin else ()):
            for step in walk(self.connection, entries.c.position < self.begin, some):
                told.hear(step)
        for step in newer:
            told.hear(step)
        return told

    def _there(self, *, all_of_them: bool) -> dict[str, dict[str, int]]:
        """Kind → code → version of the rows of these records.

        Where entries are missing, of all those too of whose version there is no entry: whose they were.
        """
        return {kind.name: self._versions(tables_of(kind).main, all_of_them=all_of_them) for kind in self.kinds}

    def _versions(self, main: Table, *, all_of_them: bool) -> dict[str, int]:
        if main.name in self.broken:
            return {}
        wanted = list(self._among(main.c.code, self.codes))
        if all_of_them:
            same = (entries.c.code == main.c.code) & (entries.c.version == main.c.version)
            wanted.append(~exists().where(same))
        heads = select(main.c.code, main.c.version)
        found = (row for some in wanted for row in self.connection.execute(heads.where(some)))
        return {code: version for code, version in found if isinstance(code, str) and isinstance(version, int)}

    # --- what is held against it ---

    def _rows(self, table: Table) -> Iterator[dict[str, Any]]:
        if table is contents:
            column, among = contents.c.digest, self.named
        else:
            column, among = next(iter(table.primary_key)), self.codes
        for some in self._among(column, among):
            yield from rows(self.connection, table, some)

    @staticmethod
    def _among(column: Column[Any], values: Iterable[str]) -> Iterator[ColumnElement[bool]]:
        listed = sorted(values)
        for start in range(0, len(listed), CHUNK):
            yield column.in_(listed[start : start + CHUNK])

    # --- numbers ---

    def _counters(self, told: Told) -> Iterator[Finding]:
        """Each counter by two questions: is the last number it gave in use, and the next one not."""
        if counters.name in self.broken:
            return
        found = {name: value for name, value in self._counted().items() if name != LEDGER}
        kinds = {kind.name: kind for kind in self.kinds if kind.prefix and kind.counted}
        for name, value in found.items():
            if not isinstance(name, str):
                yield finding("counter_wrong", name, name=name, found=value, expected=0)
        names = {name for name in found if isinstance(name, str)} | told.replay.numbers.keys()
        years = {name.rpartition("-")[2] for name in names}
        names |= {f"{kind}-{year}" for kind in kinds for year in years if year.isascii() and year.isdigit()}
        for name in sorted(names):
            of, _, year = name.rpartition("-")
            kind, value = kinds.get(of), found.get(name)
            if kind and year.isascii() and year.isdigit() and self._stands(kind, int(year), value):
                continue
            wanted = self._last(kind, year) if kind else 0
            if value != (wanted or None):
                yield finding("counter_wrong", name, name=name, found=value or 0, expected=wanted)

    def _stands(self, kind: Kind[Any], year: int, value: object) -> bool:
        if value is None:
            return not self._given(kind.number(year, 1))
        if not isinstance(value, int) or value < 1:
            return False
        return self._given(kind.number(year, value)) and not self._given(kind.number(year, value + 1))

    def _given(self, code: str) -> bool:
        return self.connection.scalar(select(entries.c.position).where(entries.c.code == code).limit(1)) is not None

    def _last(self, kind: Kind[Any], year: str) -> int:
        """The last number of a year by the ledger and the rows: asked only where a counter does not stand."""
        beginning = f"{kind.prefix}-{year}-"
        numbers = [0]
        for table in (entries, tables_of(kind).main):
            if table.name not in self.broken:
                like = table.c.code.startswith(beginning, autoescape=True)
                codes = self.connection.scalars(select(table.c.code).where(like))
                ends = (code.removeprefix(beginning) for code in codes if isinstance(code, str))
                numbers += [int(end) for end in ends if end.isascii() and end.isdigit()]
        return max(numbers)


def _askable(code: object) -> bool:
    """Whether a database can be asked for it; no code of a record is anything else."""
    return isinstance(code, str) and code.isprintable()


def _folded(peaks: Sequence[bytes]) -> bytes:
    """The root over perfect subtrees, largest first."""
    if not peaks:
        return EMPTY
    found = peaks[-1]
    for one in reversed(peaks[:-1]):
        found = node_hash(one, found)
    return found
