"""Who has signed in an open store, and until when a PIN alone is enough (21 CFR 11.200 a 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Session:
    """A session of signing for each person; it ends with the store that is open, or after a pause."""

    def __init__(self) -> None:
        """Nobody yet."""
        self._until: dict[str, datetime] = {}

    def lasts(self, person: str, now: datetime) -> bool:
        """Whether the person has signed, and not too long ago."""
        return person in self._until and now < self._until[person]

    def goes_on(self, person: str, until: datetime) -> None:
        """The person has signed."""
        self._until[person] = until
