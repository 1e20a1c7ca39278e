"""Acts on departments: each holds from a day on, and the past stays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qms.errors import Circle, StillBelow
from qms.organisation.days import absent, ends, needs_department
from qms.organisation.history import changed, days, spans
from qms.organisation.model import Department, DepartmentBefore

if TYPE_CHECKING:
    from datetime import date

    from qms.organisation.facts import Facts
    from qms.organisation.terms import DepartmentKind


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
    """Set up a department from a day on (None: from today); ``parent`` None: directly below the organisation."""
    begin = since or facts.on
    needs_department(facts, parent, begin)
    return Department(code=code, name_ko=name_ko, name_en=name_en, kind=kind, parent=parent, place=place, since=begin)


def rename(
    department: Department, facts: Facts, *, name_ko: str, name_en: str, since: date | None = None
) -> Department:
    """Give a department another name from a day on (None: from today); on its first day: it never had the old one."""
    return _department(department, since or facts.on, name_ko=name_ko, name_en=name_en)


def move(
    department: Department, facts: Facts, *, parent: str | None, place: int | None = None, since: date | None = None
) -> Department:
    """Put a department, with all below it, elsewhere in the tree from a day on (None: from today).

    ``place`` None: as before. Changes of later days stay.

    Raises:
        Circle: it would stand below itself on that day or a later one.
        NotThatDay: it, or the department above, is not there on that day.

    """
    on = since or facts.on
    needs_department(facts, parent, on)
    moved = _department(department, on, parent=parent, **({} if place is None else {"place": place}))
    _no_circle(facts, moved, on)
    return moved


def reclassify(department: Department, facts: Facts, *, kind: DepartmentKind, since: date | None = None) -> Department:
    """Make a department one of another kind from a day on (None: from today): which role heads it follows."""
    return _department(department, since or facts.on, kind=kind)


def dissolve(department: Department, facts: Facts, *, until: date, successor: str | None = None) -> Department:
    """End a department; ``until`` is the first day on which it is no more.

    Its open matters are from then on in the hands of ``successor``, else of the department above it.

    Raises:
        StillBelow: others would still stand directly below it.
        ChangeAhead: a change of it is recorded for that day or a later one.
        NotThatDay: the successor is not there on that day.

    """
    ends(department, until)
    every = facts.directory.departments.values()
    if below := sorted(one.code for one in every if _under(one, department, until)):
        raise StillBelow(code=department.code, on=until.isoformat(), below=tuple(below))
    needs_department(facts, successor, until, but=department.code)
    return department.but(until=until, successor=successor)


def _department(department: Department, on: date, **fields: object) -> Department:
    if not spans(department, on):
        raise absent("department", department.code, on)
    return department.but(**changed(department, DepartmentBefore, on, **fields))


def _under(one: Department, above: Department, until: date) -> bool:
    """Whether a department stands directly below another on a day or, as recorded, on a later one."""
    later = (until, *(day for day in days(one) if day > until))
    return any(state is not None and state.parent == above.code for state in map(one.on, later))


def _no_circle(facts: Facts, moved: Department, on: date) -> None:
    directory = replace(facts.directory, departments={**facts.directory.departments, moved.code: moved})
    turns = {day for one in directory.departments.values() for day in (*days(one), one.until) if day and day > on}
    for day in (on, *sorted(turns)):
        state = moved.on(day)
        if state is not None and state.parent is not None and moved.code in directory.above(state.parent, day):
            raise Circle(code=moved.code, parent=state.parent, on=day.isoformat())
