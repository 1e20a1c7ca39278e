"""Texts and choices of a register → values of a field."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from qms.base.finding import Weight
from qms.base.text import TITLE_LENGTH
from qms.exchange.markup import plain
from qms.exchange.sheet import normal
from qms.exchange.trouble import Trouble

if TYPE_CHECKING:
    from qms.exchange.mapping import ColumnRule, Plain

# What `qms.base.text.clean` refuses, save the line breaks of old word processors, which become line feeds.
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_BREAK: Final = re.compile("\r\n|[\r\x0b\x0c\x85]")


class Choices:
    """Reads the texts of one column as values that the mapping gives for them."""

    def __init__(self, rule: ColumnRule) -> None:
        self._values, self._otherwise = rule.values, rule.otherwise

    def __call__(self, text: str) -> tuple[Plain | None, tuple[Trouble, ...]]:
        """The value for a text; None when there is none."""
        value = self._values.get(normal(text), self._otherwise)
        if value is None:
            return None, (Trouble.over("unknown_value", text, values=", ".join(self._values)),)
        return value, ()


class Texts:
    """Reads the texts of one column as the text of a field of at most ``longest`` characters.

    Nothing is left out unless the mapping says so, and then with a warning.
    """

    def __init__(self, rule: ColumnRule, longest: int | None) -> None:
        self._rule, self._longest = rule, longest

    def __call__(self, text: str) -> tuple[str, tuple[Trouble, ...]]:
        """The text to keep, and what was left out of it."""
        rule, troubles = self._rule, list[Trouble]()
        if rule.markup == "strip":
            text, pictures = plain(text)
            if pictures:
                troubles.append(Trouble("pictures", Weight.NOTE, {"count": str(pictures)}))
        if rule.control == "remove":
            text, removed = _CONTROL.subn("", _BREAK.sub("\n", text))
            if removed:
                troubles.append(Trouble("control_removed", Weight.WARNING, {"count": str(removed)}))
        if rule.long == "cut" and self._longest is not None:
            whole = _settled(text, self._longest)
            if len(whole) > self._longest:
                text = whole[: self._longest - 1].rstrip() + "…"
                lengths = {"limit": f"{self._longest:,}", "length": f"{len(whole):,}"}
                troubles.append(Trouble("cut", Weight.WARNING, lengths))
        return text, tuple(troubles)


def _settled(text: str, longest: int) -> str:
    """The text as the model will count it: NFC, a title on one line."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return " ".join(composed.split()) if longest == TITLE_LENGTH else composed.strip()
