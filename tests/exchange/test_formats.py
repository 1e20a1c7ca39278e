"""One register in many formats is one register; what only some formats can hold is read or refused by one rule."""

from __future__ import annotations

import gzip
import io
import json
import struct
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.errors import PartMissing
from qms.exchange import read_register
from qms.exchange.read import read_sheet
from qms.exchange.sheet import Form, Reading
from qms.exchange.values import NoText, NotFinite, Number, text_of
from tests.exchange.conftest import example
from tests.exchange.ledgers import GOOD, HEAD, csv_text, mapping, read, row

if TYPE_CHECKING:
    from pathlib import Path

    from qms.base.record import Record

FORMATS = ["csv", "csv.gz", "tsv", "ssv", "json", "jsonl", "parquet"]
PLACE = {"source_file": None, "source_row": None}
"""What tells of the file and not of the record."""
UNDER_AUTO = Form(delimiter="auto")


def _read(content: str | bytes, form: Form = UNDER_AUTO) -> Reading:
    return read_sheet(content.encode() if isinstance(content, str) else content, "r", form)


def _cells(content: str | bytes, form: Form = UNDER_AUTO) -> list[dict[str, str]]:
    reading = _read(content, form)
    assert reading.sheet is not None, reading.findings
    assert reading.findings == ()
    return [dict(zip(reading.sheet.head, one.cells, strict=True)) for one in reading.sheet.rows]


def _told(reading: Reading) -> list[tuple[str, str]]:
    return [(one.rule.rpartition(".")[2], one.place) for one in reading.findings]


# --- the published seven ---


def _records(data: Path, suffix: str) -> dict[str, Record]:
    register = read_register(data / "formats" / f"NYC311-5.{suffix}", example("nyc311"))
    assert not register.refused, register.findings
    return {one.key: one.record.but(**PLACE) for one in register.incoming}


@pytest.mark.parametrize("suffix", FORMATS)
def test_seven_formats_of_one_register_give_equal_records(data: Path, suffix: str) -> None:
    found = _records(data, suffix)
    assert sorted(found) == ["20520945", "34675190", "39773697", "42096612", "47976463"]
    assert found == _records(data, "csv")


def test_the_seven_formats_have_seven_digests(data: Path) -> None:
    files = [data / "formats" / f"NYC311-5.{suffix}" for suffix in FORMATS]
    assert len({read_register(file, example("nyc311")).digest for file in files}) == 7


def test_lists_by_column_give_the_same_records(data: Path, tmp_path: Path) -> None:
    objects = json.loads((data / "formats" / "NYC311-5.json").read_text(encoding="utf-8"))
    columns = {name: [one[name] for one in objects] for name in objects[0]}
    for number, indent in enumerate((None, 2)):
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps(columns, indent=indent), encoding="utf-8")
        register = read_register(path, example("nyc311"))
        assert {one.key: one.record.but(**PLACE) for one in register.incoming} == _records(data, "csv")
        assert [one.row for one in register.incoming] == [1, 2, 3, 4, 5]


def test_the_sheets_of_a_workbook_as_lists_are_read_by_name(root: Path) -> None:
    data = (root / "tests" / "data" / "capa" / "fac_texas_fy2022_corrective-action-plan.json").read_bytes()
    reading = read_sheet(data, "plan.json", Form(sheet="Form"))
    assert reading.sheet is not None
    assert reading.findings == ()
    assert reading.sheet.head == ("reference_number", "planned_action", "contains_chart_or_table")
    assert [one.number for one in reading.sheet.rows] == list(range(1, 31))
    assert len({one.cells[0] for one in reading.sheet.rows}) == 30
    first = read_sheet(data, "plan.json", Form())
    assert _told(first) == [("other_sheets", "plan.json")]
    assert _told(read_sheet(data, "plan.json", Form(sheet="Blatt"))) == [("no_sheet", "plan.json")]


# --- delimiters ---


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_only_delimiter_that_the_head_shows_is_taken(sign: str) -> None:
    text = f"a{sign}b\n1{sign}2\n"
    assert _cells(text) == [{"a": "1", "b": "2"}]


def test_where_the_head_shows_two_the_rows_decide_or_nobody_does() -> None:
    assert _cells("Name, first;Date\nKim;2026-01-01\nLee, Jr.;2026-01-02\n") == [
        {"Name, first": "Kim", "Date": "2026-01-01"},
        {"Name, first": "Lee, Jr.", "Date": "2026-01-02"},
    ]
    assert _told(_read("a,b;c\n1,2;3\n")) == [("which_delimiter", "r")]
    assert _told(_read("a,b;c\n")) == [("which_delimiter", "r")]


def test_one_column_alone_needs_no_delimiter() -> None:
    assert _cells("a\n1\n2\n") == [{"a": "1"}, {"a": "2"}]


def test_a_head_further_down_shows_the_delimiter(tmp_path: Path) -> None:
    del tmp_path
    assert _cells("A, B, C\n\na;b\n1;2\n", Form(delimiter="auto", head=3)) == [{"a": "1", "b": "2"}]


