"""Times and days as people type them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from qms.errors import BadMoment
from qms_cli.faults import BadDay, BadNumber, BadTime

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_MOST_DIGITS = 9


def day(text: str) -> date:
    """A day: ``2026-03-02``."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadDay(text=text) from None


def number(text: str) -> int:
    """A whole number from 0."""
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) <= _MOST_DIGITS):
        raise BadNumber(text=text)
    return int(plain)


def moment(text: str, now: datetime, zone: ZoneInfo) -> date | int:
    """A moment of the past: a day, a time as `instant` reads it, or a position in the ledger."""
    plain = text.strip()
    try:
        if plain.isascii() and plain.isdigit():
            return number(plain)
        return day(plain) if len(plain) == len("2026-03-02") else instant(plain, now, zone)
    except (BadDay, BadTime, BadNumber):
        raise BadMoment(text=text) from None


def instant(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """A time: ``2026-03-02 14:30`` and ``14:30`` (today) by the local clock of ``zone``, or with an offset.

    A day without a time is its first instant.
    """
    plain = text.strip()
    try:
        found = datetime.fromisoformat(plain) if "-" in plain else _today(plain, now, zone)
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadTime(text=text) from None


def _today(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(now.astimezone(zone).date(), time.fromisoformat(text))
