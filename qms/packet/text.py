"""Text on the page: what steers a reader is shown, what cannot be drawn is named, lines break at word ends.

The engine breaks Korean between any two syllables. A word joiner (U+2060) between them leaves the spaces as
the only places to break; it has no width and stays out of the text that a reader copies from the page.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from functools import lru_cache
from itertools import accumulate

from qms.base.text import MARKS, visible
from qms.packet.fonts import missing_glyphs, width

LONGEST_FIELD = 10_000
RUN = 24
_WHOLE_WORD = 18.0
_EM = 0.9
_FILLED = 0.8
"""How much of its lines a text of several fills: the rest is lost where words do not fit."""
# Inside a word a line may break after a middle dot, a slash, a comma, a tilde or a dash, and nowhere else.
_INSIDE_WORD = re.compile(r"(?<=[^\s·/,~–-])(?=[가-힣])|(?<=[가-힣])(?=\S)")
# Nor inside a day as official documents write it: 2026. 7. 21.
_INSIDE_DATE = re.compile(r"(?<=\d\. )(?=\d{1,2}\.)")
_HANGUL = re.compile(r"[가-힣]")
_NOT_HANGUL = re.compile(r"[^가-힣]+")
_WORD = re.compile(r"\S+")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_ESCAPE = re.compile("⟨(U[+][0-9A-F]+)⟩")
_JOINER, _BREAK, _LEFT_OUT = "\u2060", "\u200b", "〈…〉"


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The text for a place without lines of its own, such as a title or a bookmark: only made safe to show."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_drawn(letter) for letter in _safe(text))


def on_screen(text: str, *, room: float = 0) -> str:  # noqa: ARG001 - stands in for `printed`
    """The text as a browser shows it, which breaks lines itself."""
    return _kept(text)


def _kept(text: str) -> str:
    return plain(text[:LONGEST_FIELD]) + ("…" if excess(text) else "")


def brief(text: str, lines: int, room: float) -> str:
    """As much of the text as so many lines of ``room`` em hold: for a place that must not grow."""
    whole = " ".join(plain(text[:LONGEST_FIELD]).split())
    left = lines * room * (1 if lines == 1 else _FILLED)
    if width(whole) <= left:
        return whole
    kept = bisect(list(accumulate(width(letter) for letter in whole)), left - width("…"))
    return whole[:kept].rstrip() + "…"


def has_hangul(text: str) -> bool:
    """Whether the text is Korean, at least in part."""
    return _HANGUL.search(text) is not None


def excess(text: str) -> int:
    """How many characters of a field are left out on the page; the attached data has them all."""
    return max(0, len(text) - LONGEST_FIELD)


@lru_cache(maxsize=4096)
def printed(text: str, *, room: float = _WHOLE_WORD) -> str:
    """The text as a paragraph or cell prints it, at most `LONGEST_FIELD` characters of it.

    Args:
        text: what somebody wrote.
        room: width of a line in em; a longer word may be broken.

    """
    if len(text) <= min(RUN, room) and text.isascii() and text.isprintable() and ". " not in text:
        return text
    shown = _INSIDE_DATE.sub(_JOINER, _kept(text))
    return _WORD.sub(lambda word: _word(word[0], room), shown)


def _word(word: str, room: float) -> str:
    fits = len(word) * _EM <= room or width(word) <= room
    if fits and _HANGUL.search(word):
        return _INSIDE_WORD.sub(_JOINER, word)
    if fits and len(word) <= RUN:
        return word
    return _NOT_HANGUL.sub(lambda letters: _cut(letters[0], room), word)


def _cut(letters: str, room: float) -> str:
    """The run with a place to break after each 24 letters, or before where the line is narrower."""
    parts = [""]
    left = room
    for letter in letters:
        if parts[-1] and (len(parts[-1]) == RUN or width(letter) > left):
            parts.append("")
            left = room
        parts[-1] += letter
        left -= width(letter)
    return _BREAK.join(parts)


def _safe(text: str) -> str:
    lines = _LINE_END.sub("\n", unicodedata.normalize("NFC", text))
    return _ESCAPE.sub(r"〈\1〉", visible(_few_marks(lines), lines=True))


def _few_marks(text: str) -> str:
    """At most eight marks on one letter, then ``〈…〉``; a tower of them would take the renderer minutes."""
    kept: list[str] = []
    marks = 0
    for letter in text:
        marks = marks + 1 if unicodedata.category(letter) in {"Mn", "Me"} else 0
        if marks <= MARKS:
            kept.append(letter)
        elif marks == MARKS + 1:
            kept.append(_LEFT_OUT)
    return "".join(kept)


def _drawn(letter: str) -> str:
    steering = unicodedata.category(letter) == "Cf"
    return f"〈U+{ord(letter):04X}〉" if steering or missing_glyphs(letter) else letter
