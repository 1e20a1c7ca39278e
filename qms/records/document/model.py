"""Controlled documents and their revisions (ISO 9001 7.5; manual H-0, V-1 to V-3)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from qms.base.record import Code, OptionalTitle, Record, Title, Value


class DocumentStatus(StrEnum):
    """Where a document stands."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"


class DocumentType(StrEnum):
    """What a document is."""

    CHARTER = "charter"
    STANDARD = "standard"
    POLICY = "policy"
    MANUAL = "manual"
    PROCEDURE = "procedure"
    INSTRUCTION = "instruction"
    FORM = "form"
    EXTERNAL = "external"


class Revision(Value):
    """One revision of a document; its number is its place among them, from 1.

    Attributes:
        text: what it changes.
        drafted_by: who drafted it; None where it was approved elsewhere.
        approved_by: who approved it here; None while it waits, and where it was approved elsewhere.
        approved_on: None while it waits for approval.
        effective_on: first day on which it holds; None while it waits.
        external_document: number of the document with which it was approved elsewhere.

    """

    text: Title
    drafted_by: Code | None = None
    drafted_on: date
    approved_by: Code | None = None
    approved_on: date | None = None
    effective_on: date | None = None
    external_document: OptionalTitle = None


class Document(Record):
    """A document that is kept under control: approved before it holds, looked at again in time."""

    status: DocumentStatus
    type: DocumentType
    title: Title
    owner: Code
    place: OptionalTitle = Field(default=None, description="Where the text itself is kept")
    entered_on: date
    review_by: date | None = Field(default=None, description="Last day for looking whether it still fits")
    reviewed_on: date | None = None
    reviewed_by: Code | None = None
    sent_back: OptionalTitle = Field(default=None, description="Why the last draft was sent back")
    withdrawn_on: date | None = None
    withdrawn_reason: OptionalTitle = None
    revisions: tuple[Revision, ...] = ()

    @property
    def waiting(self) -> bool:
        """Whether the newest revision waits for its approval."""
        return bool(self.revisions) and self.revisions[-1].approved_on is None

    def revision_on(self, day: date) -> int | None:
        """Number, from 1, of the revision in force on a day; None before the first and once withdrawn.

        A revision holds from its own day on until the day of the next one.
        """
        if self.withdrawn_on is not None and day >= self.withdrawn_on:
            return None
        days = [one.effective_on for one in self.revisions]
        past = [number for number, since in enumerate(days, 1) if since is not None and since <= day]
        return past[-1] if past else None
