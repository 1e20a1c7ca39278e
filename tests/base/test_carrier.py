"""Short messages are counted as carriers count them, and what they cannot spell is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.base.carrier import measured


@pytest.mark.parametrize(
    ("text", "size", "sort"),
    [
        ("", 0, "sms"), ("abc", 3, "sms"), ("가" * 45, 90, "sms"), ("가" * 45 + "a", 91, "lms"),
        ("가" * 1000, 2000, "lms"), ("가" * 1000 + "a", 2001, None),
    ],
)  # fmt: skip
def test_a_syllable_is_two_bytes_and_a_letter_one(text: str, size: int, sort: str | None) -> None:
    assert (measured(text).size, measured(text).sort) == (size, sort)


def test_what_euc_kr_cannot_spell_is_named_once() -> None:
    found = measured("똠방 펲시 😀 똠 – é")
    assert found.unspelled == ("똠", "펲", "😀", "–", "é")


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_latin_letters_are_a_byte_each(text: str) -> None:
    assert measured(text).size == len(text)
    assert measured(text).unspelled == ()
