from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qms.packet import missing_glyphs
from qms.packet.fonts import width
from qms.packet.text import LONGEST_FIELD, RUN, brief, excess, has_hangul, plain, printed
from tests.packet.hostile import ALL

JOINER, BREAK = "\u2060", "\u200b"
TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    st.text(st.sampled_from("가나다 한글A1.,·/()-\n"), max_size=200),
    st.sampled_from(ALL),
)


@pytest.mark.req("ALCOA-Legible")
@given(TEXT)
def test_what_is_printed_reads_as_it_was_written(text: str) -> None:
    assert printed(text).replace(JOINER, "").replace(BREAK, "") == plain(text)


@given(TEXT)
def test_all_that_is_printed_can_be_drawn(text: str) -> None:
    shown = printed(text)
    assert missing_glyphs(shown.replace(JOINER, "").replace(BREAK, "")) == set()
    assert not any(unicodedata.category(letter) in {"Cc", "Cs", "Co"} and letter not in "\n\t" for letter in shown)


@given(TEXT, st.floats(min_value=1, max_value=60))
def test_no_run_is_longer_than_its_line(text: str, room: float) -> None:
    for word in printed(text, room=room).split():
        for part in word.split(BREAK):
            if not has_hangul(part):
                assert len(part) <= RUN
    # What is kept whole fits on the line.
    for word in printed(text, room=room).split():
        if JOINER in word and "〈" not in word:
            assert width(word.replace(JOINER, "")) <= room or len(word.replace(JOINER, "")) * 0.9 <= room
        for part in word.split(BREAK) if BREAK in word else ():
            assert has_hangul(part) or len(part) == 1 or width(part) <= room


@pytest.mark.parametrize(
    ("text", "room", "joined"),
    [
        ("시험인증센터는 접수한다", 18, "시⁠험⁠인⁠증⁠센⁠터⁠는 접⁠수⁠한⁠다"),
        ("고객지원부·감사실", 18, "고⁠객⁠지⁠원⁠부⁠·감⁠사⁠실"),
        ("35건(12%)의", 18, "35⁠건⁠(12%)⁠의"),
        ("에너지신산업센터", 3, "에너지신산업센터"),
        ("2026. 7. 21. 시행", 18, "2026. ⁠7. ⁠21. 시⁠행"),
        ("plain words stay", 18, "plain words stay"),
    ],
)
def test_lines_break_at_the_ends_of_korean_words(text: str, room: float, joined: str) -> None:
    assert printed(text, room=room) == joined


def test_a_long_run_may_break_every_24_letters() -> None:
    assert printed("A" * 60) == BREAK.join(["A" * 24, "A" * 24, "A" * 12])
    assert printed("가A" + "b" * 30) == "가A" + "b" * 23 + BREAK + "b" * 7


def test_a_field_is_printed_to_its_limit_and_says_that_it_goes_on() -> None:
    assert excess("가" * LONGEST_FIELD) == 0
    assert printed("가" * LONGEST_FIELD).replace(JOINER, "") == "가" * LONGEST_FIELD
    longer = "가 " * LONGEST_FIELD
    assert excess(longer) == LONGEST_FIELD
    assert printed(longer).replace(JOINER, "") == longer[:LONGEST_FIELD] + "…"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\u202egpj.exe", "〈U+202E〉gpj.exe"),
        ("\x1b[31m", "〈U+001B〉[31m"),
        ("姜 과장", "〈U+59DC〉 과장"),
        ("좋아요😀", "좋아요〈U+1F600〉"),
        ("\ue000", "〈U+E000〉"),
        ("a\u2028b\x85c\r\nd", "a\nb\nc\nd"),
        ("\u1100\u1161", "가"),
        ("a\u200db", "a〈U+200D〉b"),
        ("e" + "\u0323" * 20, "ẹ" + "\u0323" * 8 + "〈…〉"),
    ],
)
def test_what_steers_or_cannot_be_drawn_is_shown_by_number(text: str, shown: str) -> None:
    assert plain(text) == unicodedata.normalize("NFC", shown)


@given(TEXT)
def test_what_is_plain_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(TEXT, st.integers(1, 4), st.floats(min_value=3, max_value=60))
@example("A" * 1000, 1, 3.0)
def test_a_brief_text_fits_its_place(text: str, lines: int, room: float) -> None:
    short = brief(text, lines, room)
    assert width(short) <= lines * room + 1
    assert "\n" not in short
    whole = " ".join(plain(text).split())
    assert short == whole or (short.endswith("…") and whole.startswith(short[:-1]))
