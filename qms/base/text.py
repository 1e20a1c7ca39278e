"""Text from outside: what may be kept, and how it is made safe to show.

Text is NFC from the door on. What no sink can carry (surrogates, control characters but tab and line feed,
more than eight combining marks on one letter) is refused, never quietly dropped.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

TITLE_LENGTH, NARRATIVE_LENGTH, CODE_LENGTH, MARKS = 200, 20_000, 64, 8
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_ZERO_WIDTH = "\u00ad\u200b\u2060\ufeff"
_WIDE = frozenset("WF")
# Letters, digits and signs of Korean and English, none of which is a control or a combining mark.
_ORDINARY = re.compile("[\n\t -~\u2010-\u2027\u3000-\u3029\u3131-\u318e\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e]*")


def clean(text: str) -> str:
    """Return ``text`` in NFC with line ends as LF; raise `ValueError` when it holds what cannot be kept."""
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if _ORDINARY.fullmatch(normal):
        return normal
    marks = 0
    for letter in normal:
        category = unicodedata.category(letter)
        if category == "Cs" or (category == "Cc" and letter not in "\n\t"):
            raise PydanticCustomError("text_control", "control character U+{point}", {"point": f"{ord(letter):04X}"})
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks > MARKS:
            raise PydanticCustomError("text_marks", "too many combining marks", {})
    return normal


def one_line(text: str) -> str:
    """Return `clean` text with runs of white space made one space and the ends stripped."""
    return " ".join(clean(text).split())


def _strip(text: str) -> str:
    return clean(text).strip()


def _empty_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Title = Annotated[str, AfterValidator(one_line), Field(min_length=1, max_length=TITLE_LENGTH)]
"""One line of 1 to 200 characters."""
Narrative = Annotated[str, AfterValidator(_strip), Field(min_length=1, max_length=NARRATIVE_LENGTH)]
"""Free text of 1 to 20,000 characters, line breaks kept."""
Code = Annotated[str, Field(min_length=1, max_length=CODE_LENGTH, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]*$")]
"""An identifier in ASCII, 1 to 64 characters."""
OptionalTitle = Annotated[Title | None, BeforeValidator(_empty_is_none)]
"""As `Title`; None and blank mean not given."""
OptionalNarrative = Annotated[Narrative | None, BeforeValidator(_empty_is_none)]
"""As `Narrative`; None and blank mean not given."""


def visible(text: str, *, lines: bool = False) -> str:
    """Return ``text`` with everything that could steer a terminal or a reader shown as ``⟨U+202E⟩``.

    Escapes C0 and C1 controls, bidirectional controls, zero-width characters and surrogates. Line feeds and
    tabs become spaces unless ``lines`` keeps them.
    """
    return "".join(_shown(letter, lines=lines) for letter in text)


def _shown(letter: str, *, lines: bool) -> str:
    if letter in "\n\t":
        return letter if lines else " "
    if letter in _BIDI or letter in _ZERO_WIDTH or unicodedata.category(letter) in {"Cc", "Cs"}:
        return f"⟨U+{ord(letter):04X}⟩"
    return letter


def cells(text: str) -> int:
    """Width of ``text`` on a terminal: Hangul and other wide letters take two cells, combining marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in _WIDE else 1 for c in text)


def cut(text: str, width: int) -> str:
    """Return ``text`` cut to at most ``width`` cells, with ``…`` where something is left out."""
    if cells(text) <= width:
        return text
    kept: list[str] = []
    used = 1
    for letter in text:
        used += cells(letter)
        if used > width:
            break
        kept.append(letter)
    return "".join(kept) + "…"
