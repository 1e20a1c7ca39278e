"""A work done again and again, each time with one fault in it, and what it left judged."""

from __future__ import annotations

import gc
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.reliability import stops
from tests.reliability.level import SEED
from tests.reliability.oracle import Oracle
from tests.reliability.stops import Fault

if TYPE_CHECKING:
    from tests.reliability.stops import Call
    from tests.reliability.traced import Ended
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
_TAKING: Final = frozenset({"unlink", "unlinkat", "rmdir"})


class Bench:
    """Does a work again and again and judges what it left."""

    def __init__(self, work: Work, founded: Path, folder: Path) -> None:
        """Lay what stands before the work, and do it once, so that whatever it loads is loaded."""
        self.work = work
        self.staged, self.here = folder / "staged", folder / "here"
        self.staged.mkdir()
        work.stage(self.staged, founded)
        self.oracle = Oracle(work, self.staged)
        self.wrong: list[str] = []
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
        shutil.rmtree(self.here, ignore_errors=True)
        shutil.copytree(self.staged, self.here)

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
        return listed

    def once(self, fault: Fault | None = None, listed: list[Call] | None = None) -> Ended:
        """The work with a fault in it."""
        self.lay()
        return stops.run(lambda say: self.work.does(self.here, say), fault, listed)

    def judge(self, call: Call, end: Ended, *, untidied: bool = False) -> None:
        """Note what does not hold now; ``untidied``: what was to be taken away could not be, from the call on."""
        found = self.oracle.faults(self.here, end, untidied=untidied or call.name in _TAKING)
        if end.raw:
            found = [*found, end.raw]
        self.wrong += [
            f"{self.work.name}, call {call.at}, {call.name} {call.path} (seed {SEED}): {one}" for one in found
        ]


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
        return call.name in stops.WRITES
    if what == "ENOSPC":
        return call.making or call.name in ROOMLESS
    return is_changing(call) or (
        call.name in _READING and (not call.path.startswith("/") or call.path.startswith(str(folder)))
    )
