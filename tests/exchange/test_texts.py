"""Texts of a register: mark-up, choices, dates."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from html import escape
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.exchange.expecting import checks_of, troubles
from qms.exchange.mapping import ColumnRule, Expectation
from qms.exchange.markup import plain
from qms.exchange.moments import Instants, is_format, zone_named
from qms.exchange.texts import Texts

SEOUL = ZoneInfo("Asia/Seoul")


@pytest.mark.parametrize(
    ("marked", "seen"),
    [
        ("<div>가</div><div>나</div>", "가\n나"),
        ("<p>가</p>\n  <p>나</p>", "가\n나"),
        ("가<br>나<BR/>다", "가\n나\n다"),
        ("가<div><br></div><div>나</div>", "가\n\n나"),
        ("<ul><li>하나<li>둘</ul>", "하나\n둘"),
        ("<table><tr><td>가</td><td>나</td></tr><tr><td>다</td></tr></table>", "가 나\n다"),
        ("<!--StartFragment--><span style=\"font-family: '바탕';\">가</span><!--EndFragment-->", "가"),
        ("<b>굵게</b>&nbsp;&amp;&lt;b&gt;&#44032;", "굵게 &<b>가"),
        ('<a title="가>나">다</a>', "다"),
        ("<style>p { color: red }</style>가<script>if (a<b) {}</script>나", "가나"),
        ("<p class=0>가<o:p></o:p></p>", "가"),
        ("그냥 글\n둘째 줄\n\n\n\n끝", "그냥 글\n둘째 줄\n\n끝"),
    ],
)  # fmt: skip
def test_mark_up_becomes_the_text_that_was_seen(marked: str, seen: str) -> None:
    assert plain(marked).text == seen


@pytest.mark.parametrize(
    "text",
    [
        "3 < 5이고 7 > 2", "끝나지 않은 <b", "a <!-- 끝나지 않은 주석", "1<2>3", "-->", "a & b", "<", ">",
        "<style>끝없는 양식",
    ],
)  # fmt: skip
def test_what_only_looks_like_mark_up_stays(text: str) -> None:
    assert plain(text).text.replace("<style>", "") == text.replace("<style>", "")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), max_size=30))
def test_text_that_was_made_safe_for_a_page_comes_back(text: str) -> None:
    assert plain(f"<p>{escape(text)}</p>").text == text.strip()


PIECES = {
    "글": "글", "a<b>c</b>": "ac", "<p>": "", "</p>": "", "<br/>": "", "<!-- 주석 -->": "", "<style>p{}</style>": "",
    "<a b='>'>": "", '<a b="<p>">': "", "&lt;": "<", "<img src=a>": "", "<TD>": "", "1 < 2": "1<2",
}  # fmt: skip


@given(st.lists(st.sampled_from(sorted(PIECES))))
def test_all_text_between_tags_is_kept_and_nothing_else(pieces: list[str]) -> None:
    seen = "".join(plain("".join(pieces)).text.split())
    assert seen == "".join(PIECES[piece] for piece in pieces).replace(" ", "")


def test_the_end_of_a_style_inside_a_comment_that_never_ends_loses_nothing() -> None:
    assert "남은 글" in plain("<style>가<!--</style>남은 글").text


@pytest.mark.req("ASVS-1.2.9")
@pytest.mark.parametrize(
    "piece", ["<", "<a ", '<a "', '<a="', "<!--", "<style>", "<style></style>", "&", "=\"'", "\u00a0"]
)
def test_no_cell_is_slow(piece: str) -> None:
    """The longest cell of a CSV file; anything that looked twice would take minutes."""
    before = time.process_time()
    plain(piece * (131_072 // len(piece)))
    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    ("text", "formats", "at"),
    [
        ("2026-03-02 09:30", ["%Y-%m-%d %H:%M"], datetime(2026, 3, 2, 0, 30, tzinfo=UTC)),
        ("2026. 3. 2. 오후 9:30", ["%Y. %m. %d. %p %I:%M"], datetime(2026, 3, 2, 12, 30, tzinfo=UTC)),
        ("2026. 3. 2. 오전  12:05", ["%Y. %m. %d. %p %I:%M"], datetime(2026, 3, 1, 15, 5, tzinfo=UTC)),
        ("2026년 3월 2일", ["%Y-%m-%d", "%Y년 %m월 %d일"], datetime(2026, 3, 1, 15, tzinfo=UTC)),
        ("2019-08-31 23:17:18.0", ["%Y-%m-%d %H:%M:%S.%f"], datetime(2019, 8, 31, 14, 17, 18, tzinfo=UTC)),
        ("2026-03-02T09:30:00Z", ["iso"], datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
        ("2026-03-02", ["iso"], datetime(2026, 3, 1, 15, tzinfo=UTC)),
        ("2026-03-02 09:30 +0200", ["%Y-%m-%d %H:%M %z"], datetime(2026, 3, 2, 7, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_in_the_registers_own_zone(text: str, formats: list[str], at: datetime) -> None:
    assert Instants(formats, SEOUL)(text) == (at, ())


def test_the_first_format_that_fits_decides() -> None:
    month_first = Instants(["%m/%d/%Y", "%d/%m/%Y"], SEOUL)
    assert month_first("03/02/2026")[0] == datetime(2026, 3, 1, 15, tzinfo=UTC)
    assert month_first("31/02/2026")[1][0].rule == "bad_date"
    assert month_first("31/03/2026")[0] == datetime(2026, 3, 30, 15, tzinfo=UTC)


def test_a_whole_day_ends_at_its_midnight_and_a_time_stays_a_time() -> None:
    due = Instants(["%Y-%m-%d", "%Y-%m-%d %H:%M"], SEOUL, whole_day=True)
    assert due("2026-03-02")[0] == datetime(2026, 3, 2, 15, tzinfo=UTC)
    assert due("2026-03-02 00:00")[0] == datetime(2026, 3, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize("text", ["0001-01-01T00:00", "9999-12-31", "9999-12-31T23:59"])
def test_the_ends_of_time_are_no_dates_of_a_register(text: str) -> None:
    at, found = Instants(["iso"], ZoneInfo("Asia/Seoul"), whole_day=True)(text)
    assert at is None or (at.year == 9999 and found == ())


@given(
    st.text(st.sampled_from("0123456789-T:+Z 오후.W"), max_size=22),
    st.sampled_from(["iso", "%Y-%m-%d", "%Y. %m. %d. %p %I:%M"]),
)
def test_any_text_is_an_instant_or_a_trouble(text: str, pattern: str) -> None:
    at, found = Instants([pattern], SEOUL, whole_day=True)(text)
    assert (at is None) == any(trouble.weight.value == "error" for trouble in found)


# Times of a register name no zone.
LOCAL = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 - see above


@given(LOCAL, st.sampled_from(["%Y-%m-%d %H:%M:%S", "%m/%d/%Y %I:%M:%S %p"]))
def test_what_was_written_by_a_format_is_read_by_it(local: datetime, pattern: str) -> None:
    local = local.replace(microsecond=0)
    at, found = Instants([pattern], SEOUL)(local.strftime(pattern))
    assert at == local.replace(tzinfo=SEOUL).astimezone(UTC)
    assert all(trouble.weight.value == "warning" for trouble in found)


@pytest.mark.parametrize("pattern", ["%Y", "%H:%M", "%d.%m.", "%Q", "%Y-%m-%d %Y", "%", "iso8601", "%j %Y %"])
def test_a_format_that_cannot_tell_the_day_is_none(pattern: str) -> None:
    assert not is_format(pattern)


@pytest.mark.parametrize("pattern", ["iso", "%Y%m%d", "%d %b %Y", "%y-%m-%d", "%Y-%j", "%m/%d/%Y %I:%M:%S %p"])
def test_a_format_that_tells_the_day_is_one(pattern: str) -> None:
    assert is_format(pattern)


@pytest.mark.parametrize("name", ["", "Asia", "Asia/Soul", "../passwd", "/etc/passwd", "a\0b", "가"])
def test_a_zone_that_is_none(name: str) -> None:
    assert zone_named(name) is None


def test_what_is_cut_fits_and_shows_that_it_was_cut() -> None:
    cut = Texts(ColumnRule(column=("제목",), long="cut"), 200)
    text, found = cut("가 " * 200)
    assert len(text) <= 200
    assert text.endswith("…")
    assert [(one.rule, one.values) for one in found] == [("cut", {"limit": "200", "length": "399"})]
    # As the model counts: composed, and a title on one line.
    assert cut("\u1100\u1161" * 200) == ("\u1100\u1161" * 200, ())
    assert cut("가 \n " * 100)[1] == ()


def test_line_breaks_of_old_word_processors_are_kept_as_line_breaks() -> None:
    text, found = Texts(ColumnRule(column=("내용",), control="remove"), 20_000)("가\x0b나\x0c다\r\n라\r마\x85바")
    assert (text, found) == ("가\n나\n다\n라\n마\n바", ())


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("7", True),
        ("-1.5", True),
        ("1,234.5", True),
        ("1e3", True),
        (".5", True),
        ("", False),
        ("1,23", False),
        ("일", False),
    ],
)
def test_numbers_are_seen_with_their_commas(text: str, fits: bool) -> None:  # noqa: FBT001 - a row of the table
    assert (list(troubles(text, checks_of(Expectation(number=True)))) == []) == fits


@pytest.mark.req("ASVS-1.2.9")
def test_a_pattern_from_outside_cannot_stall_the_import() -> None:
    """The classic one: Python's own engine would not end before the sun does."""
    checks = checks_of(Expectation(pattern="(a+)+b"))
    before = time.process_time()
    assert [one.rule for one in troubles("a" * 50_000, checks)] == ["expected_pattern"]
    assert time.process_time() - before < 5


def test_a_pattern_matches_the_whole_cell() -> None:
    checks = checks_of(Expectation(pattern="[0-9]{5}|none"))
    texts = ("12345", "none", "123456", "x12345", "12345 ", "nonexx")
    assert [text for text in texts if not list(troubles(text, checks))] == ["12345", "none", "12345 "]
