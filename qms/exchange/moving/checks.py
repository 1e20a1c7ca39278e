"""What cannot be right about an organisation file, seen with what the store knows already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qms.base.finding import Weight
from qms.exchange.moving.entries import NEEDED
from qms.exchange.moving.told import field_of, finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qms.base.finding import Finding
    from qms.exchange.moving.entries import Entry
    from qms.exchange.moving.told import Line, Told
    from qms.organisation.directory import Directory
    from qms.organisation.profile import Profile
    from qms.organisation.terms import DepartmentKind


def checked(told: Told, directory: Directory, profile: Profile) -> tuple[Finding, ...]:
    """Everything that speaks against entering what the file says; an error keeps all of it out."""
    return (
        *_twice(told),
        *_needed("departments", told.departments, directory.departments),
        *_needed("people", told.people, directory.people),
        *_unknown(told, directory),
        *_circles(told, directory),
        *_backwards(told),
        *_over(told, directory, profile),
    )


def _twice(told: Told) -> Iterator[Finding]:
    assigned: set[tuple[object, ...]] = set()
    codes: dict[str, str] = {}
    coded = [(one.entry.code, one.where) for one in told.departments]
    coded += [(one.entry.code, one.where) for one in told.people]
    for code, where in coded:
        if code in codes:
            yield finding("twice", where, code=code, other=codes[code])
        codes.setdefault(code, where)
    for one, _ in told.held():
        entry = one.entry
        key = entry.person, entry.role, entry.department, entry.deputy_of, entry.since
        if key in assigned:
            yield finding("twice", one.where, code=f"{entry.person} {entry.role}", other=entry.department)
        assigned.add(key)


def _needed(table: str, lines: Iterable[Line[Entry]], there: Iterable[str]) -> Iterator[Finding]:
    known = set(there)
    for line in lines:
        code: str = getattr(line.entry, "code", "")
        if code not in known:
            for name in NEEDED[table]:
                if getattr(line.entry, name) is None:
                    yield finding("needed", line.where, field=field_of(table, name), code=code)


def _unknown(told: Told, directory: Directory) -> Iterator[Finding]:
    departments = {*directory.departments, *(one.entry.code for one in told.departments), *told.broken}
    people = {*directory.people, *(one.entry.code for one in told.people), *told.broken}
    tables: dict[str, Sequence[Line[Entry]]] = {
        "departments": told.departments, "people": told.people, "assignments": told.assignments,
    }  # fmt: skip
    for table, names in _NAMING.items():
        for line in tables[table]:
            for name, of in names.items():
                code: str | None = getattr(line.entry, name)
                if code is not None and code not in (people if of == "no_person" else departments):
                    yield finding(of, line.where, field=field_of(table, name), code=code)


_NAMING: Final = {
    "departments": {"parent": "no_department", "successor": "no_department"},
    "people": {"department": "no_department"},
    "assignments": {"department": "no_department", "person": "no_person", "deputy_of": "no_person"},
}
"""Fields that name a department or a person, and the finding where there is none."""


def _circles(told: Told, directory: Directory) -> Iterator[Finding]:
    above = {one.code: one.parent for one in directory.departments.values()}
    above |= {one.entry.code: one.entry.parent for one in told.departments if one.entry.code not in above}
    for line in told.departments:
        seen: list[str] = []
        at: str | None = line.entry.code
        while at is not None and at not in seen:
            seen.append(at)
            at = above.get(at)
        if at == line.entry.code:
            yield finding("circle", line.where, code=at, path=" → ".join([*seen, line.entry.code]))


def _backwards(told: Told) -> Iterator[Finding]:
    lines: tuple[Line[Entry], ...] = (*told.departments, *told.people, *told.assignments)
    for line in lines:
        since, until = line.entry.since or told.since, line.entry.until
        if since is not None and until is not None and until < since:
            yield finding("backwards", line.where, since=since, until=until)


def _over(told: Told, directory: Directory, profile: Profile) -> Iterator[Finding]:
    """Roles over a kind of department that the profile does not hold them over."""
    kinds: dict[str, DepartmentKind | None] = {one.entry.code: one.entry.kind for one in told.departments}
    kinds |= {one.code: one.kind for one in directory.departments.values()}
    for line, _ in told.held():
        title, kind = profile.roles.get(line.entry.role), kinds.get(line.entry.department)
        if title is not None and kind is not None and kind not in title.over:
            allowed = ", ".join(title.over)
            yield finding(
                "over", line.where, Weight.WARNING, role=f"organisation.role.{line.entry.role}",
                kind=f"organisation.department_kind.{kind}", department=line.entry.department, allowed=allowed,
            )  # fmt: skip
