"""Tables of disposals; see `qms.records.disposal.model`."""

from __future__ import annotations

import datetime as dt

from qms.organisation.retention import RetentionClass
from qms.records.disposal.model import DisposalStatus, Verdict
from qms.store.columns import ChildRow, RecordRow, Tables, choice


class DisposalRow(RecordRow, table=True):
    """A disposal."""

    __tablename__ = "disposals"
    status: DisposalStatus = choice(DisposalStatus)
    listed_by: str
    listed_on: dt.date
    opinion: Verdict | None = choice(Verdict, optional=True)
    opinion_reason: str | None = None
    opinion_by: str | None = None
    opinion_on: dt.date | None = None
    examination: Verdict | None = choice(Verdict, optional=True)
    examination_reason: str | None = None
    examined_by: str | None = None
    examined_on: dt.date | None = None
    decision: Verdict | None = choice(Verdict, optional=True)
    decision_reason: str | None = None
    new_class: RetentionClass | None = choice(RetentionClass, optional=True)
    minutes: str | None = None
    decided_by: str | None = None
    decided_on: dt.date | None = None
    erasure: str | None = None
    void_reason: str | None = None


class AppraisedRecordRow(ChildRow, table=True):
    """A record of the list."""

    __tablename__ = "appraised_records"
    matter: str
    verdict: Verdict | None = choice(Verdict, optional=True)


class BoardMemberRow(ChildRow, table=True):
    """A member of the board who took part."""

    __tablename__ = "board_members"
    person: str | None = None
    office: str | None = None


TABLES = Tables(DisposalRow, {"records": AppraisedRecordRow, "members": BoardMemberRow})
