"""A file that is there whole or not at all, and never in place of another."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from qms.errors import CannotKeep, FileThere

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path


@contextmanager
def laid_down(to: Path, data: bytes) -> Generator[Callable[[], None]]:
    """Write a file beside its place; the function that is given puts it there.

    Raises:
        FileThere: there is something at the place already.
        CannotKeep: the file cannot be written.

    """
    if to.exists() or to.is_symlink():
        raise FileThere(path=str(to))
    beside = to.with_name(f".{to.name}.{os.getpid()}.part")
    try:
        try:
            _write(beside, data)
        except OSError as fault:
            raise CannotKeep(place=str(to)) from fault
        yield lambda: _settle(beside, to)
    finally:
        with suppress(OSError):  # what failed first is what is told
            beside.unlink(missing_ok=True)


def _write(place: Path, data: bytes) -> None:
    with place.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _settle(beside: Path, to: Path) -> None:
    try:
        os.link(beside, to)  # unlike a renaming, never takes another file's place
    except FileExistsError:
        raise FileThere(path=str(to)) from None
    except OSError:  # a file system without links
        if to.exists():
            raise FileThere(path=str(to)) from None
        try:
            beside.rename(to)
        except OSError as fault:
            raise CannotKeep(place=str(to)) from fault
