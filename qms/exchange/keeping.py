"""A file that is there whole or not at all, and never in place of another."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Protocol

from qms.errors import CannotKeep, FileThere

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path


class Write(Protocol):
    """Writes into a file; ``sure``: so that it is on the disk."""

    def __call__(self, data: bytes, *, sure: bool = False) -> None:
        """Write these bytes; raise `CannotKeep`."""
        ...


@contextmanager
def laid_down(to: Path, data: bytes) -> Generator[Callable[[], None]]:
    """Write a file beside its place; the function that is given puts it there.

    Raises:
        FileThere: there is something at the place already.
        CannotKeep: the file cannot be written.

    """
    with being_laid_down(to) as (write, settle):
        write(data, sure=True)
        yield settle


@contextmanager
def being_laid_down(to: Path) -> Generator[tuple[Write, Callable[[], None]]]:
    """Give what writes into a file beside its place, piece by piece, and what puts the file there.

    Raises:
        FileThere: there is something at the place already.
        CannotKeep: the file cannot be written.

    """
    if to.exists() or to.is_symlink():
        raise FileThere(path=str(to))
    beside = to.with_name(f".{to.name}.{os.getpid()}.part")
    with _refused(to):
        stream = beside.open("xb")
    try:
        yield partial(_write, stream, to), partial(_settle, stream, beside, to)
    finally:
        with suppress(OSError):  # what failed first is what is told
            stream.close()
        with suppress(OSError):
            beside.unlink(missing_ok=True)


@contextmanager
def _refused(to: Path) -> Generator[None]:
    try:
        yield
    except OSError as fault:
        raise CannotKeep(place=str(to)) from fault


def _write(stream: BinaryIO, to: Path, data: bytes, *, sure: bool = False) -> None:
    with _refused(to):
        stream.write(data)
        if sure:
            stream.flush()
            os.fsync(stream.fileno())


def _settle(stream: BinaryIO, beside: Path, to: Path) -> None:
    with _refused(to):
        stream.flush()
        os.fsync(stream.fileno())
        stream.close()
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
