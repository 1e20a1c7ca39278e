"""Which records of a kind a list shows."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from qms_cli.kinds_of import day_of
from qms_cli.show.mask import shown_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.store.reading import Reading
    from qms_cli.desk import Desk

CHUNK: Final = 500


@dataclass(frozen=True)
class Selection:
    """What a list asks for; None: whatever.

    Attributes:
        department: this department and all below it.
        since: opened on this local day or later.
        match: stands somewhere in what people wrote, or in the code.
        overdue: only what is owed since before now.
        unfinished: only what is not closed.

    """

    status: Any = None
    department: str | None = None
    since: date | None = None
    match: str | None = None
    overdue: bool = False
    unfinished: bool = False


def select(desk: Desk, kind: Kind[Any], by: Selection) -> list[Record]:
    """The records that are asked for, by code."""
    found = desk.registry.room(kind.name).find(**_equal(desk, kind, by))
    return [record for record in found if _wanted(desk, kind, by, record)]


def each(desk: Desk, reading: Reading, kind: Kind[Any], by: Selection) -> Iterator[Record]:
    """The same, some at a time: a store may hold more than fits in memory."""
    codes = reading.codes(kind, **_equal(desk, kind, by))
    for start in range(0, len(codes), CHUNK):
        for record in reading.find(kind, code=tuple(codes[start : start + CHUNK])):
            if _wanted(desk, kind, by, record):
                yield record


def _equal(desk: Desk, kind: Kind[Any], by: Selection) -> dict[str, object]:
    equal: dict[str, object] = {kind.closed: None} if kind.closed and (by.overdue or by.unfinished) else {}
    if by.status is not None:
        equal["status"] = by.status
    if by.department is not None:
        directory = desk.session.facts.directory
        every = directory.departments
        equal["department"] = tuple(one for one in every if directory.below(by.department, one, desk.today))
    return equal


def _wanted(desk: Desk, kind: Kind[Any], by: Selection, record: Record) -> bool:
    if by.overdue and not desk.overdue(kind, record):
        return False
    if by.since is not None and kind.opened and _opened(desk, kind, record) < by.since:
        return False
    return by.match is None or _plain(by.match) in _plain(_written(shown_to(kind, record)))


def _opened(desk: Desk, kind: Kind[Any], record: Record) -> date:
    return day_of(getattr(record, kind.opened or ""), desk.session.facts.zone)


def _written(record: Record) -> str:
    return "\n".join(value for value in dict(record).values() if isinstance(value, str))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
