"""How each cost grows with the number of records: stores of three sizes side by side."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from qms.store.migrate import HEAD
from tests.bench.base import ONE_STORE, Measured, Promise, in_turn
from tests.bench.sample import write_register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.base import Setting
    from tests.bench.process import Answer, Process

NAME = "growth"
ACTS, CHUNK = 20, 5_000
SIZES = (1_000, 10_000, 100_000)
"""The sizes that the rows are named after; a small run takes smaller ones."""
ORDERS = {
    "create": "a create",
    "transition": "a transition",
    "read_figures": "all figures of cases over a year",
    "verify": "full verification, a record",
}
ACTED = frozenset({"create", "transition"})
PROMISES = tuple(
    Promise(
        f"growth.{order}.{size}", f"{what}: among {size:,} records / among {SIZES[0]:,}", "flat", ONE_STORE, less=True
    )
    for order, what in ORDERS.items()
    for size in SIZES[1:]
)


def run(setting: Setting) -> Iterator[Measured]:
    """Each order in turn on each store."""
    if "sqlite" not in setting.stores:
        return
    sizes = dict(zip(map(str, SIZES), setting.sizes, strict=True))
    grown = _grown(setting)
    with ExitStack() as stack:
        stores = {
            name: stack.enter_context(setting.workshop.ours("sqlite", str(grown[size]))) for name, size in sizes.items()
        }
        yield from _compared(setting, sizes, stores)


def _compared(setting: Setting, sizes: dict[str, int], stores: dict[str, Process]) -> Iterator[Measured]:
    for order in ORDERS:
        rounds = setting.rounds if order in ACTED else min(3, setting.rounds)
        answers = in_turn(tuple(sizes), rounds, partial(_once, stores, order))
        per = {name: size if order == "verify" else 1 for name, size in sizes.items()}
        few = str(SIZES[0])
        for size in map(str, SIZES[1:]):
            ratios = tuple(
                (much.wall / per[size]) / (little.wall / per[few])
                for much, little in zip(answers[size], answers[few], strict=True)
            )
            cpu, other = (median(one.cpu for one in answers[name]) / per[name] for name in (size, few))
            acts = ACTS if order in ACTED else 1
            yield Measured(f"growth.{order}.{size}", "sqlite", ratios, cpu / acts, other / acts)


def _once(stores: dict[str, Process], order: str, size: str) -> Answer:
    return stores[size].timed(order, count=ACTS) if order in ACTED else stores[size].ask(order)


def _grown(setting: Setting) -> dict[int, Path]:
    """A store of each size; those of an earlier run are used again where a folder for them is given."""
    kept = setting.cache or setting.folder
    grown = {size: kept / f"grown-{HEAD}-{size}.db" for size in setting.sizes}
    if not all(path.exists() for path in grown.values()):
        _grow(setting, grown)
    return {size: Path(shutil.copy(path, setting.folder / f"grown{size}.db")) for size, path in grown.items()}


def _grow(setting: Setting, grown: dict[int, Path]) -> None:
    """Import into one store until it has each size, and keep a copy of it then."""
    store, path, at = setting.workshop.founded("sqlite"), setting.folder / "growing.csv", 0
    for size, kept in grown.items():
        with setting.workshop.ours("sqlite", store) as ours:
            for first in range(at, size, CHUNK):
                write_register(path, first + 1, min(CHUNK, size - first))
                ours.ask("bring", path=str(path))
        # Only now: a store that is open is not to be copied.
        part = kept.with_suffix(".part")
        shutil.copy(store, part)
        part.rename(kept)
        at = size
