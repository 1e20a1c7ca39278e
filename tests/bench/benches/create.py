"""One create with everything that belongs to it, in a transaction of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench.benches.acts import compare, promises

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.base import Measured, Setting

NAME = "create"
ACTS = 30
PROMISES = promises(
    NAME, "one create", {"floor": "≥ 0.60", "django_history": "≥ 6", "continuum": "≥ 8", "tryton": "≥ 20"}
)


def run(setting: Setting) -> Iterator[Measured]:
    """So many creates a round from each."""
    acts = setting.some(ACTS)
    yield from compare(setting, PROMISES, "create", acts, count=acts)
