"""The script: what the TOML files of `story` hold, validated."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pydantic import Field

from qms import CaseType, Channel, Disposition, Ground, Outcome, PetitionKind
from qms.base.record import Value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

_MOBILE = "000-0100-"


class Customer(Value):
    """Somebody outside the organisation."""

    key: str
    name: str
    firm: str
    address: str
    number: int

    @property
    def called(self) -> str:
        """Name with firm or occasion."""
        return f"{self.name}({self.firm})"

    @property
    def contact(self) -> str:
        """A telephone number that nobody has, and an address of the domain reserved for examples."""
        return f"{_MOBILE}{1000 + 37 * self.number}, {self.key}@example.org"


class Extended(Value):
    """The due date put off by so many working days."""

    days: int
    reason: str


class Missing(Value):
    """Something asked of the customer; ``arrives_days`` None: it has not arrived."""

    what: str
    by_days: int
    arrives_days: int | None = None


class Again(Value):
    """A case taken up again, so many working days after it was closed."""

    after_days: int
    reason: str
    answer: str


class CaseScript(Value):
    """What a customer brought and what became of it.

    Attributes:
        at: local time of receipt.
        settled: the answer given on the spot; the whole case is then one act.
        days: working days from receipt to the answer.
        entered_hours: working hours after which it was entered; None: at once.
        major: why it is a major one; None: minor.
        improve, why: the disposition and its reason.
        transfer: the body that it was handed to; withdraw: why the customer took it back.
        stop: the last act before the story's end; None: it goes to its end.

    """

    topic: str
    department: str
    at: datetime
    id: str | None = None
    type: CaseType
    channel: Channel
    petition: PetitionKind | None = None
    customer: str | None = Field(default=None, alias="from")
    anonymous: bool = False
    address: bool = False
    service: str | None = None
    title: str
    text: str
    ask: str | None = None
    entered_hours: float | None = None
    settled: str | None = None
    days: int = 3
    major: str | None = None
    policy: str | None = None
    finding: str | None = None
    interim: str | None = None
    extend: Extended | None = None
    supplement: Missing | None = None
    transfer: str | None = None
    withdraw: str | None = None
    answer: str | None = None
    outcome: Outcome = Outcome.ACCEPTED
    ground: Ground | None = None
    remedies: str | None = None
    redress: str | None = None
    apology: bool = False
    no_notice: str | None = None
    improve: Disposition | None = None
    why: str | None = None
    satisfied: bool | None = None
    reopen: Again | None = None
    stop: str | None = None


class Step(Value):
    """One act on a CAPA or a review: its name, when, by whom (None: who usually does it), and what it is told."""

    act: str
    at: datetime
    by: str | None = None
    told: dict[str, Any]


class CapaScript(Value):
    """A corrective or preventive action from its problem on.

    Attributes:
        source: name of the record behind it; from_review: code of the review behind it.
        key: name that other stories know it under.
        by_head: whether the department's head acts on it, whoever that is on the day, rather than its owner.

    """

    opened: date
    department: str
    owner: str
    by: str | None = None
    source: str | None = Field(default=None, alias="from")
    from_review: str | None = None
    key: str | None = None
    by_head: bool = False
    type: str = "corrective"
    severity: str = "major"
    topic: str
    title: str
    problem: str
    steps: tuple[Step, ...]


class ReviewScript(Value):
    """A management review."""

    period: str
    steps: tuple[Step, ...]


def story() -> Traversable:
    """The folder of the script."""
    return files("qms_cli.demo").joinpath("story")


def read(name: str) -> dict[str, Any]:
    """One file of the script."""
    return tomllib.loads(story().joinpath(name).read_text(encoding="utf-8"))


@cache
def customers() -> dict[str, Customer]:
    """Everybody outside the organisation, by their key."""
    rows = read("customers.toml").items()
    return {
        key: Customer(key=key, name=name, firm=firm, address=address, number=number)
        for number, (key, (name, firm, address)) in enumerate(rows)
    }


def cases() -> tuple[CaseScript, ...]:
    """All cases, in the order of their receipt."""
    found = [
        CaseScript.model_validate({"topic": file["topic"], "department": file["department"], **one})
        for file in folder("cases")
        for one in file["cases"]
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.title)))


def capas() -> tuple[CapaScript, ...]:
    """All CAPA, in the order of their opening."""
    found = [
        CapaScript.model_validate({**one, "steps": tuple(_days(one["steps"]))})
        for file in folder("capas")
        for one in file["capas"]
    ]
    return tuple(sorted(found, key=lambda one: (one.opened, one.title)))


def reviews() -> tuple[ReviewScript, ...]:
    """The management reviews."""
    rows = read("reviews.toml")["reviews"]
    return tuple(
        ReviewScript(period=one["period"], steps=tuple(step_of(step) for step in one["steps"])) for one in rows
    )


def documents() -> tuple[tuple[Step, ...], ...]:
    """The controlled documents, each by what is done with it."""
    return tuple(tuple(step_of(step) for step in one["steps"]) for one in read("documents.toml")["documents"])


def folder(name: str) -> Iterator[dict[str, Any]]:
    """The files of a folder of the script, by name."""
    for file in sorted(story().joinpath(name).iterdir(), key=lambda one: one.name):
        yield tomllib.loads(file.read_text(encoding="utf-8"))


def _days(steps: list[dict[str, Any]]) -> Iterator[Step]:
    """Steps that say a day alone: those of one day follow one another from ten o'clock on."""
    before: date | None = None
    nth = 0
    for step in steps:
        day: date = step["on"]
        nth = nth + 1 if day == before else 0
        before = day
        at = datetime(day.year, day.month, day.day, 10 + nth, 5 + 7 * nth)  # noqa: DTZ001 - local, as the script is
        yield step_of({**{key: value for key, value in step.items() if key != "on"}, "at": at})


def step_of(step: dict[str, Any]) -> Step:
    """A step as it is written: the act, when, by whom, and what it is told."""
    told = {key: value for key, value in step.items() if key not in {"act", "at", "by"}}
    return Step(act=step["act"], at=step["at"], by=step.get("by"), told=told)
