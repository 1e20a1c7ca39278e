"""JSON as it comes: values become text by one rule, and what is wrong is told by row and column."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.exchange.read import read_sheet
from qms.exchange.sheet import Form, Reading
from qms.exchange.values import NoText, NotFinite, Number, text_of
from tests.exchange.ledgers import GOOD, HEAD, read, row, settled

UNDER_AUTO = Form(delimiter="auto")


def _read(content: str | bytes, form: Form = UNDER_AUTO) -> Reading:
    return settled(read_sheet(content.encode() if isinstance(content, str) else content, "r", form))


def _cells(content: str | bytes, form: Form = UNDER_AUTO) -> list[dict[str, str]]:
    reading = _read(content, form)
    assert reading.sheet is not None, reading.findings
    assert reading.findings == ()
    return [dict(zip(reading.sheet.head, one.cells, strict=True)) for one in reading.sheet.rows]


def _told(reading: Reading) -> list[tuple[str, str]]:
    return [(one.rule.rpartition(".")[2], one.place) for one in reading.findings]


# --- values become text by one rule ---

VALUES: list[tuple[str, str]] = [
    ('"가 나"', "가 나"),
    ("null", ""),
    ("true", "true"),
    ("false", "false"),
    ("83.0", "83.0"),
    ("-0", "-0"),
    ("1e5", "1e5"),
    ("123456789012345678901234567890", "123456789012345678901234567890"),
    ("0.1000", "0.1000"),
    ('{"x": [1, "2", null, true], "y": {}}', '{"x":[1,"2",null,true],"y":{}}'),
    ("[]", "[]"),
]


@pytest.mark.parametrize(("written", "text"), VALUES)
def test_a_value_of_json_is_text_by_the_rule(written: str, text: str) -> None:
    content = f'[{{"a": {written}, "b": 1}}]'
    assert _cells(content) == [{"a": text, "b": "1"}]
    assert _cells(f'{{"a": {written}, "b": 1}}\n{{"a": 0, "b": 1}}')[0]["a"] == text


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_a_nested_value_says_the_same_as_text(value: object) -> None:
    (found,) = _cells(json.dumps([{"a": value, "b": "-"}]))
    told = found["a"]
    assert told == ("" if value is None else value if isinstance(value, str) else told)
    assert value is None or isinstance(value, str) or json.loads(told) == value


def test_names_may_be_lacking_and_columns_come_in_order_of_appearance() -> None:
    assert _cells('{"a": 1}\n\n{"b": 2, "a": 3}\n') == [{"a": "1", "b": ""}, {"a": "3", "b": "2"}]


def test_json_is_in_utf_8_whatever_the_mapping_says_of_text() -> None:
    assert _cells('[{"가": "똠"}]'.encode(), Form.model_validate({"encoding": "cp949"})) == [{"가": "똠"}]
    assert _cells('\ufeff[{"가": "똠"}]') == [{"가": "똠"}]


# --- what is wrong with it ---

BROKEN_ROWS = [
    ('{"a": 1, "a": 2}', "double_name", ""),
    ('{"a": NaN}', "not_finite", ":A"),
    ('{"a": [-Infinity]}', "not_finite", ":A"),
    ('{"a": {"x": 1, "x": 2}}', "double_inside", ":A"),
    ('{"a": ' + "[" * 40 + "]" * 40 + "}", "nested", ":A"),
    ("[1]", "no_object", ""),
    ("7", "no_object", ""),
]


@pytest.mark.parametrize(("broken", "rule", "column"), BROKEN_ROWS, ids=lambda part: str(part)[:20])
def test_a_broken_row_of_json_is_told_with_its_place(broken: str, rule: str, column: str) -> None:
    lines = _read(f'{{"a": 0}}\n{broken}\n{{"a": 3}}\n')
    assert _told(lines) == [(rule, f"r:2{column}")]
    assert lines.sheet is not None
    assert ([one.number for one in lines.sheet.rows], lines.sheet.broken) == ([1, 3], (2,))
    listed = _read(f'[{{"a": 0}}, {broken}, {{"a": 3}}]')
    assert (_told(listed), listed.sheet and listed.sheet.broken) == ([(rule, f"r:2{column}")], (2,))
    assert lines.findings[0].say("ko").startswith("2행")
    assert lines.findings[0].hint("ko")


def test_a_line_that_is_no_json_is_told_and_the_others_are_read() -> None:
    reading = _read('{"a": 1}\n{"a": \n{"a": 3}\n{"a": "\x01"}\n' + '{"a":' + "[" * 100_000 + "\n")
    assert _told(reading) == [("bad_line", "r:2"), ("bad_line", "r:4"), ("too_deep_row", "r:5")]
    assert reading.whole


@pytest.mark.parametrize(
    ("text", "rule", "place"),
    [
        ('[{"a": 1},\n {"a": 2}', "not_json", "r:2"),
        ('[{"a": 1}] x', "not_json", "r:1"),
        ('[{"a": 1} {"a": 2}]', "not_json", "r:1"),
        ("[" * 100_000, "too_deep", "r"),
        ('{\n "a": [1, 2],\n "b": [1]\n}', "uneven", "r"),
        ('{\n "a": [1],\n "b": 7\n}', "no_table", "r:B"),
        ('{\n "a": [1],\n "a": [2]\n}', "double_list", "r"),
        ('{\n "a": [1],\n "b": ', "not_json", "r:3"),
        ("[{}]", "empty", "r"),
        ('{"a": []}', "empty", "r"),
    ],
)
def test_json_that_is_no_table_is_refused_whole(text: str, rule: str, place: str) -> None:
    reading = _read(text)
    told = _told(reading)
    assert rule == "empty" or told == [(rule, place)]
    assert reading.sheet is None or not reading.sheet.rows


def test_json_in_another_encoding_is_refused_with_the_line() -> None:
    reading = _read('{"a": 1}\n{"a": "가"}\n'.encode("cp949"))
    assert (_told(reading), reading.findings[0].values["suggested"]) == ([("encoding", "r:2")], "cp949")


def test_names_without_end_are_refused_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qms.exchange.rowwise.COLUMNS", 100)
    text = "\n".join(f'{{"a{number}": 1}}' for number in range(200))
    assert _told(_read(text)) == [("too_many_columns", "r")]
    monkeypatch.setattr("qms.exchange.rowwise.CELLS", 50)
    assert _told(_read("\n".join('{"a": 1, "b": 2}' for _ in range(99)))) == [("too_many_values", "r")]


def test_half_a_character_reaches_the_record_as_a_finding() -> None:
    content = json.dumps([dict(zip(HEAD, row(제목="\ud800"), strict=True))])
    register = read(content)
    assert [finding.place for finding in register.findings] == ["대장.csv:1:F"]
    assert register.findings[0].say("ko").encode()
    named = read(json.dumps([dict(zip((*HEAD, "\udfff"), (*GOOD, "x"), strict=True))] * 2))
    assert all(finding.say("en").encode() for finding in named.findings)


def test_a_control_character_is_told_with_its_cell() -> None:
    register = read(json.dumps([dict(zip(HEAD, row(내용="가\0나"), strict=True))]))
    assert [(one.rule.rpartition(".")[2], one.place) for one in register.findings] == [("control", "대장.csv:1:G")]


@given(st.text(st.sampled_from('{}[]",:1aN\n \\u0'), max_size=40))
def test_any_text_that_looks_like_json_is_a_sheet_or_findings(text: str) -> None:
    for begin in ('{"', "[{"):
        reading = _read(begin + text)
        assert reading.sheet is not None or reading.findings
        for finding in reading.findings:
            assert finding.say("ko")
            assert finding.hint("en")


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.text(max_size=5), min_size=1), min_size=1, max_size=5))
def test_lines_and_lists_of_objects_read_the_same(objects: list[dict[str, str]]) -> None:
    listed = _read(json.dumps(objects, ensure_ascii=False))
    lines = _read("\n".join(json.dumps(one, ensure_ascii=False) for one in objects))
    assert listed.sheet is not None
    assert lines.sheet is not None
    assert (listed.sheet.head, listed.sheet.rows) == (lines.sheet.head, lines.sheet.rows)


# --- the rule itself ---


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("a", "a"),
        (Number("007"), "007"),
        (5, "5"),
        (1.5, "1.5"),
        (Decimal("1.50"), "1.50"),
        (date(2026, 3, 2), "2026-03-02"),
        (datetime(2026, 3, 2, 9, 30, tzinfo=UTC), "2026-03-02T09:30:00+00:00"),
        (b"\xea\xb0\x80", "가"),
        ([date(2026, 3, 2), 1], '["2026-03-02",1]'),
    ],
)
def test_a_value_has_one_text(value: object, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize("value", [float("inf"), float("nan"), NotFinite("NaN"), b"\xff", object()])
def test_a_value_without_text_has_none(value: object) -> None:
    with pytest.raises(NoText):
        text_of(value)
