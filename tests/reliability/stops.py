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

from tests.reliability.kernel import (
    CALLS,
    FIRST,
    GIVEN,
    MINUS_ONE,
    NUMBER,
    SECOND,
    THIRD,
    cut_off,
    is_free,
    open_files,
    path_of,
    spent,
)
from tests.reliability.traced import REFUSED, Ended, told_by, work_told

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.reliability.traced import Work

_ME, _GO, _GET, _SET, STEP, _OPTIONS, TOLD = 0, 7, 12, 13, 24, 0x4200, 0x4201
"""What is asked of the kernel: be traced, go on, give and set registers, go on as far as a call, set options, tell."""
STEPPED: Final = signal.SIGTRAP | 0x80
CALLED: Final = 7
"""What a stop says that the filter asked for."""
# Stops of the filter, of calls as such; its children and threads too; it ends with us.
_OPTED: Final = 0x80 | 0x01 | 0x02 | 0x04 | 0x08 | 0x100000
ALL: Final = 0x40000000
ROOM: Final = 1 << 16
PATIENCE: Final = 60
_REGISTERS: Final = struct.Struct("27Q")

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
        spent: nanoseconds of processor time that the run had had before it.
        free: whether whoever makes it has no lock, no child, no thread beside it, and nothing open but plain files.

    """

    at: int
    name: str
    path: str
    making: bool = False
    spent: int = 0
    free: bool = False


@dataclass(frozen=True)
class Fault:
    """What is done at a call.

    It is ``"KILL"``, ``"SHORT"`` (half of what there is to write), ``"CUT"`` (the connection that this call, or the
    next one to have any, speaks over is shut, once), or the name of an error, in which the call ends without being
    done.

    Attributes:
        names: of the calls that fail from there on too, where the fault lasts; empty: this one alone.

    """

    at: int
    what: str
    names: frozenset[str] = frozenset()


def run(work: Work, fault: Fault | None = None, listed: list[Call] | None = None) -> Ended:
    """Run ``work`` in a child, with a fault in it; what it calls is added to ``listed``."""
    with mmap.mmap(-1, ROOM) as shared:
        return how_it_ended(begun(work, shared, fault, listed).ended(), shared)


def begun(work: Work, shared: mmap.mmap, fault: Fault | None = None, listed: list[Call] | None = None) -> Traced:
    """A child that is about to begin with ``work``."""
    pid = os.fork()
    if pid == 0:
        _child(work, shared)
    traced = Traced(pid, fault, listed)
    os.waitpid(pid, ALL)
    traced.ask(_OPTIONS, pid, _OPTED)
    return traced


def how_it_ended(end: int, shared: mmap.mmap) -> Ended:
    """How a child ended, by its exit code (or a signal less than zero) and by what it said."""
    *done, last = told_by(shared)
    raw = "" if end in {0, REFUSED, -signal.SIGKILL} else last or f"ended with {end}"
    return Ended(tuple(done), end == -signal.SIGKILL, last if end == REFUSED else "", raw)


class Traced:
    """A child that is stopped at its calls.

    Attributes:
        pid: its number, and that of its group.
        at: how many calls it has come to.

    """

    def __init__(self, pid: int, fault: Fault | None = None, listed: list[Call] | None = None, at: int = 0) -> None:
        self.pid, self.at = pid, at
        self._fault, self._listed, self._cut = fault, listed, False
        self._alive = {pid}
        self._registers = ctypes.create_string_buffer(_REGISTERS.size)
        self._given = open_files(os.getpid()) if listed is not None else frozenset[str]()

    def ended(self) -> int:
        """Let it go on until its end; its exit code, or a signal less than zero."""
        self.ask(_GO, self.pid)
        end = self._goes_on(0)
        assert end is not None
        self.is_killed()  # children of its own do not outlive it
        return end

    def stands_before(self, at: int) -> bool:
        """Let it go on until it stands before that call; False: it ended before."""
        self.ask(_GO, self.pid)
        return self._goes_on(at) is None

    def is_alone(self) -> bool:
        """Whether it has no child and no second thread."""
        return self._alive == {self.pid}

    def is_killed(self) -> None:
        """Kill it, and whoever came of it."""
        with suppress(ProcessLookupError, ChildProcessError):
            os.killpg(self.pid, signal.SIGKILL)
            while True:
                os.waitpid(-self.pid, ALL)

    def _goes_on(self, until: int) -> int | None:
        """Pass its stops by, until it ends, or None: until it stands before that call."""
        while True:
            who, status = os.waitpid(-self.pid, ALL)
            if os.WIFEXITED(status) or os.WIFSIGNALED(status):
                self._alive.discard(who)
                if who == self.pid:
                    return os.waitstatus_to_exitcode(status)
                continue
            signalled = self._passed(who, status)
            if until and self.at == until:
                return None
            self.ask(_GO, who, signalled)

    def _passed(self, who: int, status: int) -> int:
        """Deal with a stop; the signal that it goes on with."""
        if status >> 16 == CALLED:
            self._call(who)
            return 0
        signalled, new = os.WSTOPSIG(status), who not in self._alive
        self._alive.add(who)
        return 0 if status >> 16 or (signalled == signal.SIGSTOP and new) else signalled

    def _call(self, who: int) -> None:
        self.at += 1
        fault = self._fault
        if self._listed is not None:
            self._listed.append(self._told(who))
        if fault and (self.at == fault.at or ((fault.names or fault.what == "CUT") and self.at > fault.at)):
            self._strike(who, fault)

    def _strike(self, who: int, fault: Fault) -> None:
        if fault.what == "KILL":
            os.kill(self.pid, signal.SIGKILL)
            return
        if self._cut:
            return
        held = self.held(who)
        if fault.what == "CUT":
            # No two runs make quite the same calls: what was a call to the server may be one of a file now.
            self._cut = cut_off(who, held[FIRST])
            return
        if self.at > fault.at and CALLS.get(held[NUMBER]) not in fault.names:
            return
        if fault.what == "SHORT":
            held[THIRD] = max(1, held[THIRD] // 2)
        else:
            # A call with no number is not done; what the register of its result holds is its result.
            held[NUMBER], held[GIVEN] = MINUS_ONE, (1 << 64) - getattr(errno, fault.what)
        self.hold(who, held)

    def held(self, who: int) -> list[int]:
        """The registers."""
        self.ask(_GET, who, ctypes.addressof(self._registers))
        return list(_REGISTERS.unpack(self._registers.raw))

    def hold(self, who: int, held: list[int]) -> None:
        """Set the registers."""
        self._registers.raw = _REGISTERS.pack(*held)
        self.ask(_SET, who, ctypes.addressof(self._registers))

    def message(self, who: int) -> int:
        """What the kernel has to say about its stop: the number of a new process."""
        told = ctypes.c_ulong()
        self.ask(TOLD, who, ctypes.addressof(told))
        return told.value

    def _told(self, who: int) -> Call:
        held = self.held(who)
        name = CALLS[held[NUMBER]]
        path = path_of(who, name, held)
        making = (name == "openat" and bool(held[THIRD] & os.O_CREAT)) or (name == "open" and held[SECOND] & 0o100 > 0)
        free = self.is_alone() and is_free(who, self._given)
        return Call(self.at, name, path, making, spent(who), free)

    def ask(self, what: int, who: int, data: int = 0) -> None:
        """Ask the kernel; who is gone meanwhile is not missed."""
        if _libc.ptrace(what, who, None, data) == -1 and (code := ctypes.get_errno()) != errno.ESRCH:
            raise OSError(code, os.strerror(code))


# --- the child ---


def _child(work: Callable[[Callable[[str], None]], None], shared: mmap.mmap) -> None:
    """Ask to be traced, work, and end without any of the parent's farewells."""

    def begin() -> None:
        os.setpgid(0, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(PATIENCE)
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
