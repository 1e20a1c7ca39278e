"""The quick way to read a date reads what the slow one does."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qms.exchange.delimiters import lines_of
from qms.exchange.moments import moment

FORMATS = ["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]


def _spoilt(at: datetime, form: str, where: int, sign: str) -> str:
    text = at.strftime(form)
    place = where % len(text)
    return text[:place] + sign + text[place + 1 :]


NEAR = st.builds(
    _spoilt,
    st.datetimes(datetime(1000, 1, 1)),  # noqa: DTZ001 - texts without a zone
    st.sampled_from([*FORMATS, "%Y%m%d %H%M%S", "%Y-W%U-%w %H:%M"]),
    st.integers(0, 18),
    st.sampled_from([*"0123456789-: T.Z", "", "٣"]),
)


@pytest.mark.parametrize("pattern", FORMATS)
@given(text=NEAR | st.text(st.sampled_from("0129-: "), max_size=19))
@example(text="2026-03-02T09:30")
@example(text="2026-W10-1 09:30")
@example(text="2026-02-30")
@example(text="2026-03-02 24:00")
@example(text="2026-03-02 09:30:60")
@example(text="2026-3-2 9:30")
def test_the_usual_formats_read_what_the_library_reads(pattern: str, text: str) -> None:
    found = moment(text, [pattern])
    try:
        expected = datetime.strptime(" ".join(text.split()), pattern)  # noqa: DTZ007 - texts without a zone
    except ValueError:
        assert found is None
    else:
        assert found is not None
        assert found.at == expected


@given(st.text(st.sampled_from("a\r\n\u2028\x0b\x85,"), max_size=20))
def test_lines_are_those_of_a_text_stream(text: str) -> None:
    assert list(lines_of(text)) == io.StringIO(text, newline="").readlines()
