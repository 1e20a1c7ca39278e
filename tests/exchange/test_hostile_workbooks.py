"""Workbooks that nobody writes in good faith: each is refused, quickly, and none ends the process."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.exchange.read import read_sheet
from qms.exchange.sheet import Form, Reading
from tests.exchange.ledgers import GOOD, inline, parts, settled, workbook, zipped

if TYPE_CHECKING:
    from qms.base.finding import Finding


def _read(data: bytes) -> Reading:
    return settled(read_sheet(data, "r.xlsx", Form()))


def _only(data: bytes) -> Finding:
    reading = _read(data)
    assert len(reading.findings) == 1, reading.findings
    return reading.findings[0]


@pytest.mark.req("ASVS-1.5.1", "ASVS-5.1.1")
def test_a_zip_bomb_is_refused_before_it_is_opened() -> None:
    files: dict[str, str | bytes] = dict(parts(inline(1, ("a",))))
    files["xl/media/image1.png"] = b"\0" * 98_000_000
    data = zipped(files)
    assert len(data) < 300_000
    finding = _only(data)
    assert finding.rule == "exchange.finding.bomb"
    assert "98.0 MB" in finding.say("ko")
    assert "98.0 MB" in finding.say("en")


@pytest.mark.req("ASVS-5.1.1")
def test_a_zip_of_very_many_parts_is_refused() -> None:
    files: dict[str, str | bytes] = {f"{n}": b"" for n in range(5_001)}
    assert _only(zipped(files)).rule == "exchange.finding.bomb"


@pytest.mark.req("ASVS-1.5.1")
def test_a_part_that_unpacks_to_more_than_it_says_is_not_followed() -> None:
    data = bytearray(zipped(parts(inline(1, ("a", "b")) + inline(2, ("1", "2")) * 1)))
    honest = _read(bytes(data))
    assert honest.sheet is not None
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    # The size in the directory at the end of the zip is what a reader goes by.
    at = data.rindex(size.to_bytes(4, "little"))
    data[at : at + 4] = (40).to_bytes(4, "little")
    assert _only(bytes(data)).rule == "exchange.finding.broken_workbook"


FAR = '<row r="1"><c r="A1" t="str"><v>a</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("sheet", "strings"),
    [
        (FAR, 'count="1">'),
        (
            '<row r="1"><c r="A1" t="s"><v>0</v></c></row>',
            'count="4294967295" uniqueCount="4294967295"><si><t>a</t></si>',
        ),
    ],
    ids=["a cell in the last corner", "a count of strings that is a lie"],
)
def test_no_room_is_made_for_what_a_workbook_says_of_itself(sheet: str, strings: str) -> None:
    """Either workbook makes a fast reader ask for 100 GB and ends the process."""
    reading = _read(zipped(parts(sheet, sharedStrings=strings)))
    assert reading.sheet is not None
    assert reading.sheet.head == ("a",)


@pytest.mark.parametrize(
    "sheet",
    [
        '<row r="1"><c r="A0"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="ZZZZZZZZ1"><v>1</v></c></row>',
        '<row r="1048577"><c><v>1</v></c></row>',
        '<row r="-1"><c><v>1</v></c></row>',
        '<row r="99999999999999999999"><c><v>1</v></c></row>',
        '<row r="1"><c r="" ><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        "<row><c>",
        "</sheetData>",
        "\x01",
    ],
)
def test_a_damaged_sheet_is_refused(sheet: str) -> None:
    assert _only(zipped(parts(sheet))).rule == "exchange.finding.broken_workbook"


@pytest.mark.req("ASVS-1.5.1")
def test_a_document_type_is_refused_and_with_it_every_entity() -> None:
    files = parts(inline(1, ("a",)))
    name = "xl/worksheets/sheet1.xml"
    files[name] = '<!DOCTYPE worksheet [<!ENTITY a "b">]>' + files[name].replace(">a<", ">&a;<")
    assert _only(zipped(files)).values["part"] == "<!DOCTYPE>"


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_part_in_an_unknown_encoding_is_named(name: str) -> None:
    files = parts(inline(1, ("a",)))
    files[name] = '<?xml version="1.0" encoding="UNF-8"?>' + files[name]
    finding = _only(zipped(files))
    assert (finding.rule, finding.values["part"]) == ("exchange.finding.broken_workbook", name)


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_part_that_is_missing_is_named(name: str) -> None:
    files = parts(inline(1, ("a",)))
    del files[name]
    finding = _only(zipped(files))
    assert (finding.rule, finding.values["part"]) == ("exchange.finding.broken_workbook", name)


def test_a_target_outside_the_package_reaches_nothing() -> None:
    files = parts(inline(1, ("a",)))
    relations = "xl/_rels/workbook.xml.rels"
    files[relations] = files[relations].replace("worksheets/sheet1.xml", "../../../../etc/passwd")
    assert _only(zipped(files)).values["part"] == "../../../etc/passwd"


def test_deep_and_endless_settings_are_refused() -> None:
    deep = parts(inline(1, ("a",)), styles="<a>" * 500 + "</a>" * 500)
    assert _only(zipped(deep)).rule == "exchange.finding.too_many_cells"


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    assert _only(zipped({"word/document.xml": "<a/>"})).values["part"] == "xl/workbook.xml"
    assert _only(b"PK\x03\x04 and nothing else").values["part"] == "zip"


def test_a_locked_zip_is_said_to_have_a_password() -> None:
    data = bytearray(zipped({"xl/workbook.xml": "<a/>"}))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "password" in _only(bytes(data)).say("en")


@given(st.data())
def test_a_workbook_with_broken_bytes_is_a_sheet_or_findings(data: st.DataObject) -> None:
    whole = bytearray(workbook([GOOD]))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    reading = _read(bytes(whole[: data.draw(st.integers(1, len(whole)))]))
    assert reading.sheet is not None or reading.findings


TAGS = [
    "<row",
    "<c",
    "<v>",
    "</v>",
    "</c>",
    "</row>",
    "<is>",
    "<t>",
    ' r="A2"',
    ' r="2"',
    ' t="s"',
    ' s="9"',
    ">",
    "9",
    "a",
]


@given(st.lists(st.sampled_from(TAGS), max_size=25))
def test_any_arrangement_of_tags_is_a_sheet_or_findings(pieces: list[str]) -> None:
    reading = _read(zipped(parts("".join(pieces))))
    assert reading.sheet is not None or reading.findings
