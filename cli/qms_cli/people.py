"""Departments, people and roles as the command line shows them."""

from __future__ import annotations

from collections import Counter
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
    departments = desk.session.facts.directory.in_order(desk.today)
    everybody = (desk.session.facts.directory.person(one, desk.today) for one in desk.session.facts.directory.people)
    people = Counter(one.department for one in everybody if one)
    rows = tuple(_department(desk, one, people[one.code]) for one in departments)
    documents = tuple(one.model_dump(mode="json") for one in departments)
    return Rows("qms.department/1", columns, rows, documents, many="departments")


def _department(desk: Desk, one: Department, people: int) -> dict[str, object]:
    directory = desk.session.facts.directory
    depth = len(directory.above(one.code, desk.today)) - 1
    name = one.name_ko if desk.language == "ko" else one.name_en
    head = directory.head(one.code, desk.today)
    return {
        "code": one.code,
        "name": Named(one.name_ko, INDENT * depth + name),
        "kind": one.kind,
        "head": Named(head, directory.people[head].name or head) if head else None,
        "people": people,
    }


def of(desk: Desk, department: str | None) -> Sequence[Person]:
    """People of today, of a department with all below it or (None) of all."""
    directory = desk.session.facts.directory
    return [
        one
        for code in directory.people
        if (one := directory.person(code, desk.today))
        and (department is None or directory.below(department, one.department, desk.today))
    ]


def assignments(desk: Desk, role: Role | None, person: str | None, *, past: bool) -> Sequence[Assignment]:
    """Who holds which role; ``past``: also those not held today."""
    directory = desk.session.facts.directory
    return [
        one
        for one in directory.assignments
        if role in {None, one.role} and person in {None, one.person} and (past or directory.in_force(one, desk.today))
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
                department=one.department or desk.session.facts.directory.in_order(desk.today)[0].code,
                since=since,
                until=until,
                deputy_of=person,
            )
            for one in held
        ]
