"""How long records are kept: seven classes, and a clock that starts on 1 January of the year after the matter closed.

Source: Enforcement Decree of the Public Records Management Act, article 26 (1) and (5) for classes and clock, article
43 (2) for when what is kept semi-permanently is appraised (row KR-REC-26).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from qms.base.record import Value
from qms.organisation.rows import Source


class RetentionClass(StrEnum):
    """How long a record is kept, from the longest to the shortest."""

    PERMANENT = "permanent"
    SEMI_PERMANENT = "semi_permanent"
    """Kept for long, and appraised once 70 years have passed."""
    YEARS_30 = "years_30"
    YEARS_10 = "years_10"
    YEARS_5 = "years_5"
    YEARS_3 = "years_3"
    YEARS_1 = "years_1"

    def within(self, other: RetentionClass) -> bool:
        """Whether it is not longer than ``other``."""
        order = list(RetentionClass)
        return order.index(self) >= order.index(other)


YEARS: Final = {
    RetentionClass.SEMI_PERMANENT: 70,
    RetentionClass.YEARS_30: 30,
    RetentionClass.YEARS_10: 10,
    RetentionClass.YEARS_5: 5,
    RetentionClass.YEARS_3: 3,
    RetentionClass.YEARS_1: 1,
}
"""Whole calendar years of each class; what is permanent has none."""


class RetentionRule(Value):
    """How long records of one kind are kept.

    Attributes:
        keep: class of the record.
        personal: class of the personal values in it, never longer; None: as long as the record.
        source: what the class rests on.

    """

    keep: RetentionClass
    personal: RetentionClass | None = None
    source: Source


class RetentionTerm(NamedTuple):
    """The clock of one record.

    Attributes:
        clock_from: the first day that counts; None: the matter is open, or the year is beyond the calendar.
        ends_on: the last day on which it is kept; None: there is no clock, or no end.

    """

    clock_from: date | None
    ends_on: date | None

    def over(self, on: date) -> bool:
        """Whether the period has ended before this day."""
        return self.ends_on is not None and on > self.ends_on


def clock(keep: RetentionClass, closed_on: date | None) -> RetentionTerm:
    """The clock of a matter that closed on this local day; None: it is open.

    Taken up again and closed anew, it is counted from the new day alone.
    """
    if closed_on is None or closed_on.year == date.max.year:
        return RetentionTerm(None, None)
    years = YEARS.get(keep)
    last = None if years is None else closed_on.year + years
    ends_on = date(last, 12, 31) if last is not None and last <= date.max.year else None
    return RetentionTerm(date(closed_on.year + 1, 1, 1), ends_on)
