"""Checkpoints (C2SP tlog-checkpoint v1): how many entries a ledger had, and the root over them, in three lines."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final, NamedTuple

from qms.errors import BadNote

_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")
_LOG = re.compile(r"qms access log ([1-9][0-9]{0,11}) ([0-9a-f]{64})")
_ROOT: Final = 32
_LINES: Final = 3


class Checkpoint(NamedTuple):
    """A ledger at one moment.

    Attributes:
        origin: what tells this ledger from all others.
        size: number of its entries.
        root: root over them, 32 bytes.
        more: further lines, which say nothing of the ledger: in ours what the log of accesses ended with, if it had
            entries (`logged`).

    """

    origin: str
    size: int
    root: bytes
    more: tuple[str, ...] = ()

    def text(self) -> str:
        """The text that is signed."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, _encoded(self.root), *self.more))

    @property
    def logged(self) -> tuple[int, str] | None:
        """How many rows the log of accesses had, and the hash of the last in hexadecimal; None: it is not told."""
        found = next((one for line in self.more if (one := _LOG.fullmatch(line))), None)
        return (int(found[1]), found[2]) if found else None

    def short(self) -> str:
        """Size and root, ``412:9f…``, as the command line takes them."""
        return f"{self.size}:{self.root.hex()}"


def log_line(rows: int, last: str) -> str:
    """The line that tells what the log of accesses ended with: how many rows, and the hash of the last."""
    return f"qms access log {rows} {last}"


def read_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint, without signatures.

    Raises:
        BadNote: it has not the form of one.

    """
    *lines, end = text.split("\n")
    if end or len(lines) < _LINES or not all(lines):
        raise BadNote(what="ledger.note.checkpoint")
    origin, size, root, *more = lines
    try:
        found = base64.b64decode(root, validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if not found or _encoded(found) != root:
        raise BadNote(what="ledger.note.base64")
    if len(found) != _ROOT or not _SIZE.fullmatch(size):
        raise BadNote(what="ledger.note.checkpoint")
    return Checkpoint(origin, int(size), found, tuple(more))


def _encoded(root: bytes) -> str:
    return base64.b64encode(root).decode()
