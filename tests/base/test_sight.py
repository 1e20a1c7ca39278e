"""Text as it is seen: the short ways round give what the long way gives, letter by letter."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st
from qms_cli.show.table import wrap

from qms.base.sight import cells, visible

HOSTILE = "\u202e\u200b\u00ad\ufeff\x1b\x07\x9b\n\t\r\x00\ud800"
TEXT = st.text(st.one_of(st.sampled_from(f"ab 가나é\u0301ｆ🙂{HOSTILE}"), st.characters()), max_size=40)


def _shown(letter: str) -> str:
    if letter in "\n\t":
        return " "
    strange = unicodedata.category(letter) in {"Cc", "Cs"} or letter in "\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff"
    steers = "\u202a" <= letter <= "\u202e" or "\u2066" <= letter <= "\u2069"
    return f"⟨U+{ord(letter):04X}⟩" if strange or steers else letter


@given(TEXT)
@example(HOSTILE)
@example("plain, 그대로")
def test_nothing_that_steers_a_screen_is_left(text: str) -> None:
    assert visible(text) == "".join(map(_shown, text))


@given(TEXT)
def test_cells_are_those_of_the_letters(text: str) -> None:
    assert cells(text) == sum(map(_width, text))


def _width(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1


def _wrapped(text: str, width: int) -> list[str]:
    """Slowly: every line is measured anew, letter by letter."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        if line and sum(map(_width, f"{line} {word}")) > width:
            lines.append(line)
            line = ""
        joined = f"{line} {word}" if line else word
        line = ""
        for letter in joined:
            if line and sum(map(_width, line + letter)) > width:
                lines.append(line)
                line = ""
            line += letter
    return [*lines, line]


@given(TEXT, st.integers(min_value=1, max_value=12))
@example("예약이 두 번 취소되었습니다 twice", 7)
@example("a  b ", 2)
def test_lines_are_broken_as_by_hand(text: str, width: int) -> None:
    assert wrap(text, width) == _wrapped(text, width)
