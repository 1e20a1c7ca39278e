"""The real name of a store's file, asked for again only where its path leads to another file than before."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_KNOWN: Final[dict[str, tuple[int, int, str]]] = {}
"""Path → the file that it led to, by device and number, and the real name of that file."""


def real_name(path: Path) -> str:
    """The path of the file without links; of one that cannot be looked at too."""
    name = str(path)
    try:
        found = os.stat(name)  # noqa: PTH116 - at every act
    except OSError:
        return os.path.realpath(name)
    known = _KNOWN.get(name)
    if known is None or known[:2] != (found.st_dev, found.st_ino):
        known = _KNOWN[name] = found.st_dev, found.st_ino, os.path.realpath(name)
    return known[2]
