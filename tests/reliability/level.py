"""How much of everything is done: a share that fits a submission, or the long run of a release.

``QMS_RELIABILITY=ci`` does a share, ``release`` the long run; ``QMS_RELIABILITY_SEED=N`` chooses other
samples. What is printed as
a figure can be seen with ``pytest -rP tests/reliability``.
"""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")
RELEASE: Final = os.environ.get("QMS_RELIABILITY", "ci") == "release"
SEED: Final = int(os.environ.get("QMS_RELIABILITY_SEED", "1"))


def share(ci: int, release: int) -> int:
    """How many of something at the level of this run."""
    return release if RELEASE else ci


def sampled(things: Sequence[T], most: int, name: str) -> list[T]:
    """At most so many of them in their order; which ones, the seed and the name of the test say."""
    if len(things) <= most:
        return list(things)
    chosen = random.Random(f"{SEED} {name}").sample(range(len(things)), most)
    return [things[at] for at in sorted(chosen)]


def figure(what: str) -> None:
    """Print a figure of the run."""
    print(f"[reliability] {what} (seed {SEED}, {'release' if RELEASE else 'ci'})")  # noqa: T201 - read in the report
