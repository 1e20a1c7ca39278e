"""One change of a record that is there, found by its number, in a transaction of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench.benches.acts import compare, promises

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.base import Measured, Setting

NAME = "transition"
ACTS = 30
PROMISES = promises(NAME, "one transition", {"django_history": "≥ 5 (SQLite), ≥ 4 (PostgreSQL)"})


def run(setting: Setting) -> Iterator[Measured]:
    """So many transitions a round from each."""
    acts = setting.some(ACTS)
    yield from compare(setting, PROMISES, "transition", acts, count=acts)
