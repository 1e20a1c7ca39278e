"""Did you mean: the one name that is close to what was typed, or none."""

from __future__ import annotations

import unicodedata
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

CLOSE, APART = 0.62, 0.04
_LONGEST = 60


def near(text: str, names: Iterable[str]) -> str | None:
    """The name that is close to ``text`` and clearly closer than any other; None where there is no such name.

    Hangul is compared by its letters, so that one wrong vowel is a small difference.
    """
    if not 0 < len(text) <= _LONGEST:
        return None
    wanted = _letters(text)
    ranked = sorted(((_likeness(wanted, _letters(name)), name) for name in set(names)), reverse=True)
    if not ranked or ranked[0][0] < CLOSE:
        return None
    return ranked[0][1] if len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= APART else None


def _letters(text: str) -> str:
    return unicodedata.normalize("NFKD", text.strip().casefold()).replace("_", "-")


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
