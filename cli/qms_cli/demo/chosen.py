"""What chance may choose from, validated: the phrases of `story/more` and the matters of `story/matters`."""

from __future__ import annotations

from datetime import date
from functools import cache
from math import prod
from typing import TYPE_CHECKING

from pydantic import Field

from qms import CaseType, Channel, Disposition, Ground, Outcome, PetitionKind
from qms.base.record import Value
from qms_cli.demo.phrases import places
from qms_cli.demo.script import Missing, folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MOST = 6
"""How often one phrase is used in a year, at most."""

Months = tuple[str, str]
"""The first and the last month in which something may come: ``2025-08``."""


class Phrase(Value):
    """What a customer may bring, and what becomes of it; `CaseScript` has the fields.

    Attributes:
        channel: the ways it may come; none: the usual ones.
        days: fewest and most working days to the answer.

    """

    type: CaseType = CaseType.INQUIRY
    channel: tuple[Channel, ...] = ()
    months: Months | None = None
    customer: str | None = Field(default=None, alias="from")
    anonymous: bool = False
    petition: PetitionKind | None = None
    service: str | None = None
    title: str
    text: str
    ask: str | None = None
    finding: str | None = None
    answer: str | None = None
    days: tuple[int, int] = (2, 5)
    outcome: Outcome = Outcome.ACCEPTED
    ground: Ground | None = None
    remedies: str | None = None
    redress: str | None = None
    improve: Disposition | None = None
    why: str | None = None
    satisfied: bool | None = None
    supplement: Missing | None = None
    transfer: str | None = None
    withdraw: str | None = None

    def room(self, slots: Mapping[str, Sequence[str]]) -> int:
        """How often it can be said without saying the same thing twice."""
        found = {place for words in (self.title, self.text) for place in places(words) if place in slots}
        return min(_MOST, prod(len(slots[place]) for place in found))


class Topic(Value):
    """What comes to one department on one topic in the course of a year.

    Attributes:
        share: of all cases, against the other topics.
        months: weight of each month, January first.
        customers: beginnings of the names of those who come; an empty one: any firm.
        slow: share of answers that come after the due date, from the month ``slow_from`` on.

    """

    topic: str
    department: str
    share: int
    months: tuple[int, ...] = Field(min_length=12, max_length=12)
    customers: tuple[str, ...] = ("",)
    slow: float = 0.03
    slow_from: str = ""
    slots: dict[str, tuple[str, ...]]
    settled: tuple[Phrase, ...]
    answered: tuple[Phrase, ...]
    complaints: tuple[Phrase, ...]


class Voice(Phrase):
    """The customer who told of a matter first; ``late``: working days to the answer where it came late."""

    type: CaseType = CaseType.COMPLAINT
    late: int | None = None
    interim: str | None = None
    major: str | None = None
    policy: str | None = None


class Done(Value):
    """What a CAPA looked into and did.

    Attributes:
        actions: what is done, each with its evidence.
        window: months after the last action until the effect is judged; None: as the criterion says.

    """

    title: str
    problem: str
    contain: str | None = None
    skipped: str | None = None
    whys: tuple[str, ...] = ()
    cause: str = ""
    verified: str = ""
    actions: tuple[tuple[str, str], ...] = ()
    criterion: str = ""
    window: int | None = None
    measured: str = ""
    lessons: str | None = None
    spread: str | None = None


class Matter(Done):
    """A matter that a CAPA takes up, and the course that it takes.

    Attributes:
        missed, doubtful: what was measured where it did not work, or where there was too little to tell.
        reopen: why it was taken up again.
        again_cause, again_verified, again_actions: what was found and done the second time.
        child: the CAPA that follows from it.

    """

    topic: str
    department: str
    months: Months
    type: str = "corrective"
    severity: str = "major"
    fate: str = "effective"
    key: str | None = None
    extension: str | None = None
    sent_back: str | None = None
    missed: str | None = None
    doubtful: str | None = None
    reopen: str | None = None
    void: str | None = None
    again_cause: str = ""
    again_verified: str = ""
    again_actions: tuple[tuple[str, str], ...] = ()
    child: Done | None = None
    voice: Voice | None = None


@cache
def topics() -> tuple[Topic, ...]:
    """All topics."""
    return tuple(Topic.model_validate(file) for file in folder("more"))


@cache
def matters() -> tuple[Matter, ...]:
    """All matters."""
    return tuple(Matter.model_validate(one) for file in folder("matters") for one in file["matters"])


def month_of(day: date) -> str:
    """The month of a day as the tables write it: ``2025-08``."""
    return f"{day:%Y-%m}"
