"""A lifecycle is a table: from each status, the acts that lead on and the status they lead to.

A second table names the acts that change a record without moving it, and where they may be done.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from qms.errors import WrongStep

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

S = TypeVar("S", bound="StrEnum")


@dataclass(frozen=True)
class Lifecycle(Generic[S]):
    """The life of one kind of record.

    Attributes:
        kind: name of the kind, for words.
        start: status of a new record.
        steps: for each status, act → status after it. A status with no steps is final.
        beside: act that does not move the record → statuses in which it may be done.

    """

    kind: str
    start: S
    steps: Mapping[S, Mapping[str, S]]
    beside: Mapping[str, frozenset[S]] = field(default_factory=dict[str, "frozenset[S]"])

    def after(self, act: str, status: S, code: str) -> S:
        """Return the status that ``act`` leads to; raise `WrongStep` when it leads nowhere from ``status``."""
        following = self.steps[status].get(act)
        if following is None:
            raise self._refusal(act, status, code)
        return following

    def allow(self, act: str, status: S, code: str) -> None:
        """Raise `WrongStep` unless ``act``, which moves nothing, may be done in ``status``."""
        if status not in self.beside[act]:
            raise self._refusal(act, status, code)

    def check(self, act: str, status: S, code: str) -> None:
        """Raise `WrongStep` unless an act of this life may be done in ``status``; of other acts it says nothing."""
        if act in self.acts() and act not in self.possible(status):
            raise self._refusal(act, status, code)

    def possible(self, status: S) -> tuple[str, ...]:
        """Acts that may be done in ``status``: those that move the record first."""
        return (*self.steps[status], *(act for act, where in self.beside.items() if status in where))

    def acts(self) -> frozenset[str]:
        """Names of all acts of the life."""
        return frozenset(act for steps in self.steps.values() for act in steps) | self.beside.keys()

    def _refusal(self, act: str, status: S, code: str) -> WrongStep:
        return WrongStep(
            code=code,
            act=f"{self.kind}.act.{act}",
            status=f"{self.kind}.status.{status.value}",
            possible=tuple(f"{self.kind}.act.{one}" for one in self.possible(status)),
        )

    def reachable(self, starts: frozenset[S]) -> frozenset[S]:
        """All statuses that can be reached from ``starts``."""
        found = set(starts)
        waiting = list(starts)
        while waiting:
            new = set(self.steps[waiting.pop()].values()) - found
            found |= new
            waiting += new
        return frozenset(found)
