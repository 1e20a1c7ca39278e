"""Tables of cases; see `qms.records.case.model`."""

from __future__ import annotations

import datetime as dt

from qms.organisation.terms import CaseType, Channel, Medium, PetitionKind
from qms.records.case.model import (
    CaseSeverity,
    CaseStatus,
    Direction,
    Disposition,
    Ground,
    Identity,
    Outcome,
    Purpose,
)
from qms.store.columns import ChildRow, RecordRow, Tables, choice


class CaseRow(RecordRow, table=True):
    """A case without its personal fields."""

    __tablename__ = "cases"
    status: CaseStatus = choice(CaseStatus)
    type: CaseType = choice(CaseType)
    channel: Channel = choice(Channel)
    petition_kind: PetitionKind | None = choice(PetitionKind, optional=True)
    identity: Identity = choice(Identity)
    topic: str | None = None
    service: str | None = None
    about: str | None = None
    about_person: str | None = None
    subject: str | None = None
    received_at: dt.datetime
    recorded_at: dt.datetime
    term: str | None = None
    due_at: dt.datetime | None = None
    assigned_at: dt.datetime | None = None
    acknowledged_at: dt.datetime | None = None
    answered_at: dt.datetime | None = None
    notified_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None
    handler: str | None = None
    reopened_at: dt.datetime | None = None
    severity: CaseSeverity | None = choice(CaseSeverity, optional=True)
    reported_at: dt.datetime | None = None
    reported_to: str | None = None
    report_merged: bool | None = None
    policy_by: str | None = None
    outcome: Outcome | None = choice(Outcome, optional=True)
    ground: Ground | None = choice(Ground, optional=True)
    transferred_to: str | None = None
    disposition: Disposition | None = choice(Disposition, optional=True)
    disposition_reason: str | None = None
    satisfied: bool | None = None


class CommunicationRow(ChildRow, table=True):
    """One contact without what was said."""

    __tablename__ = "communications"
    at: dt.datetime
    direction: Direction = choice(Direction)
    purpose: Purpose = choice(Purpose)
    medium: Medium = choice(Medium)
    by: str | None = None
    department: str | None = None


class ExtensionRow(ChildRow, table=True):
    """The due date put off; ``reason`` is of entries older than its commitment, else blank."""

    __tablename__ = "extensions"
    at: dt.datetime
    until: dt.date
    due_at: dt.datetime
    reason: str = ""
    consent: bool


class SupplementRow(ChildRow, table=True):
    """Something asked of the customer, without its words."""

    __tablename__ = "supplements"
    asked_on: dt.date
    by_on: dt.date
    arrived_on: dt.date | None = None


TABLES = Tables(CaseRow, {"communications": CommunicationRow, "extensions": ExtensionRow, "supplements": SupplementRow})
