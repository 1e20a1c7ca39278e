"""All figures of cases over a year, as a review asks for them, against reading those cases to count over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench.base import Promise, against, in_turn
from tests.bench.sample import write_register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.base import Measured, Setting

NAME = "figures"
ROWS = 3_000
SCAN = Promise("figures.scan", "all figures of 3,000 cases over a year: the cases read once as records")
PROMISES = (SCAN,)


def run(setting: Setting) -> Iterator[Measured]:
    """The figures and the reading in turn."""
    rows = setting.some(ROWS)
    path = setting.folder / "counted.csv"
    write_register(path, 1, rows)
    for store in setting.on(PROMISES):
        orders = ("read_figures", "read_cases")
        with setting.workshop.ours(store) as ours:
            ours.ask("bring", path=str(path))
            answers = in_turn(orders, setting.rounds, ours.ask)
        yield against(SCAN, store, answers, orders, rows)
