"""The first look at a register: every row is converted and judged, and of each good one no more kept than its place."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from qms.exchange.convert import Conversion, Incoming, Origin
from qms.exchange.integrity import Doubts
from qms.exchange.progress import Told, silent
from qms.exchange.read import read_sheet
from qms.exchange.references import Absent
from qms.exchange.sheet import Spot
from qms.exchange.target import RECORDED, target

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.exchange.found import Found
    from qms.exchange.mapping import Mapping


class Rooms(Protocol):
    """Where the departments and people are that rows name."""

    def room(self, name: str) -> Any:  # noqa: ANN401 - any room, by the name of its kind
        """The room of a kind, of which ``find(code=…)`` is asked."""
        ...


class Place(NamedTuple):
    """Where a good row stands.

    Attributes:
        opened: when its record was opened: numbers follow this order, not that of the file.
        at: its place among the rows of the sheet, from 0.
        row: its number in the file.
        key: what tells it from all other rows of the register.

    """

    opened: datetime | date
    at: int
    row: int
    key: str


class Looked:
    """A register that was looked at.

    Attributes:
        digest: SHA-256 of the file.
        rows: how many rows the file holds below its head.
        sheet: the rows as they stand in the file; None where it holds none.
        whole: whether every row of the file was found, good or bad.
        places: of the rows without an error in themselves.

    """

    def __init__(self, data: bytes, name: str, mapping: Mapping) -> None:
        """Read the bytes of a register; nothing is converted yet. ``name`` goes into the findings."""
        self.name = name
        self.digest = hashlib.sha256(data).hexdigest()
        reading = read_sheet(data, name, mapping.form)
        self.whole, self.sheet = reading.whole, reading.sheet
        self.rows = len(self.sheet.rows) + len(self.sheet.broken) if self.sheet else 0
        self.places: list[Place] = []
        self._mapping = mapping
        self._reading = reading
        self._conversion = Conversion(self.sheet, mapping, Origin(name, self.digest)) if self.sheet else None

    def incoming(self, found: Found, told: Told = silent) -> Iterator[tuple[int, Incoming]]:
        """The good rows as they are converted, with their places; for once. What is noticed goes into ``found``."""
        found.extend(self._reading.findings)
        found.extend(self._reading.more)
        if self._conversion:
            yield from self._conversion.rows(found, told)

    def look(self, rooms: Rooms, found: Found, at: datetime, told: Told = silent) -> None:
        """Convert every row, judge it, and keep the places of the good ones; ``at`` is the instant of import."""
        kind = target(self._mapping.kind).kind
        absent, doubts = Absent(self._mapping, kind), Doubts(self.name, at)
        for index, one in self.incoming(found, told):
            absent.look(one.row, one.record)
            found.extend(doubts.look(one.row, one.key, one.record))
            self.places.append(Place(_opened(kind, one.record), index, one.row, one.key))
        found.extend(absent.findings(self.name, partial(_there, rooms)))
        found.extend(doubts.findings())

    def records(self, places: Sequence[Place]) -> Iterator[Record]:
        """The records of these rows, each converted anew."""
        if self._conversion:
            yield from (self._conversion.again(place.at).record for place in places)

    @property
    def spot(self) -> Spot:
        """The file as a whole."""
        return Spot(self.name)


def _there(rooms: Rooms, kind_name: str, codes: set[str]) -> set[str]:
    return {record.code for record in rooms.room(kind_name).find(code=tuple(codes))}


def _opened(kind: Kind[Any], record: Record) -> datetime | date:
    opened: datetime | date = getattr(record, kind.opened or RECORDED)
    return opened


__all__ = ["Looked", "Place", "Rooms"]
