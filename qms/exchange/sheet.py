"""A file of rows, whatever its format: what every reader gives and what conversion starts from."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final, Literal, NamedTuple

from pydantic import Field

from qms.base.finding import Finding, Weight
from qms.base.record import Value
from qms.base.resident import without_resident_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FILE_BYTES: Final = 64 * 1024 * 1024
"""Largest file that is read at all."""
COLUMNS: Final = 16_384
"""Most columns of a sheet, as in a spreadsheet program."""
AUTO: Final = "auto"
"""The delimiter that the head of a file shows, where it shows just one."""
Delimiter = Annotated[str, Field(pattern=rf"^(?:[^\"\r\n\x00]|{AUTO})$")]
"""One character, or `AUTO`."""


class Encoding(StrEnum):
    """Encodings of text files; a byte order mark of UTF-8 may stand before the first."""

    UTF_8 = "utf-8"
    CP949 = "cp949"


class Form(Value):
    """What a reader must be told about a file.

    Attributes:
        encoding, delimiter: of tables in text files; JSON is always in UTF-8.
        head: number of the row with the names of the columns, from 1; rows above it are passed over.
        sheet: name of the worksheet; None: the first that is not hidden.

    """

    encoding: Encoding = Encoding.UTF_8
    delimiter: Delimiter = ","
    head: int = Field(default=1, ge=1, le=1000)
    sheet: str | None = None


class Row(NamedTuple):
    """One row of a file.

    Attributes:
        number: its place in the file, from 1: the line of a text file on which it begins, the row of a worksheet, or
            where a format has neither its place among the rows.
        cells: their text; as many as the sheet's head has, unless the row has too many or too few.

    """

    number: int
    cells: tuple[str, ...]


class Shape(NamedTuple):
    """How a file spells its rows, so that some of them can be written again as they stand there.

    Attributes:
        form: a table, JSON with one object a line, or JSON with one list of objects. What is none of these (a workbook,
            Parquet, lists by column) is written again as a table.
        head, above: line of a table's head at least, and the rows above it.
        text, spans: JSON as it stands there, and where in it each row does.

    """

    form: Literal["table", "lines", "list"] = "table"
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    head: int = 1
    above: tuple[Row, ...] = ()
    text: str = ""
    spans: Mapping[int, tuple[int, int]] = MappingProxyType({})


class Sheet(NamedTuple):
    """The rows of a file below its head; rows without any text are left out.

    Attributes:
        broken: numbers of further rows that could not be parted into cells.
        returned: whether these are rows that an import once wrote out for mending.

    """

    head: tuple[str, ...]
    rows: Sequence[Row]
    broken: tuple[int, ...] = ()
    shape: Shape = Shape()
    returned: bool = False


class Reading(NamedTuple):
    """What came of reading a file: a sheet unless the file as a whole is unusable, and everything noticed.

    Attributes:
        findings: about the file as a whole, and about rows that a reader could not even part into cells.
        cut: whether an error concerns the file, and not one row of it.
        more: what is found about one row after the other, for once.

    """

    sheet: Sheet | None
    findings: tuple[Finding, ...] = ()
    cut: bool = False
    more: Iterable[Finding] = ()

    @property
    def whole(self) -> bool:
        """Whether every row of the file was found, good or bad."""
        return self.sheet is not None and not self.cut


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
        known = {name: _sayable(str(value)) for name, value in (where | values).items() if value or name in values}
        return Finding(rule=f"exchange.finding.{rule}", weight=weight, place=str(self), values=known)

    def __str__(self) -> str:
        """``file.csv:12:F``, the same in every language."""
        return ":".join(str(part) for part in (self.file, self.row, self.letter) if part)


def _sayable(text: str) -> str:
    """Half a character, as JSON can name it and as no sentence can hold it, in its number."""
    # Names and formats come a hundred thousand times: what needs no change is not copied.
    return text if _HALF.search(text) is None else text.encode("utf-8", "backslashreplace").decode()


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
    line = without_resident_numbers(" ".join(text.split()))
    return line if len(line) <= _QUOTED else line[: _QUOTED - 1] + "…"


_HALF: Final = re.compile("[\ud800-\udfff]")
_QUOTED: Final = 40
