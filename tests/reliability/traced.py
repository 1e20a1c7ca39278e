"""Run a piece of work in a child of this process, and stop it or fail it at any one of its system calls.

The child is a fork, so that everything is imported already; `strace` joins it, then it is let go. Both speak
through memory that they share, so that no system call is made that is not the work's own. What was acknowledged
there must never be lost.
"""

from __future__ import annotations

import mmap
import os
import re
import signal
import subprocess
import time
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qms.errors import QmsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Say = Callable[[str], None]
    Work = Callable[[Say], None]

CALLS: Final = "%file,%desc"
"""The system calls that touch files: those of paths, and those of open files."""
_CHANGING: Final = frozenset(
    {
        "write", "pwrite64", "fdatasync", "fsync", "ftruncate", "unlink", "unlinkat", "rename", "renameat",
        "renameat2", "link", "linkat", "mkdir",
    }
)  # fmt: skip
_READING: Final = frozenset({"openat", "read", "pread64", "newfstatat", "fstat", "stat", "lstat", "getdents64"})
REFUSED, _RAW = 3, 70
_TRACED = re.compile(r"^\d+ +(\w+)\((.*)")
_PATIENCE = 60
_ROOM = 1 << 16
_LET_GO = 0
_FROM = 1


class Refused(Exception):
    """A command ended in one of the documented exit codes."""


@dataclass(frozen=True)
class Ended:
    """How a child ended.

    Attributes:
        acknowledged: what it said was done, in its order.
        killed: whether it was killed from outside.
        refused: name of the fault of ours that it ended in; blank for none.
        raw: the traceback of a fault that is none of ours; blank for none.
        calls: the system calls that it made, when they were listed.

    """

    acknowledged: tuple[str, ...]
    killed: bool
    refused: str
    raw: str
    calls: tuple[str, ...] = ()


LISTING: Final = ("-y", "-s", "400", "-e", f"trace={CALLS}")
"""What strace is told, to list the calls."""


def run(work: Work, log: Path, inject: str = "", listing: Sequence[str] = LISTING) -> Ended:
    """Run ``work`` in a child; ``inject``: what strace does to it, see `Point.inject`."""
    with mmap.mmap(-1, _ROOM) as shared:
        pid = os.fork()
        if pid == 0:
            _child(work, shared)
        with _tracer(pid, log, inject, listing) as tracer:
            shared[_LET_GO] = 1
            _, status = os.waitpid(pid, 0)
            tracer.wait(_PATIENCE)
        *done, told = told_by(shared)
    end = os.waitstatus_to_exitcode(status)
    calls = () if inject else tuple(log.read_text(errors="replace").splitlines())
    raw = "" if end in {0, REFUSED, -signal.SIGKILL} else told or f"ended with {end}"
    return Ended(tuple(done), end == -signal.SIGKILL, told if end == REFUSED else "", raw, calls)


@dataclass(frozen=True)
class Point:
    """One system call of a run: the ``nth``, from 1, of its name.

    Attributes:
        changing: whether it changes something, so that the disk differs before and after it.
        failing: whether it only reads, in the folder that is looked at, and a disk that fails can fail it.

    """

    at: int
    name: str
    nth: int
    changing: bool
    failing: bool

    def inject(self, what: str) -> str:
        """What strace is told, for a fault at this call."""
        return f"{self.name}:{what}:when={self.nth}"


def points(calls: tuple[str, ...], folder: str) -> tuple[Point, ...]:
    """The system calls that were listed, in their order; ``folder``: the one that is looked at."""
    seen: dict[str, int] = {}
    found: list[Point] = []
    for at, line in enumerate(calls, 1):
        if call := _TRACED.match(line):
            seen[call[1]] = seen.get(call[1], 0) + 1
            changing = call[1] in _CHANGING or (call[1] == "openat" and "O_CREAT" in call[2])
            failing = call[1] in _READING and folder in call[2]
            found.append(Point(at, call[1], seen[call[1]], changing, failing))
    return tuple(found)


def _tracer(pid: int, log: Path, inject: str, listing: Sequence[str]) -> subprocess.Popen[bytes]:
    wanted = ["-e", f"inject={inject}"] if inject else []
    tracer = subprocess.Popen(
        ["strace", "-f", *listing, "-p", str(pid), "-o", str(log), *wanted],
        stderr=subprocess.PIPE,
    )
    assert tracer.stderr is not None
    line = tracer.stderr.readline()
    assert b"attached" in line, line
    return tracer


def told_by(shared: mmap.mmap) -> list[str]:
    """What a child said in the memory it shares: each thing that was done, and how it ended."""
    return shared[_FROM : shared.find(b"\0", _FROM)].decode(errors="replace").split("\x1e")


def _child(work: Work, shared: mmap.mmap) -> None:
    """Wait to be let go, and work."""

    def begin() -> None:
        while not shared[_LET_GO]:
            time.sleep(0.001)

    work_told(work, shared, begin)


def work_told(work: Work, shared: mmap.mmap, begin: Callable[[], None]) -> None:
    """In a child: begin, work, tell how it ended, and end without any of the parent's farewells."""
    end, last, at = _RAW, "", _FROM

    def write(text: bytes) -> None:
        nonlocal at
        text = text.replace(b"\0", b"?")[: _ROOM - at - 1]
        shared[at : at + len(text)] = text
        at += len(text)

    try:
        begin()
        work(lambda line: write(f"{line}\x1e".encode()))
        end = 0
    except QmsError as fault:
        end, last = REFUSED, type(fault).__name__
    except Refused as fault:
        end, last = REFUSED, str(fault)
    except BaseException:  # noqa: BLE001 - whatever it is, the parent is told of it
        last = traceback.format_exc()
    finally:
        write(last.encode(errors="replace"))
        os._exit(end)
