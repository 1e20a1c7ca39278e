"""Who may read what: some matters are one office's alone (manual P-6.1, P-6.3).

By default a record is read by everybody who works here, as the level of an output shows it. Of a type of case that
the profile keeps for a role, whoever does not hold that role sees that there is a record, where it stands and by when
it is due, and no word of what it is about: totals and numbers stay right, and nobody is told on. The same holds for
those whom a case is about (`qms.organisation.concern`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from qms.organisation.concern import KEPT_KIND, Concern

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from qms.organisation.concern import About
    from qms.organisation.directory import Directory
    from qms.organisation.facts import Facts
    from qms.organisation.profile import Profile
    from qms.organisation.terms import CaseType, Role


class Sight(StrEnum):
    """How much of a record somebody may read."""

    FULL = "full"
    """All of it."""
    SILENT = "silent"
    """That it is there, where it stands and its days; no word that a person wrote, no file, no link."""


@dataclass(frozen=True)
class Reader:
    """Somebody who reads, by the roles and the profile of one day: always those of now, whatever moment is read.

    Attributes:
        actor: code of the person; one who holds no role reads what is kept for nobody.
        on: the local day.
        directory: departments, people, assignments.
        profile: says which types are kept for whom.

    """

    actor: str
    on: date
    directory: Directory
    profile: Profile

    @classmethod
    def of(cls, facts: Facts) -> Reader:
        """The actor of these facts, on the day on which they are recorded."""
        return cls(facts.actor, facts.today, facts.directory, facts.profile)

    def sight(self, kind: str, type: CaseType | str | None = None, about: About | None = None) -> Sight:
        """How much of a record of this kind, a case of this type about these, the person may read."""
        if kind != KEPT_KIND:
            return Sight.FULL
        if about is None:
            return self._of_types.get(type or "", Sight.FULL)
        concern = self._concern
        if concern.touches(self.actor, type, about):
            return Sight.SILENT
        keeper = concern.keeper(type, about)
        return Sight.FULL if keeper is None or keeper in self._held else Sight.SILENT

    @property
    def withheld(self) -> frozenset[str]:
        """The types of case that are kept from the person where they are about nobody who is named."""
        return frozenset(type for type, sight in self._of_types.items() if sight is Sight.SILENT)

    @cached_property
    def _held(self) -> frozenset[Role]:
        return frozenset(role for role, _ in self.directory.held(self.actor, self.on))

    @cached_property
    def _concern(self) -> Concern:
        return Concern(self.profile, self.directory, self.on)

    @cached_property
    def _of_types(self) -> Mapping[str, Sight]:
        kept = {one.case_type: {other.role for other in self.profile.reserved if other.case_type is one.case_type}
                for one in self.profile.reserved}  # fmt: skip
        return {type.value: Sight.FULL if roles & self._held else Sight.SILENT for type, roles in kept.items()}


__all__ = ["KEPT_KIND", "Reader", "Sight"]
