"""Working days and working hours of one place, look-ups in constant time.

The calendar is a value that is kept with the organisation: a due date can be explained years later from the
calendar that was in force. It answers for the years it covers and refuses all others, since an unknown
holiday would be a wrong due date. Hours are read off the local clock of ``zone``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from qms.base.record import Value
from qms.base.text import Title
from qms.errors import BackwardSpan, OutsideCalendar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qms.i18n import Language

ONE_DAY: Final = timedelta(days=1)
_DAY_SECONDS, _WEEK = 86_400, 7


class HolidayKind(StrEnum):
    """Why a day is off for everybody."""

    STATUTORY = "statutory"
    SUBSTITUTE = "substitute"
    TEMPORARY = "temporary"
    INSTITUTION = "institution"


class Holiday(Value):
    """One day off."""

    on: date
    name_ko: Title
    name_en: Title
    kind: HolidayKind = HolidayKind.STATUTORY

    def name(self, language: Language) -> str:
        """Its name in this language."""
        return self.name_ko if language == "ko" else self.name_en


class Hours(Value):
    """Working time on the local clock: ``begin`` inclusive, ``end`` exclusive; 00:00 as end is midnight."""

    begin: time
    end: time

    @property
    def seconds(self) -> tuple[int, int]:
        """Begin and end in seconds after the local midnight."""
        return _seconds(self.begin), _seconds(self.end) or _DAY_SECONDS


def _seconds(clock: time) -> int:
    return clock.hour * 3600 + clock.minute * 60 + clock.second


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):  # unknown; not a name of a zone; a folder of zones
        raise PydanticCustomError("calendar_zone", "no such time zone: {name}", {"name": name}) from None
    return name


def _in_order(hours: tuple[Hours, ...]) -> tuple[Hours, ...]:
    edges = [edge for stretch in hours for edge in stretch.seconds]
    # Within a stretch strictly up; from one to the next it may stand still.
    if edges != sorted(edges) or any(begin == end for begin, end in (stretch.seconds for stretch in hours)):
        raise PydanticCustomError("calendar_hours", "working hours must follow one another", {})
    return hours


def _some_left(weekend: tuple[int, ...]) -> tuple[int, ...]:
    if len(set(weekend)) == _WEEK:
        raise PydanticCustomError("calendar_weekend", "some day of the week must be a working day", {})
    return tuple(sorted(set(weekend)))


def _sorted(holidays: tuple[Holiday, ...]) -> tuple[Holiday, ...]:
    return tuple(sorted(dict.fromkeys(holidays), key=lambda holiday: holiday.on))


Zone = Annotated[str, AfterValidator(_known_zone)]
Weekday = Annotated[int, Field(ge=0, lt=_WEEK)]
"""0 is Monday, 6 is Sunday."""
Year = Annotated[int, Field(ge=1800, le=2999)]

OFFICE_HOURS: Final = (Hours(begin=time(9), end=time(12)), Hours(begin=time(13), end=time(18)))


class _Index(NamedTuple):
    """The covered days as integers: day ``first`` + i, with ``before[i]`` working days before it."""

    first: int
    before: tuple[int, ...]
    days: tuple[int, ...]
    holidays: Mapping[date, tuple[Holiday, ...]]


class WorkingCalendar(Value):
    """When a place works, in the years from ``first_year`` to ``last_year``, both included."""

    # `_index` is no field, and no part of equality.
    model_config = ConfigDict(ignored_types=(cached_property,))

    zone: Zone = Field(default="Asia/Seoul", description="IANA name")
    hours: Annotated[tuple[Hours, ...], Field(min_length=1), AfterValidator(_in_order)] = OFFICE_HOURS
    weekend: Annotated[tuple[Weekday, ...], AfterValidator(_some_left)] = (5, 6)
    holidays: Annotated[tuple[Holiday, ...], AfterValidator(_sorted)] = ()
    first_year: Year
    last_year: Year

    @model_validator(mode="after")
    def _covered(self) -> Self:
        if self.first_year > self.last_year:
            raise PydanticCustomError("calendar_years", "the last year lies before the first", {})
        for holiday in self.holidays:
            if not self.first_year <= holiday.on.year <= self.last_year:
                told = {"on": holiday.on.isoformat()}
                raise PydanticCustomError("calendar_holiday", "{on} lies outside the years covered", told)
        return self

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:  # noqa: ARG002 - nothing is shared
        """A copy is validated and has an index of its own; a plain copy would answer from the old one."""
        return type(self).model_validate({**dict(self), **(update or {})})

    def with_holidays(self, more: Iterable[Holiday]) -> Self:
        """This calendar with some more days off."""
        return self.model_copy(update={"holidays": (*self.holidays, *more)})

    # --- days -----------------------------------------------------------------------------------------------

    def is_working(self, day: date) -> bool:
        """Whether the place works on this day."""
        index, at = self._index, self._position(day)
        return index.before[at] != index.before[at + 1]

    def is_weekend(self, day: date) -> bool:
        """Whether the weekday is off; the day may be a holiday as well."""
        return day.weekday() in self.weekend

    def holidays_on(self, day: date) -> tuple[Holiday, ...]:
        """The holidays of this day, mostly none."""
        return self._index.holidays.get(self.covered(day), ())

    def holiday(self, day: date) -> Holiday | None:
        """The first holiday of this day; None when there is none."""
        return next(iter(self.holidays_on(day)), None)

    def working_day(self, begin: date, nth: int = 1) -> date:
        """The ``nth`` working day from ``begin`` (inclusive) on, from 1; 0 is the last one before it."""
        index = self._index
        at = index.before[self._position(begin)] + nth - 1
        if not 0 <= at < len(index.days):
            raise self._outside(self.first_year - 1 if at < 0 else self.last_year + 1)
        return date.fromordinal(index.days[at])

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``; below zero, before it; 0: ``day`` or the next one."""
        return self.working_day(day, count + self.is_working(day) if count > 0 else count + 1)

    def working_days_between(self, begin: date, end: date) -> int:
        """Working days from ``begin`` (inclusive) to ``end`` (exclusive).

        Raises:
            BackwardSpan: ``end`` lies before ``begin``.

        """
        first, before = self._index[:2]
        start, stop = begin.toordinal() - first, end.toordinal() - first
        if 0 <= start <= stop < len(before):
            return before[stop] - before[start]
        if stop < start:
            raise BackwardSpan(begin=begin.isoformat(), end=end.isoformat())
        raise self._outside(begin.year if start < 0 else end.year)

    def covered(self, day: date) -> date:
        """The day itself; raise `OutsideCalendar` when it is not covered."""
        self._position(day)
        return day

    @property
    def first_day(self) -> date:
        """The first day covered."""
        return date(self.first_year, 1, 1)

    @property
    def end_day(self) -> date:
        """The first day no longer covered."""
        return date(self.last_year + 1, 1, 1)

    # --- instants -------------------------------------------------------------------------------------------

    def local(self, instant: datetime) -> datetime:
        """The instant on the local clock."""
        return instant.astimezone(ZoneInfo(self.zone))

    def day_of(self, instant: datetime) -> date:
        """The local day of an instant."""
        return self.local(instant).date()

    def start_of(self, day: date) -> datetime:
        """The first instant of a local day, in UTC."""
        return datetime.combine(day, time.min, ZoneInfo(self.zone)).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """The last instant of a local day (inclusive, a microsecond before midnight), in UTC."""
        # `fold`: where the clock is put back at midnight, 23:59 comes twice.
        return datetime.combine(day, time.max, ZoneInfo(self.zone)).replace(fold=1).astimezone(UTC)

    @property
    def day_seconds(self) -> int:
        """Working time of one working day."""
        return sum(end - begin for begin, end in (stretch.seconds for stretch in self.hours))

    def is_over(self, instant: datetime) -> bool:
        """Whether the working day of an instant is over; never so on a day off."""
        local = self.local(instant)
        return self.is_working(local.date()) and _seconds(local.time()) >= self.hours[-1].seconds[1]

    def worked(self, instant: datetime) -> int:
        """Working seconds from the first day covered to ``instant``; parts of a second are dropped."""
        local = self.local(instant)
        at = self._position(local.date(), last=1)
        whole = self._index.before[at] * self.day_seconds
        if local.date() == self.end_day or not self.is_working(local.date()):
            return whole
        clock = _seconds(local.time())
        return whole + sum(max(0, min(clock, end) - begin) for begin, end in (h.seconds for h in self.hours))

    def reached(self, seconds: int) -> datetime:
        """The first instant, in UTC, at which `worked` is ``seconds`` (1 or more): 18:00, not 09:00."""
        days, left = divmod(seconds - 1, self.day_seconds)
        day = self.working_day(self.first_day, days + 1)
        left += 1
        lengths = [(begin, end - begin) for begin, end in (stretch.seconds for stretch in self.hours)]
        passed = 0
        while left > lengths[passed][1]:
            left -= lengths[passed][1]
            passed += 1
        midnight = datetime.combine(day, time.min, ZoneInfo(self.zone))
        # Within one zone `datetime` adds on the local clock, which is what opening hours are read off.
        return (midnight + timedelta(seconds=lengths[passed][0] + left)).astimezone(UTC)

    # --- index ----------------------------------------------------------------------------------------------

    def _position(self, day: date, last: int = 0) -> int:
        """Place of ``day`` in the index; ``last`` 1 also lets the first day after the coverage through."""
        index = self._index
        at = day.toordinal() - index.first
        if not 0 <= at < len(index.before) - 1 + last:
            raise self._outside(day.year)
        return at

    def _outside(self, year: int) -> OutsideCalendar:
        return OutsideCalendar(year=year, first_year=self.first_year, last_year=self.last_year)

    @cached_property
    def _index(self) -> _Index:
        first, end = self.first_day.toordinal(), self.end_day.toordinal()
        named: dict[date, tuple[Holiday, ...]] = {}
        for holiday in self.holidays:
            named[holiday.on] = (*named.get(holiday.on, ()), holiday)
        off = {day.toordinal() for day in named}
        weekend = {(weekday + 1) % _WEEK for weekday in self.weekend}  # day 1 of the calendar is a Monday
        days = tuple(day for day in range(first, end) if day % _WEEK not in weekend and day not in off)
        works = set(days)
        before = tuple(accumulate((day in works for day in range(first, end)), initial=0))
        return _Index(first, before, days, named)
