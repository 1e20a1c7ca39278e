"""How each cost grows with the number of records: stores of three sizes side by side."""

from __future__ import annotations

import shutil
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from qms.store.migrate import HEAD
from tests.bench.base import ONE_STORE, Measured, Promise, in_turn
from tests.bench.process import OURS
from tests.bench.sample import write_register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.base import Setting
    from tests.bench.process import Answer, Process

NAME = "growth"
ACTS, CHUNK = 20, 5_000
SIZES = (1_000, 10_000, 100_000)
"""The sizes that the rows are named after; a small run takes smaller ones."""
ORDERS = {"create": "a create", "transition": "a transition", "verify": "full verification, a record"}
PROMISES = tuple(
    Promise(f"growth.{order}.{size}", f"{what}: among {size:,} records / among {SIZES[0]:,}", "flat", ONE_STORE)
    for order, what in ORDERS.items()
    for size in SIZES[1:]
)


def run(setting: Setting) -> Iterator[Measured]:
    """Each order in turn on each store."""
    if "sqlite" not in setting.stores:
        return
    stores = {size: setting.workshop.start(OURS, "sqlite", str(path)) for size, path in _grown(setting).items()}
    sizes = dict(zip(map(str, SIZES), setting.sizes, strict=True))
    for order in ORDERS:
        rounds = setting.rounds if order != "verify" else 3
        answers = in_turn(tuple(sizes), rounds, lambda size, do=order: _once(stores[sizes[size]], do))  # type: ignore[misc]
        per = {name: size if order == "verify" else 1 for name, size in sizes.items()}
        few = str(SIZES[0])
        for size in map(str, SIZES[1:]):
            ratios = tuple(
                (much.wall / per[size]) / (little.wall / per[few])
                for much, little in zip(answers[size], answers[few], strict=True)
            )
            cpu, other = (median(one.cpu for one in answers[name]) / per[name] for name in (size, few))
            acts = 1 if order == "verify" else ACTS
            yield Measured(f"growth.{order}.{size}", "sqlite", ratios, cpu / acts, other / acts)


def _once(worker: Process, order: str) -> Answer:
    return worker.ask(order) if order == "verify" else worker.timed(order, count=ACTS)


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
    worker = setting.workshop.start(OURS, "sqlite", store)
    for size, kept in grown.items():
        for first in range(at, size, CHUNK):
            write_register(path, first + 1, min(CHUNK, size - first))
            worker.ask("bring", path=str(path))
        worker.ask("close")  # a store that is open is not to be copied
        part = kept.with_suffix(".part")
        shutil.copy(store, part)
        part.rename(kept)
        worker.ask("open", store="sqlite", place=store, journal="", synchronous="")
        at = size
