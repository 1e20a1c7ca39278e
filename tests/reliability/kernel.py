"""What the kernel tells of a process that is stopped at a system call. Linux on x86-64 only."""

from __future__ import annotations

import ctypes
import os
import socket
import stat
from contextlib import suppress
from typing import Final

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
FIRST, SECOND, THIRD = 14, 13, 12
NUMBER, GIVEN, WHERE = 15, 10, 16
"""Registers: the arguments of a call, its number, its result, and the place in the program."""
MINUS_ONE: Final = (1 << 64) - 1
_LONGEST: Final = 512
_GET_OPEN_FILE: Final = 438
_libc = ctypes.CDLL(None, use_errno=True)


def path_of(who: int, name: str, held: list[int]) -> str:
    """The path that a call is about, or that of the open file that it is about; blank for none."""
    if name in _NOWHERE:
        return ""
    if name in _BY_PATH and (path := _text(who, held[(FIRST, SECOND)[_BY_PATH[name]]])):
        return path
    with suppress(OSError):
        return os.readlink(f"/proc/{who}/fd/{held[FIRST]}")  # noqa: PTH115 - may be none
    return ""


def plain_files(who: int) -> frozenset[str]:
    """The numbers of those that are plain files."""
    return frozenset(one for one in open_files(who) if stat.S_ISREG(opened(who, one).st_mode))


def opened(who: int, number: str) -> os.stat_result:
    """What an open file of it is."""
    return os.stat(f"/proc/{who}/fd/{number}")  # noqa: PTH116 - one way through the file to what is open


def open_files(who: int) -> frozenset[str]:
    """The numbers of what a process has open, without the folder of the kernel in which they are looked up."""
    found = set[str]()
    for number in os.listdir(f"/proc/{who}/fd"):  # noqa: PTH208 - numbers
        with suppress(OSError):
            opened(who, number)
            found.add(number)
    return frozenset(found)


def cut_off(who: int, number: int) -> bool:
    """Shut the connection that is open under a number: either end finds it closed. False: it is none, and stays."""
    pid = os.pidfd_open(who)
    try:
        got = _libc.syscall(*map(ctypes.c_long, (_GET_OPEN_FILE, pid, number, 0)))
    finally:
        os.close(pid)
    if got >= 0:
        with suppress(OSError), socket.socket(fileno=got) as connection:
            connection.shutdown(socket.SHUT_RDWR)
            return True
    return False


def spent(who: int) -> int:
    """Nanoseconds of processor time that it has had."""
    with open(f"/proc/{who}/schedstat", encoding="ascii") as told:  # noqa: PTH123 - a file of the kernel
        return int(told.read().split()[0])


def is_free(who: int, given: frozenset[str]) -> bool:
    """Whether a process holds no lock, and has nothing open, of what it was not given, but plain files."""
    inodes = set[int]()
    for number in open_files(who) - given:
        file = opened(who, number)
        if not stat.S_ISREG(file.st_mode) or not file.st_nlink:
            return False
        inodes.add(file.st_ino)
    with open("/proc/locks", encoding="ascii") as told:  # noqa: PTH123 - a file of the kernel
        return not any(int(line.split()[-3].rpartition(":")[2]) in inodes for line in told)


def _text(who: int, at: int) -> str:
    with suppress(OSError), open(f"/proc/{who}/mem", "rb", buffering=0) as memory:  # noqa: PTH123 - a file of the kernel
        memory.seek(at)
        text = memory.read(_LONGEST) or b""
        return os.fsdecode(text.split(b"\0", 1)[0])
    return ""
