"""One lock between processes for whatever changes a SQLite store: acts, checkpoints, backups, migrations, erasure.

SQLite has locks of its own, and they keep a database whole; they are not fair. Whoever asks by chance at the right
moment gets the next turn, and one writer among eight can wait for seconds. Here everybody takes a ticket and is
served in the order of tickets.

The tickets are locks on single bytes of a file beside the store, ``records.db-lock``. The kernel holds them, so a
process that dies gives its ticket back at once, and no lock is ever left over. The file holds nothing but a counter
and who was served last; it lies beside the store only while somebody writes or waits. One that a killed process or a
power cut left there locks nothing, and the next writer takes it away.

On a network drive this is as good as the drive's own locks, which is what SQLite says of its own: a store that
several machines use belongs on PostgreSQL.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Final

from qms import errors
from qms.store.bytelock import lock as _lock
from qms.store.bytelock import unlock as _unlock
from qms.store.realname import real_name

if TYPE_CHECKING:
    from collections.abc import Generator

END: Final = "-lock"
"""What the name of the lock's file has after the name of the store."""
STEP_S: Final = 0.0005
"""How long the next in the queue sleeps before it looks again; who stands further back sleeps longer."""
LONGEST_S: Final = 0.02

# Bytes that are locked lie behind the content: on Windows a locked byte cannot be read.
_COUNTER, _SERVED, _LENGTH = 0, 32, 256
_GATE, _TICKETS, _MOST = 4096, 4097, 1_000_000_000


@contextmanager
def held(store: Path, *, patience: float) -> Generator[None]:
    """Hold the lock of the store in this file; all others wait, in the order in which they came.

    The thread that holds it may take it again. Readers need no lock.

    Args:
        store: the store's file; it exists.
        patience: seconds to wait while the same process has it. Each time the queue moves they begin anew: who stands
            far back in a queue that moves is served, however long it is.

    Raises:
        StoreHeld: one and the same process had it all the time.
        StorageFailed: the folder cannot be written, or its file system knows no locks.

    """
    gate = _gate_of(store)
    # Threads of one process first: to the kernel they may be one and the same.
    if not gate.turn.acquire(timeout=max(patience, 0)):
        raise errors.StoreHeld(place=str(store), pid=os.getpid(), host=socket.gethostname(), since=gate.since())
    try:
        if gate.depth == 0:
            gate.ticket = _take(gate.path, store, _Patience(patience))
            gate.owner = threading.get_ident()
        gate.depth += 1
        try:
            yield
        finally:
            gate.depth -= 1
            if gate.depth == 0:
                gate.owner = 0
                ticket, gate.ticket = gate.ticket, None
                if ticket:
                    ticket.give_back()
    finally:
        gate.turn.release()


def is_held(store: Path) -> bool:
    """Whether this thread holds the lock of the store in this file."""
    return _gate_of(store).owner == threading.get_ident()


# --- one process: which thread ---


@dataclass(eq=False)
class _Gate:
    """The lock of one store as this process sees it."""

    path: Path
    turn: threading.RLock = field(default_factory=threading.RLock)
    depth: int = 0
    owner: int = 0
    ticket: _Ticket | None = None

    def since(self) -> str:
        """Since when a thread of this process has it."""
        ticket = self.ticket
        return _modified(ticket.handle) if ticket else "?"


_GATES: Final[dict[tuple[int, str], _Gate]] = {}
_GUARD = threading.Lock()


def _gate_of(store: Path) -> _Gate:
    # By its real name, so that a link to a store is the store; by process, because a fork copies what it held.
    key = os.getpid(), real_name(store)
    with _GUARD:
        gate = _GATES.get(key)
        if gate is None:
            gate = _GATES[key] = _Gate(Path(key[1] + END))
        return gate


# --- between processes: whose turn ---


@dataclass(eq=False)
class _Ticket:
    """A place in the queue; the lowest ticket that is held has the turn."""

    handle: int
    path: Path
    number: int

    def give_back(self) -> None:
        """Let the next one go on; the last one takes the file away."""
        _unlock(self.handle, _TICKETS + self.number, 1)
        _leave(self.handle, self.path)


