"""Files laid in a folder again and again, of which the large one differs by a few pages each time."""

from __future__ import annotations

import mmap
import os
from typing import TYPE_CHECKING

from tests.reliability.unsure import PAGE
from tests.reliability.work import STORE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from tests.reliability.unsure import Built


class Laid:
    """A folder with a store in it, and what SQLite has beside it."""

    def __init__(self, folder: Path) -> None:
        """An empty folder; best in memory."""
        self._folder = str(folder)
        self._place = f"{self._folder}/{STORE}"
        self._there: bytes | None = None
        """What the store's file holds; None: that is not known, or there is none."""
        self._differ: dict[tuple[int, int], frozenset[int]] = {}
        self._held: list[bytes] = []
        """Those that `_differ` knows by their identity."""
        self._map: mmap.mmap | None = None

    def lay(self, files: Mapping[str, Built]) -> bool:
        """Have these files there and no others; whether one is the store."""
        wanted = {path.rpartition("/")[2]: built for path, built in files.items()}
        for name in os.listdir(self._folder):  # noqa: PTH208 - called for each state
            if name not in wanted:
                os.unlink(f"{self._folder}/{name}")  # noqa: PTH108 - the same
                if name == STORE:
                    self._there = self._map = None
        for name, built in wanted.items():
            handle = os.open(f"{self._folder}/{name}", os.O_RDWR | os.O_CREAT)
            try:
                self._write(handle, name, built)
            finally:
                os.close(handle)
        return STORE in wanted

    def _write(self, handle: int, name: str, built: Built) -> None:
        there, self._there = (self._there, None) if name == STORE else (None, self._there)
        durable = built.durable
        if durable is None or there is None or len(there) != len(durable):
            os.ftruncate(handle, 0)
            os.pwrite(handle, durable or b"", 0)
        else:
            for page in self._differing(there, durable) - built.pages.keys():
                os.pwrite(handle, durable[page * PAGE : (page + 1) * PAGE], page * PAGE)
        for page, data in built.pages.items():
            os.pwrite(handle, data, page * PAGE)
        os.ftruncate(handle, built.length)

    def _differing(self, one: bytes, other: bytes) -> frozenset[int]:
        """Pages in which two as long as each other differ."""
        known = self._differ.get((id(one), id(other)))
        if known is None:
            spots: Iterable[int] = range(0, len(one), PAGE)
            known = frozenset(at // PAGE for at in spots if one[at : at + PAGE] != other[at : at + PAGE])
            self._differ[id(one), id(other)] = known
            self._held += [one, other]
        return known

    def came_of_it(self, known: Collection[bytes]) -> tuple[bytes, bool]:
        """What the store's file holds now, and whether it is none of those known."""
        handle = os.open(self._place, os.O_RDONLY)
        try:
            if not (size := os.fstat(handle).st_size):
                return b"", b"" not in known
            if self._map is None or size != len(self._map):
                self._map = mmap.mmap(handle, 0, access=mmap.ACCESS_READ)
        finally:
            os.close(handle)
        for one in known:  # a few: to compare is faster than to take a digest
            if len(one) == len(self._map) and self._map.find(one) == 0:
                self._there = one
                return one, False
        return self._map[:], True

    def forget(self) -> None:
        """Somebody else has changed the store."""
        self._there = None
