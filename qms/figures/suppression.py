"""Small numbers held back where figures are published (level L0): nobody is found out of a group of four.

A count of 1 to 4 is *small* and is not told. Where the whole is known, one hidden count would follow from the others,
and two that are both 1 from their sum: so further counts are hidden with it, the least first, until any hidden one may
be 5 or more for all that is told. A count of none is told, unless everything is hidden.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST: Final = 5
"""Least count that is told."""


def is_small(*counts: int) -> bool:
    """Whether any of these counts is not to be told."""
    return any(0 < count < LEAST for count in counts)


def hidden(counts: Sequence[int]) -> frozenset[int]:
    """Places of the counts that are not to be told, where their sum is."""
    kept = {at for at, count in enumerate(counts) if 0 < count < LEAST}
    if not kept:
        return frozenset()
    others = sorted((at for at, count in enumerate(counts) if count >= LEAST), key=lambda at: (counts[at], at))
    while others and not _is_safe([counts[at] for at in kept]):
        kept.add(others.pop(0))
    return frozenset(kept) if _is_safe([counts[at] for at in kept]) else frozenset(range(len(counts)))


def hides_whole(counts: Sequence[int]) -> bool:
    """Whether the sum itself is not to be told: it is small, or no way of hiding parts keeps them from following."""
    return bool(counts) and len(hidden(counts)) == len(counts) and not _is_safe([one for one in counts if one])


def _is_safe(counts: Sequence[int]) -> bool:
    """Whether each of these hidden counts, none of them 0, may be `LEAST` for all that their sum says."""
    return len(counts) > 1 and sum(counts) - len(counts) + 1 >= LEAST


__all__ = ["LEAST", "hidden", "hides_whole", "is_small"]
