"""Resident and alien registration numbers in a text, however they are written.

No number is needed for what is kept here, and none may be processed without a law that asks for it (Personal
Information Protection Act of Korea, article 24-2; row KR-PI-24-2): texts that hold one are refused.

The number: birthday in six digits, then a digit for century, sex and whether a foreigner (1 to 8), then six more. Up to
October 2020 the last one is a check digit; in numbers given out since then any digit, so that the birthday alone tells.
So a number is seen

- whose two halves are parted by a dash of any kind, by its birthday alone; of somebody born in the 1920s by the check
  digit too, for a day of the 2020s with a serial behind it looks alike (``240612-1000001``);
- the same where the birthday is written with dots, dashes or spaces between year, month and day (``90.01.01-1234568``),
  or the first digit of the second half stands apart (``900101-1-234568``);
- with the century before the birthday, which must agree: by birthday and check digit;
- parted otherwise or not at all: by birthday and check digit; or, with one space at most between, by the birthday alone
  where the number may have been given out without a check digit: to somebody born since October 2020, or to a foreigner
  of any age.

A barcode of a Korean product (GTIN-13 from 880, check digit right) is not taken for a foreigner's number, nor the
registration number of a company (its check digit right, that of a resident wrong) for somebody born before 2020.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOREIGNERS, _SINCE_2000 = frozenset("5678"), frozenset("3478")
_NO_CHECK_DIGIT: Final = date(2020, 10, 1)
"""First birthday with a number that was never given a check digit."""
_BORN_UNTIL: Final = 2049
"""Numbers without a check digit are seen up to this year of birth; beyond it they are more likely something else."""

_DAYS_OF_NOW: Final = range(1920, 1930)
"""Years of birth that a day of our years looks like; numbers given out to those born then have check digits."""

_SPOKEN: Final = dict(zip("공영일이삼사오육륙칠팔구", "001234566789", strict=True))
_SPOKEN_RUN: Final = re.compile(r"[공영일이삼사오육륙칠팔구 ]{6,}(?:(?:다시|대시|-)[공영일이삼사오육륙칠팔구 ]{7,})?")
_SEEMS: Final = re.compile("[0-9]{2}|[0-9] [0-9] [0-9]")
_ODD: Final = re.compile("[^\x00-\x7f가-힣ㄱ-ㆎ]|[ㅡ\u3164]")
_FILLERS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters by their category, and yet nothing is seen of them."""
_DASHES: Final = frozenset("−ㅡᅳー〜～∼~_─━╌┄⁃➖")  # noqa: RUF001 - the signs that people take for a dash
_NUMBER: Final = re.compile(
    r"(?<![0-9])(?P<century>19|20)?(?P<day>[0-9]{2}(?P<dot>[./ -]{0,2})[0-9]{2}(?P=dot)[0-9]{2})"
    r"(?P<parted>[\s()./·ㆍ‧•∙⋅･、→:;,*|+=>\\-]{0,5})(?P<rest>[1-8](?P<sex>[. -]?)[0-9]{6})(?![0-9])"
)
_SPACED: Final = re.compile(
    r"(?<![0-9])(?<![0-9] )(?P<century>)(?P<dot>)(?P<sex>)(?P<day>[0-9](?: [0-9]){5})(?P<parted>[ ./-]{1,3})"
    r"(?P<rest>[1-8](?: [0-9]){6})(?! ?[0-9])"
)
_PARTING: Final = re.compile("[^0-9]")
_LONGER: Final = re.compile(r"[0-9][.-]$"), re.compile(r"-[0-9]")
_INSIDE: Final = re.compile(r"[A-Za-z+/]$|[0-9]\.$"), re.compile(r"[A-Za-z+/=]")
_NAMED: Final = re.compile(r"(?<![A-Za-z])(?:id|no|num|number|rrn|ssn|jumin)$", re.IGNORECASE)
"""What people write right before a number that is none of a longer code."""


def holds_resident_number(text: str) -> bool:
    """Whether a text seems to hold the number of a resident or a foreigner."""
    plain = _plain(text)
    return bool(_SEEMS.search(plain)) and any(True for _ in _matches(plain))


