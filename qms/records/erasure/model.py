"""The erasure of personal data (Personal Information Protection Act, Articles 21 and 36; rows KR-PI21, KR-PI-N13)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from qms.base.record import MOST, Code, Instant, OptionalTitle, Record, Title, Value


class ErasureStatus(StrEnum):
    """Where an erasure stands."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    ERASING = "erasing"
    """The values are gone from the tables; the files are still to be cleaned and looked through."""
    ERASED = "erased"


class ErasureBasis(StrEnum):
    """Why it is erased."""

    PERIOD_OVER = "period_over"
    PURPOSE_MET = "purpose_met"
    REQUESTED = "requested"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    OTHER_LAW = "other_law"


class ErasedRecord(Value):
    """A record whose personal values are to go."""

    matter: Code = Field(description="Code of the record")
    until: int | None = Field(
        default=None, ge=1, le=MOST, description="Last version whose values are gone; None: not yet"
    )


class Scanned(Value):
    """What looking through the files found."""

    files: int = Field(ge=0, le=MOST)
    found: int = Field(ge=0, le=MOST)
    closed: int = Field(ge=0, le=MOST, description="Files whose content is compressed or that could not be read")
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")


class Erasure(Record):
    """An erasure: of whose records, on what ground, asked and approved by two people. No value stands in it."""

    status: ErasureStatus
    basis: ErasureBasis
    law: Title = Field(description="Article, or number of the document that asks for it")
    disposal: Code | None = Field(
        default=None, description="Disposal that is carried out by it; None: it is about what is personal alone"
    )
    asked_by: Code
    asked_on: date
    approved_by: Code | None = None
    approved_on: date | None = None
    refused_reason: OptionalTitle = None
    begun_by: Code | None = None
    begun_at: Instant | None = Field(default=None, description="When the values were taken out of the tables")
    erased_at: Instant | None = Field(default=None, description="When the files had been looked through")
    taken: int | None = Field(default=None, ge=0, le=MOST, description="Number of personal values")
    people: int | None = Field(default=None, ge=0, le=MOST, description="Number of people whose data key is gone")
    files: int | None = Field(default=None, ge=0, le=MOST, description="Files that were looked through")
    found: int | None = Field(default=None, ge=0, le=MOST, description="How often something was still found")
    closed: int | None = Field(default=None, ge=0, le=MOST, description="Files that could not be looked into")
    scan: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the report of the scan")
    records: tuple[ErasedRecord, ...] = ()
