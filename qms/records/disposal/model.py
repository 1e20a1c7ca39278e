"""Disposal of records whose period is over, in three steps (Public Records Management Act, Decree article 43)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from qms.base.record import Code, OptionalTitle, Record, Value
from qms.organisation.retention import RetentionClass


class DisposalStatus(StrEnum):
    """Where a disposal stands."""

    LISTED = "listed"
    STATED = "stated"
    """The producing unit has given its opinion."""
    EXAMINED = "examined"
    """The records specialist has examined it."""
    DECIDED = "decided"
    """The evaluation board has decided; once an erasure was asked for, it is named."""
    VOID = "void"


class Verdict(StrEnum):
    """What is to become of records whose period is over."""

    DISPOSE = "dispose"
    KEEP = "keep"
    """Kept on, and appraised again every five years."""
    SET_AGAIN = "set_again"
    """The period is set again, to a longer class."""


class AppraisedRecord(Value):
    """A record of the list."""

    matter: Code = Field(description="Code of the record")
    verdict: Verdict | None = Field(default=None, description="What the board decided of it; None: not yet")


class BoardMember(Value):
    """A member of the board who took part: somebody of the organisation, or from outside by office and position."""

    person: Code | None = Field(default=None, description="Somebody of the organisation; None: from outside")
    office: OptionalTitle = Field(default=None, description="Office and position of somebody from outside; no name")


class Disposal(Record):
    """A list of records whose period is over, and what three different people and a board say of it.

    ``department`` is the producing unit. What the law calls disposal is, in a ledger that is only added to, the erasure
    of what is personal in these records and of the bytes of their files.
    """

    status: DisposalStatus
    listed_by: Code
    listed_on: date
    opinion: Verdict | None = Field(default=None, description="Of the producing unit")
    opinion_reason: OptionalTitle = None
    opinion_by: Code | None = None
    opinion_on: date | None = None
    examination: Verdict | None = Field(default=None, description="Of the records specialist")
    examination_reason: OptionalTitle = None
    examined_by: Code | None = None
    examined_on: date | None = None
    decision: Verdict | None = Field(
        default=None, description="Of the evaluation board, of all it says nothing else of"
    )
    decision_reason: OptionalTitle = None
    new_class: RetentionClass | None = Field(default=None, description="Class of what is set again")
    minutes: OptionalTitle = Field(default=None, description="Number of the document with the board's minutes")
    decided_by: Code | None = Field(default=None, description="Who recorded the board's decision")
    decided_on: date | None = None
    erasure: Code | None = Field(default=None, description="Erasure by which it is carried out")
    void_reason: OptionalTitle = None
    records: tuple[AppraisedRecord, ...] = ()
    members: tuple[BoardMember, ...] = ()

    def decided(self, verdict: Verdict) -> tuple[str, ...]:
        """Codes of the records of which the board decided this."""
        return tuple(one.matter for one in self.records if one.verdict is verdict)
