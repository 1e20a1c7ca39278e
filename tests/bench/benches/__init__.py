"""The benches by name, in the order of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from tests.bench.benches import (
    batch,
    bring,
    create,
    days,
    figures,
    growth,
    guard,
    past,
    starting,
    transition,
    verify,
    writers,
)

if TYPE_CHECKING:
    from tests.bench.base import Bench

_ALL: Final[tuple[Any, ...]] = (
    create,
    transition,
    batch,
    bring,
    verify,
    growth,
    writers,
    days,
    starting,
    figures,
    past,
    guard,
)
BENCHES: Final[dict[str, Bench]] = {one.NAME: cast("Bench", one) for one in _ALL}
