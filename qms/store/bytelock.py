"""Locks on single bytes of a file, which end with the process: three systems behind two functions."""

from __future__ import annotations

import os
import sys

if sys.platform == "win32":
    import msvcrt

    def lock(handle: int, at: int, length: int) -> bool:
        """Lock so many bytes from this one on, for oneself alone; False: somebody else has one of them."""
        os.lseek(handle, at, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, length)
        except OSError:
            return False
        return True

    def unlock(handle: int, at: int, length: int) -> None:
        """Unlock the same bytes."""
        os.lseek(handle, at, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, length)

else:
    import fcntl
    import struct

    # Linux has locks that belong to the open file; those of POSIX belong to the process, and vanish when it closes
    # the file anywhere else, for instance where it copies the folder.
    _OWN = getattr(fcntl, "F_OFD_SETLK", None)

    def _set(handle: int, kind: int, at: int, length: int) -> None:
        if _OWN is None:
            fcntl.lockf(handle, fcntl.LOCK_UN if kind == fcntl.F_UNLCK else fcntl.LOCK_EX | fcntl.LOCK_NB, length, at)
        else:
            fcntl.fcntl(handle, _OWN, struct.pack("hhqqi0q", kind, os.SEEK_SET, at, length, 0))

    def lock(handle: int, at: int, length: int) -> bool:
        """Lock so many bytes from this one on, for oneself alone; False: somebody else has one of them."""
        try:
            _set(handle, fcntl.F_WRLCK, at, length)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def unlock(handle: int, at: int, length: int) -> None:
        """Unlock the same bytes."""
        _set(handle, fcntl.F_UNLCK, at, length)
