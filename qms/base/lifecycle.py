"""A lifecycle is a table: from each status, the acts that lead on and the status they lead to."""

from __future__ import annotations

from dataclasses import dataclass
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

    """

    kind: str
    start: S
    steps: Mapping[S, Mapping[str, S]]

    def after(self, act: str, status: S, code: str) -> S:
        """Return the status that ``act`` leads to; raise `WrongStep` when it leads nowhere from ``status``."""
        following = self.steps[status].get(act)
        if following is None:
            raise WrongStep(
                code=code,
                act=f"{self.kind}.act.{act}",
                status=f"{self.kind}.status.{status.value}",
                possible=tuple(f"{self.kind}.act.{one}" for one in self.steps[status]),
            )
        return following

    def acts(self) -> frozenset[str]:
        """Names of all acts that move a record."""
        return frozenset(act for steps in self.steps.values() for act in steps)

    def reachable(self, starts: frozenset[S]) -> frozenset[S]:
        """All statuses that can be reached from ``starts``."""
        found = set(starts)
        waiting = list(starts)
        while waiting:
            new = set(self.steps[waiting.pop()].values()) - found
            found |= new
            waiting += new
        return frozenset(found)
