"""Whom a case is about: they neither read it nor take a step on it (ISO 9001 5.3; manual P-6.1, P-6.3).

What is about one person is kept from that person. Of a type that the profile keeps for one role it is kept besides from
everybody of the department that it is about; and where that is the very office which handles such reports, or somebody
of it, the whole office is kept from it, and the next role that the profile names takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qms.organisation.terms import CaseType, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from qms.organisation.directory import Directory
    from qms.organisation.profile import Profile
    from qms.organisation.settings import Reserved

KEPT_KIND = "case"
"""The one kind of whose records the profile may keep a type for one role, and whose records are about somebody."""


@dataclass(frozen=True)
class About:
    """Whom a case is about: a department, a person of it, or both; at least one is said."""

    department: str | None
    person: str | None

    @classmethod
    def of(cls, record: Any) -> About | None:  # noqa: ANN401 - any record
        """Whom a record is about; None: nobody is named, or it is of a kind that is about nobody."""
        found = cls(getattr(record, "about", None), getattr(record, "about_person", None))
        return found if found.department or found.person else None


@dataclass(frozen=True)
class Concern:
    """Cases that are about somebody, by the roles and the profile of one day."""

    profile: Profile
    directory: Directory
    on: date

    def touches(self, person: str, type: CaseType | str | None, about: About | None) -> bool:
        """Whether a case of this type is kept from a person because of whom it is about."""
        if about is None:
            return False
        if about.person == person:
            return True
        if about.department is None or self._reserved(type) is None:
            return False
        place = self.directory.current(about.department, self.on) or about.department
        somebody = self.directory.person(person, self.on)
        over = {department for _, department in self.directory.held(person, self.on)}
        return place in over or (somebody is not None and somebody.department == place)

    def keeper(self, type: CaseType | str | None, about: About | None) -> Role | None:
        """The role that alone handles such a case: the profile's, or the next that it names; None: no role alone.

        Where every role that the profile names is concerned, the last of them: whom the case is about is kept from it
        all the same.
        """
        reserved = self._reserved(type)
        if reserved is None:
            return None
        roles = (reserved.role, *reserved.instead)
        return next((one for one in roles if not self._has_part(one, type, about)), roles[-1])

    def permits(self, act: str, held: Iterable[tuple[Role, str | None]], type: CaseType, keeper: Role) -> bool:
        """Whether who holds these roles may do ``act`` in another role's place: as far as either of the two may."""
        reserved = self._reserved(type)
        scopes = self.profile.authority.get(act, {})
        may = keeper in scopes or (reserved is not None and reserved.role in scopes)
        return may and any(role is keeper for role, _ in held)

    def moved(self, act: str, type: CaseType | None, about: About | None) -> Role | None:
        """The role to which an act on such a case passes; None: it stays with the role that the table names."""
        reserved = self._reserved(type)
        if reserved is None or about is None or act in reserved.save:
            return None
        keeper = self.keeper(type, about)
        return None if keeper is reserved.role else keeper

    def _has_part(self, role: Role, type: CaseType | str | None, about: About | None) -> bool:
        """Whether a case is about the office of a role or somebody in it, or about all who hold the role today."""
        if about is None:
            return False
        # Whoever held it over that department, be it long ago: the office stays what it was while its post is vacant.
        if about.department is not None and any(
            one.role is role and one.department == about.department for one in self.directory.assignments
        ):
            return True
        holders = self.directory.holders(role, self.on)
        return about.person in holders or (holders != () and all(self.touches(one, type, about) for one in holders))

    def _reserved(self, type: CaseType | str | None) -> Reserved | None:
        return next((one for one in self.profile.reserved if one.case_type == type), None)


__all__ = ["KEPT_KIND", "About", "Concern"]
