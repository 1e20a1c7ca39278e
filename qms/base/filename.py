"""Names of files: what may stand as one on Windows, macOS and Linux, and looks like what it is."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from qms.base.text import clean

NAME_LENGTH: Final = 120
_SEPARATING: Final = frozenset('/\\:*?"<>|')
"""What parts a path on one of the systems, or what none of its file names may hold (Windows)."""
_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cn", "Zl", "Zp"})
"""Control and format characters, marks of direction among them: ``\u202egnp.exe`` would show as ``exe.png``."""


def _file_name(text: str) -> str:
    name = clean(text)
    for letter in name:
        if letter in _SEPARATING or unicodedata.category(letter) in _UNSEEN:
            told = {"point": f"{ord(letter):04X}"}
            raise PydanticCustomError("file_name_letter", "no file name may hold U+{point}", told)
    if name != name.strip(" .\u00a0\u3000"):
        raise PydanticCustomError("file_name_end", "begins or ends with a space or a full stop")
    return name


def is_file_name(text: str) -> bool:
    """Whether a text may stand as the name of a file; it is not looked at whether it is too long."""
    try:
        return bool(_file_name(text))
    except PydanticCustomError:
        return False


FileName = Annotated[str, AfterValidator(_file_name), Field(min_length=1, max_length=NAME_LENGTH)]
"""The name of a file without any folder, in NFC, 1 to 120 characters."""

__all__ = ["NAME_LENGTH", "FileName", "is_file_name"]
