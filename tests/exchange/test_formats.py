"""One register in many formats is one register; what only some formats can hold is read or refused by one rule."""

from __future__ import annotations

import gzip
import io
import json
import struct
from typing import TYPE_CHECKING, Any

import pytest

from qms.errors import PartMissing
from qms.exchange import read_register
from qms.exchange.read import read_sheet
from qms.exchange.sheet import Form, Reading
from tests.exchange.conftest import example
from tests.exchange.ledgers import GOOD, HEAD, csv_text, mapping, read, row, settled

if TYPE_CHECKING:
    from pathlib import Path

    from qms.base.record import Record

FORMATS = ["csv", "csv.gz", "tsv", "ssv", "json", "jsonl", "parquet"]
PLACE = {"source_file": None, "source_row": None}
"""What tells of the file and not of the record."""
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
    ids=["cut off", "wrong checksum", "head alone", "wrong method", "empty"],
)
def test_a_packed_file_that_is_damaged_is_refused(data: bytes, rule: str) -> None:
    assert _told(_read(data)) == [(rule, "r")]


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


def test_a_mapping_may_leave_the_delimiter_to_the_file() -> None:
    plan = mapping(delimiter="auto")
    text = csv_text([row()])
    for sign in ",;\t|":
        assert len(read(text.replace('","', f'"{sign}"'), plan).incoming) == 1
