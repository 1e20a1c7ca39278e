"""Dates and times of a register → instants in UTC, by the formats and the zone that its mapping names."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from qms.base.finding import Weight
from qms.exchange.orders import Order
from qms.exchange.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Sequence

ISO: Final = "iso"
_DAY_LENGTH: Final = len("2026-01-31")
_SAMPLE: Final = datetime(2031, 10, 27, 14, 25, 36, tzinfo=UTC)
_USUAL: Final = {"%Y-%m-%d": 10, "%Y-%m-%d %H:%M": 16, "%Y-%m-%d %H:%M:%S": 19}
"""Format → length of its text where no zero is left out."""
_REMEMBERED: Final = 10_000
_HOURS: Final = ("%H", "%I", "%X", "%c")


class Moment(NamedTuple):
    """What a text says: a local time, or one with its offset; ``day`` when it names no time; by which format."""

    at: datetime
    day: bool
    pattern: str


def zone_named(name: str) -> ZoneInfo | None:
    """The time zone of this IANA name; None where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def is_format(pattern: str) -> bool:
    """Whether a format reads back a date as it was written, year, month and day."""
    if pattern == ISO:
        return True
    try:
        return datetime.strptime(_SAMPLE.strftime(pattern), pattern).date() == _SAMPLE.date()  # noqa: DTZ007 - a day
    except (ValueError, re.error):
        return False


def names_zone(pattern: str) -> bool:
    """Whether times of this format say which zone they are in; ISO 8601 may."""
    return pattern == ISO or "%z" in pattern


def plainly(text: str) -> str:
    """A text as formats are tried on it."""
    return " ".join(text.replace("오전", "AM").replace("오후", "PM").split())


def moment(text: str, formats: Sequence[str]) -> Moment | None:
    """What the first fitting format reads in a text; None when none fits."""
    plain = plainly(text)
    for pattern in formats:
        try:
            if pattern == ISO:
                return Moment(datetime.fromisoformat(plain), len(plain) <= _DAY_LENGTH, pattern)
            found = _quickly(plain, pattern) or datetime.strptime(plain, pattern)  # noqa: DTZ007 - of the mapping's zone
            return Moment(found, not any(sign in pattern for sign in _HOURS), pattern)
        except ValueError:
            continue
    return None


def _quickly(text: str, pattern: str) -> datetime | None:
    """What the usual formats read in the usual form of their text, several times as fast; None: to be read slowly."""
    if _USUAL.get(pattern) != len(text) or text[4] != "-" or text[7] != "-" or text[10:11] not in {"", " "}:
        return None
    try:
        return datetime.fromisoformat(text) if text[13:14] in {"", ":"} else None
    except ValueError:
        return None


class Dates:
    """Reads the texts of one column by its formats; ``order`` keeps what they say of the order of day and month."""

    def __init__(self, formats: Sequence[str]) -> None:
        self._formats = formats
        self.order = Order(formats)

    def _moment(self, text: str) -> Moment | None:
        found = moment(text, self._formats)
        if found is None:
            self.order.failed(plainly(text))
        else:
            self.order.read(found.pattern, found.at)
        return found

    def _no_date(self, text: str) -> tuple[Trouble, ...]:
        return (Trouble.over("bad_date", text, formats=", ".join(self._formats)),)


class Instants(Dates):
    """Reads the texts of one column as instants; a text that comes often is worked out once."""

    def __init__(self, formats: Sequence[str], zone: ZoneInfo | None, *, whole_day: bool = False) -> None:
        super().__init__(formats)
        self._zone, self._whole_day = zone, whole_day
        self._known: dict[str, tuple[datetime | None, tuple[Trouble, ...]]] = {}

    def __call__(self, text: str) -> tuple[datetime | None, tuple[Trouble, ...]]:
        """The instant that a text names, and what is doubtful about it; None when it names none."""
        found = self._known.get(text)
        if found is None:
            found = self._read(text)
            if len(self._known) < _REMEMBERED:
                self._known[text] = found
        return found

    def _read(self, text: str) -> tuple[datetime | None, tuple[Trouble, ...]]:
        found = self._moment(text)
        if found is None:
            return None, self._no_date(text)
        try:
            at = found.at
            if found.day and self._whole_day:
                at = datetime.combine(at.date() + timedelta(days=1), time(), at.tzinfo)
            if at.tzinfo is not None:
                return at.astimezone(UTC), ()
            if self._zone is None:
                return None, (Trouble.over("no_zone", text),)
            return at.replace(tzinfo=self._zone).astimezone(UTC), _doubts(at, self._zone, text)
        except OverflowError:
            return None, self._no_date(text)


class Days(Dates):
    """Reads the texts of one column as days."""

    def __call__(self, text: str) -> tuple[date | None, tuple[Trouble, ...]]:
        """The day that a text names; None when it names none."""
        found = self._moment(text)
        return (None, self._no_date(text)) if found is None else (found.at.date(), ())


def _doubts(local: datetime, zone: ZoneInfo, text: str) -> tuple[Trouble, ...]:
    """A local time that the change to or from summer time skipped or repeated."""
    earlier, later = local.replace(tzinfo=zone), local.replace(tzinfo=zone, fold=1)
    if earlier.utcoffset() == later.utcoffset():
        return ()
    there = earlier.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local
    return (Trouble.over("twice" if there else "skipped", text, Weight.WARNING, zone=zone.key),)
