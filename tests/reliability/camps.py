"""Kills that need not begin at the beginning: a run of a work stands still before a call, and others go on out of it.

Most of the time of an act goes into reading what stands there, before it takes a lock or changes anything. So one
run of the work is led up to such a place and left standing there, and each run that is to be killed or failed behind
it is a copy of that process, made by the kernel (``clone``), that does the rest by itself. It stands only where the
process holds no lock, has no child and no second thread, and nothing open but plain files: those a copy has as the
first has them. It is killed like any other, and leaves what any other leaves.

Before each run the files are put back as they were, those that are open in place.
"""

from __future__ import annotations

import mmap
import os
import shutil
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.reliability.kernel import open_files, opened, plain_files
from tests.reliability.steered import ALARM, LSEEK, Lost, Steered
from tests.reliability.stops import ALL, PATIENCE, ROOM, Fault, begun, how_it_ended

if TYPE_CHECKING:
    from pathlib import Path

    from tests.reliability.traced import Ended, Work


class Laid:
    """What some folders hold now, to be put there again."""

    def __init__(self, *folders: Path) -> None:
        self._folders = [str(folder) for folder in folders]
        self._held = {path: (at, _bytes(path)) for path, at in self._files().items()}
        self._inside = self._within()

    def again(self, kept: frozenset[int]) -> None:
        """Put it there; the files with the numbers ``kept`` stay those that they are. Raises `Lost`."""
        there = self._files()
        where = {at: path for path, at in there.items()}
        for path in sorted(self._within() - self._inside, reverse=True):
            shutil.rmtree(path, ignore_errors=True)
        for path in sorted(self._inside):
            os.makedirs(path, exist_ok=True)  # noqa: PTH103 - paths are text here
        for path, (at, _) in self._held.items():
            if there.get(path) != at and at in kept:
                if not (moved := where.get(at)) or not os.path.exists(moved):  # noqa: PTH110
                    raise Lost
                os.replace(moved, path)  # noqa: PTH105
        for path in self._files():
            if path not in self._held:
                os.unlink(path)  # noqa: PTH108
        for path, (_, content) in self._held.items():
            with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as stream:  # noqa: PTH123
                stream.write(content)
                stream.truncate()

    def _files(self) -> dict[str, int]:
        return {
            os.path.join(folder, name): os.lstat(os.path.join(folder, name)).st_ino  # noqa: PTH118
            for top in self._folders
            for folder, _, names in os.walk(top)
            for name in names
        }

    def _within(self) -> set[str]:
        return {folder for top in self._folders for folder, _, _ in os.walk(top)}


def _bytes(path: str) -> bytes:
    with open(path, "rb") as stream:  # noqa: PTH123
        return stream.read()


class Camp:
    """A run of ``work`` that stands before its call ``at``; in ``folders`` is what it works on."""

    def __init__(self, work: Work, at: int, *folders: Path) -> None:
        """Lead it there. Raises `Lost`."""
        given = open_files(os.getpid())
        self.at, self._shared = at, mmap.mmap(-1, ROOM)
        first = begun(work, self._shared)
        self._pid = first.pid
        if not first.stands_before(at):
            raise Lost
        self._said = self._shared[:]
        self._laid = Laid(*folders)
        self._opened = [(number, _position(self._pid, number)) for number in plain_files(self._pid) - given]
        self._kept = frozenset(opened(self._pid, number).st_ino for number, _ in self._opened)
        self._first = Steered(first)

    def lay(self) -> None:
        """Put the files back as they were when it came here. Raises `Lost`."""
        self._laid.again(self._kept)

    def run(self, fault: Fault) -> Ended:
        """What is left of the work, done by a copy, with a fault in it."""
        self._shared[:] = self._said
        copy = self._first.copied(0, fault)
        self._first.does(ALARM, PATIENCE, by=copy.pid)
        for number, position in self._opened:  # where in a file it is, all copies share
            self._first.does(LSEEK, int(number), position, by=copy.pid)
        return how_it_ended(copy.ended(), self._shared)

    def end(self) -> None:
        """It goes no further."""
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self._pid, ALL)
        self._shared.close()


def _position(pid: int, number: str) -> int:
    with open(f"/proc/{pid}/fdinfo/{number}", encoding="ascii") as told:  # noqa: PTH123 - a file of the kernel
        return int(told.readline().split()[1])
