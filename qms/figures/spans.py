"""The spans that readings are made for: whole periods, or their months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from qms.figures.definition import Month

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from qms.base.period import Period
    from qms.figures.definition import Split

_LONGEST_MONTH = timedelta(days=31)


@dataclass(frozen=True)
class Span:
    """The days of one reading, ``begin`` inclusive, ``end`` exclusive; ``month`` is spelled ``2026-04``."""

    number: int
    period: Period
    begin: date
    end: date
    month: str | None = None

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """First instant and first one after it, in UTC: the local midnights of ``begin`` and ``end``."""
        return _midnight(self.begin, zone), _midnight(self.end, zone)


def spans_of(periods: Sequence[Period], split: Split | None) -> tuple[Span, ...]:
    """The spans of these periods, numbered in order."""
    if not isinstance(split, Month):
        return tuple(Span(i, period, period.begin, period.end) for i, period in enumerate(periods))
    parts = [(period, *months) for period in periods for months in _months(period)]
    return tuple(Span(i, period, begin, end, f"{begin:%Y-%m}") for i, (period, begin, end) in enumerate(parts))


def _months(period: Period) -> Iterator[tuple[date, date]]:
    """The calendar months of any span of days, the first and last cut to it."""
    begin = period.begin
    while begin < period.end:
        following = (begin.replace(day=1) + _LONGEST_MONTH).replace(day=1)
        yield begin, min(following, period.end)
        begin = following


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
