"""A case: everything a customer brings (manual S-1, R-UH-1, R-ST-1, C-1 to C-3, P-3.1 to P-7.4)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from qms.base.record import (
    Code,
    Instant,
    OptionalTitle,
    PersonalNarrative,
    PersonalTitle,
    Record,
    Value,
)
from qms.organisation.terms import CaseType, Channel, Medium, PetitionKind

Subject = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
"""A random number that stands for a customer wherever the name must not."""


class CaseStatus(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    ACKNOWLEDGED = "acknowledged"
    INVESTIGATING = "investigating"
    AWAITING_SUPPLEMENT = "awaiting_supplement"
    ANSWERED = "answered"
    NOTIFIED = "notified"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Identity(StrEnum):
    """How well the customer is known (manual P-7.2); a name without an address is *stated*."""

    VERIFIED = "verified"
    STATED = "stated"
    ANONYMOUS = "anonymous"


class CaseSeverity(StrEnum):
    """Weight of a case; a major one is reported up (manual R-UH-4)."""

    MAJOR = "major"
    MINOR = "minor"


class Outcome(StrEnum):
    """How a case ended."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    NOT_ACCEPTED = "not_accepted"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"
    NOT_ANSWERABLE = "not_answerable"


class Ground(StrEnum):
    """Why a case was not accepted (manual P-7.3)."""

    LAW = "law"
    RULE = "rule"
    COMPETENCE = "competence"
    FACT = "fact"


class Disposition(StrEnum):
    """What became of a case for the improvement of the service (manual C-3)."""

    CAPA = "capa"
    ACTION = "action"
    SHARE = "share"
    NONE = "none"


class Purpose(StrEnum):
    """What a contact was for."""

    ACKNOWLEDGEMENT = "acknowledgement"
    INTERIM = "interim"
    EXTENSION = "extension"
    SUPPLEMENT = "supplement"
    NOTICE = "notice"
    APOLOGY = "apology"
    OTHER = "other"


class Direction(StrEnum):
    """Who spoke to whom."""

    TO_CUSTOMER = "to_customer"
    FROM_CUSTOMER = "from_customer"


class Communication(Value):
    """One contact: medium, who, for which department, what was said (manual P-1.3)."""

    at: Instant
    direction: Direction = Direction.TO_CUSTOMER
    purpose: Purpose
    medium: Medium
    by: Code | None = Field(
        default=None, description="Person who spoke for the organisation; None: not known from source"
    )
    department: Code | None = None
    said: PersonalNarrative = None


class Extension(Value):
    """The due date put off, once with its ground and again only with consent (Decree 21)."""

    at: Instant
    until: date
    due_at: Instant = Field(description="The last instant that is on time by it")
    reason: PersonalTitle = Field(default=None, description="Why; None: not known, or erased")
    consent: bool = False


class Supplement(Value):
    """Something asked of the customer; the clock stands from the day of asking to that of arrival (Decree 20)."""

    asked_on: date
    by_on: date
    arrived_on: date | None = None
    what: PersonalNarrative = None


class Case(Record):
    """Everything a customer brings; its text and the customer's particulars are personal data."""

    status: CaseStatus
    type: CaseType
    channel: Channel
    petition_kind: PetitionKind | None = None
    identity: Identity = Identity.STATED
    topic: OptionalTitle = None
    service: OptionalTitle = Field(default=None, description="Product or service that the case is about")
    about: Code | None = Field(
        default=None, description="Department that is complained of or reported; None: not named"
    )
    about_person: Code | None = Field(default=None, description="Person who is complained of or reported")
    about_reason: PersonalNarrative = Field(default=None, description="Why others were named later than at receipt")

    subject: Subject | None = Field(default=None, description="Stands for the customer; None: nothing personal is held")
    title: PersonalTitle = None
    text: PersonalNarrative = None
    remedy_asked: PersonalNarrative = None
    customer_name: PersonalTitle = None
    customer_address: PersonalTitle = None
    customer_contact: PersonalTitle = None

    received_at: Instant
    recorded_at: Instant = Field(description="When it was entered; a case entered on a later day is marked late")
    term: Code | None = Field(default=None, description="The profile's term that the due date was counted by")
    due_at: Instant | None = Field(
        default=None, description="The last instant that is on time; None: no term, or a supplement is awaited"
    )
    assigned_at: Instant | None = None
    acknowledged_at: Instant | None = None
    answered_at: Instant | None = None
    notified_at: Instant | None = None
    closed_at: Instant | None = None
    handler: Code | None = None
    reopened_at: Instant | None = Field(default=None, description="When it was last taken up again")
    reopen_reason: PersonalNarrative = None

    severity: CaseSeverity | None = Field(default=None, description="None: not yet assessed")
    severity_reason: PersonalNarrative = None
    reported_at: Instant | None = None
    reported_to: Code | None = None
    report_merged: bool | None = Field(
        default=None, description="Unit head and senior head were one person: reported to the next person up"
    )
    policy: PersonalNarrative = Field(default=None, description="What the senior head laid down (manual R-SH-3)")
    policy_by: Code | None = None

    finding: PersonalNarrative = None
    answer: PersonalNarrative = None
    outcome: Outcome | None = None
    ground: Ground | None = None
    remedies_told: PersonalNarrative = None
    redress: PersonalNarrative = None
    transferred_to: OptionalTitle = None
    no_notice_reason: PersonalNarrative = None
    disposition: Disposition | None = None
    disposition_reason: PersonalTitle = None
    satisfied: bool | None = Field(default=None, description="With the handling; None: not asked")

    communications: tuple[Communication, ...] = ()
    extensions: tuple[Extension, ...] = ()
    supplements: tuple[Supplement, ...] = ()
