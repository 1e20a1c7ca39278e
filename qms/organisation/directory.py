"""Questions about the organisation on a day: the tree, who held what, who was head of what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from qms.organisation.history import spans
from qms.organisation.terms import Capacity, DepartmentKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from qms.organisation.model import Assignment, Department, DepartmentBefore, Person

K = TypeVar("K")
HEADS = {
    DepartmentKind.TOP_MANAGEMENT: Role.TOP_MANAGEMENT,
    DepartmentKind.SENIOR: Role.SENIOR_HEAD,
    DepartmentKind.UNIT: Role.UNIT_HEAD,
    DepartmentKind.AUDIT_OFFICE: Role.AUDIT_OFFICE,
}
"""The role that heads each kind of department."""
_RANK = {one: rank for rank, one in enumerate(Capacity)}
_NONE: tuple[Assignment, ...] = ()


@dataclass(frozen=True)
class Directory:
    """Departments, people and assignments as they are known, with their days.

    Every question is about one day: departments stand in the tree as they stood then, and who had left by then
    holds nothing. Codes that nobody knows have no department above them and no head.
    """

    departments: Mapping[str, Department]
    people: Mapping[str, Person]
    assignments: Sequence[Assignment]

    # --- the tree ---

    def department(self, code: str, on: date) -> Department | None:
        """A department as it was on a day; None where it was not there."""
        one = self.departments.get(code)
        return one.on(on) if one else None

    def is_there(self, code: str, on: date) -> bool:
        """Whether a department was there on a day."""
        return code in self.departments and spans(self.departments[code], on)

    def current(self, code: str | None, on: date) -> str | None:
        """The department in charge on a day of what belonged to ``code``: itself while it is there.

        Of one that is no more, or not yet, the successor that was named, else the one above it; None where there
        is none either.
        """
        met: set[str] = set()
        while code is not None and code not in met and code in self.departments:
            if spans(self.departments[code], on):
                return code
            met.add(code)
            code = self._instead(self.departments[code], on)
        return None

    def parent(self, code: str, on: date) -> str | None:
        """The department directly above one on a day, or in charge of what was above it; None at the top."""
        one = self.departments.get(code)
        found = self.current(_kept(one, on).parent, on) if one else None
        return None if found == code else found

    def above(self, department: str, on: date) -> tuple[str, ...]:
        """The department in charge (see `current`) and those above it on a day, nearest first.

        A circle in the data, which no act can make, ends at its second meeting.
        """
        found: list[str] = []
        at = self.current(department, on)
        while at is not None and at not in found:
            found.append(at)
            at = self.parent(at, on)
        return tuple(found)

    def below(self, ancestor: str, department: str | None, on: date) -> bool:
        """Whether ``department`` is ``ancestor`` itself or was below it on a day."""
        return department is not None and (ancestor == department or ancestor in self.above(department, on))

    def in_order(self, on: date) -> tuple[Department, ...]:
        """The departments of a day, as they were, in the order of the tree: each directly before those below it."""
        there = {code: one for code, found in self.departments.items() if (one := found.on(on))}
        under: dict[str | None, list[Department]] = {}
        for code, one in there.items():
            under.setdefault(self.parent(code, on), []).append(one)
        for siblings in under.values():
            siblings.sort(key=lambda one: (one.place, one.code))
        return tuple(_walk(under))

    def senior(self, department: str, on: date) -> str | None:
        """The senior department over one on a day, itself included; None where there is none (manual S-3)."""
        return next((one for one in self.above(department, on) if self.kind(one, on) is DepartmentKind.SENIOR), None)

    def kind(self, department: str, on: date) -> DepartmentKind:
        """What kind of department one was on a day, or on the nearest day on which it was there."""
        return _kept(self.departments[department], on).kind

    # --- people and what they hold ---

    def person(self, code: str, on: date) -> Person | None:
        """A person as of a day, with the department of that day; None for one who did not work here then."""
        somebody = self.people.get(code)
        return somebody.on(on) if somebody else None

    def is_here(self, person: str, on: date) -> bool:
        """Whether a person worked here on a day."""
        return person in self.people and spans(self.people[person], on)

    def workers(self, department: str, on: date) -> tuple[Person, ...]:
        """Who worked in a department on a day, those below it left out."""
        there = (one.on(on) for one in self.people.values())
        return tuple(one for one in there if one and one.department == department)

    def in_force(self, one: Assignment, on: date) -> bool:
        """Whether an assignment counted on a day: within its days, of a person and over a department then there."""
        return (
            _within(one, on)
            and self.is_here(one.person, on)
            and (one.department is None or self.is_there(one.department, on))
        )

    def held(self, person: str, on: date) -> tuple[tuple[Role, str | None], ...]:
        """Roles with their departments that a person held on a day; nothing for one who was not there."""
        return tuple((one.role, one.department) for one in self.assignments_of(person, on))

    def assignments_of(self, person: str, on: date) -> tuple[Assignment, ...]:
        """The assignments of a person in force on a day, their own and those held in somebody's stead."""
        return tuple(one for one in self._by_person.get(person, ()) if self.in_force(one, on))

    def deputises(self, person: str, principal: str, on: date) -> bool:
        """Whether a person was deputy or stand-in of another on a day."""
        return any(one.deputy_of == principal for one in self.assignments_of(person, on))

    def deputies(self, principal: str, on: date) -> tuple[Assignment, ...]:
        """The assignments held in a person's stead on a day: deputies before stand-ins."""
        found = [one for one in self._in_stead.get(principal, ()) if self.in_force(one, on)]
        return tuple(sorted(found, key=_rank))

    def posts(self, role: Role, on: date, department: str | None = None) -> tuple[Assignment, ...]:
        """The assignments of a role in force on a day, over ``department`` where it is given.

        Holders first, then who acts in a vacant post, then deputies and stand-ins; among equals by number.
        """
        some = self._by_role.get(role, _NONE) if department is None else self._by_post.get((role, department), _NONE)
        return tuple(sorted((one for one in some if self.in_force(one, on)), key=_rank))

    def holders(self, role: Role, on: date, department: str | None = None) -> tuple[str, ...]:
        """People who held a role on a day, in the order of `posts`; who had left held nothing."""
        return tuple(one.person for one in self.posts(role, on, department))

    def heading(self, department: str, on: date) -> Assignment | None:
        """The assignment by which a department was headed on a day; None where nobody headed it, or it was not there.

        The holder's; where the post was vacant, that of who acted in it; where nobody did, a deputy's.
        """
        if not self.is_there(department, on):
            return None
        return next(iter(self.posts(HEADS[self.kind(department, on)], on, department)), None)

    def head(self, department: str, on: date) -> str | None:
        """Who headed a department on a day (manual S-2); None where nobody did."""
        post = self.heading(department, on)
        return post.person if post else None

    # --- inside ---

    @staticmethod
    def _instead(one: Department, on: date) -> str | None:
        return one.successor if one.successor and on >= one.since else _kept(one, on).parent

    @cached_property
    def _by_person(self) -> Mapping[str, Sequence[Assignment]]:
        return _grouped((one.person, one) for one in self.assignments)

    @cached_property
    def _by_role(self) -> Mapping[Role, Sequence[Assignment]]:
        return _grouped((one.role, one) for one in self.assignments)

    @cached_property
    def _by_post(self) -> Mapping[tuple[Role, str | None], Sequence[Assignment]]:
        return _grouped(((one.role, one.department), one) for one in self.assignments)

    @cached_property
    def _in_stead(self) -> Mapping[str, Sequence[Assignment]]:
        return _grouped((one.deputy_of, one) for one in self.assignments if one.deputy_of is not None)


def _grouped(pairs: Iterator[tuple[K, Assignment]]) -> Mapping[K, Sequence[Assignment]]:
    found: dict[K, list[Assignment]] = {}
    for key, one in pairs:
        found.setdefault(key, []).append(one)
    return found


def _kept(one: Department, on: date) -> Department | DepartmentBefore:
    """What a department was on a day, without making a record of it."""
    return next((state for state in one.earlier if on < state.until), one)


def _walk(under: Mapping[str | None, Sequence[Department]]) -> Iterator[Department]:
    waiting = list(reversed(under.get(None, ())))
    while waiting:
        one = waiting.pop()
        yield one
        waiting += reversed(under.get(one.code, ()))


def _rank(one: Assignment) -> tuple[int, str]:
    return _RANK[one.held_as], one.code


def _within(one: Assignment, on: date) -> bool:
    return one.since <= on and (one.until is None or on < one.until)
