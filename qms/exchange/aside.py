"""A folder of the program's own beside what it writes; what killed processes left of theirs is taken away."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

PREFIX = ".qms-"
"""What the names of such folders begin with; machine and process follow."""


@contextmanager
def aside(beside: Path | None) -> Generator[Path]:
    """Give a new folder in the folder ``beside`` (None: where the system keeps such), gone again at the end.

    It is named after this process, and those of processes of this machine that are no more are taken away first. Raises
    `OSError` where none can be made.
    """
    ours = f"{PREFIX}{socket.gethostname()}-"
    if beside is not None:
        _sweep(beside, ours)
    with tempfile.TemporaryDirectory(dir=beside, prefix=f"{ours}{os.getpid()}-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _sweep(beside: Path, ours: str) -> None:
    if sys.platform == "win32":
        return  # to ask whether a process lives would end it
    with suppress(OSError):
        for left in beside.glob(f"{ours}*"):
            number = left.name.removeprefix(ours).partition("-")[0]
            if number.isdecimal() and left.is_dir() and not left.is_symlink() and not _lives(int(number)):
                shutil.rmtree(left, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
