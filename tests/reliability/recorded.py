"""What a piece of work did to the disk: one run under `strace`, read back as operations with their data."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tests.reliability.traced import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.reliability.bench import Bench

What = Literal["make", "write", "cut", "sync", "drop", "rename", "link", "said"]
_LISTING = (
    "-y", "-xx", "-s", "33554432",
    "-e", "trace=openat,write,pwrite64,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,link,linkat",
)  # fmt: skip
_CALL = re.compile(r"^\d+ +(\w+)\((.*)\) += (\d+)(?:<.*>)?$", re.DOTALL)
_TOLD = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_OPEN = re.compile(r"^\d+<((?:\\x[0-9a-f]{2})*)>(?:\(deleted\))?")
_SAID = "/said/"


@dataclass(frozen=True)
class Op:
    """One thing done to a file, or an acknowledgement.

    Attributes:
        what: a file is made, bytes are written ``at``, it is cut to ``at`` bytes, it or its folder is made durable,
            its name is dropped, it is renamed ``to`` or gets this name too; or something was said to be done.
        path: the file or the folder.

    """

    what: What
    path: str
    at: int = 0
    data: bytes = b""
    to: str = ""


def recorded(bench: Bench, log: Path) -> list[Op]:
    """Do the work of a bench once and give everything that it did in the store's folder, in its order."""
    bench.lay()
    end = run(lambda say: bench.work.does(bench.here, _aloud(say)), log, listing=_LISTING)
    assert (end.raw, end.refused) == ("", "")
    folder = str(bench.here)
    lines = log.read_text(encoding="utf-8").splitlines()
    return [op for op in _ops(lines) if op.what == "said" or op.path == folder or op.path.startswith(f"{folder}/")]


def _aloud(say: Callable[[str], None]) -> Callable[[str], None]:
    """What is said leaves its mark among the system calls: the removal of a file that never was."""

    def aloud(line: str) -> None:
        with suppress(FileNotFoundError):
            os.unlink(f"{_SAID}{line}")  # noqa: PTH108 - this very system call
        say(line)

    return aloud


def _ops(lines: list[str]) -> Iterator[Op]:
    for line in lines:
        if f'"{_spelled(_SAID)}' in line:
            yield Op("said", "")
        elif call := _CALL.match(line):
            yield from _op(call[1], call[2])


def _op(name: str, arguments: str) -> Iterator[Op]:
    held, told = _OPEN.match(arguments), [_bytes(one) for one in _TOLD.findall(arguments)]
    path = _bytes(held[1]).decode() if held else ""
    match name:
        case "openat":
            path = told[0].decode()
            if "O_CREAT" in arguments:
                yield Op("make", path)
            if "O_TRUNC" in arguments:
                yield Op("cut", path)
        case "pwrite64":
            yield Op("write", path, int(arguments.rpartition(",")[2]), told[0])
        case "write":
            yield Op("write", path, -1, told[0])
        case "ftruncate":
            yield Op("cut", path, int(arguments.rpartition(",")[2]))
        case "fsync" | "fdatasync":
            yield Op("sync", path)
        case "unlink" | "unlinkat":
            yield Op("drop", told[0].decode())
        case _:
            yield Op("link" if name.startswith("link") else "rename", told[0].decode(), to=told[1].decode())


def _bytes(spelled: str) -> bytes:
    return bytes.fromhex(spelled.replace("\\x", ""))


def _spelled(text: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in text.encode())
