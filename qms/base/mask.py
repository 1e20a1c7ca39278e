"""Personal values as they may be shown: enough to recognise, too little to use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qms.base.particulars import starred

if TYPE_CHECKING:
    from collections.abc import Iterable

STAR, _SHORT, _TAIL = "*", 2, 4
_WORTH_HIDING: Final = 2
"""Shortest name that is looked for in a text: one letter would star half of it."""


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


def redacted(text: str, known: Iterable[tuple[str, str]] = ()) -> str:
    """A free text without the values that are known, each with what stands for it, and without other particulars.

    Found are numbers and addresses with a form of their own; names of others have none and stay.
    """
    for value, instead in known:
        if len(value) >= _WORTH_HIDING:
            text = text.replace(value, instead)
    return starred(text)


__all__ = ["address", "contact", "name", "redacted"]
