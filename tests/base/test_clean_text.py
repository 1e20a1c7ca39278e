from __future__ import annotations

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from qms.base.text import MARKS, clean

LETTERS = st.characters(codec=None) | st.sampled_from("\n\t\r\x00\x0b\x85\u0301\u302a가ㄱ一\ud800")


def _kept(text: str) -> str | None:
    """What `clean` promises, letter by letter."""
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kinds = ["m" if unicodedata.category(c) in {"Mn", "Me"} else unicodedata.category(c) for c in normal]
    if "Cs" in kinds or any(kind == "Cc" and c not in "\n\t" for kind, c in zip(kinds, normal, strict=True)):
        return None
    return None if "m" * (MARKS + 1) in "".join(kind if kind == "m" else "-" for kind in kinds) else normal


@given(st.text(LETTERS, max_size=30))
@example("가" + "\u0301" * 9)
@example("보통 글, plain text.\n")
def test_text_is_kept_whole_or_refused(text: str) -> None:
    try:
        kept: str | None = clean(text)
    except PydanticCustomError:
        kept = None
    assert kept == _kept(text)
