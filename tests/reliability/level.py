"""How much of everything is done: what fits the gate, what a submission does in full, or the long run of a release.

``QMS_RELIABILITY=gate`` does a fifth of ``ci``, ``release`` the long run; ``QMS_RELIABILITY_SEED=N`` chooses other
samples. Long runs are made in pieces: ``QMS_RELIABILITY_SHARE=1/4`` does a quarter of the things that a test goes
through, and with ``QMS_RELIABILITY_MINUTES=N`` a test stops going through them when its part of the time is over
(`tests.reliability.release` sets them). What is printed as a figure can be seen with ``pytest -rP tests/reliability``;
``QMS_RELIABILITY_RESULTS=FILE`` adds it to a file, a line of JSON for each.
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

T = TypeVar("T")
_LEVEL: Final = os.environ.get("QMS_RELIABILITY", "ci")
RELEASE: Final = _LEVEL == "release"
GATE: Final = _LEVEL == "gate"
FIFTH: Final = 5
"""The gate does one of so many."""
SEED: Final = int(os.environ.get("QMS_RELIABILITY_SEED", "1"))
PART, PARTS = (int(one) for one in os.environ.get("QMS_RELIABILITY_SHARE", "1/1").split("/"))
"""Which of how many shares of a long run is done; from 1."""
MINUTES: Final = float(os.environ.get("QMS_RELIABILITY_MINUTES", "0"))
"""How long a long run may take in all; 0: as long as it takes."""
LONG: Final = (
    "kill", "full", "power", "cut", "flips", "sealed", "clocks", "differential", "wal_fault", "server", "backups",
    "client", "proofs",
)  # fmt: skip
"""The test files, without ``test_``, that run when they are asked for."""
_RESULTS: Final = os.environ.get("QMS_RELIABILITY_RESULTS", "")


class _Time:
    """When the run began, and when the test of the moment must be done."""

    begun = monotonic()
    test = monotonic()
    until = float("inf")


def begin(tests_left: int) -> None:
    """Give a test its part of the time that is left; ``tests_left``: with it, how many there are still to do."""
    _Time.test = monotonic()
    if MINUTES:
        left = _Time.begun + MINUTES * 60 - _Time.test
        _Time.until = _Time.test + max(0.0, left) / tests_left


def share(ci: int, release: int) -> int:
    """How many of something at the level of this run."""
    return release if RELEASE else -(-ci // FIFTH) if GATE else ci


def step(ci: int, release: int) -> int:
    """How far it is from one of many to the next at the level of this run: the further, the fewer."""
    return release if RELEASE else ci * FIFTH if GATE else ci


def sampled(things: Sequence[T], most: int, name: str) -> list[T]:
    """At most so many of them in their order; which ones, the seed and the name of the test say."""
    if len(things) <= most:
        return list(things)
    chosen = random.Random(f"{SEED} {name}").sample(range(len(things)), most)
    return [things[at] for at in sorted(chosen)]


def portion(things: Sequence[T], name: str) -> list[T]:
    """The things of this share of a long run, in an order that the seed says: a run that is cut off saw some of all."""
    mixed = random.Random(f"{SEED} {name}").sample(list(things), len(things))
    return mixed[PART - 1 :: PARTS]


def in_time(things: Iterable[T]) -> Iterator[T]:
    """The things, as long as there is time; one at least."""
    for at, one in enumerate(things):
        if at and monotonic() > _Time.until:
            return
        yield one


def figure(what: str, **counts: float) -> None:
    """Print a figure of the run; ``counts``: its numbers by name, which are summed up over the pieces of a long run."""
    told = f"{what} (seed {SEED}, {_LEVEL})"
    print(f"[reliability] {told}")  # noqa: T201 - read in the report
    if _RESULTS:
        seconds = round(monotonic() - _Time.test, 1)
        line = {"what": what, "seed": SEED, "share": f"{PART}/{PARTS}", "seconds": seconds, **counts}
        with Path(_RESULTS).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")
