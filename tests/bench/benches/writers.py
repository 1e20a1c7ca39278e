"""Eight processes that write as fast as they can: is one of them left behind?"""

from __future__ import annotations

from contextlib import ExitStack
from statistics import mean
from time import perf_counter
from typing import TYPE_CHECKING

from tests.bench.base import Measured, Promise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.base import Setting

NAME = "writers"
WRITERS = 8
SECONDS = 4.0
SERVED = Promise("writers.served", "8 writers: acts of the most / of the least served", "≤ 1.5")
WAIT = Promise("writers.wait", "8 writers: the longest wait / the mean", "≤ 10")
PROMISES = (SERVED, WAIT)


def run(setting: Setting) -> Iterator[Measured]:
    """Some seconds of writing, three times."""
    seconds = max(0.3, SECONDS * setting.share)
    for store in setting.on(PROMISES):
        place = setting.workshop.founded(store)
        served: list[float] = []
        waits: list[float] = []
        with ExitStack() as stack:
            writers = [stack.enter_context(setting.workshop.ours(store, place)) for _ in range(setting.some(WRITERS))]
            for _ in range(min(3, setting.rounds)):
                begin = perf_counter() + 0.5  # one clock for all processes of a machine
                for one in writers:
                    one.tell("write_for", seconds=seconds, begin=begin)
                took: list[list[float]] = [one.hear().told for one in writers]
                counts = [len(each) for each in took]
                together = [wait for each in took for wait in each]
                served.append(max(counts) / max(1, min(counts)))
                waits.append(max(together) / mean(together))
        yield Measured(SERVED.id, store, tuple(served))
        yield Measured(WAIT.id, store, tuple(waits))
