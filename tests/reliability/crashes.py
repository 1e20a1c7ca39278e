"""What a disk may hold after a power cut: what was made durable, and any part of what was not.

Of the writes since a file was last made durable each may be kept, lost, torn at a border of 512 bytes, or kept as
length alone, in any order; names of files are made and dropped in their order, and only as far as the folder got by
itself unless it was made durable too. That is less than a file system promises and no less than SQLite relies on.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.reliability.recorded import Op

SECTOR = 512
LOST, KEPT, LENGTH = 0, 1, 2
Fate = int | tuple[str, int]
"""Of one write: lost, kept, kept as length with zeros in it, or its head or tail kept up to or from a byte."""
_SOME = (0.06, 0.3, 0.5, 0.7, 0.94)
"""How likely a write is kept; chosen anew for every state, so that nearly all and nearly none are seen too."""

_EARLIER = 0.3
"""How likely the names are chosen by chance; else they are the newest, so that the files have something in them."""


@dataclass
class _File:
    durable: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list[tuple[int, bytes | None]])
    """Since it was made durable: bytes written at a place, or None: cut to that length."""
    length: int = 0
    sum: int = 0
    """Of its durable bytes, see `_sum`."""


@dataclass(frozen=True)
class Crash:
    """One state of the disk: how many of the names' changes, and what became of each pending write."""

    names: int
    fates: tuple[Fate, ...]


@dataclass(frozen=True)
class Held:
    """What the disk holds then.

    Attributes:
        files: path → bytes.
        key: the same for the same files, whichever way they came about.

    """

    files: dict[str, bytes | bytearray]
    key: int


class Disk:
    """A folder with files, of which it is known what is durable."""

    def __init__(self, files: Path, folder: Path) -> None:
        """With these files, all durable, in the folder where work is done."""
        self._folder = str(folder)
        laid = sorted(files.iterdir())
        self._files = [_file(file.read_bytes()) for file in laid]
        self._durable = {str(folder / file.name): at for at, file in enumerate(laid)}
        self._now = dict(self._durable)
        self._changes: list[dict[str, int]] = []
        self._live: list[_File] = []
        self.said = 0
        self._settle()

    @property
    def doubt(self) -> int:
        """How many things may or may not have come to the disk."""
        return len(self._changes) + sum(len(file.pending) for file in self._live)

    def do(self, op: Op) -> None:
        """Do one operation."""
        if op.what == "said":
            self.said += 1
        elif op.what == "make" and op.path not in self._now:
            self._files.append(_File())
            self._name({**self._now, op.path: len(self._files) - 1})
        elif op.what == "drop" and op.path in self._now:
            self._name({path: at for path, at in self._now.items() if path != op.path})
        elif op.what in {"rename", "link"} and op.path in self._now:
            names = {path: at for path, at in self._now.items() if op.what == "link" or path != op.path}
            self._name({**names, op.to: self._now[op.path]})
        elif op.what == "sync" and op.path == self._folder:
            self._durable, self._changes = self._now, []
        elif op.path in self._now:
            _change(self._files[self._now[op.path]], op)
        self._settle()

    def _name(self, names: dict[str, int]) -> None:
        self._now = names
        self._changes.append(names)

    def _settle(self) -> None:
        """Files that may still be found under a name."""
        named = {at for names in (self._durable, *self._changes) for at in names.values()}
        self._live = [self._files[at] for at in sorted(named)]

    def plain(self, *, few: bool = False) -> Iterator[Crash]:
        """Plain states that a power cut may leave now: all, none, all up to each write, all but it, and it alone.

        With ``few`` all and none alone.
        """
        count = sum(len(file.pending) for file in self._live)
        for names in range(len(self._changes), -1, -1):
            for fates in dict.fromkeys(_plain(count, 0 if few else count)):
                yield Crash(names, fates)

    def by_chance(self, most: int, chance: random.Random) -> Iterator[Crash]:
        """So many others, some of them perhaps twice."""
        spans = [(at, at + len(data or b"")) for file in self._live for at, data in file.pending]
        for _ in range(most if spans else 0):
            kept, names = chance.choice(_SOME), len(self._changes)
            if chance.random() < _EARLIER:
                names = chance.randint(0, names)
            yield Crash(names, tuple(_fate(span, kept, chance) for span in spans))

    def after(self, crash: Crash) -> Held:
        """What the disk holds then."""
        names = self._changes[crash.names - 1] if crash.names else self._durable
        begin, ends = 0, dict[int, tuple[bytes | bytearray, int]]()
        for file in self._live:
            end = begin + len(file.pending)
            ends[id(file)] = _ended(file, crash.fates[begin:end])
            begin = end
        files: dict[str, bytes | bytearray] = {}
        told = list[tuple[str, int]]()
        for path, at in names.items():
            files[path], sum_ = ends[id(self._files[at])]
            told.append((path, sum_))
        return Held(files, hash(tuple(sorted(told))))


