"""Records as a workbook: a sheet for each kind, its cells typed, row after row in little memory.

What is text is written as text and stays it when somebody types into the cell. A day is a real date. A sheet knows no
zone, so that a point in time is text with its offset. A text that no cell can hold stands in pieces on the sheet
``annex``, and its cell says which: nothing is cut.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from qms.errors import TooManyRows
from qms.exchange.own.contents import CONTENT, HEAD
from qms.exchange.own.outgoing import Tally, nothing_kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qms.exchange.own.contents import Kept
    from qms.exchange.own.layout import Cell
    from qms.exchange.own.outgoing import Keeping, Outgoing

ROWS: Final = 1_048_576
"""Most rows of a sheet, its head among them."""
ANNEX: Final = "annex"
"""The sheet of long texts."""
ANNEX_HEAD: Final = ("number", "record", "field", "text")
MARK: Final = "@annex:"
"""A cell that begins so holds the number of a text in the annex, whose pieces follow one another there."""
PIECE: Final = 16_000
"""Most characters of one cell: a sheet takes 32,767 units, of which a rare letter takes two."""
_MADE: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Said to be made then: the same records are the same file."""
_FIRST_DAY: Final = date(1900, 3, 1)
"""Before it the calendar of spreadsheets is a day off."""
_EXACT: Final = 10**15
# A sheet spells some characters as _x000D_, and letters that look so as _x005F_x000D_; where two such runs share
# an underscore programs disagree, so that the text is cut there.
_SHARED: Final = re.compile(r"(?<=_x[0-9a-fA-F]{4})(?=_x[0-9a-fA-F]{4}_)")


def write_workbook(stream: BinaryIO, outgoing: Iterable[Outgoing], kept: Keeping = nothing_kept) -> list[Tally]:
    """Write a sheet for each, and one with what the store keeps for their records; raise `TooManyRows`."""
    import xlsxwriter  # pyright: ignore[reportMissingTypeStubs] - it says little of its types

    library: Any = xlsxwriter
    book = library.Workbook(stream, {"constant_memory": True, "remove_timezone": False})
    book.set_properties({"created": _MADE, "comments": "qms"})
    sheets = _Sheets(book)
    tallies = [sheets.add(one) for one in outgoing]
    sheets.add_contents(kept([digest for tally in tallies for digest in tally.contents]))
    _close(book, library.exceptions.FileCreateError)
    return tallies


def _close(book: Any, fault_of_its_own: type[Exception]) -> None:  # noqa: ANN401 - a library that says little of its types
    """Write out what the library kept in files of its own; a disk that fails then fails as an `OSError`."""
    failed: OSError | None = None
    try:
        book.close()
    except fault_of_its_own as fault:
        failed = OSError(getattr(fault.args[0], "errno", None), str(fault))
    # Raised here, where the library's half-written archive is already let go: it would end itself after its stream.
    if failed:
        raise failed


class _Sheets:
    """The sheets of one workbook."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - a library that says little of its types
        self._book = book
        self._head = book.add_format({"bold": True, "num_format": "@"})
        self._text = book.add_format({"num_format": "@", "quote_prefix": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._annex: Any = None
        self._long = self._pieces = 0

    def add(self, outgoing: Outgoing) -> Tally:
        """Write the sheet of one kind."""
        tally = Tally()
        layout = outgoing.layout
        sheet = self._sheet(outgoing.kind.name, layout.columns)
        for level, record in outgoing.rows(tally):
            if tally.count >= ROWS:
                raise TooManyRows(kind=f"{outgoing.kind.words}.name", limit=ROWS - 1)
            for column, cell in enumerate(outgoing.cells(level, record)):
                if cell is not None:
                    fitted = self._fitted(cell, record.code, layout.columns[column])
                    self._write(sheet, tally.count, column, fitted)
        return tally

    def add_contents(self, kept: Iterable[Kept]) -> None:
        """Write the sheet of what is kept, if there is anything."""
        sheet: Any = None
        for row, one in enumerate(kept, 1):
            sheet = sheet or self._sheet(CONTENT, HEAD)
            for column, (name, cell) in enumerate(one.document().items()):
                if cell is not None:
                    self._write(sheet, row, column, self._fitted(cell, one.digest, name))

    def _sheet(self, name: str, head: tuple[str, ...]) -> Any:  # noqa: ANN401 - as above
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(head) - 1, 16, self._text)
        for column, title in enumerate(head):
            sheet.write_string(0, column, title, self._head)
        return sheet

    def _write(self, sheet: Any, row: int, column: int, cell: Cell) -> None:  # noqa: ANN401 - as above
        if isinstance(cell, bool):
            sheet.write_boolean(row, column, cell)
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, cell, self._day)
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell)
        else:
            sheet.write_string(row, column, cell, self._text)

    def _fitted(self, cell: Cell, code: str, field: str) -> Cell:
        """The cell as a sheet can hold it; a text that it cannot goes to the annex."""
        if isinstance(cell, bool):
            return cell
        if isinstance(cell, int):
            return cell if abs(cell) < _EXACT else str(cell)
        if isinstance(cell, date):
            return cell if cell >= _FIRST_DAY else cell.isoformat()
        if cell is None or not (len(cell) > PIECE or cell.startswith(MARK) or _SHARED.search(cell)):
            return cell
        return f"{MARK}{self._annexed(cell, code, field)}"

    def _annexed(self, text: str, code: str, field: str) -> int:
        """Put a text in the annex and return its number."""
        self._annex = self._annex or self._sheet(ANNEX, ANNEX_HEAD)
        self._long += 1
        for piece in _pieces(text):
            self._pieces += 1
            if self._pieces >= ROWS:
                raise TooManyRows(kind="exchange.annex", limit=ROWS - 1)
            for column, cell in enumerate((str(self._long), code, field, piece)):
                self._write(self._annex, self._pieces, column, cell)
        return self._long


def _pieces(text: str) -> Iterator[str]:
    for part in _SHARED.split(text):
        yield from (part[start : start + PIECE] for start in range(0, len(part), PIECE))


__all__ = ["ANNEX", "ANNEX_HEAD", "MARK", "write_workbook"]
