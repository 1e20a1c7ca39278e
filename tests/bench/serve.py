"""A worker: a process that keeps one store open and does what it is told, a line of JSON each.

Standard library only, since it runs in the peers' environment too.

The clock runs in the worker, around the work alone: neither the start of Python nor the lines count. CPU time is that
of the worker's process; what a PostgreSQL server spends is not in it.
"""

from __future__ import annotations

import json
import resource
import sys
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Worker(Protocol):
    """What each of them can do; a worker leaves out what it has no word for."""

    def open(self, store: str, place: str, journal: str, synchronous: str) -> None:
        """Make the store, or open it: ``sqlite`` and a file, or ``postgresql`` and a URL."""

    def create(self, count: int) -> None:
        """Make so many records, each in a transaction of its own."""

    def before_transition(self, count: int) -> None:
        """Have so many records ready to be changed; nobody looks at the clock."""

    def transition(self, count: int) -> None:
        """Change so many of those, each in a transaction of its own."""

    def batch(self, count: int) -> None:
        """Make so many records in one transaction."""

    def bring(self, path: str) -> None:
        """Take a register in, in one transaction."""


def serve(worker: Any) -> None:  # noqa: ANN401 - a `Worker`, or part of one
    """Do what the lines say until there are no more."""
    # What a library prints is not an answer.
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        order = json.loads(line)
        act = order.pop("do")
        answers.write(json.dumps(_done(getattr(worker, act, None), order)) + "\n")
        answers.flush()


def _done(act: Callable[..., Any] | None, order: dict[str, Any]) -> dict[str, Any]:
    if act is None:
        return {"missing": True}
    wall, cpu = perf_counter(), process_time()
    told = act(**order)
    wall, cpu = perf_counter() - wall, process_time() - cpu
    return {"wall": wall, "cpu": cpu, "told": told, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}
