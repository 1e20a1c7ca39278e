"""The same acts in a database that guards itself, each person over a login of their own, and in one that does not."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tests.bench.base import SERVER, Promise, against, in_turn
from tests.bench.process import OURS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.bench.base import Measured, Setting
    from tests.bench.process import Answer, Process

NAME = "guard"
ACTS = {"create": 30, "transition": 30, "batch": 100}
GUARDED = "guarded"
WHAT = {
    "create": "one create, guarded: unguarded",
    "transition": "one transition, guarded: unguarded",
    "batch": "an act in a batch of 100, guarded: unguarded",
}
PROMISES = tuple(Promise(f"{NAME}.{order}", what, "", SERVER) for order, what in WHAT.items())


def run(setting: Setting) -> Iterator[Measured]:
    """Two copies of the small organisation on one server, side by side."""
    from tests.guarded import guarded_template

    for store in setting.on(PROMISES):
        shop = setting.workshop
        guarded = guarded_template(shop.server, shop.founded(store))
        workers = {OURS: shop.start(OURS, store, shop.founded(store)), GUARDED: shop.start(GUARDED, store, guarded)}
        for promise, (order, most) in zip(PROMISES, ACTS.items(), strict=True):
            count = setting.some(most)
            for worker in workers.values():
                worker.timed(order, count=count)  # statements are compiled, caches filled
            answers = in_turn(tuple(workers), setting.rounds, partial(_timed, workers, order, count))
            yield against(promise, store, answers, (GUARDED, OURS), count)


def _timed(workers: Mapping[str, Process], order: str, count: int, name: str) -> Answer:
    return workers[name].timed(order, count=count)
