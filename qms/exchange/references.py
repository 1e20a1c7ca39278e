"""Departments and people that a register names must be there before its rows come in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qms.exchange.privacy import sayable
from qms.exchange.sheet import Spot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from collections.abc import Mapping as Table

    from qms.base.finding import Finding
    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.exchange.convert import Incoming
    from qms.exchange.mapping import Mapping

_DEPARTMENT, _PERSON = "department", "person"
_WORDS: Final[Table[str, str]] = {_DEPARTMENT: "organisation.department.name", _PERSON: "organisation.person.name"}


def absent(
    rows: Sequence[Incoming],
    file: str,
    mapping: Mapping,
    kind: Kind[Record],
    there: Callable[[str, set[str]], set[str]],
) -> Iterator[Finding]:
    """What rows name and is not there; ``there`` says which codes of a kind are."""
    people = [path for path in kind.people if "." not in path]
    for named, fields in ((_DEPARTMENT, [_DEPARTMENT]), (_PERSON, people)):
        codes = {code for row in rows for field in fields if (code := getattr(row.record, field)) is not None}
        lacking = codes - there(named, codes) if codes else codes
        for row in rows if lacking else ():
            for field in fields:
                code = getattr(row.record, field)
                if code in lacking:
                    spot = Spot(file, row.row, column=_column(mapping, field))
                    yield spot.finding("not_there", what=_WORDS[named], code=sayable(code))


def _column(mapping: Mapping, field: str) -> str:
    """The column that a field comes from; the field itself where the mapping gives it a default."""
    return mapping.columns[field].column[0] if field in mapping.columns else field
