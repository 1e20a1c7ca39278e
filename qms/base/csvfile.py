"""CSV that leaves the house: RFC 4180, UTF-8 with a mark for Excel, no cell that a spreadsheet runs."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Cell = str | int | Decimal | None
"""A text is made harmless; a number is written as it is; None is an empty cell."""

# A spreadsheet takes a cell that begins with one of these for a formula or skips it; the full-width forms are
# what a Korean input method types for them. The apostrophe itself is among them, so that nothing is lost.
STEERING: Final = tuple("=+-@\t\r\n＝＋－＠'")  # noqa: RUF001 - the full-width forms are meant
_BYTE_ORDER_MARK: Final = "\ufeff"


def neutral(cell: str) -> str:
    """Return ``cell`` with ``'`` before it where a spreadsheet would take it for more than text."""
    return f"'{cell}" if cell.startswith(STEERING) else cell


def original(cell: str) -> str:
    """Return the text that `neutral` was given."""
    return cell.removeprefix("'")


def write_csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the file: ``head`` as its first row, then ``rows``; every text cell is `neutral`."""
    written = io.StringIO(_BYTE_ORDER_MARK, newline="")
    written.seek(0, io.SEEK_END)
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([neutral(name) for name in head])
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return written.getvalue().encode()


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    return neutral(cell) if isinstance(cell, str) else str(cell)


__all__ = ["STEERING", "Cell", "neutral", "original", "write_csv"]
