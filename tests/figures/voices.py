"""A sample kind of record, with every sort of column that a figure can use, and its table."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Column, Date, Enum, Integer, MetaData, String, Table, insert

from qms.base.record import Origin
from qms.store.columns import UTCDateTime

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection


class Sort(StrEnum):
    COMPLAINT = "complaint"
    INQUIRY = "inquiry"
    PRAISE = "praise"


@dataclass(frozen=True)
class Voice:
    """A record like a case: instants, days, a number, yes or no, text, an enumeration; nearly all may be unknown."""

    code: str
    origin: Origin = Origin.NATIVE
    type: Sort | None = None
    department: str | None = None
    handler: str | None = None
    received_at: datetime | None = None
    due_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    opened_on: date | None = None
    done_on: date | None = None
    amount: int | None = None
    calls: int | None = None
    happy: bool | None = None
    told: bool | None = None


def _choice(of: type[StrEnum], name: str) -> Enum:
    return Enum(of, values_callable=lambda e: [m.value for m in e], native_enum=False, length=32, name=name)


voices = Table(
    "voices",
    MetaData(),
    Column("code", String(), primary_key=True),
    Column("origin", _choice(Origin, "origin")),
    Column("type", _choice(Sort, "type")),
    Column("department", String()),
    Column("handler", String()),
    Column("received_at", UTCDateTime()),
    Column("due_at", UTCDateTime()),
    Column("answered_at", UTCDateTime()),
    Column("closed_at", UTCDateTime()),
    Column("opened_on", Date()),
    Column("done_on", Date()),
    Column("amount", Integer()),
    Column("calls", Integer()),
    Column("happy", Boolean()),
    Column("told", Boolean()),
)


def put(connection: Connection, records: Iterable[Voice]) -> None:
    """Write the records into their table."""
    rows: list[dict[str, Any]] = [asdict(record) for record in records]
    if rows:
        connection.execute(insert(voices), rows)