def test_brackets_in_a_head_are_no_json() -> None:
    assert _cells("[a],[b]\n1,2\n") == [{"[a]": "1", "[b]": "2"}]
    assert _cells("{a},b\n1,2\n") == [{"{a}": "1", "b": "2"}]


# --- gzip ---


def test_any_text_may_be_packed() -> None:
    for text in ("a,b\n1,2\n", '{"a": 1, "b": 2}\n', '[{"a": 1, "b": 2}]', '{"a": [1], "b": [2]}'):
        assert _cells(gzip.compress(text.encode())) == [{"a": "1", "b": "2"}]
    halves = gzip.compress(b"a,b\n") + gzip.compress(b"1,2\n")
    assert _cells(halves) == [{"a": "1", "b": "2"}]


def test_a_packed_file_is_not_unpacked_beyond_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qms.exchange.packed.FILE_BYTES", 2**20)
    assert _told(_read(gzip.compress(b"a," * 2**20))) == [("too_large_unpacked", "r")]
    nested = gzip.compress(gzip.compress(b"a,b\n1,2\n"))
    assert _told(_read(nested)) == [("content", "r")]


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (gzip.compress(b"a,b\n1,2\n" * 99)[:-12], "torn_gzip"),
        (gzip.compress(b"a,b\n")[:-8] + b"\0" * 8, "broken_gzip"),
        (b"\x1f\x8b\x08\x00", "torn_gzip"),
        (b"\x1f\x8b\x63" + b"\0" * 40, "broken_gzip"),
        (gzip.compress(b""), "empty"),
    ],
)
def test_a_packed_file_that_is_damaged_is_refused(data: bytes, rule: str) -> None:
    assert _told(_read(data)) == [(rule, "r")]


# --- JSON: values become text by one rule ---

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


# --- JSON: what is wrong with it ---

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


# --- Parquet ---


def _parquet(columns: dict[str, Any]) -> bytes:
    from arro3.core import Array, DataType, Table
    from arro3.io import write_parquet

    kinds = {str: DataType.utf8(), int: DataType.int64(), float: DataType.float64(), bool: DataType.bool()}
    arrays = [
        cells if isinstance(cells, Array) else Array(cells, type=kinds[type(next(c for c in cells if c is not None))])
        for cells in columns.values()
    ]
    made = io.BytesIO()
    write_parquet(Table.from_arrays(arrays, names=list(columns)), made)
    return made.getvalue()


def test_parquet_reads_as_csv_does() -> None:
    columns = dict(zip(HEAD, ([cell, cell + "2"] for cell in GOOD), strict=True))
    columns |= {"접수일시": ["2026-03-02 09:30"] * 2, "종결일시": ["2026-03-05 17:00"] * 2}
    columns |= {"유형": ["불만"] * 2, "경로": ["전화"] * 2, "상태": ["처리"] * 2}
    register = read(_parquet(columns))
    rows = [tuple(cells[at] for cells in columns.values()) for at in (0, 1)]
    expected = read(csv_text(rows))
    assert register.findings == ()
    assert [one.record.but(**PLACE) for one in register.incoming] == [
        one.record.but(**PLACE) for one in expected.incoming
    ]


def test_values_of_parquet_are_text_by_the_rule() -> None:
    data = _parquet({"a": [1, None], "b": [83.0, 0.1], "c": [True, False], "d": ["가", ""]})
    assert _cells(data) == [
        {"a": "1", "b": "83.0", "c": "true", "d": "가"},
        {"a": "", "b": "0.1", "c": "false", "d": ""},
    ]


def test_what_no_cell_can_hold_is_told_with_row_and_column() -> None:
    assert _told(_read(_parquet({"a": [1.0, float("nan")], "b": ["x", "y"]}))) == [("not_finite", "r:2:A")]


@pytest.mark.parametrize("cut", [5, 8, 100, -1, -8])
def test_damaged_parquet_is_refused(data: Path, cut: int) -> None:
    whole = (data / "formats" / "NYC311-5.parquet").read_bytes()
    assert _told(_read(whole[:cut])) == [("broken_parquet", "r")]


def test_parquet_that_lies_about_its_size_takes_nothing_down_with_it(data: Path) -> None:
    """A footer of four gigabytes, and noise in the place of the pages."""
    whole = bytearray((data / "formats" / "NYC311-5.parquet").read_bytes())
    whole[-8:-4] = struct.pack("<I", 2**32 - 1)
    assert _told(_read(bytes(whole))) == [("broken_parquet", "r")]
    noisy = bytearray((data / "formats" / "NYC311-5.parquet").read_bytes())
    noisy[4:4000] = b"\xff" * 3996
    assert _read(bytes(noisy)).sheet is None


def test_without_its_library_parquet_asks_for_it(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qms.exchange.parquet._LIBRARY", "no_such_library_here")
    with pytest.raises(PartMissing) as caught:
        read_register(data / "formats" / "NYC311-5.parquet", example("nyc311"))
    assert "pip install 'qms-records[parquet]'" in caught.value.hint("ko")


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


def test_a_mapping_may_leave_the_delimiter_to_the_file() -> None:
    plan = mapping(delimiter="auto")
    text = csv_text([row()])
    for sign in ",;\t|":
        assert len(read(text.replace('","', f'"{sign}"'), plan).incoming) == 1
