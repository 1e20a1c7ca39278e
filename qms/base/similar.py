"""How alike texts are: cosine over pairs of neighbouring syllables or letters, the rare ones weighing more.

Korean needs no dictionary for it: ``예약이`` and ``예약을`` share ``예약`` whatever ending follows. English words fall
into pairs of letters in the same way. Nothing is kept: pairs of a sealed text would tell what the text said.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_WORD: Final = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """The text as it is compared: one form for whole and half width, for large and small letters."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def pairs(text: str) -> Counter[str]:
    """How often each pair of neighbours stands in the words of a text; a word of one letter has none."""
    return Counter(word[at : at + 2] for word in _WORD.findall(folded(text)) for at in range(len(word) - 1))


def alike(text: str, others: Iterable[str]) -> list[float]:
    """How alike each of the others is to ``text``, from 0 (no pair in common) to 1, in their order.

    A pair counts ``(1 + ln n) · ln((N + 1) / d)``: ``n`` times in a text, in ``d`` of all ``N`` texts, ``text`` among
    them. A text without pairs is like nothing.
    """
    every = [pairs(one) for one in (text, *others)]
    weights = _weights(every)
    mine = _weighed(every[0], weights)
    return [_cosine(mine, _weighed(one, weights)) for one in every[1:]]


def nearest(scores: Sequence[float], least: float, limit: int) -> Iterator[int]:
    """Places of the highest scores of ``least`` or more, highest first, the later of equal ones first."""
    wanted = (at for at, score in enumerate(scores) if score >= least)
    yield from sorted(wanted, key=lambda at: (-scores[at], -at))[:limit]


def _weights(every: Sequence[Mapping[str, int]]) -> dict[str, float]:
    among = Counter(pair for one in every for pair in one)
    return {pair: math.log((len(every) + 1) / count) for pair, count in among.items()}


def _weighed(counted: Mapping[str, int], weights: Mapping[str, float]) -> dict[str, float]:
    return {pair: (1 + math.log(times)) * weights[pair] for pair, times in counted.items()}


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    common = math.fsum(weight * other[pair] for pair, weight in one.items() if pair in other)
    length = math.hypot(*one.values()) * math.hypot(*other.values())
    return min(common / length, 1.0) if length else 0.0


__all__ = ["alike", "folded", "nearest", "pairs"]
