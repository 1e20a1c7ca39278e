"""A work that is killed before each of its calls, one after the other, in one walk.

Before a call the process gets a successor that has its memory and its open files, made by the kernel (``clone``); then
it is killed (``SIGKILL``), and what it left is looked at. If the same was seen and judged before, the successor goes on
to the next call, where it is killed in its turn. If not, the successor is killed as well, so that nobody has the files
open, the folder is judged where it is, and a new run of the work is led up to the call.

So a kill costs no work that was done before, only what it takes to look. What is put right before it is looked at
is a copy of the folder: the successor goes on with the bytes that it knows.
"""

from __future__ import annotations

import mmap
import os
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from tests.reliability.steered import SET_TID_ADDRESS, WITH_MEMORY, Steered
from tests.reliability.stops import ROOM, Traced, begun, how_it_ended

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.reliability.traced import Ended, Work


class Walk:
    """A walk along the calls of a work.

    Attributes:
        at: the call before which the last process was killed.

    """

    def __init__(self, work: Work, lay: Callable[[], None]) -> None:
        """Of ``work``; ``lay`` puts what stands before it in its place."""
        self._work, self._lay = work, lay
        self._shared = mmap.mmap(-1, ROOM)
        self._now: Traced | None = None
        self.at = 0

    def kills(self) -> Iterator[Ended]:
        """How it ended, killed before each call at which it has no child and no second thread; until it is done."""
        while self._comes_to(self.at + 1):
            assert self._now is not None
            self.at = self._now.at
            if self._now.is_alone():
                self._hand_over(self._now)
                yield how_it_ended(-signal.SIGKILL, self._shared)
        self.end()

    def end(self) -> None:
        """Kill the successor too: now nobody has the files open. The walk can go on all the same."""
        if self._now:
            self._now.is_killed()
            self._now = None

    def _comes_to(self, at: int) -> bool:
        """Go on until the next call; False: there is none."""
        if self._now is None:
            self._lay()
            self._shared[:] = bytes(ROOM)
            self._now = begun(self._work, self._shared)
        # A successor has yet to make the call before which the last one was killed.
        return self._now.stands_before(at)

    def _hand_over(self, now: Traced) -> None:
        standing = Steered(now)
        standing.does(SET_TID_ADDRESS)  # the kernel writes nothing into the memory when it ends
        self._now = standing.copied(WITH_MEMORY)
        now.is_killed()


class Seen:
    """What is in a folder, and a copy of it for whoever puts it right."""

    def __init__(self, folder: Path, copy: Path) -> None:
        """In ``folder``; a copy is made at ``copy``."""
        self._folder, self.copy = str(folder), copy
        self._held: dict[str, bytes] | None = None

    def is_as_before(self) -> bool:
        """Whether nothing is other than when it was last looked at; where it is, there is a copy of it as it is now."""
        held = dict(self._files())
        if held == self._held:
            return True
        self._held = held
        shutil.rmtree(self.copy, ignore_errors=True)
        for path, content in held.items():
            file = self.copy / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        return False

    def _files(self) -> Iterator[tuple[str, bytes]]:
        for folder, _, names in os.walk(self._folder):
            for name in names:
                path = Path(folder, name)
                yield str(path.relative_to(self._folder)), path.read_bytes()
