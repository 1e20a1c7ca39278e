"""How far a long import is, for whoever waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

Stage = Literal["reading", "storing"]
Told = Callable[[Stage, int, int], None]
"""Is called now and then with what is being done, how many rows are done, and of how many."""
EVERY: Final = 500


def silent(stage: Stage, done: int, of: int) -> None:
    """Nobody waits."""
    del stage, done, of


__all__ = ["EVERY", "Stage", "Told", "silent"]
