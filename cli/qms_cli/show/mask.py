"""Customers' particulars as they are shown by default: enough to recognise, too little to use."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qms.base.record import Record

R = TypeVar("R", bound="Record")
STAR, _SHORT, _TAIL = "*", 2, 4


def name(text: str) -> str:
    """``홍길동`` → ``홍*동``, ``김철`` → ``김*``, ``Anna Lee`` → ``A**a L*e``."""
    return " ".join(_name(part) for part in text.split())


def _name(part: str) -> str:
    if len(part) <= _SHORT:
        return part[:1] + STAR * (len(part) - 1) if len(part) > 1 else STAR
    return part[0] + STAR * (len(part) - 2) + part[-1]


def contact(text: str) -> str:
    """``010-1234-5678`` → ``010-****-5678``, ``hong@example.kr`` → ``h***@example.kr``; anything else by its end."""
    local, at, host = text.rpartition("@")
    if at:
        return f"{local[:1]}***@{host}"
    digits = [at for at, letter in enumerate(text) if letter.isdigit()]
    first, last = _kept(len(digits))
    hidden = set(digits[first : len(digits) - last])
    if not hidden:
        return STAR * len(text)
    return "".join(STAR if at in hidden else letter for at, letter in enumerate(text))


def _kept(digits: int) -> tuple[int, int]:
    """How many digits stay readable at both ends: a mobile number keeps its prefix and its last four."""
    if digits >= 10:  # noqa: PLR2004 - 02-123-4567 has 9, 010-1234-5678 has 11
        return 3, _TAIL
    return (2, _TAIL) if digits > _TAIL + 3 else (0, 0)


def address(text: str) -> str:
    """The first two parts, province and city, and nothing closer."""
    parts = text.split()
    return " ".join([*parts[:2], "***"]) if len(parts) > _SHORT else "***"


MASKED: Final[Mapping[str, Callable[[str], str]]] = {
    "customer_name": name,
    "customer_contact": contact,
    "customer_address": address,
}
"""Fields that are masked wherever a record is shown, and how. What people wrote of a matter is shown."""


def shown_to(record: R) -> R:
    """The record as it is shown: a customer's particulars are masked.

    What is kept for one role does not come out of the registry for others (`qms.registry.sight`).
    """
    found = {one: getattr(record, one, None) for one in MASKED}
    return record.model_copy(update={one: MASKED[one](value) for one, value in found.items() if value})
