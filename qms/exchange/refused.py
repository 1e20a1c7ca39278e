"""Refused rows as a file to mend and send back: spelled as the register spells them, each with the reasons.

A table has its cells as they stood, with ``'`` before what a spreadsheet program would take for more than text; the
reader of such a file takes it away again. Rows of JSON keep their own text.
"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any, Final, cast

from qms.base.csvfile import neutral
from qms.exchange.returned import MARK, column, is_column
from qms.exchange.values import Members, NoText, json_of, scanner

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from qms.exchange.sheet import Shape, Sheet
    from qms.i18n import Language

_HALF: Final = re.compile("[\ud800-\udfff]")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def refused_file(sheet: Sheet, reasons: Mapping[int, Sequence[str]], language: Language) -> bytes:
    """The refused rows of a sheet, in its own form where that is text, and otherwise as CSV; ``reasons`` by row."""
    told = {row: _told(reasons[row]) for row in sorted(reasons)}
    if sheet.shape.form == "table":
        return _table(sheet, told, column(language))
    rows = [_json(sheet.shape, row, column(language), why) for row, why in told.items()]
    text = "\n".join(rows) if sheet.shape.form == "lines" else "[\n" + ",\n".join(rows) + "\n]"
    return f"{text}\n".encode("utf-8", "backslashreplace")


def unwritable(sheet: Sheet, rows: Collection[int]) -> int:
    """How many of these rows cannot be written into a table: they hold half a character, as JSON can name it."""
    if sheet.shape.form != "table":
        return 0
    halves = _HALF.search("".join(sheet.head)) is not None
    return sum(row.number in rows and (halves or any(map(_HALF.search, row.cells))) for row in sheet.rows)


def _told(reasons: Sequence[str]) -> str:
    """All reasons of a row on one line, each once."""
    return f"{MARK} {'; '.join(dict.fromkeys(reasons))}"


def _table(sheet: Sheet, told: Mapping[int, str], name: str) -> bytes:
    """The table: what stood above the head, the head, and the rows."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=sheet.shape.delimiter, lineterminator="\r\n")
    for row in sheet.shape.above:
        _go_to(row.number, written)
        writer.writerow(map(_harmless, row.cells))
    _go_to(sheet.shape.head, written)
    writer.writerow([*map(_harmless, sheet.head), name])
    writer.writerows(_rows(sheet, told))
    return written.getvalue().encode(sheet.shape.encoding, "backslashreplace")


def _rows(sheet: Sheet, told: Mapping[int, str]) -> Iterator[list[str]]:
    for row in sheet.rows:
        if row.number in told:
            yield [*map(_harmless, row.cells), told[row.number]]


def _go_to(line: int, written: io.StringIO) -> None:
    """Empty lines until this one: the mapping names the line of the head."""
    text = written.getvalue()
    lines = len(io.StringIO(text, newline="").readlines())
    written.write("\r\n" * (line - 1 - lines))


def _harmless(cell: str) -> str:
    return cell if _NUMBER.fullmatch(cell) else neutral(cell)


def _json(shape: Shape, row: int, name: str, why: str) -> str:
    """A row of JSON with its reasons; what is not even an object stands as it stood."""
    start, end = shape.spans[row]
    raw = shape.text[start:end].strip()
    try:
        value: Any = scanner().decode(raw)
        if isinstance(value, Members) and value.doubled is None:
            kept = {key: one for key, one in value.items() if not is_column(key)}
            return json_of(cast("object", {**kept, name: why}))
    except (json.JSONDecodeError, NoText, RecursionError):
        pass
    # JSON has line breaks only between its parts, where a space does as well.
    return raw.replace("\r", " ").replace("\n", " ")
