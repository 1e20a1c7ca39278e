"""Personal data that stands in a text: which kinds, never which values.

Found are numbers and addresses that have a form of their own. Names and postal addresses have none and are not found.
The resident number is set apart: it may be processed only where a law asks for it (Personal Information Protection
Act of Korea, article 24-2).
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Final

from qms.base.resident import holds_resident_number, without_resident_numbers

if TYPE_CHECKING:
    from collections.abc import Callable


class Particular(StrEnum):
    """A kind of personal data with a form of its own; its words stand at ``base.particular.<kind>``."""

    RESIDENT = "resident"
    CARD = "card"
    SSN = "ssn"
    LICENCE = "licence"
    PASSPORT = "passport"
    EMAIL = "email"
    PHONE = "phone"


RESIDENT: Final = f"base.particular.{Particular.RESIDENT}"
"""Key of the words for the kind that is refused everywhere."""

# Nothing below looks for more than these; most texts have neither.
_WORTH: Final = re.compile(r"[0-9@]")
_WIDE: Final = re.compile("[０-９＠－]")  # noqa: RUF001 - the full-width forms are meant
_BEFORE, _AFTER = r"(?<![0-9A-Za-z])(?<![0-9][.-])", r"(?![0-9A-Za-z]|-[0-9])"
_CARD: Final = re.compile(
    rf"{_BEFORE}(?:[0-9]{{4}}([ -])[0-9]{{4}}\1[0-9]{{4}}\1[0-9]{{4}}|3[0-9]{{3}}([ -])[0-9]{{6}}\2[0-9]{{4,5}}"
    rf"|[0-9]{{14,16}}|[0-9]{{19}}){_AFTER}"
)
_ISSUERS: Final = re.compile("3[04-9]|4|5[1-5]|2[2-7]|6|9[0-9]")
_SSN: Final = re.compile(rf"{_BEFORE}(?!000|666)[0-9]{{3}}-(?!00)[0-9]{{2}}-(?!0000)[0-9]{{4}}{_AFTER}")
_LICENCE: Final = re.compile(rf"{_BEFORE}(?:1[1-9]|2[0-8])-[0-9]{{2}}-[0-9]{{6}}-[0-9]{{2}}{_AFTER}")
_PASSPORT: Final = re.compile(rf"{_BEFORE}[MSROD](?:[0-9]{{8}}|[0-9]{{3}}[A-Z][0-9]{{4}}){_AFTER}")
_EMAIL: Final = re.compile(r"(?<![\w.%+-])[\w.%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_PHONE: Final = re.compile(
    rf"{_BEFORE}(?:"
    rf"(?:\+82[ .-]?\(?0?\)?|0)1[016789][ .-]?[0-9]{{3,4}}[ .-]?[0-9]{{4}}"  # a Korean mobile telephone
    rf"|(?:\+82[ .-]?|\(?0)(?:2|[3-6][1-5]|70|505)[) .-]{{1,2}}[0-9]{{3,4}}[ .-][0-9]{{4}}"  # a Korean line
    rf"|(?:\+?1[ .-])?(?:\([2-9][0-9]{{2}}\) ?|[2-9][0-9]{{2}}[ .-])[0-9]{{3}}[ .-][0-9]{{4}}"  # North America
    rf"|\+[1-9][0-9]{{0,2}}(?:[ .-]?[0-9]{{2,4}}){{3,4}}){_AFTER}"
)


def particulars(text: str, *wanted: Particular) -> frozenset[Particular]:
    """The kinds of personal data in a text, of those wanted (none named: of all).

    A number that proves wrong by its date or its check digit is none.
    """
    resident = (not wanted or Particular.RESIDENT in wanted) and holds_resident_number(text)
    begun = frozenset({Particular.RESIDENT} if resident else ())
    if not _WORTH.search(text) and not _WIDE.search(text):
        return begun
    if _WIDE.search(text):
        text = unicodedata.normalize("NFKC", text)
    kinds = [one for one in _KINDS if not wanted or one[0] in wanted]
    return begun | frozenset(kind for kind, pattern, holds in kinds if any(map(holds, pattern.finditer(text))))


def starred(text: str) -> str:
    """The text with every letter and digit of what `particulars` finds in it made ``*``, the last four left out."""
    text = without_resident_numbers(text)
    if _WIDE.search(text):
        text = unicodedata.normalize("NFKC", text)
    if _WORTH.search(text):
        for _, pattern, holds in _KINDS:
            text = pattern.sub(partial(_starred, holds), text)
    return text


def _starred(holds: Callable[[re.Match[str]], bool], found: re.Match[str]) -> str:
    return _star(found[0]) if holds(found) else found[0]


def _star(found: str) -> str:
    kept = 0 if "@" in found else 4
    return re.sub(r"[\w%+]" if "@" in found else r"\w", "*", found[: len(found) - kept]) + found[len(found) - kept :]


def _is_card(found: re.Match[str]) -> bool:
    """A number of an issuer of cards whose check digit holds (ISO/IEC 7812-1, the formula of Luhn)."""
    digits = re.sub("[ -]", "", found[0])
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits)))
    return _ISSUERS.match(digits) is not None and sum(n - 9 * (n > 9) for n in doubled) % 10 == 0  # noqa: PLR2004


def _holds(found: re.Match[str]) -> bool:
    return bool(found[0])


_KINDS: Final[tuple[tuple[Particular, re.Pattern[str], Callable[[re.Match[str]], bool]], ...]] = (
    (Particular.CARD, _CARD, _is_card),
    (Particular.SSN, _SSN, _holds),
    (Particular.LICENCE, _LICENCE, _holds),
    (Particular.PASSPORT, _PASSPORT, _holds),
    (Particular.EMAIL, _EMAIL, _holds),
    (Particular.PHONE, _PHONE, _holds),
)

__all__ = ["RESIDENT", "Particular", "particulars", "starred"]
