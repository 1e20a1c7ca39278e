"""XLSX as it comes, from programs and from hostile hands."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from qms.exchange.read import read_sheet
from qms.exchange.sheet import Form, Reading, letter
from qms.exchange.worksheet import number
from tests.exchange.ledgers import GOOD, HEAD, inline, parts, settled, workbook, zipped

if TYPE_CHECKING:
    from qms.base.finding import Finding

EPOCH_1900, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a sheet knows no zone


def _read(data: bytes, form: Form | None = None) -> Reading:
    return settled(read_sheet(data, "r.xlsx", form or Form()))


def _only(data: bytes, form: Form | None = None) -> Finding:
    reading = _read(data, form)
    assert len(reading.findings) == 1, reading.findings
    return reading.findings[0]


def _cells(sheet: str, **more: str) -> list[tuple[str, ...]]:
    """The cells of a sheet of three columns below a head."""
    head = inline(1, ("a", "b", "c"))
    reading = _read(zipped(parts(head + sheet, **more)))
    assert reading.sheet is not None, reading.findings
    return [row.cells for row in reading.sheet.rows]


# --- what programs write ---


def _saved(book: Workbook) -> bytes:
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def test_a_register_reads_the_same_from_a_workbook_of_any_make() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(HEAD)
    book.active.append(GOOD)
    by_library, by_hand = _read(_saved(book)), _read(workbook([GOOD]))
    assert by_library == by_hand
    assert by_hand.sheet is not None
    assert (by_hand.sheet.head, by_hand.sheet.rows[0].cells) == (HEAD, GOOD)


def test_the_name_of_a_file_does_not_decide_what_it_is() -> None:
    for name in ("r.xls", "r.csv", "r"):
        assert read_sheet(workbook([GOOD]), name, Form()).sheet is not None


def test_values_come_out_as_a_person_sees_them() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    values = [
        7, 0.1 + 0.2, -1.5, True, date(2026, 3, 2), datetime(2026, 3, 2, 9, 30, 15),  # noqa: DTZ001 - no zone there
        time(9, 30), timedelta(hours=30), "=1+1", "민원", 12_345_678_901_234,
    ]  # fmt: skip
    sheet.append([f"h{n}" for n in range(len(values))])
    sheet.append(values)
    reading = _read(_saved(book))
    assert reading.sheet is not None
    assert reading.sheet.rows[0].cells == (
        "7", "0.3", "-1.5", "TRUE", "2026-03-02", "2026-03-02T09:30:15", "09:30:00", "1.25", "", "민원",
        "12345678901234",
    )  # fmt: skip
    # The formula has no value: no program has worked it out.
    assert [finding.say("en") for finding in reading.findings] == [
        "row 2, column I: the result of a formula was not saved; cells read as empty for this reason: 1"
    ]


@pytest.mark.parametrize(
    ("serial", "epoch", "text"),
    [
        ("1", EPOCH_1900, "1900-01-01"),
        ("59", EPOCH_1900, "1900-02-28"),
        ("61", EPOCH_1900, "1900-03-01"),
        ("46083", EPOCH_1900, "2026-03-02"),
        ("46083.395833333336", EPOCH_1900, "2026-03-02T09:30:00"),
        ("44621", EPOCH_1904, "2026-03-02"),
        ("0.5", EPOCH_1900, "12:00:00"),
        ("2958465", EPOCH_1900, "9999-12-31"),
        ("2958466", EPOCH_1900, "2958466"),  # no such day: the number stays
        ("-1", EPOCH_1900, "-1"),
        ("nan", EPOCH_1900, "nan"),
    ],
)
def test_serials_of_days_are_dates(serial: str, epoch: datetime, text: str) -> None:
    assert number(serial, epoch) == text


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("yyyy\\-mm\\-dd", "2026-03-02"),
        ('yyyy"년" m"월" d"일"', "2026-03-02"),
        ("[$-412]AM/PM h:mm", "2026-03-02"),
        ("General", "46083"),
        ("#,##0", "46083"),
        ('#,##0"days"', "46083"),
        ("0.00E+00", "46083"),
        ("[Red]0;[Blue]-0", "46083"),
    ],
)
def test_a_number_is_a_date_when_its_format_shows_one(code: str, shown: str) -> None:
    styles = (
        f'<numFmts><numFmt numFmtId="170" formatCode="{code.replace(chr(34), "&quot;")}"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>'
    )
    assert _cells('<row r="2"><c r="A2" s="1"><v>46083</v></c></row>', styles=styles) == [(shown, "", "")]


def test_a_workbook_that_counts_from_1904() -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    sheet = '<row r="2"><c r="A2" s="1"><v>44621</v></c></row>'
    assert _cells(sheet, styles=styles, main='<workbookPr date1904="1"/>') == [("2026-03-02", "", "")]


def test_shared_and_rich_text_without_how_it_is_read_aloud() -> None:
    strings = (
        'count="2" uniqueCount="2"><si><t>민원</t></si><si><r><t>두 </t></r><r><rPr/><t>조각</t></r>'
        "<rPh><t>reading</t></rPh></si>"
    )
    sheet = '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c></row>'
    assert _cells(sheet, sharedStrings=strings) == [("민원", "", "두 조각")]


def test_errors_and_escapes_are_text() -> None:
    sheet = (
        '<row r="2"><c r="A2" t="e"><v>#N/A</v></c><c r="B2" t="str"><f>1</f><v>a_x000D_b</v></c>'
        '<c r="C2" t="d"><v>2026-03-02</v></c></row>'
    )
    assert _cells(sheet) == [("#N/A", "a\rb", "2026-03-02")]


def test_rows_keep_their_numbers_and_cells_their_columns() -> None:
    sheet = '<row r="5"><c r="C5"><v>3</v></c></row><row><c><v>1</v></c><c><v>2</v></c></row><row r="9"/>'
    reading = _read(zipped(parts(inline(2, ("a", "b", "c")) + sheet)))
    assert reading.sheet is not None
    assert [(row.number, row.cells) for row in reading.sheet.rows] == [(5, ("", "", "3")), (6, ("1", "2", ""))]


def test_prefixed_names_and_absolute_targets() -> None:
    files = parts("")
    files["xl/worksheets/sheet1.xml"] = (
        '<x:worksheet xmlns:x="urn:x"><x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v>a</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="A2"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    relations = "xl/_rels/workbook.xml.rels"
    files[relations] = files[relations].replace('Target="w', 'Target="/xl/w')
    reading = _read(zipped(files))
    assert reading.sheet is not None
    assert reading.sheet.rows[0].cells == ("1",)


# --- sheets ---


def _two_sheets(*, hidden: bool = False) -> bytes:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "표지"
    first.sheet_state = "hidden" if hidden else "visible"
    first.append(["민원 처리 대장"])
    second = book.create_sheet("대장")
    second.append(["번호"])
    second.append(["1"])
    return _saved(book)


def test_the_first_sheet_that_is_not_hidden_is_read_and_the_others_are_named() -> None:
    reading = _read(_two_sheets())
    assert reading.sheet is not None
    assert reading.sheet.head == ("민원 처리 대장",)
    assert [finding.say("ko") for finding in reading.findings] == ["'표지' 시트를 읽었습니다. 읽지 않은 시트: 대장"]
    reading = _read(_two_sheets(hidden=True))
    assert reading.sheet is not None
    assert (reading.sheet.head, reading.findings) == (("번호",), ())


def test_a_sheet_is_read_by_its_name() -> None:
    reading = _read(_two_sheets(), Form(sheet="대장"))
    assert reading.sheet is not None
    assert (reading.sheet.head, reading.findings) == (("번호",), ())
    finding = _only(_two_sheets(), Form(sheet="장부"))
    assert finding.say("en") == "There is no sheet '장부'; there are: 표지, 대장"


def test_cells_beside_the_head_are_told_once() -> None:
    sheet = inline(1, ("a",)) + inline(2, ("1", "extra")) + inline(3, ("2", "extra"))
    finding = _only(zipped(parts(sheet)))
    assert (finding.place, finding.weight.value, finding.values["count"]) == ("r.xlsx:2:B", "note", "2")


def test_an_empty_sheet_is_said_to_be_empty() -> None:
    assert _only(zipped(parts(""))).rule == "exchange.finding.empty"


# --- against two other readers ---

PLAIN = st.text(
    st.characters(min_codepoint=32, exclude_categories=["Cs"], exclude_characters="_\ufffe\uffff\x7f"), max_size=6
)
VALUES = st.one_of(
    st.none(), PLAIN, st.integers(-(10**14), 10**14), st.booleans(),
    st.dates(date(1900, 3, 1)), st.datetimes(datetime(1901, 1, 1)).map(lambda d: d.replace(microsecond=0)),  # noqa: DTZ001
)  # fmt: skip


@given(st.lists(st.lists(VALUES, min_size=1, max_size=4), min_size=1, max_size=5))
def test_another_reader_sees_the_same(rows: list[list[object]]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["a", "b", "c", "d"])
    for row in rows:
        sheet.append([f"'{cell}" if isinstance(cell, str) and cell.startswith("=") else cell for cell in row])
    data = _saved(book)
    reading = _read(data)
    assert reading.sheet is not None
    theirs = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    expected = [(n, tuple(map(_text, row))) for n, row in enumerate(theirs[1:], 2)]
    assert [tuple(row) for row in reading.sheet.rows] == [(n, row) for n, row in expected if any(row)]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)


@given(st.integers(0, 16_383))
def test_letters_count_columns_as_a_spreadsheet_does(index: int) -> None:
    value = 0
    for sign in letter(index):
        value = value * 26 + ord(sign) - 64
    assert value == index + 1
