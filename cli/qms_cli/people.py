"""Departments, people and roles as the command line shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms_cli.faults import NoOffice
from qms_cli.show.result import Named, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from qms.organisation.model import Assignment, Department, Person
    from qms.organisation.terms import Role
    from qms_cli.desk import Desk

INDENT = "  "


def tree(desk: Desk) -> Rows:
    """All departments in the order of the tree, with their heads of today."""
    names = ("code", "name", "kind", "head", "people")
    columns = desk.columns(*names)
    departments = desk.session.facts.directory.in_order()
    rows = tuple(_department(desk, one) for one in departments)
    documents = tuple(one.model_dump(mode="json") for one in departments)
    return Rows("qms.department/1", columns, rows, documents, many="departments")


def _department(desk: Desk, one: Department) -> dict[str, object]:
    directory = desk.session.facts.directory
    depth = len(directory.above(one.code)) - 1
    name = one.name_ko if desk.language == "ko" else one.name_en
    head = directory.head(one.code, desk.today)
    return {
        "code": one.code,
        "name": Named(one.name_ko, INDENT * depth + name),
        "kind": one.kind,
        "head": Named(head, directory.people[head].name or head) if head else None,
        "people": sum(person.department == one.code and _holds(person, desk) for person in directory.people.values()),
    }


def of(desk: Desk, department: str | None) -> Sequence[Person]:
    """People of today, of a department with all below it or (None) of all."""
    directory = desk.session.facts.directory
    return [
        one
        for one in directory.people.values()
        if _holds(one, desk) and (department is None or directory.below(department, one.department))
    ]


def assignments(desk: Desk, role: Role | None, person: str | None, *, past: bool) -> Sequence[Assignment]:
    """Who holds which role; ``past``: also those not held today."""
    return [
        one
        for one in desk.session.facts.directory.assignments
        if role in {None, one.role} and person in {None, one.person} and (past or _holds(one, desk))
    ]


def delegated(desk: Desk, person: str, to: str, since: date | None, until: date) -> Sequence[Assignment]:
    """The deputy's assignments, one for each role that the person holds today over a department.

    Raises:
        NoOffice: the person holds no role today.

    """
    held = [one for one in assignments(desk, None, person, past=False) if one.deputy_of is None]
    if not held:
        raise NoOffice(person=person)
    with desk.acting.batch() as acting:
        return [
            acting.assignments.assign(
                person=to,
                role=one.role,
                department=one.department or desk.session.facts.directory.in_order()[0].code,
                since=since,
                until=until,
                deputy_of=person,
            )
            for one in held
        ]


def _holds(one: Person | Assignment, desk: Desk) -> bool:
    return one.since <= desk.today and (one.until is None or desk.today < one.until)
