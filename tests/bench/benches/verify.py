"""The whole check of a store, against reading its rows and nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench.base import Promise, against, in_turn
from tests.bench.sample import write_register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.base import Measured, Setting

NAME = "verify"
ROWS = 3_000
READ = Promise("verify.read", "full verification: every record read by the library", "≥ 0.9 on two processes")
RAW = Promise("verify.raw", "full verification: every row fetched by the driver")
PROMISES = (READ, RAW)


def run(setting: Setting) -> Iterator[Measured]:
    """A store of imported cases, a third of them assigned since."""
    rows = setting.some(ROWS)
    path = setting.folder / "verified.csv"
    write_register(path, 1, rows)
    for store in setting.on(PROMISES):
        with setting.workshop.ours(store) as ours:
            ours.ask("bring", path=str(path))
            ours.ask("before_transition", count=rows // 3)
            ours.ask("transition_together", count=rows // 3)
            orders = ("verify", "read_records", "read_rows")
            answers = in_turn(orders, min(3, setting.rounds), ours.ask)
        entries = rows + 2 * (rows // 3)
        yield against(READ, store, answers, ("verify", "read_records"), entries)
        yield against(RAW, store, answers, ("verify", "read_rows"), entries)
