"""Tables of notices; see `qms.records.notice.model`."""

from __future__ import annotations

import datetime as dt

from qms.organisation.terms import LetterKind, Tongue
from qms.records.notice.model import NoticeMedium, NoticeOutcome, NoticeStatus, NoticeStep
from qms.store.columns import ChildRow, RecordRow, Tables, choice


class NoticeRow(RecordRow, table=True):
    """A notice."""

    __tablename__ = "notices"
    status: NoticeStatus = choice(NoticeStatus)
    matter: str | None = None
    letter: LetterKind | None = choice(LetterKind, optional=True)
    person: str | None = None
    medium: NoticeMedium = choice(NoticeMedium)
    language: Tongue = choice(Tongue)
    queued_by: str
    queued_at: dt.datetime
    next_at: dt.datetime
    closed_at: dt.datetime | None = None
    reason: str | None = None


class AttemptRow(ChildRow, table=True):
    """One attempt to send a notice."""

    __tablename__ = "notice_attempts"
    began_at: dt.datetime
    by: str
    matter_version: int | None = None
    ended_at: dt.datetime | None = None
    outcome: NoticeOutcome | None = choice(NoticeOutcome, optional=True)
    fault: str | None = None


class RemindedRow(ChildRow, table=True):
    """One thing that somebody is reminded of."""

    __tablename__ = "notice_items"
    matter: str
    what: str
    due_on: dt.date
    step: NoticeStep = choice(NoticeStep)
    days: int


TABLES = Tables(NoticeRow, {"items": RemindedRow, "attempts": AttemptRow})