def without_resident_numbers(text: str, mask: str = "*") -> str:
    """The text with all digits of such numbers behind the birthday made ``mask``."""
    if not holds_resident_number(text):
        return text
    plain = _plain(text)
    shown = list(text if len(text) == len(plain) else plain)
    for found in _matches(plain):
        for at in range(*found.span("rest")):
            shown[at] = mask if plain[at].isdigit() else plain[at]
    return "".join(shown)


def _matches(plain: str) -> Iterator[re.Match[str]]:
    for form in (_NUMBER, _SPACED):
        yield from (found for found in form.finditer(plain) if _is_one(found))


def _plain(text: str) -> str:
    """Digits of every script as 0 to 9, dashes of every kind as ``-``, nothing that is not seen."""
    if _SPOKEN_RUN.search(text):
        text = _SPOKEN_RUN.sub(_written, text)
    return _ODD.sub(_sign, text) if _ODD.search(text) else text.replace("~", "-").replace("_", "-")


def _written(run: re.Match[str]) -> str:
    digits = "".join(_SPOKEN.get(sign, "-" if sign in "다대-" else "") for sign in run[0])
    return digits if len(digits.replace("-", "")) == 13 else run[0]  # noqa: PLR2004 - digits of the number


@cache
def _as_sign(sign: str) -> str:
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(sign)
    if category == "Pd" or sign in _DASHES:
        return "-"
    if category in {"Cf", "Mn", "Me"} or sign in _FILLERS:
        return ""
    return " " if category == "Zs" else sign


def _sign(found: re.Match[str]) -> str:
    return _as_sign(found[0])


def _is_one(found: re.Match[str]) -> bool:
    day, parted, rest = (found[name] for name in ("day", "parted", "rest"))
    number = _PARTING.sub("", day + rest)
    born = _born(number)
    if born is None or _is_company(number, born):
        return False
    if found["century"]:
        return found["century"] == str(born.year)[:2] and bool(parted) and _checks(number)
    if "-" in parted:
        doubtful = _meets(found, _LONGER) or (born.year in _DAYS_OF_NOW and number[6] in "12")
        return not doubtful or _checks(number)
    if not parted and _meets(found, _INSIDE) and not _NAMED.search(found.string[: found.start()][-8:]):
        return False  # a piece of a digest, of a code, of a decimal number
    grouped = found["dot"] or found["sex"]
    alone = parted in {"", " "} and not grouped and not _meets(found, _LONGER)
    return _checks(number) or (alone and _needs_none(number, born))


def _meets(found: re.Match[str], sides: tuple[re.Pattern[str], re.Pattern[str]]) -> bool:
    """Whether what stands right before or right behind is of this form."""
    text, (begin, end) = found.string, found.span()
    return bool(sides[0].search(text[max(begin - 2, 0) : begin]) or sides[1].match(text[end : end + 2]))


def _born(number: str) -> date | None:
    century = "20" if number[6] in _SINCE_2000 else "19"
    try:
        return date(int(century + number[:2]), int(number[2:4]), int(number[4:6]))
    except ValueError:
        return None


def _needs_none(number: str, born: date) -> bool:
    if number[6] in _FOREIGNERS:
        return born.year <= _BORN_UNTIL and not _is_barcode(number)
    return born >= _NO_CHECK_DIGIT and born.year <= _BORN_UNTIL


def _checks(number: str) -> bool:
    """The check digit of numbers given out before October 2020; foreigners' begin at another remainder."""
    total = sum(int(digit) * (2 + at % 8) for at, digit in enumerate(number[:12]))
    begin = 13 if number[6] in _FOREIGNERS else 11
    return (begin - total % 11) % 10 == int(number[12])


def _alternating(number: str, second: int) -> bool:
    """A check digit by weights 1 and ``second`` in turn, to the next ten."""
    total = sum(int(digit) * (second if at % 2 else 1) for at, digit in enumerate(number[:12]))
    return (10 - total % 10) % 10 == int(number[12])


def _is_barcode(number: str) -> bool:
    return number.startswith("880") and _alternating(number, 3)


def _is_company(number: str, born: date) -> bool:
    """The number of a company or foundation: office from 11 to 28, kind 11 to 15, 21 or 22, serial and check digit."""
    kind = number[4:6] in {"11", "12", "13", "14", "15", "21", "22"}
    return (
        "11" <= number[:2] <= "28"
        and kind
        and born < _NO_CHECK_DIGIT
        and _alternating(number, 2)
        and not _checks(number)
    )


__all__ = ["holds_resident_number", "without_resident_numbers"]
