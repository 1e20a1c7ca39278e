"""What a packet prints: the frozen review, and what came after the freeze."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from qms.base.level import Level
from qms.base.record import Value
from qms.compile.snapshot import Snapshot, Table, Words


class DecisionLine(Value):
    """A decision of this review (ISO 9001 9.3.3)."""

    code: str
    clause: str
    input: str | None
    text: str
    owner: str
    due_on: date
    state: Literal["open", "done", "verified"]
    cost: str | None = Field(default=None, description="what it needs in money and people, as written")


class NoDecision(Value):
    """A letter of 9.3.3 for which nothing had to be decided, and why (the words of a person)."""

    clause: str
    reason: str


class Seat(Value):
    """Somebody who took part, with the office held that day."""

    name: str
    office: Words


class Mark(Value):
    """What stands beside a name in the approval box.

    Attributes:
        kind: 전결 or 대결, as it is written above the name; None: an ordinary approval.
        how: by what it was signed; None: nobody signed it in the ledger.

    """

    kind: Words | None = None
    how: Words | None = None


class Outcome(Value):
    """What came after the freeze and is printed with it: meeting, decisions, conclusion, sign-off."""

    status: Words
    held_on: date | None = None
    attendees: tuple[Seat, ...] = ()
    minutes: str | None = None
    conclusion: Words | None = None
    decisions: tuple[DecisionLine, ...] = ()
    approval: tuple[tuple[Words, Seat | None, date | None], ...] = Field(
        default=(), description="the approval box: step (drafted, reviewed, consulted, approved), who, when"
    )
    marks: tuple[Mark, ...] = Field(default=(), description="of each step of the approval box, in its order")
    none_needed: tuple[NoDecision, ...] = ()
    approved_as: Words | None = Field(
        default=None, description="how it was approved: 전결, 대결, signed in groupware …"
    )
    external_document: str | None = Field(default=None, description="number of the groupware document of approval")
    signatures: tuple[Words, ...] = Field(default=(), description="who signed the review, with what meaning, when")


class PacketContent(Value):
    """All that a packet prints: the frozen snapshot, its digest, and what came after the freeze.

    What is frozen is of `Level.MASKED`. At `Level.PUBLIC` only `qms.compile.public` of it is printed; above
    `Level.MASKED` there are annexes besides, of the records as they stood at the freeze.
    """

    snapshot: Snapshot
    digest: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the snapshot's canonical JSON")
    outcome: Outcome
    draft: bool = Field(default=False, description="True: not frozen yet; printed as a draft on every page")
    level: Level = Level.MASKED
    particulars: tuple[Table, ...] = Field(default=(), description="annexes of a level above that of the frozen data")

    given: str | None = Field(default=None, description="to whom and when, of a packet in which nothing is masked")

    @property
    def annexes(self) -> tuple[Table, ...]:
        """The complete registers, and what the level adds to them."""
        return (*self.snapshot.registers, *self.particulars)
