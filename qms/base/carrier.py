"""Short messages as Korean carriers count them: bytes of EUC-KR, 90 of a short message, 2,000 of a long one."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Final

SHORT, LONG = 90, 2000
"""Bytes of the longest short (SMS) and the longest long message (LMS)."""
_CHARSET: Final = "euc_kr"
_SYLLABLE_MARK: Final = 8
"""Bytes that the codec takes for a syllable outside the standard's 2,350: it spells its letters one by one, which
telephones show as four signs."""


@dataclass(frozen=True)
class Measured:
    """A message as a carrier counts it.

    Attributes:
        size: bytes in EUC-KR; what cannot be spelled counts as two.
        unspelled: each character once, in its order, that EUC-KR cannot spell.

    """

    size: int
    unspelled: tuple[str, ...]

    @property
    def sort(self) -> str | None:
        """``sms``, ``lms``, or None where no message holds it."""
        return "sms" if self.size <= SHORT else "lms" if self.size <= LONG else None


def measured(text: str) -> Measured:
    """Count a text as it would go out."""
    size, unspelled = 0, dict[str, None]()
    for letter in text:
        try:
            spelled = codecs.encode(letter, _CHARSET)
        except UnicodeEncodeError:
            spelled = b""
        if not spelled or len(spelled) >= _SYLLABLE_MARK:
            unspelled[letter] = None
            size += 2
        else:
            size += len(spelled)
    return Measured(size, tuple(unspelled))


__all__ = ["LONG", "SHORT", "Measured", "measured"]
