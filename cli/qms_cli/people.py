"""Departments, people and roles as the command line shows them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from qms_cli.faults import NoOffice
from qms_cli.show.result import Named, Page, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from qms.organisation.model import Assignment, Department, Person
    from qms.organisation.terms import Role
    from qms_cli.desk import Desk

INDENT = "  "


def tree(desk: Desk, on: date | None = None) -> Rows:
    """All departments of a day (None: today) in the order of the tree, with their heads."""
    day = on or desk.today
    directory = desk.session.facts.directory
    columns = desk.columns("code", "name", "kind", "head", "people")
    departments = directory.in_order(day)
    everybody = (directory.person(one, day) for one in directory.people)
    people = Counter(one.department for one in everybody if one)
    rows = tuple(_department(desk, one, people[one.code], day) for one in departments)
    documents = tuple(one.model_dump(mode="json") for one in departments)
    return Rows("qms.department/1", columns, rows, documents, many="departments", empty=desk.say("nothing_found"))


def _department(desk: Desk, one: Department, people: int, day: date) -> dict[str, object]:
    directory = desk.session.facts.directory
    depth = len(directory.above(one.code, day)) - 1
    name = one.name_ko if desk.language == "ko" else one.name_en
    return {
        "code": one.code,
        "name": Named(one.name_ko, INDENT * depth + name),
        "kind": one.kind,
        "head": _called(desk, directory.head(one.code, day)),
        "people": people,
    }


def _called(desk: Desk, person: str | None) -> Named | None:
    somebody = desk.session.facts.directory.people.get(person or "")
    return Named(somebody.code, somebody.name or somebody.code) if somebody else None


def head(desk: Desk, department: str, on: date | None) -> Page:
    """Who headed a department on a day (None: today), and as what."""
    day = on or desk.today
    directory = desk.session.facts.directory
    post, one = directory.heading(department, day), directory.departments[department].near(day)
    name = one.name_ko if desk.language == "ko" else one.name_en
    values: dict[str, object] = {
        "on": day,
        "department": Named(department, f"{name} ({department})"),
        "head": _called(desk, post.person if post else None) or desk.told("nobody"),
        "role": post.role if post else None,
        "capacity": post.held_as if post else None,
        "since": post.since if post else None,
        "deputy_of": _called(desk, post.deputy_of) if post else None,
        "assignment": post.code if post else None,
    }
    document = {**values, "head": post.person if post else None}
    return Page("qms.head/1", desk.say("head.title"), desk.fields(values), document)


def of(desk: Desk, department: str | None) -> Sequence[Person]:
    """People of today, of a department with all below it or (None) of all."""
    directory = desk.session.facts.directory
    return [
        one
        for code in directory.people
        if (one := directory.person(code, desk.today))
        and (department is None or directory.below(department, one.department, desk.today))
    ]


def assignments(
    desk: Desk, role: Role | None, person: str | None, *, past: bool, on: date | None = None
) -> Sequence[Assignment]:
    """Who holds which role on a day (None: today); ``past``: also those not held that day."""
    directory, day = desk.session.facts.directory, on or desk.today
    return [
        one
        for one in directory.assignments
        if role in {None, one.role} and person in {None, one.person} and (past or directory.in_force(one, day))
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
