"""Reading XLSX: the cells of one worksheet, each at its real place.

The reader is our own because a workbook from outside must not be able to end the process: the fast readers make
room for what a file says of itself (a count of strings, one cell in the last row) and are killed by a lie.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qms.base.finding import Weight
from qms.exchange.package import BadPackage, Package, resolve
from qms.exchange.sheet import Form, Reading, Row, Sheet, Spot, letter
from qms.exchange.worksheet import Cells, Elements, Strings, date_styles, epoch_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms.base.finding import Finding


class _Tab(NamedTuple):
    name: str
    part: str
    hidden: bool


def read_workbook(data: bytes, name: str, form: Form) -> Reading:
    """Read the bytes of an XLSX file; ``name`` goes into the findings."""
    file = Spot(name)
    try:
        book = _Book(Package(data))
        tab, findings = _chosen(book.tabs, file, form)
        cells = book.cells(tab) if tab else None
    except BadPackage as fault:
        return Reading(None, (file.finding(fault.rule, **fault.values),))
    if cells is None:
        return Reading(None, findings)
    found = _sheet(cells.rows, form)
    if found is None:
        return Reading(None, (*findings, file.finding("empty")))
    return Reading(found, (*findings, *_outside(cells.rows, found, file), *_unworked(cells, file)))


class _Book:
    """A workbook: its worksheets in order, hidden ones too."""

    def __init__(self, package: Package) -> None:
        self._package = package
        root = self._relations("")
        self._main = next((part for kind, part in root.values() if kind == "officeDocument"), "xl/workbook.xml")
        self._about = self._elements(self._main)
        self._related = self._relations(self._main)
        self.tabs = tuple(self._worksheets())

    def cells(self, tab: _Tab) -> Cells:
        """The cells of a worksheet."""
        cells = Cells(self._strings(), self._dates(), epoch_of(self._about))
        self._package.read(tab.part, cells)
        return cells

    def _worksheets(self) -> Iterator[_Tab]:
        for each in self._about.named("sheet"):
            kind, part = self._related.get(each.get("id", ""), ("", ""))
            if kind == "worksheet":
                yield _Tab(each.get("name", ""), part, each.get("state", "visible") != "visible")

    def _strings(self) -> list[str]:
        strings = Strings()
        for kind, part in self._related.values():
            if kind == "sharedStrings":
                self._package.read(part, strings)
        return strings.found

    def _dates(self) -> list[bool]:
        part = next((part for kind, part in self._related.values() if kind == "styles"), None)
        return date_styles(self._elements(part)) if part else []

    def _elements(self, part: str) -> Elements:
        found = Elements()
        self._package.read(part, found)
        return found

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relationships of a part by id: the last word of their type, and the part they point to."""
        folder, _, last = part.rpartition("/")
        name = f"{folder}/_rels/{last}.rels".lstrip("/")
        if name not in self._package:
            return {}
        return {
            each.get("Id", ""): (each.get("Type", "").rpartition("/")[2], resolve(part, each.get("Target", "")))
            for each in self._elements(name).named("Relationship")
            if each.get("TargetMode") != "External"
        }


def _chosen(tabs: tuple[_Tab, ...], file: Spot, form: Form) -> tuple[_Tab | None, tuple[Finding, ...]]:
    names = ", ".join(tab.name for tab in tabs)
    if form.sheet is not None:
        wanted = [tab for tab in tabs if tab.name == form.sheet]
        return (wanted[0], ()) if wanted else (None, (file.finding("no_sheet", sheet=form.sheet, sheets=names),))
    shown = [tab for tab in tabs if not tab.hidden]
    if not shown:
        return None, (file.finding("empty"),)
    others = ", ".join(tab.name for tab in shown[1:])
    note = file.finding("other_sheets", Weight.NOTE, sheet=shown[0].name, sheets=others)
    return shown[0], (note,) if others else ()


def _sheet(rows: dict[int, dict[int, str]], form: Form) -> Sheet | None:
    below = sorted(row for row in rows if row >= form.head)
    if not below:
        return None
    top = rows[below[0]]
    width = max(top) + 1
    head = tuple(top.get(column, "").strip() for column in range(width))
    cut = ((row, tuple(rows[row].get(column, "") for column in range(width))) for row in below[1:])
    return Sheet(head, tuple(Row(row, cells) for row, cells in cut if any(cells)))


def _outside(rows: dict[int, dict[int, str]], sheet: Sheet, file: Spot) -> Iterator[Finding]:
    """Cells to the right of the last column that has a name are not read: say so once."""
    width = len(sheet.head)
    beyond = [row.number for row in sheet.rows if max(rows[row.number]) >= width]
    if beyond:
        where = file._replace(row=beyond[0], letter=letter(width))
        yield where.finding("beside_head", Weight.NOTE, count=len(beyond))


def _unworked(cells: Cells, file: Spot) -> Iterator[Finding]:
    """Formulas that no program has worked out read as empty cells: say so once."""
    if cells.unworked:
        row, column = cells.unworked[0]
        where = file._replace(row=row, letter=letter(column))
        yield where.finding("unworked", Weight.WARNING, count=len(cells.unworked))
