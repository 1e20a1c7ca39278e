"""What an attack is: a name, what somebody does, and what is told of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
Found = tuple[str, str]
"""Rule, without what all have in common, and place."""
Told = str | list[Found]
"""The place of the one finding there must be; or all findings."""


class Status(StrEnum):
    """What becomes of an attack."""

    DETECTED = "detected"
    ANCHORED = "only against a checkpoint"
    OTHERWISE = "in another way"
    UNSEEN = "not detected"


@dataclass(frozen=True)
class Attack(Generic[T]):
    """One attack.

    Attributes:
        id: its name, unique in the catalogue.
        says: what somebody does, for people.
        label: rule of the finding, or key of the error, that names it; blank where it is not seen.
        status: what becomes of it.
        act: does it, and gives what must be found.
        only: the database that it can be done to; blank: both, or none is needed.

    """

    id: str
    says: str
    label: str
    status: Status
    act: Callable[[T], Told]
    only: str = ""

    def expected(self, told: Told) -> list[Found]:
        """All findings that there must be."""
        return [(self.label, told)] if isinstance(told, str) else told


@dataclass(frozen=True)
class Family(Generic[T]):
    """Attacks on one thing."""

    title: str
    attacks: list[Attack[T]] = field(default_factory=list[Attack[T]])

    def attack(
        self, id: str, says: str, label: str = "", status: Status = Status.DETECTED, only: str = ""
    ) -> Callable[[Callable[[T], Told]], Callable[[T], Told]]:
        """Take a function into the catalogue."""

        def take(act: Callable[[T], Told]) -> Callable[[T], Told]:
            self.attacks.append(Attack(id, says, label, status, act, only))
            return act

        return take

    def ids(self) -> list[str]:
        """Names of its attacks."""
        return [one.id for one in self.attacks]
