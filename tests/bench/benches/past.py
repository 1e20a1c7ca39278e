"""Figures of a year as of an earlier moment, against playing the ledger up to it, and as the years grow in number."""

from __future__ import annotations

from contextlib import ExitStack
from statistics import median
from typing import TYPE_CHECKING

from tests.bench.base import ONE_STORE, Measured, Promise, against, in_turn
from tests.bench.sample import write_register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.base import Setting
    from tests.bench.process import Process

NAME = "past"
ROWS, FEW, MANY = 6_000, 10, 100
"""Rows of a year's register; a third as many cases are entered and assigned by acts: ten thousand entries a year."""
FIGURES, REPLAY, NOW = "read_figures_past", "replay", "read_figures"
PLAYED = Promise(
    "past.replay", "all figures of cases over a year as of a day, among 1 M entries: the ledger played from JSON",
    "≥ 100", ONE_STORE,
)  # fmt: skip
AS_NOW = Promise("past.now", "the same figures as of a day / as they are now", "", ONE_STORE, less=True)
FLAT = Promise("past.years", "figures as of a day: among 1 M entries / among 100,000", "≤ 1.2", ONE_STORE, less=True)
PROMISES = (PLAYED, AS_NOW, FLAT)


def run(setting: Setting) -> Iterator[Measured]:
    """A store of ten years and one of a hundred, side by side."""
    if "sqlite" not in setting.stores:
        return
    with ExitStack() as stack:
        few, many = (_grown(setting, stack, years) for years in (FEW, MANY))
        orders = (FIGURES, REPLAY, NOW, "few")
        answers = in_turn(
            orders, min(3, setting.rounds), lambda order: few.ask(FIGURES) if order == "few" else many.ask(order)
        )
    yield against(PLAYED, "sqlite", answers, (FIGURES, REPLAY), 1)
    for promise, other in ((AS_NOW, NOW), (FLAT, "few")):
        ratios = tuple(mine.wall / its.wall for mine, its in zip(answers[FIGURES], answers[other], strict=True))
        cpu, its_cpu = (median(answer.cpu for answer in answers[name]) for name in (FIGURES, other))
        yield Measured(promise.id, "sqlite", ratios, cpu, its_cpu)


def _grown(setting: Setting, stack: ExitStack, years: int) -> Process:
    rows = setting.some(ROWS)
    path = setting.folder / f"past{years}.csv"
    write_register(path, 1, rows)
    ours = stack.enter_context(setting.workshop.ours("sqlite"))
    ours.ask("bring", path=str(path))
    ours.ask("before_transition", count=rows // 3)
    ours.ask("transition_together", count=rows // 3)
    ours.ask("put_years_after", years=years - 1)
    return ours
