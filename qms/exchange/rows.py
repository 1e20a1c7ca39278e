"""The rows of a table in text, each cut out of the text when it is asked for: memory does not grow with their cells."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from qms.exchange.delimiters import lines_of
from qms.exchange.sheet import Row

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable


class TableRows(Sequence[Row]):
    """Rows whose places in the text are known; the text was found to be in order."""

    def __init__(self, text: str, sign: str, begins: array[int], numbers: array[int]) -> None:
        """Rows of ``text``, parted by ``sign``: the character at which each begins, and its line, from 1."""
        self._text, self._sign = text, sign
        self._begins, self._numbers = begins, numbers

    def __len__(self) -> int:
        """How many there are."""
        return len(self._begins)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> TableRows: ...
    def __getitem__(self, at: int | slice) -> Row | TableRows:
        """The row at this place, or the rows of a stretch."""
        if isinstance(at, slice):
            return TableRows(self._text, self._sign, self._begins[at], self._numbers[at])
        lines = lines_of(self._text, self._begins[at])
        return Row(self._numbers[at], tuple(next(csv.reader(lines, delimiter=self._sign, strict=True))))


class Changed(Sequence[Row]):
    """Rows that are each changed when they are asked for."""

    def __init__(self, rows: Sequence[Row], change: Callable[[Row], Row]) -> None:
        """The rows as they are, and what is to become of each."""
        self._rows, self._change = rows, change

    def __len__(self) -> int:
        """How many there are."""
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Changed: ...
    def __getitem__(self, at: int | slice) -> Row | Changed:
        """The row at this place, or the rows of a stretch."""
        if isinstance(at, slice):
            return Changed(self._rows[at], self._change)
        return self._change(self._rows[at])


__all__ = ["Changed", "TableRows"]
