"""Tables of erasures; see `qms.records.erasure.model`."""

from __future__ import annotations

import datetime as dt

from qms.records.erasure.model import ErasureBasis, ErasureStatus
from qms.store.columns import ChildRow, RecordRow, Tables, choice


class ErasureRow(RecordRow, table=True):
    """An erasure."""

    __tablename__ = "erasures"
    status: ErasureStatus = choice(ErasureStatus)
    basis: ErasureBasis = choice(ErasureBasis)
    law: str
    asked_by: str
    asked_on: dt.date
    approved_by: str | None = None
    approved_on: dt.date | None = None
    refused_reason: str | None = None
    begun_by: str | None = None
    begun_at: dt.datetime | None = None
    erased_at: dt.datetime | None = None
    taken: int | None = None
    people: int | None = None
    files: int | None = None
    found: int | None = None
    closed: int | None = None
    scan: str | None = None
    disposal: str | None = None


class ErasedRecordRow(ChildRow, table=True):
    """A record whose personal values are to go."""

    __tablename__ = "erased_records"
    matter: str
    until: int | None = None


TABLES = Tables(ErasureRow, {"records": ErasedRecordRow})
