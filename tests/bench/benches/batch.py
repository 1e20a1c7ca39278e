"""Fifty acts in one commit, an act: against as many commits, and against the others' batches."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tests.bench.base import Promise, against, in_turn
from tests.bench.benches.acts import compare, promises
from tests.bench.process import OURS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.base import Measured, Setting

NAME = "batch"
ACTS = 50
ALONE = Promise("batch.alone", "an act in a batch of 50: one by one", "≥ 6")
_COMPARED = promises(NAME, "an act in a batch of 50", {})
PROMISES = (ALONE, *_COMPARED)


def run(setting: Setting) -> Iterator[Measured]:
    """A batch a round from each; ours also one by one."""
    acts = setting.some(ACTS)
    for store in setting.on(PROMISES):
        ours = setting.workshop.worker(OURS, store)
        answers = in_turn(("batch", "create"), setting.rounds, partial(ours.ask, count=acts))
        yield against(ALONE, store, answers, ("batch", "create"), acts)
    yield from compare(setting, _COMPARED, "batch", acts, count=acts)
