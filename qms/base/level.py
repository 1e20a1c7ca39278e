"""How much of what is personal an output shows (design: levels of redaction; Personal Information Protection Act)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Level(StrEnum):
    """From what everybody may see to everything; a later one shows what an earlier one does."""

    PUBLIC = "L0"
    """For the public: counts alone, small ones held back; of cases and people nothing."""
    MASKED = "L1"
    """For management review: numbers, days, units, causes and actions; no names, contacts, nor what people wrote."""
    INTERNAL = "L2"
    """For those who work with it: names and contacts in their masked form, texts without known particulars."""
    FULL = "L3"
    """Everything: with a reason, and an entry in the log of accesses."""

    def shows(self, since: Level) -> bool:
        """Whether what is shown from ``since`` on is shown."""
        return self.value >= since.value


@dataclass(frozen=True)
class Rule:
    """What becomes of one field: in the clear from ``since`` on, masked at `Level.INTERNAL` where ``mask`` is given.

    ``text``: its mask takes out what the record says of its customer elsewhere.
    """

    since: Level
    mask: Callable[[str], str] | None = None
    text: bool = False


__all__ = ["Level", "Rule"]
