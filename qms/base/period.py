"""A span of days, half-open: ``begin`` belongs to it, ``end`` does not."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from qms.base.record import Value
from qms.errors import BadPeriod

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_SPELLED = re.compile(r"(\d{4})(?:H([12])|Q([1-4])|-(0[1-9]|1[0-2]))?")
_MONTHS = 12
_FIRST, _LAST = 1900, 9998


class Period(Value):
    """The days from ``begin`` (inclusive) to ``end`` (exclusive)."""

    label: str
    begin: date
    end: date

    @classmethod
    def of(cls, spelled: str) -> Period:
        """Read ``2026``, ``2026H1``, ``2026Q3`` or ``2026-04``; anything else raises `BadPeriod`."""
        found = _SPELLED.fullmatch(spelled)
        if not found or not _FIRST <= int(found[1]) <= _LAST:
            raise BadPeriod(text=spelled)
        year, half, quarter, month = found.groups()
        if half:
            return cls._months(spelled, int(year), 6 * int(half) - 5, 6)
        if quarter:
            return cls._months(spelled, int(year), 3 * int(quarter) - 2, 3)
        return cls._months(spelled, int(year), int(month or 1), 1 if month else 12)

    @classmethod
    def _months(cls, label: str, year: int, month: int, count: int) -> Period:
        last = month - 1 + count
        return cls(
            label=label,
            begin=date(year, month, 1),
            end=date(year + last // _MONTHS, last % _MONTHS + 1, 1),
        )

    def previous(self) -> Period:
        """The period of the same length directly before: the half year before a half year, and so on."""
        months = self._length()
        first = self.begin.year * _MONTHS + self.begin.month - 1 - months
        return self._at(first, months)

    def year_before(self) -> Period:
        """The same months one year earlier."""
        return self._at((self.begin.year - 1) * _MONTHS + self.begin.month - 1, self._length())

    def months(self) -> tuple[Period, ...]:
        """The calendar months of the period, in order."""
        first = self.begin.year * _MONTHS + self.begin.month - 1
        return tuple(self._at(first + i, 1) for i in range(self._length()))

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The first instant of the period in ``zone`` and the first one after it."""
        return datetime.combine(self.begin, time.min, zone), datetime.combine(self.end, time.min, zone)

    def _length(self) -> int:
        return (self.end.year - self.begin.year) * _MONTHS + self.end.month - self.begin.month

    @staticmethod
    def _at(first: int, months: int) -> Period:
        year, month = first // _MONTHS, first % _MONTHS + 1
        spelled = {
            1: f"{year}-{month:02}",
            3: f"{year}Q{(month + 2) // 3}",
            6: f"{year}H{1 if month == 1 else 2}",
            12: f"{year}",
        }
        return Period.of(spelled[months])
