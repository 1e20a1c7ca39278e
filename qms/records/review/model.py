"""The management review (manual R-QM-3; ISO 9001 9.3)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from qms.base.record import MOST, Code, Instant, Narrative, OptionalNarrative, OptionalTitle, Record, Title, Value
from qms.organisation.terms import Role

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 in hexadecimal."""
InputKey = Annotated[str, Field(pattern=r"^[a-z][0-9]?$")]
"""Letter of 9.3.2 with its number: ``a``, ``c1``."""


class ReviewStatus(StrEnum):
    """Where a review stands."""

    PLANNED = "planned"
    COLLECTING = "collecting"
    FROZEN = "frozen"
    HELD = "held"
    APPROVED = "approved"
    CLOSED = "closed"


class InputState(StrEnum):
    """How an input came about; *missing* is owed by its owner."""

    COLLECTED = "collected"
    STATED = "stated"
    NOTHING = "nothing"
    MISSING = "missing"


class DecisionKind(StrEnum):
    """The outputs of 9.3.3: improvement, change to the system, resource."""

    IMPROVEMENT = "improvement"
    CHANGE = "change"
    RESOURCE = "resource"


class Conclusion(StrEnum):
    """Judgement on one of suitability, adequacy and effectiveness of the system."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Approval(StrEnum):
    """Kind of approval, here or in groupware."""

    SIGNED = "signed"
    DELEGATED = "delegated"
    IN_ABSENCE = "in_absence"


class ReviewInput(Value):
    """One input: who owes it by when, what was stated, and whether a gap was accepted."""

    key: InputKey
    clause: Title
    owner_role: Role
    state: InputState = InputState.MISSING
    requested_on: date
    due_on: date
    records: int = Field(
        default=0, ge=0, le=MOST, description="How many records and figures with data it was compiled from"
    )
    statement: OptionalNarrative = None
    stated_by: Code | None = None
    stated_at: Instant | None = None
    gap_accepted_by: Code | None = None
    gap_reason: OptionalTitle = None


class Proposal(Value):
    """A decision asked of top management before the meeting, with what it needs to decide."""

    kind: DecisionKind
    input: InputKey | None = None
    text: Narrative
    options: OptionalNarrative = Field(default=None, description="One a line")
    recommendation: OptionalNarrative = None
    cost_of_waiting: OptionalTitle = None
    budget: OptionalTitle = None
    people: OptionalTitle = None


class Decision(Value):
    """A decision of the review with its owner and date, followed until another person has verified it."""

    number: int = Field(ge=1, le=MOST)
    kind: DecisionKind
    input: InputKey | None = None
    text: Narrative
    owner: Code
    due_on: date
    cost: OptionalTitle = None
    done_on: date | None = None
    done_what: OptionalNarrative = None
    verified_by: Code | None = None
    verified_on: date | None = None


class Attendee(Value):
    """Somebody who took part, with the office held that day."""

    person: Code
    role: Role


class Review(Record):
    """A management review of one period."""

    status: ReviewStatus
    title: Title
    period: str = Field(pattern=r"^\d{4}(H[12]|Q[1-4]|-(0[1-9]|1[0-2]))?$")
    begin: date
    end: date = Field(description="exclusive")
    opened_on: date
    hold_on: date = Field(description="Day on which it is to be held")
    planned_by: Code
    inputs: tuple[ReviewInput, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    collected_at: Instant | None = None
    frozen_at: Instant | None = None
    frozen_by: Code | None = None
    snapshot: Digest | None = None
    held_on: date | None = None
    chair: Code | None = None
    attendees: tuple[Attendee, ...] = ()
    minutes: OptionalNarrative = None
    suitable: Conclusion | None = None
    adequate: Conclusion | None = None
    effective: Conclusion | None = None
    decisions: tuple[Decision, ...] = ()
    approval: Approval | None = None
    approved_by: Code | None = None
    approved_on: date | None = None
    external_document: OptionalTitle = Field(default=None, description="Number of the groupware document of approval")
    closed_on: date | None = None
