"""Text as it is seen: made safe to show, and measured in cells. Standard library only."""

from __future__ import annotations

import unicodedata

_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_ZERO_WIDTH = "\u00ad\u200b\u2060\ufeff"
_WIDE = frozenset("WF")


def visible(text: str, *, lines: bool = False) -> str:
    """Return ``text`` with everything that could steer a terminal or a reader shown as ``⟨U+202E⟩``.

    Escapes C0 and C1 controls, bidirectional controls, zero-width characters and surrogates. Line feeds and
    tabs become spaces unless ``lines`` keeps them.
    """
    if text.isprintable():  # nothing of all that is
        return text
    return "".join(_shown(letter, lines=lines) for letter in text)


def _shown(letter: str, *, lines: bool) -> str:
    if letter in "\n\t":
        return letter if lines else " "
    if letter in _BIDI or letter in _ZERO_WIDTH or unicodedata.category(letter) in {"Cc", "Cs"}:
        return f"⟨U+{ord(letter):04X}⟩"
    return letter


def cells(text: str) -> int:
    """Width of ``text`` on a terminal: Hangul and other wide letters take two cells, combining marks none."""
    if text.isascii():
        return len(text)
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


__all__ = ["cells", "cut", "visible"]
