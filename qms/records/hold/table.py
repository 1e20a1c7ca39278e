"""Tables of holds; see `qms.records.hold.model`."""

from __future__ import annotations

import datetime as dt

from qms.records.hold.model import HoldStatus
from qms.store.columns import ChildRow, RecordRow, Tables, choice


class HoldRow(RecordRow, table=True):
    """A hold."""

    __tablename__ = "holds"
    status: HoldStatus = choice(HoldStatus)
    law: str
    reason: str
    about: str | None = None
    until_on: dt.date | None = None
    placed_by: str
    placed_on: dt.date
    released_by: str | None = None
    released_on: dt.date | None = None
    released_reason: str | None = None


class HeldRecordRow(ChildRow, table=True):
    """A record that is held."""

    __tablename__ = "held_records"
    matter: str


TABLES = Tables(HoldRow, {"records": HeldRecordRow})
