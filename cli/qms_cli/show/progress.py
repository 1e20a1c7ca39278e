"""How far a long command is: one line that renews itself on a terminal, a line for each tenth elsewhere."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Final

from qms.base.text import cells

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from qms_cli.desk import Desk

_PATIENCE: Final = 3.0
"""Seconds before anything is shown."""
_TENTHS: Final = 10


class Progress:
    """Tells how far a command is; ``say`` makes the words of a stage, of how many are done and of how many."""

    def __init__(self, say: Callable[[str, int, int], str], *, quiet: bool) -> None:
        """Begin to wait."""
        self._say, self._quiet = say, quiet
        self._live = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._begin = monotonic()
        self._shown: tuple[str, int] = ("", 0)
        self._width = 0

    def __call__(self, stage: str, done: int, of: int) -> None:
        """Show where the command is, where that is worth a line."""
        share = done * (100 if self._live else _TENTHS) // max(of, 1)
        if self._quiet or not share or (stage, share) == self._shown or monotonic() - self._begin < _PATIENCE:
            return
        self._shown = (stage, share)
        line = self._say(stage, done, of)
        if self._live:
            sys.stderr.write(f"\r{line}{' ' * (self._width - cells(line))}")
            self._width = cells(line)
        else:
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    def close(self) -> None:
        """Take the line away again."""
        if self._width:
            sys.stderr.write(f"\r{' ' * self._width}\r")
            sys.stderr.flush()


@contextmanager
def progress(desk: Desk) -> Generator[Progress]:
    """Tell on standard error how far a command is; nothing is left of it on a terminal when it ends."""

    def say(stage: str, done: int, of: int) -> str:
        return desk.say(f"progress.{stage}", percent=100 * done // max(of, 1), done=f"{done:,}", of=f"{of:,}")

    shown = Progress(say, quiet=bool(desk.common("quiet")))
    try:
        yield shown
    finally:
        shown.close()
