"""What is out of order about the organisation on a day: findings, each with the command that mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qms.base.finding import Finding, Weight
from qms.flows.held import Held, all_held
from qms.organisation.directory import HEADS
from qms.organisation.model import IN_STEAD
from qms.organisation.terms import Role
from qms.records.handover.difference import spelled
from qms.records.handover.model import ItemKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from qms.base.act import Desk
    from qms.organisation.directory import Directory
    from qms.organisation.facts import Facts
    from qms.organisation.model import Assignment
    from qms.organisation.profile import Profile

_WANTED: Final = (Role.TOP_MANAGEMENT, Role.QUALITY_REPRESENTATIVE)
"""Roles that somebody must hold: without them nobody may act on the organisation or approve a review."""


def organisation_findings(desk: Desk[Facts], facts: Facts) -> tuple[Finding, ...]:
    """Everything that is out of order today, errors first."""
    directory, on = facts.directory, facts.today
    found = (
        *_tree(directory, on),
        *_headless(directory, on),
        *_unheld(directory, on),
        *_people(directory, on),
        *_assignments(directory, facts.profile, on),
        *_orphans(desk, facts),
    )
    return tuple(sorted(found, key=lambda one: list(Weight).index(one.weight)))


def _found(rule: str, place: str, weight: Weight = Weight.ERROR, /, **values: object) -> Finding:
    said = {name: str(value) for name, value in values.items()}
    return Finding(rule=f"organisation.upkeep.{rule}", weight=weight, place=place, values=said)


# --- departments ---


def _tree(directory: Directory, on: date) -> Iterator[Finding]:
    """Departments in a circle, or below one that was never there; no act makes them, an import might have."""
    for code, one in directory.departments.items():
        state = one.on(on)
        if state is None:
            continue
        if state.parent is not None and state.parent not in directory.departments:
            yield _found("unknown_parent", code, code=code, parent=state.parent)
        # What a question about parents leaves out, one that is its own, is a circle too.
        seen, at = [code], code if state.parent == code else directory.parent(code, on)
        while at is not None and at not in seen:
            seen.append(at)
            at = directory.parent(at, on)
        if at == code:
            yield _found("circle", code, code=code, path=" → ".join([*seen, code]))


def _headless(directory: Directory, on: date) -> Iterator[Finding]:
    for one in directory.in_order(on):
        if directory.head(one.code, on) is None:
            yield _found("no_head", one.code, Weight.WARNING, code=one.code, role=HEADS[one.kind].value)


def _unheld(directory: Directory, on: date) -> Iterator[Finding]:
    for role in _WANTED:
        if not directory.holders(role, on):
            yield _found("nobody_holds", role.value, code=role.value, role=f"organisation.role.{role.value}")


# --- people and what they hold ---


def _people(directory: Directory, on: date) -> Iterator[Finding]:
    for code, one in directory.people.items():
        state = one.on(on)
        if state is None:
            continue
        if state.department is None:
            yield _found("no_department", code, code=code)
        elif not directory.is_there(state.department, on):
            yield _found("department_gone", code, Weight.WARNING, code=code, department=state.department)


def _assignments(directory: Directory, profile: Profile, on: date) -> Iterator[Finding]:
    for one in directory.assignments:
        # One that ends on its first day is never held.
        if one.until is None or one.until > max(on, one.since):
            yield from _assignment(directory, profile, one, on)


def _assignment(directory: Directory, profile: Profile, one: Assignment, on: date) -> Iterator[Finding]:
    facts: dict[str, object] = {
        "code": one.code,
        "person": one.person,
        "role": f"organisation.role.{one.role.value}",
        "day": on,
    }
    if _has_left(directory, one.person, on):
        yield _found("leaver_holds", one.code, Weight.WARNING, **facts)
    if one.held_as in IN_STEAD and _has_left(directory, one.deputy_of, on):
        yield _found("principal_left", one.code, Weight.WARNING, **facts, principal=one.deputy_of)
    if one.department is None or one.since > on:
        return
    if one.department in directory.departments and not directory.is_there(one.department, on):
        yield _found("over_nothing", one.code, Weight.WARNING, **facts, department=one.department)
    title = profile.roles.get(one.role)
    if title is not None and one.department in directory.departments:
        kind = directory.kind(one.department, on)
        if kind not in title.over:
            allowed = ", ".join(title.over)
            named = f"organisation.department_kind.{kind.value}"
            yield _found(
                "over", one.code, Weight.WARNING, **facts, kind=named, department=one.department, allowed=allowed
            )


def _has_left(directory: Directory, person: str | None, on: date) -> bool:
    somebody = directory.people.get(person or "")
    return somebody is not None and somebody.until is not None and somebody.until <= on


# --- records in no hands ---


def _orphans(desk: Desk[Facts], facts: Facts) -> Iterator[Finding]:
    """Open matters of who has left, and open records of departments that are no more."""
    told: set[str] = set()
    for one in all_held(desk, facts):
        yield from _orphan(one, facts)
        yield from _homeless(one, facts, told)


def _homeless(one: Held, facts: Facts, told: set[str]) -> Iterator[Finding]:
    department, matter = one.item.department, one.item.matter
    if department not in facts.directory.departments or department is None or matter in told:
        return
    if not facts.directory.is_there(department, facts.today):
        told.add(matter)
        now = facts.directory.current(department, facts.today) or "–"
        yield _found("dissolved", matter, Weight.WARNING, code=matter, department=department, now=now)


def _orphan(one: Held, facts: Facts) -> Iterator[Finding]:
    if one.item.kind is not ItemKind.PROMISE and _has_left(facts.directory, one.person, facts.today):
        kind = f"handover.item_kind.{one.item.kind.value}"
        yield _found("orphan", spelled(one.item), code=one.item.matter, person=one.person, kind=kind)
