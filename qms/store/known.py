"""What one transaction knows at its end and the next one of the same process need not ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import bindparam, func, literal_column, select

from qms.store.table import counters, entries, wrapping

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Select


@dataclass(frozen=True)
class Known:
    """What was known when a transaction ended, and by what one sees that it still holds.

    Attributes:
        mark: number of entries, hashes beside the last one, sum of all counters: whoever writes changes them.
        peaks: level → hash of the last perfect subtree of that level.
        newest: kinds → position of their newest entry; -1: none.
        numbers: row of numbers → the last one that was given; None: none was ever.

    """

    mark: tuple[int, bytes, int]
    peaks: Mapping[int, bytes]
    newest: Mapping[tuple[str, ...], int]
    numbers: Mapping[str, int | None]

    def copies(self) -> tuple[dict[int, bytes], dict[tuple[str, ...], int], dict[str, int | None]]:
        """Peaks, newest and numbers, to be changed."""
        return dict(self.peaks), dict(self.newest), dict(self.numbers)


_all = counters.alias("all_counters")
_held = (
    select(
        counters.c.value,
        select(entries.c.hashes).where(entries.c.position == counters.c.value - literal_column("1")).scalar_subquery(),
        select(func.sum(_all.c.value)).scalar_subquery(),
        select(func.max(wrapping.c.id)).scalar_subquery(),
    )
    .where(counters.c.name == bindparam("of"))
    .with_for_update()
)
HELD: Final = cast("Select[Any]", _held)
"""The mark, the name of the key that wraps data keys, and the lock of the ledger with them.

Where one had to wait for the lock, PostgreSQL gives the number of entries as it is now and the rest as it was before:
then the mark fits nothing that is known."""
