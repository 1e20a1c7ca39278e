"""A child that is stopped at each of its system calls that touch files, and killed, failed or cut short at any of them.

The child is a fork, so that everything is imported already. It asks to be traced, and a filter of the kernel stops it
at the calls of the table and at no other: one stop for each call, before it is done. That is about ten times as
fast as to join a `strace` to it, and knows short writes. Linux on x86-64 only.
"""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import platform
import signal
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.reliability.traced import REFUSED, Ended, told_by, work_told

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.reliability.traced import Work

CALLS: Final = {
    0: "read", 1: "write", 2: "open", 3: "close", 4: "stat", 5: "fstat", 6: "lstat", 7: "poll", 8: "lseek",
    16: "ioctl", 17: "pread64", 18: "pwrite64", 19: "readv", 20: "writev", 21: "access", 22: "pipe", 26: "msync",
    32: "dup", 33: "dup2", 40: "sendfile", 41: "socket", 42: "connect", 44: "sendto", 45: "recvfrom", 46: "sendmsg",
    47: "recvmsg", 72: "fcntl", 73: "flock", 74: "fsync", 75: "fdatasync", 76: "truncate", 77: "ftruncate",
    79: "getcwd", 80: "chdir", 81: "fchdir", 82: "rename", 83: "mkdir", 84: "rmdir", 85: "creat", 86: "link",
    87: "unlink", 88: "symlink", 89: "readlink", 90: "chmod", 91: "fchmod", 92: "chown", 93: "fchown", 137: "statfs",
    138: "fstatfs", 217: "getdents64", 257: "openat", 258: "mkdirat", 262: "newfstatat", 263: "unlinkat",
    264: "renameat", 265: "linkat", 266: "symlinkat", 267: "readlinkat", 268: "fchmodat", 269: "faccessat",
    280: "utimensat", 285: "fallocate", 292: "dup3", 293: "pipe2", 295: "preadv", 296: "pwritev", 306: "syncfs",
    316: "renameat2", 326: "copy_file_range", 332: "statx", 437: "openat2", 439: "faccessat2",
}  # fmt: skip
"""Number → name of the system calls at which it stops: those of paths, of open files and of connections."""
WRITES: Final = frozenset({"write", "pwrite64"})
"""Those whose third argument is how much there is to write."""
_BY_PATH: Final = {
    "open": 0, "stat": 0, "lstat": 0, "access": 0, "truncate": 0, "chdir": 0, "rename": 0, "mkdir": 0, "rmdir": 0,
    "creat": 0, "link": 0, "unlink": 0, "symlink": 0, "readlink": 0, "chmod": 0, "chown": 0, "statfs": 0, "openat": 1,
    "mkdirat": 1, "newfstatat": 1, "unlinkat": 1, "renameat": 1, "linkat": 1, "symlinkat": 1, "readlinkat": 1,
    "fchmodat": 1, "faccessat": 1, "utimensat": 1, "renameat2": 1, "statx": 1, "openat2": 1, "faccessat2": 1,
}  # fmt: skip
"""Which argument is the path; the others name an open file first."""
_NOWHERE: Final = frozenset({"pipe", "pipe2", "socket", "getcwd", "poll"})

_ME, _GO, _GET, _SET, _OPTIONS = 0, 7, 12, 13, 0x4200
_EVENT: Final = 7
_OPTED: Final = 0x80 | 0x02 | 0x04 | 0x08 | 0x100000  # stops of the filter; its children and threads too; ends with us
_ALL: Final = 0x40000000
_ROOM: Final = 1 << 16
_PATIENCE: Final = 60
_FIRST, _SECOND, _THIRD = 14, 13, 12
_NUMBER, _GIVEN = 15, 10
_REGISTERS: Final = struct.Struct("27Q")
_MINUS_ONE: Final = (1 << 64) - 1
_LONGEST: Final = 512

_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
_libc.ptrace.restype = ctypes.c_long


def lacking() -> str | None:
    """Why this machine cannot do it; None: it can."""
    here = sys.platform == "linux" and platform.machine() == "x86_64"
    return None if here else "processes are stopped at their system calls on Linux on x86-64 only"


@dataclass(frozen=True)
class Call:
    """A system call of a run.

    Attributes:
        at: which one of the run it is, from 1.
        path: of the file it touches; blank for none.
        making: whether it may make a file.

    """

    at: int
    name: str
    path: str
    making: bool = False


@dataclass(frozen=True)
class Fault:
    """What is done at a call: ``"KILL"``, ``"SHORT"`` (half of what there is to write), or the name of an error.

    Attributes:
        names: of the calls that fail from there on too, where the fault lasts; empty: this one alone.

    """

    at: int
    what: str
    names: frozenset[str] = frozenset()


def run(work: Work, fault: Fault | None = None, listed: list[Call] | None = None) -> Ended:
    """Run ``work`` in a child, with a fault in it; what it calls is added to ``listed``."""
    with mmap.mmap(-1, _ROOM) as shared:
        pid = os.fork()
        if pid == 0:
            _child(work, shared)
        end = _Traced(pid, fault, listed).ended()
        *done, last = told_by(shared)
    raw = "" if end in {0, REFUSED, -signal.SIGKILL} else last or f"ended with {end}"
    return Ended(tuple(done), end == -signal.SIGKILL, last if end == REFUSED else "", raw)


