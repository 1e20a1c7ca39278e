"""The hand-over: what one person gives into another's hands (records: Beginnings, hand-overs, audits; ISO 9001 5.3)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from qms.base.record import Code, OptionalNarrative, OptionalTitle, Record, Value


class HandoverStatus(StrEnum):
    """Where a hand-over stands."""

    PREPARED = "prepared"
    GIVEN = "given"
    ACCEPTED = "accepted"
    VOID = "void"


class ItemKind(StrEnum):
    """What is handed over, in the order of the sheet."""

    CASE = "case"
    PROMISE = "promise"
    CAPA = "capa"
    ACTION = "action"
    CHECK = "check"
    REVIEW = "review"
    INPUT = "input"
    DECISION = "decision"
    REGISTER = "register"
    """A record of any other kind."""
    ROLE = "role"
    DEPUTY = "deputy"
    """Somebody stands in for who gives."""
    STAND_IN = "stand_in"
    """Who gives stands in for somebody."""


class HandoverItem(Value):
    """One thing in somebody's hands; what it is about stands in the record itself, not here."""

    kind: ItemKind
    matter: Code = Field(description="Code of the record")
    part: OptionalTitle = Field(
        default=None, description="Number of an action or decision, key of an input, what is promised, the role held"
    )
    department: Code | None = None
    state: OptionalTitle = Field(default=None, description="Status of the record at the time")
    due_on: date | None = Field(default=None, description="Local day by which something is owed")


class Handover(Record):
    """A hand-over from one person to another, signed by both; the items are those of the day it was prepared.

    ``department`` is that of who gives. ``given_by`` is who gives or, where they have left, the head who signs.
    """

    status: HandoverStatus
    giver: Code
    receiver: Code
    witness: Code | None = Field(default=None, description="Third person who is present")
    effective_on: date = Field(description="First day on which the receiver is in charge")
    prepared_by: Code
    prepared_on: date
    items: tuple[HandoverItem, ...] = ()
    note: OptionalNarrative = Field(default=None, description="What else the receiver must know")
    given_by: Code | None = None
    given_on: date | None = None
    accepted_on: date | None = None
    void_reason: OptionalTitle = None
    closed_on: date | None = None
