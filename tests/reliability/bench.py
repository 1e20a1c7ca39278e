"""A work done again and again, each time with one fault in it, and what it left judged."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from bisect import bisect
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.reliability import kernel, stops
from tests.reliability.camps import Camp
from tests.reliability.level import SEED
from tests.reliability.oracle import Oracle
from tests.reliability.steered import Lost
from tests.reliability.stops import Call, Fault
from tests.reliability.walks import Seen, Walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.reliability.traced import Ended, Say
    from tests.reliability.work import Work

CHANGING: Final = frozenset(
    {
        "write", "pwrite64", "writev", "pwritev", "fdatasync", "fsync", "truncate", "ftruncate", "unlink", "unlinkat",
        "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "mkdir", "mkdirat", "rmdir",
        "fallocate", "copy_file_range", "sendfile", "fchmod", "fchown",
    }
)  # fmt: skip
"""The system calls before and after which the disk differs; an opening that may make a file is one too."""
_READING: Final = frozenset(
    {"openat", "read", "pread64", "newfstatat", "fstat", "stat", "lstat", "getdents64", "statx"}
)
ROOMLESS: Final = CHANGING - {"fdatasync", "fsync", "unlink", "unlinkat", "rmdir", "fchmod", "fchown"}
"""Those that need room on the disk; a file system may say when it makes durable that there is none."""
_NO_DISK: Final = ("/proc/", "/dev/null", "/dev/urandom", "pipe:", "socket:", "anon_inode:")
WORTH, MOST = 5_000_000, 8
"""Of a run: nanoseconds of its work that are worth standing still behind, and about how many such places it has."""
TOGETHER = 150
_TAKING: Final = frozenset({"unlink", "unlinkat", "rmdir"})


class Bench:
    """Does a work again and again and judges what it left."""

    def __init__(self, work: Work, founded: Path, folder: Path) -> None:
        """Lay what stands before the work, and do it once, so that whatever it loads is loaded."""
        self.work = work
        self._folder, self.listed = folder, list[Call]()
        self.staged, self.here, self._passing = folder / "staged", folder / "here", folder / "tmp"
        self.staged.mkdir()
        work.lay(self.staged, founded)
        self.oracle = Oracle(work, self.staged)
        self.wrong: list[str] = []
        self._places: list[int] = []
        self._camp: Camp | None = None
        self._warm()

    def _warm(self) -> None:
        back, environ = Path.cwd(), dict(os.environ)
        try:
            self.lay()
            self.work.does(self.here, lambda _: None)
        finally:
            os.chdir(back)
            os.environ.clear()
            os.environ.update(environ)
        if self.work.makes and self.work.sound is None:
            self.oracle.whole = (self.here / self.work.makes).read_bytes()

    def lay(self) -> None:
        """Put what stands before the work in its place; what an earlier run left is taken away."""
        self.strike()
        for folder in (self.here, self._passing):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.staged, self.here)
        self._passing.mkdir()

    def calls(self) -> list[Call]:
        """The system calls of the work that touch files, when nothing stops it."""
        # Judged first: what judging loads, this process and its children have loaded from then on.
        assert self.oracle.faults(self.here, self.once()) == []
        gc.collect()
        gc.freeze()  # children share what is there, as long as nobody touches it
        self.once()
        listed: list[Call] = []
        whole = self.once(None, listed)
        assert (whole.raw, whole.refused, whole.killed) == ("", "", False), whole
        self.listed, self._places = listed, _places(listed)
        return listed

    def once(self, fault: Fault | None = None, listed: list[Call] | None = None) -> Ended:
        """The work with a fault in it."""
        place = self.place(fault.at) if fault else 0
        if fault and place:
            with suppress(Lost):
                return self._camped(place).run(fault)
        self.lay()
        return stops.run(self._does, fault, listed)

    def _does(self, say: Say) -> None:
        tempfile.tempdir = str(self._passing)
        self.work.does(self.here, say)

    def place(self, at: int) -> int:
        """The last call before which the work may stand still while others go on to the call ``at``; 0: none."""
        return self._places[bisect(self._places, at) - 1] if self._places and self._places[0] <= at else 0

    def ordered(self, points: Sequence[tuple[str, Call]]) -> list[tuple[str, Call]]:
        """The points, so many at a time, in such an order that those behind one place follow each other."""
        return [
            one
            for at in range(0, len(points), TOGETHER)
            for one in sorted(points[at : at + TOGETHER], key=lambda point: self.place(point[1].at))
        ]

    def _camped(self, place: int) -> Camp:
        if self._camp and self._camp.at == place:
            with suppress(Lost):
                self._camp.lay()
                return self._camp
        self.lay()
        self._camp = Camp(self._does, place, self.here, self._passing)
        return self._camp

    def walk(self) -> Iterator[Call]:
        """The work, killed before each of its calls in one walk; each kill, judged."""
        self.strike()
        walk, seen, found = Walk(self._does, self.lay), Seen(self.here, self._folder / "seen"), list[str]()
        said: tuple[str, ...] | None = None
        for end in walk.kills():
            call = self.listed[walk.at - 1] if walk.at <= len(self.listed) else Call(walk.at, "?", "")
            if not seen.is_as_before() or end.acknowledged != said:
                said, known = end.acknowledged, self.oracle.known(seen.copy, end)
                if known is None:
                    walk.end()
                found = self.oracle.faults(self.here, end) if known is None else known
            self._note(call, found)
            yield call

    def strike(self) -> None:
        """Nobody stands still any more."""
        if self._camp:
            self._camp.end()
            self._camp = None

    def judge(self, call: Call, end: Ended, *, untidied: bool = False) -> None:
        """Note what does not hold now; ``untidied``: what was to be taken away could not be, from the call on."""
        found = self.oracle.faults(self.here, end, untidied=untidied or call.name in _TAKING, alone=self.strike)
        self._note(call, [*found, end.raw] if end.raw else found)

    def _note(self, call: Call, found: Sequence[str]) -> None:
        self.wrong += [
            f"{self.work.name}, call {call.at}, {call.name} {call.path} (seed {SEED}): {one}" for one in found
        ]


def _places(calls: Sequence[Call]) -> list[int]:
    """Where to stand still: where it is allowed, and behind enough of the work to be worth it."""
    found, since, all_of_it = list[int](), 0, max((one.spent for one in calls), default=0)
    for one in calls:
        if one.free and one.spent - since >= max(WORTH, all_of_it // MOST):
            found.append(one.at)
            since = one.spent
    return found


def is_changing(call: Call) -> bool:
    """Whether the disk differs before and after it."""
    return call.making or call.name in CHANGING


def can_fail(call: Call, what: str, folder: Path) -> bool:
    """Whether a disk can fail it so: what changes something, and what reads in the folder of the store.

    A disk refuses no lock and no memory, and the program itself is on another.
    """
    if call.path.startswith(_NO_DISK):
        return False
    if what == "SHORT":
        return call.name in kernel.WRITES
    if what == "ENOSPC":
        return call.making or call.name in ROOMLESS
    return is_changing(call) or (
        call.name in _READING and (not call.path.startswith("/") or call.path.startswith(str(folder)))
    )
