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

from qms.base.sight import cells, cut, visible

TITLE_LENGTH, NARRATIVE_LENGTH, CODE_LENGTH, MARKS = 200, 20_000, 64, 8
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


__all__ = [
    "CODE_LENGTH", "MARKS", "NARRATIVE_LENGTH", "TITLE_LENGTH", "Code", "Narrative", "OptionalNarrative",
    "OptionalTitle", "Title", "cells", "clean", "cut", "one_line", "visible",
]  # fmt: skip
