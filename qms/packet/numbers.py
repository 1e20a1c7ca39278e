"""Numbers and days as people write them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from qms import i18n

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from qms.i18n import Language

_PERIOD = re.compile(r"(\d{4})(?:H([12])|Q([1-4])|-(0[1-9]|1[0-2]))?")
_SMALL = Decimal("0.095")
_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def number(text: str) -> str:
    """``1234.55`` as ``1,234.6``: whole numbers stay whole, others have one place (below 0.1 two)."""
    value = Decimal(text)
    if "." in text:
        places = Decimal("0.01") if 0 < abs(value) < _SMALL else Decimal("0.1")
        value = value.quantize(places, ROUND_HALF_UP)
    return f"{value:,f}".replace("-", "−")


def change(now: str, then: str) -> str:
    """``▲ 1.2`` or ``▼ 0.4``: how far ``now`` lies from ``then``, as both are printed; ``±0`` when equal."""
    difference = _as_printed(now) - _as_printed(then)
    if not difference:
        return "±0"
    return f"{'▲' if difference > 0 else '▼'} {abs(difference):,f}"


def _as_printed(text: str) -> Decimal:
    return Decimal(number(text).replace(",", "").replace("−", "-"))


def day(value: date, language: Language) -> str:
    """A day in prose: ``2026. 7. 21.`` as Korean official documents write it, ``21 July 2026`` in English."""
    if language == "ko":
        return f"{value.year}. {value.month}. {value.day}."
    return f"{value.day} {_ENGLISH_MONTHS[value.month - 1]} {value.year}"


def span(begin: date, end: date, language: Language) -> str:
    """A half-open span with its last day: ``2026. 1. 1. ~ 2026. 6. 30.``."""
    last = end - timedelta(days=1)
    between = " ~ " if language == "ko" else " – "
    return f"{day(begin, language)}{between}{day(last, language)}"


def period(label: str, language: Language) -> str:
    """``2026H1`` as ``2026년 상반기`` or ``first half of 2026``; what is no such label stays as it is."""
    found = _PERIOD.fullmatch(label)
    if not found:
        return label
    year, half, quarter, month = found.groups()
    part = f"half_{half}" if half else "quarter" if quarter else "month" if month else "year"
    named = _ENGLISH_MONTHS[int(month) - 1] if month and language == "en" else str(int(month or 0))
    return i18n.text(f"packet.period.{part}", language, year=year, quarter=quarter or "", month=named)


def moment(value: datetime, zone: ZoneInfo, language: Language) -> str:
    """An instant in the zone of the review, to the minute, with the zone's name."""
    local = value.astimezone(zone)
    return f"{day(local.date(), language)} {local:%H:%M} ({zone.key})"