class _Traced:
    """A child that is stopped at its calls."""

    def __init__(self, pid: int, fault: Fault | None, listed: list[Call] | None) -> None:
        self._pid, self._fault, self._listed = pid, fault, listed
        self._at, self._new = 0, set[int]()
        self._registers = ctypes.create_string_buffer(_REGISTERS.size)

    def ended(self) -> int:
        """Let it go on until its end; its exit code, or a signal less than zero."""
        os.waitpid(self._pid, _ALL)
        self._ask(_OPTIONS, self._pid, _OPTED)
        self._ask(_GO, self._pid)
        end: int | None = None
        while end is None:
            who, status = os.waitpid(-self._pid, _ALL)
            if os.WIFEXITED(status) or os.WIFSIGNALED(status):
                end = os.waitstatus_to_exitcode(status) if who == self._pid else None
                continue
            self._ask(_GO, who, self._passed(who, status))
        with suppress(ProcessLookupError, ChildProcessError):  # children of its own do not outlive it
            os.killpg(self._pid, signal.SIGKILL)
            while True:
                os.waitpid(-self._pid, _ALL)
        return end

    def _passed(self, who: int, status: int) -> int:
        """Deal with a stop; the signal that it goes on with."""
        if status >> 16 == _EVENT:
            self._call(who)
            return 0
        signalled = os.WSTOPSIG(status)
        if status >> 16 or (signalled == signal.SIGSTOP and who != self._pid and who not in self._new):
            self._new.add(who)
            return 0
        return signalled

    def _call(self, who: int) -> None:
        self._at += 1
        fault = self._fault
        if self._listed is not None:
            self._listed.append(self._told(who))
        if fault and (self._at == fault.at or (fault.names and self._at > fault.at)):
            self._strike(who, fault)

    def _strike(self, who: int, fault: Fault) -> None:
        if fault.what == "KILL":
            os.kill(self._pid, signal.SIGKILL)
            return
        held = self._held(who)
        if self._at > fault.at and CALLS.get(held[_NUMBER]) not in fault.names:
            return
        if fault.what == "SHORT":
            held[_THIRD] = max(1, held[_THIRD] // 2)
        else:
            # A call with no number is not done; what the register of its result holds is its result.
            held[_NUMBER], held[_GIVEN] = _MINUS_ONE, (1 << 64) - getattr(errno, fault.what)
        self._registers.raw = _REGISTERS.pack(*held)
        self._ask(_SET, who, ctypes.addressof(self._registers))

    def _held(self, who: int) -> list[int]:
        self._ask(_GET, who, ctypes.addressof(self._registers))
        return list(_REGISTERS.unpack(self._registers.raw))

    def _told(self, who: int) -> Call:
        held = self._held(who)
        name = CALLS[held[_NUMBER]]
        if name in _NOWHERE:
            return Call(self._at, name, "")
        if name not in _BY_PATH:
            with suppress(OSError):
                return Call(self._at, name, os.readlink(f"/proc/{who}/fd/{held[_FIRST]}"))  # noqa: PTH115 - may be none
            return Call(self._at, name, "")
        which = _BY_PATH[name]
        making = (name == "openat" and bool(held[_THIRD] & os.O_CREAT)) or (
            name == "open" and held[_SECOND] & 0o100 > 0
        )
        return Call(self._at, name, _text(who, held[(_FIRST, _SECOND)[which]]), making)

    def _ask(self, what: int, who: int, data: int = 0) -> None:
        if _libc.ptrace(what, who, None, data) == -1 and (code := ctypes.get_errno()) != errno.ESRCH:
            raise OSError(code, os.strerror(code))


def _text(who: int, at: int) -> str:
    with suppress(OSError), open(f"/proc/{who}/mem", "rb", buffering=0) as memory:  # noqa: PTH123 - a file of the kernel
        memory.seek(at)
        text = memory.read(_LONGEST) or b""
        return os.fsdecode(text.split(b"\0", 1)[0])
    return ""


# --- the child ---


def _child(work: Callable[[Callable[[str], None]], None], shared: mmap.mmap) -> None:
    """Ask to be traced, work, and end without any of the parent's farewells."""

    def begin() -> None:
        os.setpgid(0, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(_PATIENCE)
        _libc.ptrace(_ME, 0, None, None)
        os.kill(os.getpid(), signal.SIGSTOP)
        _filter()

    work_told(work, shared, begin)


def _filter() -> None:
    numbers = list(CALLS)
    code = [struct.pack("HBBI", 0x20, 0, 0, 0)]  # the number of the call
    code += [struct.pack("HBBI", 0x15, len(numbers) - at, 0, one) for at, one in enumerate(numbers)]
    code += [struct.pack("HBBI", 0x06, 0, 0, 0x7FFF0000), struct.pack("HBBI", 0x06, 0, 0, 0x7FF00000)]
    text = ctypes.create_string_buffer(b"".join(code))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(code), ctypes.addressof(text)))
    for words in ((38, 1, 0, 0, 0), (22, 2, ctypes.addressof(program), 0, 0)):
        if _libc.prctl(*(ctypes.c_ulong(word) for word in words)):
            raise OSError(ctypes.get_errno(), "no filter of system calls")
