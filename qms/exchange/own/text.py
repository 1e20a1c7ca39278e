"""Records as text: CSV and TSV by RFC 4180, JSON, JSON lines; UTF-8, one record at a time."""

from __future__ import annotations

import csv
import io
import json
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from qms.base.csvfile import neutral
from qms.base.jsonfile import harmless
from qms.exchange.own.outgoing import FileForm, Tally

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping

    from qms.exchange.own.contents import Kept
    from qms.exchange.own.layout import Cell
    from qms.exchange.own.outgoing import Outgoing

DELIMITERS: Final[Mapping[FileForm, str]] = {FileForm.CSV: ",", FileForm.TSV: "\t"}
_BYTE_ORDER_MARK: Final = "\ufeff"


def write_table(stream: BinaryIO, outgoing: Outgoing, delimiter: str) -> Tally:
    """Write a head and a row for each record; no cell is one that a spreadsheet runs (`qms.base.csvfile`)."""
    tally = Tally()
    layout = outgoing.layout
    with _lines(stream) as text:
        text.write(_BYTE_ORDER_MARK)  # Excel takes a file without it for one in the machine's own encoding
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow(layout.columns)
        for level, record in outgoing.rows(tally):
            writer.writerow(map(_spelled, outgoing.cells(level, record)))
    return tally


def write_lines(stream: BinaryIO, outgoing: Outgoing) -> Tally:
    """Write a JSON document on a line for each record."""
    tally = Tally()
    with _lines(stream) as text:
        for level, record in outgoing.rows(tally):
            text.write(_json(outgoing.layout.document(record, level)) + "\n")
    return tally


def write_contents(stream: BinaryIO, kept: Iterable[Kept]) -> None:
    """Write what the store keeps for records, on a line each."""
    with _lines(stream) as text:
        for one in kept:
            text.write(_json(one.document()) + "\n")


def write_document(stream: BinaryIO, outgoing: Outgoing) -> Tally:
    """Write one JSON document: the schema, and the records below it."""
    tally = Tally()
    layout = outgoing.layout
    with _lines(stream) as text:
        text.write(f'{{"schema": "{layout.schema}", "records": [')
        for level, record in outgoing.rows(tally):
            text.write(",\n" if tally.count > 1 else "\n")
            document = layout.document(record, level)
            del document["schema"]
            text.write(_json(document))
        text.write("\n]}\n")
    return tally


@contextmanager
def _lines(stream: BinaryIO) -> Generator[io.TextIOWrapper]:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    try:
        yield text
        text.flush()
    finally:
        text.detach()


def _spelled(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return neutral(cell) if isinstance(cell, str) else cell.isoformat() if isinstance(cell, date) else str(cell)


def _json(document: dict[str, Any]) -> str:
    return harmless(json.dumps(document, ensure_ascii=False, allow_nan=False))
