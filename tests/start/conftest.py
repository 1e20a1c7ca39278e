"""Small checkouts, and the command that starts them."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.start.small import make_checkout

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Start = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def checkout(tmp_path: Path, root: Path) -> Path:
    """A small checkout, not started yet, in a folder whose name needs care."""
    return make_checkout(tmp_path / "a checkout, 사본", root)


@pytest.fixture
def begin() -> Start:
    """Runs ``python3 cli …`` in a process of its own, in English unless told."""

    def run(checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "cli", *arguments],
            cwd=checkout,
            env={**os.environ, "QMS_LANG": "en", "PIP_NO_INDEX": "1", **environment},
            check=False,
            capture_output=True,
            text=True,
        )

    return run
