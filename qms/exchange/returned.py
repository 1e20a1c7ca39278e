"""Rows that were refused once and come back mended: the column with the reasons, and that it changes nothing."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from qms import i18n
from qms.base.csvfile import STEERING
from qms.exchange.rows import Changed
from qms.exchange.sheet import Reading, Row, Sheet, Spot, letter, named, normal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms.base.finding import Finding
    from qms.i18n import Language

MARK: Final = "[qms]"
"""What the name of the column with the reasons begins with, and each reason."""


def column(language: Language) -> str:
    """The name of the column with the reasons."""
    return f"{MARK} {i18n.text('exchange.refused.column', language)}"


def is_column(name: str) -> bool:
    """Whether this is the name of the column with the reasons, in any language; a register may begin names so too."""
    return _bare(name) in {_bare(column(language)) for language in i18n.LANGUAGES}


def _bare(name: str) -> str:
    return normal(name).replace(" ", "").casefold()


def original(cell: str) -> str:
    """A cell as it stood in the register, of what was written for a spreadsheet program."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(STEERING) else cell


def returned(reading: Reading, name: str) -> Reading:
    """Take the column with the reasons away again, where there is one."""
    sheet = reading.sheet
    if sheet is None:
        return reading
    places = [index for index, one in enumerate(sheet.head) if is_column(one)]
    if not places:
        return reading
    at = places[0]
    table = sheet.shape.form == "table"
    width = len(sheet.head)
    rows = Changed(sheet.rows, lambda row: Row(row.number, _without(row.cells, at, width, table=table)))
    astray = _astray(sheet, at, name) if table else ()
    kept = sheet._replace(head=_without(sheet.head, at, width, table=False), rows=rows, returned=True)
    return reading._replace(sheet=kept, more=chain(reading.more, astray))


def _without(cells: tuple[str, ...], at: int, width: int, *, table: bool) -> tuple[str, ...]:
    if len(cells) == width:
        cells = (*cells[:at], *cells[at + 1 :])
    elif cells[-1].startswith(MARK):  # a row that is too short or too long ends with its reason all the same
        cells = cells[:-1]
    return tuple(map(original, cells)) if table else cells


def _astray(sheet: Sheet, at: int, name: str) -> Iterator[Finding]:
    """Reasons that do not stand under their name: a program evened out rows whose cells were not in order."""
    for row in sheet.rows:
        if len(row.cells) != len(sheet.head):
            continue
        for index, cell in enumerate(row.cells):
            if cell.startswith(MARK) if index != at else cell.strip() and not cell.startswith(MARK):
                yield Spot(name, row.number, letter(index), named(sheet.head, index)).finding("astray")
                break