class _Patience:
    """How long the queue may stand still."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = monotonic() + seconds
        self._served: tuple[int, int, str] | None = None

    def pause(self, handle: int, before: int) -> None:
        """Sleep a little, with so many before one in the queue; raise `_PatienceEndedError` where it stands still."""
        served = _served(handle)
        if self._served not in {None, served}:
            self._until = monotonic() + self._seconds
        self._served = served
        if monotonic() >= self._until:
            raise _PatienceEndedError(handle)
        sleep(min(STEP_S * max(before, 1), LONGEST_S))


def _take(path: Path, store: Path, patience: _Patience) -> _Ticket:
    """Queue and wait for the turn."""
    try:
        while True:
            handle = _open(path, store)
            try:
                number = _drawn(handle, path, patience)
                if number is not None:
                    _wait(handle, number, patience)
                    _write(handle, _SERVED, f"{number} {os.getpid()} {socket.gethostname()}")
                    return _Ticket(handle, path, number)
            except BaseException:
                _leave(handle, path)
                raise
            os.close(handle)
    except _PatienceEndedError as fault:
        raise errors.StoreHeld(place=str(store), pid=fault.pid, host=fault.host, since=fault.since) from None
    except OSError as fault:
        raise errors.StorageFailed(place=str(path)) from fault


class _PatienceEndedError(Exception):
    def __init__(self, handle: int) -> None:
        _, self.pid, self.host = _served(handle)
        self.since = _modified(handle)


def _drawn(handle: int, path: Path, patience: _Patience) -> int | None:
    """Draw a ticket behind all others; None: the file was taken away meanwhile, and another may be there."""
    while True:
        while not _lock(handle, _GATE, 1):
            patience.pause(handle, 1)
        try:
            if not _same(handle, path):
                return None
            number = 0 if _free(handle, 0) else _counted(handle)
            # The counter may be anything where somebody meddled with the file: nobody may stand behind this place.
            while number < _MOST and not _free(handle, number):
                number = number * 2 + 1
            if number < _MOST and _lock(handle, _TICKETS + number, 1):
                _write(handle, _COUNTER, str(number + 1))
                return number
        finally:
            _unlock(handle, _GATE, 1)
        patience.pause(handle, 1)  # a thousand million tickets in one rush: this one begins when the queue is empty


def _wait(handle: int, number: int, patience: _Patience) -> None:
    while number and not _lock(handle, _TICKETS, number):
        served, _, _ = _served(handle)
        patience.pause(handle, number - served)
    if number:
        _unlock(handle, _TICKETS, number)


def _free(handle: int, number: int) -> bool:
    """Whether nobody holds this ticket or one behind it."""
    if not _lock(handle, _TICKETS + number, _MOST - number):
        return False
    _unlock(handle, _TICKETS + number, _MOST - number)
    return True


def _leave(handle: int, path: Path) -> None:
    """Close the file, which gives back whatever is held in it; nobody else there: take it away."""
    if sys.platform == "win32":
        os.close(handle)
        with suppress(OSError):  # Windows takes no file away that somebody has open
            path.unlink()
        return
    try:
        # Whoever has opened the file already waits for the gate, and then sees that it is not there any more.
        with suppress(OSError):
            if _lock(handle, _GATE, 1) and _free(handle, 0) and _same(handle, path):
                path.unlink()
    finally:
        os.close(handle)


# --- the file ---


def _open(path: Path, store: Path) -> int:
    """Open the file of the lock; a new one may be used by those who may use the store."""
    flags = os.O_RDWR | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with suppress(FileNotFoundError):
        return os.open(path, flags)
    try:
        handle = os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _open(path, store)
    if sys.platform != "win32":
        with suppress(OSError):  # as SQLite does with its journal
            like, made = store.stat(), os.fstat(handle)
            if (like.st_mode ^ made.st_mode) & 0o666:
                os.fchmod(handle, like.st_mode & 0o666)
            if (like.st_uid, like.st_gid) != (made.st_uid, made.st_gid) and os.geteuid() == 0:
                os.fchown(handle, like.st_uid, like.st_gid)
    return handle


def _same(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat(follow_symlinks=False))
    except FileNotFoundError:
        return False


def _counted(handle: int) -> int:
    (first, *_) = _read(handle, _COUNTER, _SERVED).split() or [""]
    return int(first) if first.isdecimal() else 0


def _served(handle: int) -> tuple[int, int, str]:
    """Ticket, process and machine that were served last."""
    told = _read(handle, _SERVED, _LENGTH - _SERVED).split()
    if len(told) < 3 or not (told[0].isdecimal() and told[1].isdecimal()):  # noqa: PLR2004 - ticket, process, machine
        return 0, 0, "?"
    return int(told[0]), int(told[1]), told[2]


def _modified(handle: int) -> str:
    try:
        return datetime.fromtimestamp(int(os.fstat(handle).st_mtime), UTC).isoformat()
    except OSError:
        return "?"  # it is only told; whoever holds the lock must not lose it over this


def _read(handle: int, at: int, length: int) -> str:
    os.lseek(handle, at, os.SEEK_SET)
    return os.read(handle, length).decode("ascii", "replace").replace("\0", " ")


def _write(handle: int, at: int, text: str) -> None:
    length = (_SERVED if at == _COUNTER else _LENGTH) - at
    os.lseek(handle, at, os.SEEK_SET)
    os.write(handle, text.encode("ascii", "replace")[: length - 1].ljust(length - 1) + b"\n")
