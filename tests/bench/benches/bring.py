"""A register taken in: read, checked, numbered, told in the ledger, in one transaction."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from tests.bench.base import Measured, Promise, against, in_turn
from tests.bench.benches.acts import promises
from tests.bench.process import OURS
from tests.bench.sample import write_register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.base import Setting
    from tests.bench.process import Answer

NAME = "import"
ROWS = 600
BULK = Promise("import.django_bulk", "a row of an import: `bulk_create_with_history`", peer="django_history")
MEMORY = Promise("import.memory", "memory of an import: of 4 times the rows / of 1", "flat: ≤ 1.2")
_COMPARED = promises(NAME, "a row of an import", {"floor": "≥ 0.45", "django_history": "≥ 15", "naive": "≥ 6"})
PROMISES = (*_COMPARED, BULK, MEMORY)


def run(setting: Setting) -> Iterator[Measured]:
    """A register a round from each, of new rows."""
    rows = setting.some(ROWS)
    path, numbers = setting.folder / "register.csv", count(1, rows)
    orders = {name: (name, "bring") for name in setting.workshop.names()}
    if "django_history" in orders:
        orders["django_bulk"] = ("django_history", "bring_bulk")
    for store in setting.on(PROMISES):

        def once(name: str, store: str = store) -> Answer:
            worker, order = orders[name]
            write_register(path, next(numbers), rows)
            return setting.workshop.worker(worker, store).timed(order, path=str(path))

        answers = in_turn(tuple(orders), max(3, setting.rounds // 2), once)
        for promise in (*_COMPARED, BULK):
            other = promise.id.split(".")[1]
            if other in answers:
                yield against(promise, store, answers, (OURS, other), rows)
        yield _memory(setting, store, rows)


def _memory(setting: Setting, store: str, rows: int) -> Measured:
    """How much memory a process has had at most that takes in four times the rows, by one that takes in the rows."""
    peaks: list[int] = []
    for times in (1, 4):
        path = setting.folder / "register.csv"
        write_register(path, 1, times * rows)
        worker = setting.workshop.start(OURS, store, setting.workshop.founded(store))
        peaks.append(worker.ask("bring", path=str(path)).peak)
    return Measured(MEMORY.id, store, (peaks[1] / peaks[0],))
