"""Notices: what goes out to customers by e-mail or text message, and what became of each attempt (manual P-1.3, P-4.1).

A notice names its case and the letter, never an address, a name or a word of the customer's: the letter is made of the
case when it is sent, and what was said then stands on the case. So there is nothing in the outbox to erase.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

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
    """A letter or message to the customer of a case, on its way out."""

    status: NoticeStatus
    matter: Code = Field(description="Code of the case")
    letter: LetterKind
    medium: NoticeMedium
    language: Tongue = Tongue.KO
    queued_by: Code
    queued_at: Instant
    next_at: Instant = Field(description="It is not tried before this")
    closed_at: Instant | None = Field(default=None, description="When it was sent or cancelled")
    reason: OptionalTitle = Field(default=None, description="Why somebody tried it again, cancelled or confirmed it")
    attempts: tuple[Attempt, ...] = ()
