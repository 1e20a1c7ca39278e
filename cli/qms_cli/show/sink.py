"""Where a result goes: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from qms_cli.faults import CannotWrite

if TYPE_CHECKING:
    from pathlib import Path

STDOUT = "-"


def write(data: str | bytes, to: Path | None) -> None:
    """Write ``data`` to a file, or to standard output where ``to`` is None or ``-``.

    Raises:
        CannotWrite: the file cannot be written; what was there before is untouched.

    """
    if to is None or str(to) == STDOUT:
        _to_stdout(data)
        return
    try:
        _to_file(data if isinstance(data, bytes) else data.encode("utf-8", "backslashreplace"), to)
    except OSError:
        raise CannotWrite(place=str(to)) from None


def _to_stdout(data: str | bytes) -> None:
    if isinstance(data, str):
        sys.stdout.write(data)
        return
    sys.stdout.flush()
    raw = getattr(sys.stdout, "buffer", None)
    if raw is None:  # somebody put a stream of text in its place
        sys.stdout.write(data.decode())
        return
    raw.write(data)
    raw.flush()


def _to_file(data: bytes, to: Path) -> None:
    if to.exists() and not to.is_file():
        with to.open("wb") as stream:  # a device: there is nothing to put in its place
            stream.write(data)
        return
    beside = to.with_name(f".{to.name}.{os.getpid()}.part")
    try:
        with beside.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(to)
    finally:
        beside.unlink(missing_ok=True)


def is_utf8() -> bool:
    """Whether standard output takes every letter."""
    return (sys.stdout.encoding or "").lower().replace("-", "") in {"utf8", "utf8sig"}
