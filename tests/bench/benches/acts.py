"""What create, transition, batch and import have in common: the same order to everybody, side by side."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from tests.bench.base import Promise, against, in_turn
from tests.bench.process import FLOOR, OURS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.bench.base import Measured, Setting
    from tests.bench.process import Answer, Process

TITLES: Final = {
    FLOOR: "the floor",
    "django_history": "Django + simple-history",
    "continuum": "SQLAlchemy-Continuum",
    "tryton": "Tryton",
    "naive": "SQLModel, as one writes it first",
}


def promises(bench: str, what: str, goals: Mapping[str, str]) -> tuple[Promise, ...]:
    """A row for the floor and for each of the peers."""
    return tuple(
        Promise(f"{bench}.{name}", f"{what}: {title}", goals.get(name, ""), peer=None if name == FLOOR else name)
        for name, title in TITLES.items()
    )


def compare(setting: Setting, rows: tuple[Promise, ...], order: str, per: int, **given: object) -> Iterator[Measured]:
    """Give everybody the order in every round; ``per`` operations are in one."""
    for store in setting.on(rows):
        names = setting.workshop.names()
        workers = {name: setting.workshop.worker(name, store) for name in names}
        for worker in workers.values():
            worker.timed(order, **given)  # statements are compiled, caches filled
        answers = in_turn(names, setting.rounds, partial(_timed, workers, order, given))
        for promise in rows:
            other = promise.id.split(".")[1]
            if other in answers:
                yield against(promise, store, answers, (OURS, other), per)


def _timed(workers: Mapping[str, Process], order: str, given: Mapping[str, object], name: str) -> Answer:
    return workers[name].timed(order, **given)