def _file(data: bytes) -> _File:
    return _File(data, [], len(data), _sum(data, _sectors([(0, len(data))])) + _length(len(data)))


def _change(file: _File, op: Op) -> None:
    if op.what == "sync" and file.pending:
        held, file.sum = _ended(file, (KEPT,) * len(file.pending))
        file.durable, file.pending = bytes(held), []
    elif op.what == "cut":
        file.pending.append((op.at, None))
        file.length = op.at
    elif op.what == "write":
        at = file.length if op.at < 0 else op.at
        file.pending.append((at, op.data))
        file.length = max(file.length, at + len(op.data))


def _plain(count: int, each: int) -> Iterator[tuple[Fate, ...]]:
    """All, none; of the first ``each``: all up to it, all but it, it alone."""
    yield (KEPT,) * count
    yield (LOST,) * count
    for at in range(each):
        yield (*(KEPT,) * at, *(LOST,) * (count - at))
        yield (*(KEPT,) * at, LOST, *(KEPT,) * (count - at - 1))
        yield (*(LOST,) * at, KEPT, *(LOST,) * (count - at - 1))


def _fate(span: tuple[int, int], kept: float, chance: random.Random) -> Fate:
    kind, (begin, end) = chance.random(), span
    first, last = begin // SECTOR + 1, (end - 1) // SECTOR
    if kind < 0.1 and first <= last:
        return ("head" if kind < 0.05 else "tail", SECTOR * chance.randint(first, last) - begin)
    if kind < 0.12:
        return LENGTH
    return KEPT if chance.random() < kept else LOST


def _ended(file: _File, fates: Sequence[Fate]) -> tuple[bytes | bytearray, int]:
    """The bytes of a file and their sum, when this became of what is pending."""
    touched = list[tuple[int, int]]()
    made: bytes | bytearray = file.durable
    for (at, data), fate in zip(file.pending, fates, strict=True):
        if fate == LOST:
            continue
        if isinstance(made, bytes):
            made = bytearray(made)
        touched.append(_applied(made, at, data, fate))
    if not touched:
        return made, file.sum
    sectors = _sectors(touched)
    told = file.sum - _length(len(file.durable)) + _length(len(made))
    return made, told - _sum(file.durable, sectors) + _sum(made, sectors)


def _applied(made: bytearray, at: int, data: bytes | None, fate: Fate) -> tuple[int, int]:
    """Do one write; from where to where it changed something."""
    if data is None:
        before = len(made)
        made[at:] = bytes(max(0, at - before))
        return min(at, before), max(at, before)
    end = at + len(data)
    if fate == LENGTH:
        data = bytes(max(0, end - max(at, len(made))))
        at = end - len(data)
    elif isinstance(fate, tuple):
        at, data = (at, data[: fate[1]]) if fate[0] == "head" else (at + fate[1], data[fate[1] :])
    begin = min(at, len(made))
    if at > len(made):
        made.extend(bytes(at - len(made)))
    made[at : at + len(data)] = data
    return begin, at + len(data)


def _sectors(touched: Sequence[tuple[int, int]]) -> set[int]:
    return {one for begin, end in touched for one in range(begin // SECTOR, (end + SECTOR - 1) // SECTOR)}


def _sum(data: bytes | bytearray, sectors: set[int]) -> int:
    """A sum over sectors, so that it follows from that of other bytes by those that differ."""
    view = memoryview(data)
    return sum(hash((one, bytes(view[one * SECTOR : (one + 1) * SECTOR]))) for one in sectors)


def _length(size: int) -> int:
    return hash(("length", size))
