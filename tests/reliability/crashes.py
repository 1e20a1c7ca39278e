"""What a disk may hold after a power cut: what was made durable, and any part of what was not.

Of the writes since a file was last made durable each may be kept, lost, or torn at a border of 512 bytes, in any
order; names of files are made and dropped in their order, and only as far as the folder got by itself unless it was
made durable too. That is less than a file system promises and no less than SQLite relies on.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.reliability.recorded import Op

SECTOR = 512
LOST, KEPT = 0, 1
Fate = int | tuple[str, int]
"""Of one write: lost, kept, or the head or the tail of it kept up to or from a byte."""


@dataclass
class _File:
    durable: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Since it was made durable: bytes written at a place, or None: cut to that length."""
    length: int = 0


@dataclass(frozen=True)
class Crash:
    """One state of the disk: how many of the names' changes, and what became of each pending write."""

    said: int
    names: int
    fates: tuple[Fate, ...]


class Disk:
    """A folder with files, of which it is known what is durable."""

    def __init__(self, files: Path, folder: Path) -> None:
        """With these files, all durable, in the folder where work is done."""
        self._folder = str(folder)
        laid = sorted(files.iterdir())
        self._files = [_File(file.read_bytes(), [], file.stat().st_size) for file in laid]
        self._durable = {str(folder / file.name): at for at, file in enumerate(laid)}
        self._now = dict(self._durable)
        self._changes: list[dict[str, int]] = []
        self.said = 0

    def do(self, op: Op) -> None:
        """Do one operation."""
        if op.what == "said":
            self.said += 1
        elif op.what == "make" and op.path not in self._now:
            self._files.append(_File())
            self._name({**self._now, op.path: len(self._files) - 1})
        elif op.what == "drop" and op.path in self._now:
            self._name({path: at for path, at in self._now.items() if path != op.path})
        elif op.what == "rename":
            names = {path: at for path, at in self._now.items() if path != op.path}
            self._name({**names, op.to: self._now[op.path]})
        elif op.what == "sync" and op.path == self._folder:
            self._durable, self._changes = self._now, []
        elif op.path in self._now:
            self._change(self._files[self._now[op.path]], op)

    def _name(self, names: dict[str, int]) -> None:
        self._now = names
        self._changes.append(names)

    def _change(self, file: _File, op: Op) -> None:
        if op.what == "sync":
            file.durable = _applied(file.durable, file.pending, [KEPT] * len(file.pending))
            file.pending = []
        elif op.what == "cut":
            file.pending.append((op.at, None))
            file.length = op.at
        elif op.what == "write":
            at = file.length if op.at < 0 else op.at
            file.pending.append((at, op.data))
            file.length = max(file.length, at + len(op.data))

    def crashes(self, most: int, chance: random.Random) -> Iterator[Crash]:
        """Different states that a power cut may leave now: the plain ones first, then by chance."""
        seen: set[Crash] = set()
        sizes = [len(data or b"") for file in self._files for _, data in file.pending]
        for names in range(len(self._changes) + 1):
            for fates in _plain(len(sizes)):
                seen.add(Crash(self.said, names, fates))
        yield from sorted(seen, key=str)[:most]
        for _ in range(2 * most if sizes else 0):
            if len(seen) >= most:
                return
            fates = tuple(_fate(size, chance) for size in sizes)
            crash = Crash(self.said, chance.randint(0, len(self._changes)), fates)
            if crash not in seen:
                seen.add(crash)
                yield crash

    def after(self, crash: Crash) -> Mapping[str, bytes]:
        """What the disk holds then: path → bytes."""
        names = self._changes[crash.names - 1] if crash.names else self._durable
        held: list[bytes] = []
        fates = list(crash.fates)
        for file in self._files:
            held.append(_applied(file.durable, file.pending, fates[: len(file.pending)]))
            del fates[: len(file.pending)]
        return {path: held[at] for path, at in names.items()}


def _plain(count: int) -> Iterator[tuple[Fate, ...]]:
    """All, none, all up to each one, all but each one, each one alone."""
    yield (KEPT,) * count
    yield (LOST,) * count
    for at in range(count):
        yield (*(KEPT,) * at, *(LOST,) * (count - at))
        yield (*(KEPT,) * at, LOST, *(KEPT,) * (count - at - 1))
        yield (*(LOST,) * at, KEPT, *(LOST,) * (count - at - 1))


def _fate(size: int, chance: random.Random) -> Fate:
    kind = chance.random()
    if size > SECTOR and kind < 0.2:
        cut = SECTOR * chance.randint(1, (size - 1) // SECTOR)
        return ("head" if kind < 0.1 else "tail", cut)
    return KEPT if chance.random() < 0.5 else LOST


def _applied(held: bytes, pending: Sequence[tuple[int, bytes | None]], fates: Sequence[Fate]) -> bytes:
    if not pending:
        return held
    made = bytearray(held)
    for (at, data), fate in zip(pending, fates, strict=True):
        if fate == LOST:
            continue
        if data is None:
            made = made[:at] + bytes(max(0, at - len(made)))
            continue
        start, part = at, data
        if isinstance(fate, tuple):
            start, part = (at, data[: fate[1]]) if fate[0] == "head" else (at + fate[1], data[fate[1] :])
        made.extend(bytes(max(0, start - len(made))))
        made[start : start + len(part)] = part
    return bytes(made)
