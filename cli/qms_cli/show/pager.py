"""Results of more than one screen, leafed through on a terminal."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LESS = "less -FRX"


def paged(text: str | bytes, to: Path | None) -> bool:
    """Show ``text`` in the pager, where there is one, a person to leaf, and more than a screen; say whether it was.

    The pager is ``QMS_PAGER``, else ``PAGER``, else less; set to ``cat`` or to nothing there is none.
    """
    if to is not None or isinstance(text, bytes) or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    if text.count("\n") < shutil.get_terminal_size().lines:
        return False
    words = shlex.split(_pager())
    if not words or words[0] == "cat" or shutil.which(words[0]) is None:
        return False
    try:
        subprocess.run(words, input=text.encode("utf-8", "backslashreplace"), check=False)  # noqa: S603 - the person's own choice of program
    except OSError:
        return False
    return True


def _pager() -> str:
    for name in ("QMS_PAGER", "PAGER"):
        if name in os.environ:
            return os.environ[name]
    return LESS
