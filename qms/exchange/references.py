"""Departments and people that a register names must be there before its rows come in."""

from __future__ import annotations

from array import array
from heapq import merge
from typing import TYPE_CHECKING, Final

from qms.exchange.privacy import sayable
from qms.exchange.sheet import Spot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Mapping as Table

    from qms.base.finding import Finding
    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.exchange.mapping import Mapping

_DEPARTMENT, _PERSON = "department", "person"
_WORDS: Final[Table[str, str]] = {_DEPARTMENT: "organisation.department.name", _PERSON: "organisation.person.name"}


class Absent:
    """Gathers, row by row, what a register names; says at the end what of it is not there."""

    def __init__(self, mapping: Mapping, kind: Kind[Record]) -> None:
        """Of the rows that this mapping makes records of this kind of."""
        people = [path for path in kind.people if "." not in path]
        self._mapping = mapping
        self._fields = {_DEPARTMENT: [_DEPARTMENT], _PERSON: people}
        self._rows: dict[str, dict[tuple[str, str], array[int]]] = {what: {} for what in self._fields}

    def look(self, row: int, record: Record) -> None:
        """Take note of what the record of this row names."""
        for what, fields in self._fields.items():
            for field in fields:
                code: str | None = getattr(record, field)
                if code is not None:
                    self._rows[what].setdefault((code, field), array("Q")).append(row)

    def findings(self, file: str, there: Callable[[str, set[str]], set[str]]) -> Iterator[Finding]:
        """What is named and is not there, by row; ``there`` says which codes of a kind are."""
        for what, rows in self._rows.items():
            codes = {code for code, _ in rows}
            lacking = codes - there(what, codes) if codes else codes
            order = self._fields[what].index
            told = [
                ((row, order(field), code) for row in places)
                for (code, field), places in rows.items()
                if code in lacking
            ]
            for row, at, code in merge(*told):
                spot = Spot(file, row, column=_column(self._mapping, self._fields[what][at]))
                yield spot.finding("not_there", what=_WORDS[what], code=sayable(code))


def _column(mapping: Mapping, field: str) -> str:
    """The column that a field comes from; the field itself where the mapping gives it a default."""
    return mapping.columns[field].column[0] if field in mapping.columns else field
