"""A file of rows, whatever its format: what every reader gives and what conversion starts from."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from pydantic import Field

from qms.base.finding import Finding, Weight
from qms.base.record import Value

if TYPE_CHECKING:
    from collections.abc import Sequence

FILE_BYTES: Final = 64 * 1024 * 1024
"""Largest file that is read at all."""
COLUMNS: Final = 16_384
"""Most columns of a sheet, as in a spreadsheet program."""


class Encoding(StrEnum):
    """Encodings of text files; a byte order mark of UTF-8 may stand before the first."""

    UTF_8 = "utf-8"
    CP949 = "cp949"


class Form(Value):
    """What a reader must be told about a file.

    Attributes:
        head: number of the row with the names of the columns, from 1; rows above it are passed over.
        sheet: name of the worksheet; None: the first that is not hidden.

    """

    encoding: Encoding = Encoding.UTF_8
    delimiter: str = Field(default=",", pattern=r"^[^\"\r\n\x00]$")
    head: int = Field(default=1, ge=1, le=1000)
    sheet: str | None = None


class Row(NamedTuple):
    """One row of a file.

    Attributes:
        number: its place in the file, from 1: the line of a text file on which it begins, or the row of a sheet.
        cells: their text; as many as the sheet's head has, unless the row has too many or too few.

    """

    number: int
    cells: tuple[str, ...]


class Sheet(NamedTuple):
    """The rows of a file below its head; rows without any text are left out."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]


class Reading(NamedTuple):
    """What came of reading a file: a sheet unless the file as a whole is unusable, and everything noticed."""

    sheet: Sheet | None
    findings: tuple[Finding, ...] = ()


class Spot(NamedTuple):
    """Where in a file something stands.

    Attributes:
        file: name of the file, without folders.
        row: None: the file as a whole.
        letter, column: the column as a spreadsheet counts it, and its name; empty: the row as a whole.

    """

    file: str
    row: int | None = None
    letter: str = ""
    column: str = ""

    def finding(self, rule: str, weight: Weight = Weight.ERROR, /, **values: object) -> Finding:
        """A finding of ``exchange.finding.<rule>`` at this spot; its words can name row, letter and column."""
        where = {"row": self.row, "letter": self.letter, "column": self.column}
        known = {name: str(value) for name, value in where.items() if value}
        known |= {name: str(value) for name, value in values.items()}
        return Finding(rule=f"exchange.finding.{rule}", weight=weight, place=str(self), values=known)

    def __str__(self) -> str:
        """``file.csv:12:F``, the same in every language."""
        return ":".join(str(part) for part in (self.file, self.row, self.letter) if part)


def letter(index: int) -> str:
    """The letters of the column with this index, from 0: A, B, … Z, AA."""
    name = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        name = chr(ord("A") + rest) + name
        index -= 1
    return name


def named(head: Sequence[str], index: int) -> str:
    """The name of the column with this index, or its letters where it has none."""
    return head[index] if index < len(head) and head[index] else letter(index)


def normal(text: str) -> str:
    """A name or a choice as it is compared: NFC, white space as single spaces, no byte order mark."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\ufeff", "").split())


def quoted(text: str) -> str:
    """The beginning of a cell's text, on one line, for a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED else line[: _QUOTED - 1] + "…"


_QUOTED: Final = 40
