"""Questions about the organisation on a day: the tree, who held what, who is head of what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from qms.organisation.terms import DepartmentKind, Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from qms.organisation.model import Assignment, Department, Person

HEADS = {
    DepartmentKind.TOP_MANAGEMENT: Role.TOP_MANAGEMENT,
    DepartmentKind.SENIOR: Role.SENIOR_HEAD,
    DepartmentKind.UNIT: Role.UNIT_HEAD,
    DepartmentKind.AUDIT_OFFICE: Role.AUDIT_OFFICE,
}
"""The role that heads each kind of department."""


@dataclass(frozen=True)
class Directory:
    """Departments, people and assignments as they are known, with their days."""

    departments: Mapping[str, Department]
    people: Mapping[str, Person]
    assignments: Sequence[Assignment]

    def above(self, department: str) -> tuple[str, ...]:
        """The department and those above it, nearest first; a circle in the data ends at its second meeting."""
        found: list[str] = []
        at: str | None = department
        while at and at in self.departments and at not in found:
            found.append(at)
            at = self.departments[at].parent
        return tuple(found)

    def below(self, ancestor: str, department: str | None) -> bool:
        """Whether ``department`` is ``ancestor`` itself or below it."""
        return department is not None and ancestor in self.above(department)

    def held(self, person: str, on: date) -> tuple[tuple[Role, str | None], ...]:
        """Roles with their departments that a person holds on a day; nothing for one who is not there."""
        somebody = self.people.get(person)
        if somebody is None or not _spans(somebody, on):
            return ()
        return tuple((one.role, one.department) for one in self._by_person.get(person, ()) if _spans(one, on))

    def deputises(self, person: str, principal: str, on: date) -> bool:
        """Whether a person is a deputy of another on a day."""
        return any(one.deputy_of == principal and _spans(one, on) for one in self._by_person.get(person, ()))

    def holders(self, role: Role, on: date, department: str | None = None) -> tuple[str, ...]:
        """People who hold a role on a day, over ``department`` where it is given; deputies after holders.

        Who has left holds nothing, whatever their assignments say.
        """
        found = [
            one
            for one in self.assignments
            if one.role == role and _spans(one, on) and (department is None or one.department == department)
            if one.person in self.people and _spans(self.people[one.person], on)
        ]
        return tuple(one.person for one in sorted(found, key=lambda one: (one.deputy_of is not None, one.code)))

    def head(self, department: str, on: date) -> str | None:
        """Who heads a department on a day; None where nobody does."""
        kind = self.departments[department].kind
        return next(iter(self.holders(HEADS[kind], on, department)), None)

    def senior(self, department: str) -> str | None:
        """The senior department over a department, itself included; None where there is none (manual S-3)."""
        return next(
            (one for one in self.above(department) if self.departments[one].kind is DepartmentKind.SENIOR), None
        )

    def report_to(self, department: str, on: date, reporter: str) -> str | None:
        """The next head up the tree who is not the reporter (manual R-UH-4, merged roles); None at the top."""
        for one in self.above(department):
            head = self.head(one, on)
            if head and head != reporter and self.departments[one].kind is not DepartmentKind.UNIT:
                return head
        return None

    def in_order(self) -> tuple[Department, ...]:
        """All departments in the order of the tree, each directly before those below it."""
        found: list[Department] = []
        self._collect(None, found)
        return tuple(found)

    def _collect(self, parent: str | None, found: list[Department]) -> None:
        for one in sorted(self.departments.values(), key=lambda one: (one.place, one.code)):
            if one.parent == parent and one not in found:
                found.append(one)
                self._collect(one.code, found)

    @cached_property
    def _by_person(self) -> dict[str, list[Assignment]]:
        found: dict[str, list[Assignment]] = {}
        for one in self.assignments:
            found.setdefault(one.person, []).append(one)
        return found


def _spans(one: Person | Assignment, on: date) -> bool:
    return one.since <= on and (one.until is None or on < one.until)
