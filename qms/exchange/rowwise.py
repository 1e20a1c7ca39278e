"""Objects, one after the other → the rows of a sheet: their names are its columns, in order of first appearance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qms.exchange.sheet import COLUMNS, Reading, Row, Shape, Sheet, Spot, letter
from qms.exchange.values import Members, NoText, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms.base.finding import Finding

CELLS: Final = 16_000_000
"""Most cells of a file whose rows need not name every column."""


class Rowwise:
    """A sheet in the making."""

    def __init__(self, file: Spot) -> None:
        self._file = file
        self._at: dict[str, int] = {}
        self._rows: list[tuple[int, list[str]]] = []
        self._broken: list[int] = []
        self._spoiled: list[tuple[int, str, str, dict[str, str]]] = []
        self._over: Finding | None = None

    @property
    def full(self) -> bool:
        """Whether there is more than is read; nothing should be added any more."""
        return self._over is not None

    def add(self, number: int, value: object) -> None:
        """Take a row in, or what is wrong with it."""
        if not isinstance(value, Members):
            self.spoil(number, "no_object")
        elif value.doubled is not None:
            self.spoil(number, "double_name", column=value.doubled)
        else:
            cells = self._cells(number, value)
            if cells is not None and any(cells):
                self._rows.append((number, cells))
        self._count()

    def spoil(self, number: int, rule: str, letter: str = "", **values: str) -> None:
        """Take note of a row that has no cells; ``letter`` is that of the column that is to blame."""
        if number not in self._broken[-1:]:
            self._broken.append(number)
        self._spoiled.append((number, letter, rule, values))

    def reading(self, shape: Shape) -> Reading:
        """All that was added."""
        if self._over or not (self._at or self._broken):
            return Reading(None, (self._over or self._file.finding("empty"),))
        width = len(self._at)
        head = tuple(name.strip() for name in self._at)
        rows = tuple(Row(number, (*cells, *[""] * (width - len(cells)))) for number, cells in self._rows)
        return Reading(Sheet(head, rows, tuple(self._broken), shape), more=self._findings())

    def _findings(self) -> Iterator[Finding]:
        for number, letter_, rule, values in self._spoiled:
            yield self._file._replace(row=number, letter=letter_).finding(rule, **values)

    def _cells(self, number: int, members: Members) -> list[str] | None:
        cells, good = [""] * len(self._at), True
        for name, value in members.items():
            index = self._at.setdefault(name, len(self._at))
            if index == len(cells):
                cells.append("")
            try:
                cells[index] = text_of(value)
            except NoText as fault:
                self.spoil(number, fault.rule, letter(index), column=name)
                good = False
        return cells if good else None

    def _count(self) -> None:
        over = "too_many_columns" if len(self._at) > COLUMNS else ""
        if len(self._at) * len(self._rows) > CELLS:
            over = "too_many_values"
        if over:
            limit = COLUMNS if over == "too_many_columns" else CELLS
            self._over = self._file.finding(over, limit=f"{limit:,}")
