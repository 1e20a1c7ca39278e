"""Tables of reviews; see `qms.records.review.model`."""

from __future__ import annotations

import datetime as dt

from qms.organisation.terms import Role
from qms.records.review.model import Approval, Conclusion, DecisionKind, InputState, ReviewStatus
from qms.store.columns import ChildRow, RecordRow, Tables, choice


class ReviewRow(RecordRow, table=True):
    """A review."""

    __tablename__ = "reviews"
    status: ReviewStatus = choice(ReviewStatus)
    title: str
    period: str
    begin: dt.date
    end: dt.date
    opened_on: dt.date
    hold_on: dt.date
    planned_by: str
    collected_at: dt.datetime | None = None
    frozen_at: dt.datetime | None = None
    frozen_by: str | None = None
    snapshot: str | None = None
    held_on: dt.date | None = None
    chair: str | None = None
    minutes: str | None = None
    suitable: Conclusion | None = choice(Conclusion, optional=True)
    adequate: Conclusion | None = choice(Conclusion, optional=True)
    effective: Conclusion | None = choice(Conclusion, optional=True)
    approval: Approval | None = choice(Approval, optional=True)
    approved_by: str | None = None
    approved_on: dt.date | None = None
    external_document: str | None = None
    closed_on: dt.date | None = None


class ReviewInputRow(ChildRow, table=True):
    """One input."""

    __tablename__ = "review_inputs"
    key: str
    clause: str
    owner_role: Role = choice(Role)
    state: InputState = choice(InputState)
    requested_on: dt.date
    due_on: dt.date
    records: int
    statement: str | None = None
    stated_by: str | None = None
    stated_at: dt.datetime | None = None
    gap_accepted_by: str | None = None
    gap_reason: str | None = None


class ProposalRow(ChildRow, table=True):
    """One decision asked for."""

    __tablename__ = "proposals"
    kind: DecisionKind = choice(DecisionKind)
    input: str | None = None
    text: str
    options: str | None = None
    recommendation: str | None = None
    cost_of_waiting: str | None = None
    budget: str | None = None
    people: str | None = None


class DecisionRow(ChildRow, table=True):
    """One decision."""

    __tablename__ = "decisions"
    number: int
    kind: DecisionKind = choice(DecisionKind)
    input: str | None = None
    text: str
    owner: str
    due_on: dt.date
    cost: str | None = None
    done_on: dt.date | None = None
    done_what: str | None = None
    verified_by: str | None = None
    verified_on: dt.date | None = None


class AttendeeRow(ChildRow, table=True):
    """Somebody who took part."""

    __tablename__ = "attendees"
    person: str
    role: Role = choice(Role)


TABLES = Tables(
    ReviewRow,
    {"inputs": ReviewInputRow, "proposals": ProposalRow, "decisions": DecisionRow, "attendees": AttendeeRow},
)
