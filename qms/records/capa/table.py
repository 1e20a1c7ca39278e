"""Tables of CAPA; see `qms.records.capa.model`."""

from __future__ import annotations

import datetime as dt

from qms.records.capa.model import CapaSeverity, CapaStatus, CapaType, Method, Verdict
from qms.store.columns import ChildRow, RecordRow, Tables, choice


class CapaRow(RecordRow, table=True):
    """A CAPA."""

    __tablename__ = "capas"
    status: CapaStatus = choice(CapaStatus)
    type: CapaType = choice(CapaType)
    severity: CapaSeverity = choice(CapaSeverity)
    title: str
    problem: str
    topic: str | None = None
    owner: str
    opened_by: str
    opened_on: dt.date
    containment: str | None = None
    containment_skipped: str | None = None
    contained_on: dt.date | None = None
    method: Method | None = choice(Method, optional=True)
    cause: str | None = None
    cause_verified_by: str | None = None
    cause_verified_how: str | None = None
    analysed_on: dt.date | None = None
    planned_by: str | None = None
    planned_on: dt.date | None = None
    implement_due_on: dt.date | None = None
    criterion: str | None = None
    indicator: str | None = None
    threshold: str | None = None
    effect_check_on: dt.date | None = None
    checker: str | None = None
    approved_by: str | None = None
    approved_on: dt.date | None = None
    sent_back: str | None = None
    started_on: dt.date | None = None
    implemented_on: dt.date | None = None
    verdict: Verdict | None = choice(Verdict, optional=True)
    measured: str | None = None
    evaluated_by: str | None = None
    evaluated_on: dt.date | None = None
    lessons: str | None = None
    spread_to: str | None = None
    closed_on: dt.date | None = None
    void_reason: str | None = None
    reopened: int


class WhyRow(ChildRow, table=True):
    """One answer in the chain of whys."""

    __tablename__ = "whys"
    text: str
    category: str | None = None


class ActionRow(ChildRow, table=True):
    """One action of the plan."""

    __tablename__ = "actions"
    text: str
    owner: str
    due_on: dt.date
    done_on: dt.date | None = None
    evidence: str | None = None
    cancelled: str | None = None


class PostponementRow(ChildRow, table=True):
    """The date of implementation put off."""

    __tablename__ = "postponements"
    on: dt.date
    until: dt.date
    reason: str
    by: str


class EvaluationRow(ChildRow, table=True):
    """One judgement of the effect."""

    __tablename__ = "evaluations"
    judged_on: dt.date
    verdict: Verdict = choice(Verdict)
    measured: str
    judged_by: str


TABLES = Tables(
    CapaRow,
    {"whys": WhyRow, "actions": ActionRow, "postponements": PostponementRow, "evaluations": EvaluationRow},
)
