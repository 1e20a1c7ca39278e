"""What a disk may hold after a power cut: what was made durable, and any part of what was not.

Of the writes since a file was last made durable each may be kept, lost, torn at a border of 512 bytes, or kept as
length alone, in any order; names of files are made and dropped in their order, and only as far as the folder got by
itself unless it was made durable too. That is less than a file system promises and no less than SQLite relies on.

Most states differ from each other in a few pages, and many come to the same files. So what becomes of a page is known
by what became of the writes that touch it; the sum over pages tells a set of files without its being built.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.reliability.unsure import KEPT, LENGTH, LOST, SECTOR, Fate, Unsure

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.reliability.recorded import Op
    from tests.reliability.unsure import Built

_EARLIER = 0.3
"""How likely the names are chosen by chance; else they are the newest, so that the files have something in them."""
_DIGITS = bytes.maketrans(b"01", bytes((LOST, KEPT)))


@dataclass(frozen=True)
class Crash:
    """One state of the disk: how many of the names' changes, and what became of each pending write."""

    names: int
    fates: tuple[Fate, ...]


class Disk:
    """A folder with files, of which it is known what is durable."""

    def __init__(self, files: Path, folder: Path) -> None:
        """With these files, all durable, in the folder where work is done."""
        self._folder = str(folder)
        laid = sorted(files.iterdir())
        self._files = [Unsure(file.read_bytes()) for file in laid]
        self._durable = {str(folder / file.name): at for at, file in enumerate(laid)}
        self._now = dict(self._durable)
        self._changes: list[dict[str, int]] = []
        self._live: list[Unsure] = []
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
            self._files.append(Unsure())
            self._name({**self._now, op.path: len(self._files) - 1})
        elif op.what == "drop" and op.path in self._now:
            self._name({path: at for path, at in self._now.items() if path != op.path})
        elif op.what in {"rename", "link"} and op.path in self._now:
            names = {path: at for path, at in self._now.items() if op.what == "link" or path != op.path}
            self._name({**names, op.to: self._now[op.path]})
        elif op.what == "sync" and op.path == self._folder:
            self._durable, self._changes = self._now, []
        elif op.path in self._now:
            self._files[self._now[op.path]].do(op)
        self._settle()

    def _name(self, names: dict[str, int]) -> None:
        self._now = dict(sorted(names.items()))
        self._changes.append(self._now)

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
        spans = [span for file in self._live for span in file.spans]
        for _ in range(most if spans else 0):
            names = len(self._changes)
            if chance.random() < _EARLIER:
                names = chance.randint(0, names)
            yield Crash(names, _fates(spans, chance))

    def key(self, crash: Crash) -> int:
        """A number that is the same for the same files, whichever way they came about."""
        told = [(path, file.key(fates)) for path, file, fates in self.named(crash)]
        return hash(tuple(told))

    def files(self, crash: Crash) -> dict[str, Built]:
        """What the disk holds then, by path."""
        return {path: file.built(fates) for path, file, fates in self.named(crash)}

    def named(self, crash: Crash) -> Iterator[tuple[str, Unsure, tuple[Fate, ...]]]:
        """Each file that has a name then, and what became of what was done to it."""
        names = self._changes[crash.names - 1] if crash.names else self._durable
        begin, fates = 0, dict[int, tuple[Fate, ...]]()
        for file in self._live:
            end = begin + len(file.pending)
            fates[id(file)] = crash.fates[begin:end]
            begin = end
        for path, at in names.items():
            file = self._files[at]
            yield path, file, fates[id(file)]


def _plain(count: int, each: int) -> Iterator[tuple[Fate, ...]]:
    """All, none; of the first ``each``: all up to it, all but it, it alone."""
    yield (KEPT,) * count
    yield (LOST,) * count
    for at in range(each):
        yield (*(KEPT,) * at, *(LOST,) * (count - at))
        yield (*(KEPT,) * at, LOST, *(KEPT,) * (count - at - 1))
        yield (*(LOST,) * at, KEPT, *(LOST,) * (count - at - 1))


def _fates(spans: Sequence[tuple[int, int]], chance: random.Random) -> tuple[Fate, ...]:
    """What becomes of writes from and to a byte: how likely one is kept is chosen anew for each state."""
    count = len(spans)
    some = chance.getrandbits

    def all_of(times: int) -> int:
        found = some(count)
        for _ in range(times - 1):
            found &= some(count)
        return found

    often = (1 << count) - 1
    kept = (all_of(4), all_of(2), some(count), often ^ all_of(2), often ^ all_of(4))[chance.randrange(5)]
    fates: list[Fate] = list(f"{kept:0{count}b}".encode().translate(_DIGITS))
    special = all_of(3)
    while special:
        at = special.bit_length() - 1
        special ^= 1 << at
        begin, end = spans[at]
        first, last = begin // SECTOR + 1, (end - 1) // SECTOR
        kind = chance.random()
        if kind < 1 / 6:
            fates[at] = LENGTH
        elif first <= last:
            fates[at] = ("head" if kind < 7 / 12 else "tail", SECTOR * chance.randint(first, last) - begin)
    return tuple(fates)
