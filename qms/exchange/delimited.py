"""Reading tables in text: every row with the line on which it begins, and nothing passed over in silence."""

from __future__ import annotations

import csv
from array import array
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

from qms.exchange.delimiters import SIGNS, Lines, delimiter_of, lines_of, parts_head
from qms.exchange.rows import TableRows
from qms.exchange.sheet import Encoding, Form, Reading, Shape, Sheet, Spot, letter, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms.base.finding import Finding

_MARK: Final = b"\xef\xbb\xbf"


def read_delimited(data: bytes, name: str, form: Form) -> Reading:
    """Read the bytes of a text file; ``name`` goes into the findings."""
    text = decoded(data, Spot(name), form.encoding)
    if not isinstance(text, str):
        return Reading(None, (text,))
    sign = delimiter_of(text, form, Spot(name))
    if not isinstance(sign, str):
        return Reading(None, (sign,))
    form = form.model_copy(update={"delimiter": sign})
    rows, findings = _rows(text, Spot(name), form)
    above = tuple(takewhile(lambda row: row.number < form.head, rows))
    rows = rows[len(above) :]
    if not rows:
        return Reading(None, (*_quoted_head(text, name, form),) or tuple(findings) or (Spot(name).finding("empty"),))
    head = tuple(cell.strip() for cell in rows[0].cells)
    shape = Shape(encoding=_spelled(data, form.encoding), delimiter=sign, head=form.head, above=above)
    sheet = Sheet(head, rows[1:], shape=shape)
    findings += _wrong_delimiter(sheet, name, form)
    return Reading(sheet, tuple(findings), cut=bool(findings), more=_ragged(sheet, name))


def decoded(data: bytes, file: Spot, encoding: Encoding) -> str | Finding:
    """The text of a file, or the finding that it is in another encoding; a byte order mark outweighs a mapping."""
    if data.startswith(_MARK):
        encoding = Encoding.UTF_8
    try:
        text = data.decode("utf-8-sig" if encoding is Encoding.UTF_8 else encoding.value)
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        return file._replace(row=line).finding("encoding", encoding=encoding, suggested=_fitting(data))
    # Text in UTF-8 often passes for CP949 and comes out as other Hangul; the reverse hardly ever happens.
    if encoding is Encoding.CP949 and not text.isascii() and _decodes(data, Encoding.UTF_8):
        return file.finding("other_encoding", encoding=encoding, suggested=Encoding.UTF_8)
    return text


def _spelled(data: bytes, encoding: Encoding) -> str:
    """The codec that spells the file again, with its byte order mark."""
    return "utf-8-sig" if data.startswith(_MARK) else encoding.value


def _fitting(data: bytes) -> str:
    fitting = [encoding.value for encoding in Encoding if _decodes(data, encoding)]
    return fitting[0] if fitting else "exchange.encoding.none"


def _decodes(data: bytes, encoding: Encoding) -> bool:
    try:
        data.decode(encoding.value)
    except UnicodeDecodeError:
        return False
    return True


def _rows(text: str, file: Spot, form: Form) -> tuple[TableRows, list[Finding]]:
    """All rows that hold text, up to the first place where the file's structure breaks."""
    lines, begins, numbers = Lines(text), array("Q"), array("Q")
    reader = csv.reader(lines, delimiter=form.delimiter, strict=True)
    begin, number = 0, 1
    findings: list[Finding] = []
    try:
        for cells in reader:
            if any(cells):
                begins.append(begin)
                numbers.append(number)
            begin, number = lines.end, reader.line_num + 1
    except csv.Error:
        findings = [_break(text, number, file, form)]
    return TableRows(text, form.delimiter, begins, numbers), findings


class _Quote(NamedTuple):
    """How the quotes of a record end: ``line`` is where the last quote was opened, 0 without any."""

    line: int
    closed: bool


def _break(text: str, begin: int, file: Spot, form: Form) -> Finding:
    """Say why the record that begins on this line cannot be read."""
    quote = _quotes(_lines_from(text, begin), begin, form.delimiter)
    row = file._replace(row=begin)
    if not quote.closed:
        return row.finding("torn", line=quote.line)
    longest = csv.field_size_limit()
    return row.finding("stray_quote", line=quote.line) if quote.line else row.finding("long_cell", limit=longest)


def _lines_from(text: str, line: int) -> Iterator[str]:
    return islice(lines_of(text), line - 1, None)


def _quotes(lines: Iterator[str], number: int, delimiter: str) -> _Quote:
    """Follow the quotes of one record from the line where it begins, as RFC 4180 reads them.

    A closed quote with a line of 0 is a record whose quotes are in order.
    """
    state, opened = "start", number
    for at, line in enumerate(lines, number):
        for sign in line:
            before, state = state, _next(state, sign, delimiter)
            if state == "stray":
                return _Quote(opened, closed=True)
            if state == "quoted" and before == "start":
                opened = at
        if state == "start":
            return _Quote(0, closed=True)
    return _Quote(opened, closed=False) if state == "quoted" else _Quote(0, closed=True)


def _next(state: str, sign: str, delimiter: str) -> str:
    """The state after one character: at the start of a cell, plain, quoted, after a quote, or broken."""
    if state == "quoted":
        return "after" if sign == '"' else "quoted"
    if sign in "\r\n" or sign == delimiter:
        return "start"
    if state == "start":
        return "quoted" if sign == '"' else "plain"
    if state == "after":
        return "quoted" if sign == '"' else "stray"
    return state


def _wrong_delimiter(sheet: Sheet, name: str, form: Form) -> tuple[Finding, ...]:
    """A head of one cell that holds another usual delimiter was cut with the wrong one."""
    others = [sign for sign in SIGNS if sign != form.delimiter and sign in sheet.head[0]]
    if len(sheet.head) > 1 or not others:
        return ()
    return (Spot(name).finding("delimiter", delimiter=repr(form.delimiter), suggested=repr(others[0])),)


def _quoted_head(text: str, name: str, form: Form) -> Iterator[Finding]:
    """A head in quotes that breaks where another delimiter follows a quote."""
    others = [sign for sign in SIGNS if sign != form.delimiter and parts_head(text, sign, form.head)]
    if len(others) == 1:
        yield Spot(name).finding("delimiter", delimiter=repr(form.delimiter), suggested=repr(others[0]))


def _ragged(sheet: Sheet, name: str) -> Iterator[Finding]:
    """Rows whose cells cannot be told to belong to the columns of the head."""
    wanted = len(sheet.head)
    for row in sheet.rows:
        found = len(row.cells)
        if found < wanted:
            spot = Spot(name, row.number, letter(found), named(sheet.head, found))
            yield spot.finding("few_cells", found=found, wanted=wanted)
        elif found > wanted:
            yield Spot(name, row.number, letter(wanted)).finding("many_cells", found=found, wanted=wanted)
