"""Acts on the organisation's records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.errors import WrongOrder
from qms.organisation.model import AdoptedProfile, Assignment, Calendar, Department, Person

if TYPE_CHECKING:
    from datetime import date

    from qms.base.calendar import Holiday
    from qms.organisation.facts import Facts
    from qms.organisation.profile import Profile
    from qms.organisation.terms import DepartmentKind, Role


def establish(
    facts: Facts,
    *,
    code: str,
    name_ko: str,
    name_en: str,
    kind: DepartmentKind,
    parent: str | None = None,
    place: int = 0,
    since: date | None = None,
) -> Department:
    """Set up a department from a day on (None: from today)."""
    return Department(
        code=code, name_ko=name_ko, name_en=name_en, kind=kind, parent=parent, place=place, since=since or facts.on
    )


def rename(department: Department, _facts: Facts, *, name_ko: str, name_en: str) -> Department:
    """Give a department another name."""
    return department.but(name_ko=name_ko, name_en=name_en)


def dissolve(department: Department, _facts: Facts, *, until: date) -> Department:
    """End a department; ``until`` is the first day on which it is no more."""
    _after(department.code, department.since, until)
    return department.but(until=until)


def enrol(
    facts: Facts,
    *,
    code: str,
    name: str,
    department: str,
    email: str | None = None,
    phone: str | None = None,
    since: date | None = None,
) -> Person:
    """Enter a person from a day on (None: from today)."""
    return Person(
        code=code,
        name=name,
        department=department,
        email=email,
        phone=phone,
        since=since or facts.on,
        subject=facts.fresh,
    )


def leave(person: Person, _facts: Facts, *, until: date) -> Person:
    """A person leaves; ``until`` is the first day after."""
    _after(person.code, person.since, until)
    return person.but(until=until)


def assign(
    facts: Facts,
    code: str,
    *,
    person: str,
    role: Role,
    department: str,
    since: date | None = None,
    until: date | None = None,
    deputy_of: str | None = None,
) -> Assignment:
    """Give a person a role over a department for a span of days (None: from today, open end)."""
    begin = since or facts.on
    if until is not None:
        _after(code, begin, until)
    return Assignment(
        code=code, person=person, role=role, department=department, since=begin, until=until, deputy_of=deputy_of
    )


def end(assignment: Assignment, _facts: Facts, *, until: date) -> Assignment:
    """End an assignment; ``until`` is the first day on which the role is held no more."""
    _after(assignment.code, assignment.since, until)
    return assignment.but(until=until)


def adopt_calendar(
    _facts: Facts,
    *,
    code: str,
    zone: str,
    hours: str,
    weekend: str = "",
    holidays: tuple[Holiday, ...],
    years: tuple[int, int],
) -> Calendar:
    """Put a calendar in force.

    ``weekend`` blank: no weekly day off. ``years`` are the first and the last that it knows, both inclusive.
    """
    first, last = years
    return Calendar(
        code=code, zone=zone, hours=hours, weekend=weekend, holidays=holidays, first_year=first, last_year=last
    )


def add_holiday(calendar: Calendar, _facts: Facts, *, holiday: Holiday) -> Calendar:
    """Add a day declared later, or one of the body's own; the same day again replaces what was there."""
    others = [one for one in calendar.holidays if one.on != holiday.on]
    return calendar.but(holidays=tuple(sorted([*others, holiday], key=lambda one: one.on)))


def adopt_profile(_facts: Facts, *, profile: Profile, code: str | None = None) -> AdoptedProfile:
    """Put a profile in force; ``code`` None: its id. A later edition needs a code of its own."""
    return AdoptedProfile(code=code or profile.id, content=profile.model_dump_json(), edition=profile.edition)


def _after(code: str, begin: date, end: date) -> None:
    if end < begin:
        raise WrongOrder(code=code, later="organisation.field.until", earlier="organisation.field.since")
