"""Notices: what goes out to customers by e-mail or text message, and what became of each attempt (manual P-1.3, P-4.1).

A notice names its case and the letter, never an address, a name or a word of the customer's: the letter is made of the
case when it is sent, and what was said then stands on the case. So there is nothing in the outbox to erase.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from qms.base.record import MOST, Code, Instant, OptionalTitle, Record, Value
from qms.organisation.terms import LetterKind, Tongue


class NoticeStatus(StrEnum):
    """Where a notice stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given_up"
    UNSURE = "unsure"
    CANCELLED = "cancelled"


class NoticeMedium(StrEnum):
    """The way it goes out."""

    EMAIL = "email"
    SMS = "sms"


class NoticeOutcome(StrEnum):
    """What became of an attempt."""

    SENT = "sent"
    FAILED = "failed"
    UNSURE = "unsure"


class NoticeStep(StrEnum):
    """Why somebody of the house is reminded of something that is due."""

    BEFORE = "before"
    OVERDUE = "overdue"
    ESCALATED = "escalated"


class Reminded(Value):
    """One thing that somebody is reminded of, once for each step of one due date; no word of a record stands in it."""

    matter: Code = Field(description="Code of the record")
    what: Code = Field(description="Which part of it: case, promise.interim, action.2")
    due_on: date
    step: NoticeStep
    days: int = Field(ge=0, le=MOST, description="Days before the due date, or past it, from which the step is due")


class Attempt(Value):
    """One attempt to send: claimed before anything goes out, answered after."""

    began_at: Instant
    by: Code
    matter_version: int | None = Field(
        default=None, ge=1, le=MOST, description="Version of the case that the letter was made of"
    )
    ended_at: Instant | None = Field(default=None, description="None: no answer is known yet")
    outcome: NoticeOutcome | None = None
    fault: Code | None = Field(default=None, description="What went wrong: a code such as smtp.550; None: nothing")


class Notice(Record):
    """A letter or message to the customer of a case, or a digest of what is due for somebody of the house."""

    status: NoticeStatus
    matter: Code | None = Field(default=None, description="Code of the case; None: it is a digest")
    letter: LetterKind | None = Field(default=None, description="None: it is a digest")
    person: Code | None = Field(default=None, description="Whom a digest is for; None: it is for the customer")
    medium: NoticeMedium
    language: Tongue = Tongue.KO
    queued_by: Code
    queued_at: Instant
    next_at: Instant = Field(description="It is not tried before this")
    closed_at: Instant | None = Field(default=None, description="When it was sent or cancelled")
    reason: OptionalTitle = Field(default=None, description="Why somebody tried it again, cancelled or confirmed it")
    items: tuple[Reminded, ...] = Field(default=(), description="What a digest reminds of")
    attempts: tuple[Attempt, ...] = ()

    @model_validator(mode="after")
    def _for_one(self) -> Self:
        letter = [self.matter is not None, self.letter is not None]
        digest = [self.person is not None, bool(self.items)]
        if not (all(letter) and not any(digest)) and not (all(digest) and not any(letter)):
            raise PydanticCustomError("notice_for_one", "a letter about a case, or a digest for a person")
        return self
