"""Day first or month first: what the dates of a column themselves say of the order that the mapping names.

05/03/2022 can be read either way, and so wrongly in silence; 25/03/2022 cannot. Only formats with the year at the end
are looked at: nobody writes a year, then a day, then a month.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from qms.base.finding import Weight
from qms.exchange.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Sequence

_DAY, _MONTH, _YEARS = "%d", "%m", ("%Y", "%y")
_MONTHS: Final = 12


def exchanged(pattern: str) -> str | None:
    """The format with day and month exchanged; None where that makes no date that anybody writes."""
    year = max(pattern.find(one) for one in _YEARS)
    if not 0 <= pattern.find(_DAY) < year or not 0 <= pattern.find(_MONTH) < year:
        return None
    return pattern.replace(_DAY, "\0").replace(_MONTH, _DAY).replace("\0", _MONTH)


class Order:
    """Counts how the dates of one column speak for the order of its formats."""

    def __init__(self, formats: Sequence[str]) -> None:
        self.formats = tuple(formats)
        self._others = {pattern: other for pattern in formats if (other := exchanged(pattern)) is not None}
        self._for = self._against = self._either = 0

    def read(self, pattern: str, at: datetime) -> None:
        """Count a date that was read by this format."""
        if pattern in self._others:
            if at.day > _MONTHS:
                self._for += 1
            elif at.day != at.month:
                self._either += 1

    def failed(self, text: str) -> None:
        """Count a text that no format reads."""
        self._against += any(_reads(other, text) for other in self._others.values())

    @property
    def settled(self) -> bool:
        """Whether a date shows that the order is right."""
        return self._for > self._against

    def troubles(self, *, settled: bool) -> tuple[Trouble, ...]:
        """What is doubtful about the order: an error where most of what can tell speaks against it.

        ``settled``: another column of the same formats shows that it is right.
        """
        formats = ", ".join(self._others)
        if self._against > self._for:
            return (Trouble("other_order", Weight.ERROR, {"count": str(self._against), "formats": formats}),)
        if self._either and not settled and not self._for and not self._against:
            return (Trouble("either_order", Weight.WARNING, {"count": str(self._either), "formats": formats}),)
        return ()


def _reads(pattern: str, text: str) -> bool:
    try:
        datetime.strptime(text, pattern)  # noqa: DTZ007 - only whether it is a date
    except ValueError:
        return False
    return True
