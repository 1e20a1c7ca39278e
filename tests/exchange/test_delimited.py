"""CSV as it comes: every row with its line, every fault of the file with its place."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.exchange.read import read_sheet
from qms.exchange.sheet import Encoding, Form, Reading
from tests.exchange.ledgers import settled

if TYPE_CHECKING:
    from pathlib import Path

    from qms.base.finding import Finding

CELL = st.text(st.characters(codec="utf-8", exclude_characters="\ufeff"), max_size=8)
VECTORS = ["comma_in_quotes", "empty", "json", "simple", "utf8"]


def _read(text: str | bytes, form: Form | None = None) -> Reading:
    return settled(read_sheet(text if isinstance(text, bytes) else text.encode(), "r.csv", form or Form()))


def _rows(text: str | bytes, form: Form | None = None) -> list[tuple[int, tuple[str, ...]]]:
    reading = _read(text, form)
    assert reading.sheet is not None, reading.findings
    assert reading.findings == ()
    return [(row.number, row.cells) for row in reading.sheet.rows]


def _only(reading: Reading) -> Finding:
    assert len(reading.findings) == 1, reading.findings
    return reading.findings[0]


@pytest.mark.parametrize("name", VECTORS)
def test_published_vectors_are_read_as_published(name: str, root: Path) -> None:
    folder = root / "tests" / "data" / "csv-spectrum"
    reading = read_sheet((folder / "csvs" / f"{name}.csv").read_bytes(), f"{name}.csv", Form())
    assert reading.sheet is not None
    found = [dict(zip(reading.sheet.head, row.cells, strict=True)) for row in reading.sheet.rows]
    assert found == json.loads((folder / "json" / f"{name}.json").read_text(encoding="utf-8"))


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=6))
def test_what_a_csv_writer_wrote_is_read_back_with_its_lines(rows: list[tuple[str, str]]) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(("a", "b"))
    lines = []
    for row in rows:
        lines.append(len(io.StringIO(written.getvalue(), newline="").readlines()) + 1)
        writer.writerow(row)
    expected = [(line, row) for line, row in zip(lines, rows, strict=True) if any(row)]
    assert _rows(written.getvalue()) == expected


@pytest.mark.parametrize("begin", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_byte_order_mark_and_line_ends_do_not_matter(begin: str, end: str) -> None:
    assert _rows(f"{begin}가,나{end}1,2{end}") == [(2, ("1", "2"))]


def test_cp949_is_read_when_the_mapping_says_so() -> None:
    text = "번호,내용\n1,똠방각하 민원\n"
    assert _rows(text.encode("cp949"), Form(encoding=Encoding.CP949)) == [(2, ("1", "똠방각하 민원"))]


def test_cp949_read_as_utf_8_says_which_encoding_fits_and_where() -> None:
    finding = _only(_read("번호,내용\n1,가\n".encode("cp949")))
    assert finding.say("en") == "row 1: the text is not in utf-8; encoding that fits: cp949"
    assert finding.say("ko") == "1행: 글자가 utf-8 방식이 아닙니다. 맞는 방식: cp949"
    assert 'encoding = "cp949"' in finding.hint("en")


def test_the_first_line_that_does_not_fit_is_named() -> None:
    finding = _only(_read(b"a,b\n1,2\n1," + "민원".encode("cp949")))
    assert finding.place == "r.csv:3"


def test_utf_8_that_would_pass_for_cp949_is_not_turned_into_other_letters() -> None:
    text = "번호,고객\n1,불만\n"
    text.encode().decode("cp949")  # it does pass: this is the trap
    finding = _only(_read(text, Form(encoding=Encoding.CP949)))
    assert finding.rule.endswith(".other_encoding")
    assert "utf-8" in finding.say("ko")


def test_bytes_in_no_encoding_are_said_to_be_in_none() -> None:
    assert "none of those known here" in _only(_read(b"a,b\n\xff\xfe\xfd,1\n")).say("en")


@pytest.mark.parametrize(
    ("text", "row", "line"),
    [
        ('a,b\n1,"x', 2, 2),
        ('a,b\n1,2\n"x\ny', 3, 3),
        ('a,b\n"1\n2","3\n4\n', 2, 3),
        ('a,b\n1,"x""', 2, 2),
        ('"a', 1, 1),
        ('a,b\n"' + "x,1\n" * 60_000, 2, 2),  # longer than the CSV module's own limit of a cell
    ],
)
def test_a_torn_file_is_refused_where_its_quote_was_opened(text: str, row: int, line: int) -> None:
    reading = _read(text)
    torn = reading.findings[0]
    assert torn.rule == "exchange.finding.torn"
    assert (torn.place, torn.values["line"]) == (f"r.csv:{row}", str(line))


def test_text_after_a_closing_quote_is_refused_with_its_row() -> None:
    finding = _only(_read('a,b\n1,2\n"1"x,2\n'))
    assert (finding.rule, finding.place) == ("exchange.finding.stray_quote", "r.csv:3")


def test_a_cell_without_end_is_refused_with_its_row() -> None:
    finding = _only(_read("a,b\n1,2\n1," + "x" * 200_000 + "\n"))
    assert (finding.rule, finding.place) == ("exchange.finding.long_cell", "r.csv:3")
    assert "131072" in finding.say("ko")


def test_rows_that_do_not_fit_the_head_are_all_told() -> None:
    reading = _read("a,b,c\n1,2\n1,2,3\n1,2,3,4\n\n,,\n1\n")
    assert [(f.rule.rpartition(".")[2], f.place) for f in reading.findings] == [
        ("few_cells", "r.csv:2:C"), ("many_cells", "r.csv:4:D"), ("few_cells", "r.csv:7:B"),
    ]  # fmt: skip
    assert reading.findings[0].say("ko") == "2행: 제목 줄은 3칸인데 2칸뿐이어서 'c' 열부터 비어 있습니다"
    assert reading.findings[1].say("en") == "row 4: 4 cells where the head has 3"


def test_rows_without_text_are_passed_over_and_the_lines_still_count() -> None:
    assert _rows("a,b\n\n,\n1,2\n") == [(4, ("1", "2"))]


def test_the_head_may_stand_further_down() -> None:
    reading = _read("2026년 민원 처리 대장\n\n번호,내용\n1,가\n", Form(head=3))
    assert reading.sheet is not None
    assert reading.sheet.head == ("번호", "내용")
    assert [row.number for row in reading.sheet.rows] == [4]


def test_another_delimiter_is_recognised_and_named() -> None:
    finding = _only(_read("a;b\n1;2\n"))
    assert finding.say("en") == "The head is a single cell: the columns are parted by ';', not by ','"
    assert _rows("a;b\n1;2\n", Form(delimiter=";")) == [(2, ("1", "2"))]
    assert _rows("a\tb\n1\t2\n", Form(delimiter="\t")) == [(2, ("1", "2"))]


@pytest.mark.parametrize("data", [b"", b" \r\n ", b"\xef\xbb\xbf", b"\n,,\n"])
def test_a_file_without_content_is_said_to_be_empty(data: bytes) -> None:
    assert _only(_read(data)).rule == "exchange.finding.empty"


@pytest.mark.parametrize(
    ("data", "english", "korean"),
    [
        (b"%PDF-1.7 \x00", "neither CSV, XLSX nor JSON", "CSV도 XLSX도 JSON도 아닌 파일"),
        (
            b"<html><table><tr><td>1</td></tr></table></html>",
            "neither CSV, XLSX nor JSON",
            "CSV도 XLSX도 JSON도 아닌 파일",
        ),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><html></html>", "neither CSV, XLSX nor JSON", "CSV도 XLSX도 JSON도 아닌 파일"),
        ("번호,내용\n".encode("utf-16"), "text in UTF-16", "UTF-16 텍스트"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "Excel 97-2003", "엑셀 97-2003"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a password", "암호가 걸린"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x05\0" + "HwpSummaryInformation".encode("utf-16-le"),
            "Hangul",
            "한글(HWP)",
        ),
    ],
)
def test_a_file_of_another_sort_is_called_what_it_is(data: bytes, english: str, korean: str) -> None:
    finding = _only(_read(data))
    assert finding.rule == "exchange.finding.content"
    assert english in finding.say("en")
    assert korean in finding.say("ko")


def test_a_file_too_large_to_read_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qms.exchange.read.FILE_BYTES", 2**20)
    assert _only(_read(b"a" * (2**20 + 1))).say("en") == "The file is larger than 1 MiB"


@given(st.binary(max_size=300))
def test_any_bytes_are_a_sheet_or_findings(data: bytes) -> None:
    for form in (Form(), Form(encoding=Encoding.CP949, delimiter=";", head=2)):
        reading = _read(data, form)
        assert reading.sheet is not None or reading.findings


@given(st.text(st.sampled_from('a,"\n\r;\x00가'), max_size=40))
def test_any_text_is_a_sheet_or_findings(text: str) -> None:
    reading = _read(text)
    assert reading.sheet is not None or reading.findings
    for finding in reading.findings:
        assert finding.say("ko")
        assert finding.hint("en")


@given(st.text(st.sampled_from('a,"\n'), max_size=12))
def test_a_file_is_torn_exactly_when_a_quote_stays_open(text: str) -> None:
    """Against a second, slower reading of RFC 4180."""
    reading = _read(text)
    faults = {finding.rule.rpartition(".")[2] for finding in reading.findings} & {"torn", "stray_quote"}
    assert faults == _naive(text)


def _naive(text: str) -> set[str]:
    rest = text
    while rest:
        if not rest.startswith('"'):
            end = min((at for at in (rest.find(","), rest.find("\n")) if at >= 0), default=len(rest))
            rest = rest[end + 1 :]
            continue
        at = 1
        while True:
            at = rest.find('"', at)
            if at < 0:
                return {"torn"}
            if rest[at : at + 2] != '""':
                break
            at += 2
        if rest[at + 1 : at + 2] not in {"", ",", "\n"}:
            return {"stray_quote"}
        rest = rest[at + 2 :]
    return set()
