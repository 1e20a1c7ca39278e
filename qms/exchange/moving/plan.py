"""What has to be done so that the store says what a file says: the acts of the rooms, in an order that holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from qms.base.finding import Weight
from qms.exchange.moving import changes
from qms.exchange.moving.told import field_of, finding
from qms.organisation import giving
from qms.organisation.terms import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from qms.base.finding import Finding
    from qms.exchange.moving.entries import AssignmentEntry, DepartmentEntry, Entry, PersonEntry
    from qms.exchange.moving.told import Line, Told
    from qms.organisation.directory import Directory
    from qms.organisation.model import Assignment, Department, Person
    from qms.organisation.profile import Profile


@dataclass(frozen=True)
class Step:
    """One act.

    Attributes:
        kind, act: of the room: ``department``, ``establish``.
        code: of the record; of a new assignment the person's.
        given: what the act is given, by name.
        where: the line of the file that asks for it.

    """

    kind: str
    act: str
    code: str
    given: Mapping[str, object]
    where: str


@dataclass(frozen=True)
class Plan:
    """Steps in their order, how many entries are there already as they are said, and what cannot be done."""

    steps: tuple[Step, ...]
    same: int
    findings: tuple[Finding, ...]


_TURN: Final = ("department", "person", "leave", "end", "assignment", "dissolve")
"""Whose turn it is: who has left, and what has ended, no longer stands in the way of a successor.

Of roles those that others are to give are entered before those others: one person enters a new organisation.
"""


def planned(told: Told, directory: Directory, on: date, profile: Profile) -> Plan:
    """Compare what a file says with what the store knows; changes of what is there hold from ``on``."""
    found = [
        _department(one, _Now(told.since, on, place), directory.departments.get(one.entry.code))
        for place, one in enumerate(told.departments, 1)
    ]
    found += [_person(one, told.since, directory.people.get(one.entry.code), on) for one in told.people]
    held = list(told.held())
    met = _Held(directory).met([one.entry for one, _ in held])
    found += [_assignment(one, since, there) for (one, since), there in zip(held, met, strict=True)]
    every = [list(one) for one in found]
    steps = [one for some in every for one in some if isinstance(one, Step)]
    findings = tuple(one for some in every for one in some if not isinstance(one, Step))
    return Plan(tuple(_ordered(steps, told, on, profile)), sum(not some for some in every), findings)


def _ordered(steps: Sequence[Step], told: Told, on: date, profile: Profile) -> list[Step]:
    """By turn; departments by their days and, on one day, those above before those below."""
    depth = {line.entry.code: rank for rank, line in enumerate(_above_first(told.departments))}

    def key(step: Step) -> tuple[int, str, int]:
        turn = _TURN.index(step.act if step.act in _TURN else step.kind)
        rank = depth.get(step.code, len(depth))
        if step.act == "dissolve":
            return turn, "", -rank
        if step.act == "assign":
            return turn, "", _first_to_give(step, on, profile)
        return turn, str(step.given.get("since", on)) if step.kind == "department" else "", rank

    return sorted(steps, key=key)


def _first_to_give(step: Step, on: date, profile: Profile) -> int:
    """Rank of a new assignment; of one role what begins later comes first, for what has begun closes the door."""
    role, since = Role(str(step.given["role"])), step.given.get("since", on)
    if not giving.named(profile, role) or not isinstance(since, date):
        return 0
    return giving.turn(profile, role) * date.max.toordinal() - since.toordinal()


def _above_first(lines: Iterable[Line[DepartmentEntry]]) -> Iterator[Line[DepartmentEntry]]:
    left = list(lines)
    while left:
        waiting = {one.entry.code for one in left}
        ready = [one for one in left if one.entry.parent not in waiting] or left
        yield from ready
        left = [one for one in left if one not in ready]


# --- the three tables ---


class _Now(NamedTuple):
    """First day of a new department that says none, the day from which changes hold, and its place in the file."""

    since: date | None
    on: date
    place: int


def _department(line: Line[DepartmentEntry], now: _Now, there: Department | None) -> Iterator[Step | Finding]:
    entry = line.entry
    if there is None:
        first = changes.first(entry, entry.earlier, "name_ko", "name_en", "kind", "parent", "place")
        given = {"code": entry.code, "place": now.place, **first, **_from(entry.since or now.since)}
        yield Step("department", "establish", entry.code, given, line.where)
        for act, said in changes.later_of_department(entry):
            yield Step("department", act, entry.code, said, line.where)
    else:
        for act, said in changes.of_department(entry, there, now.on):
            yield Step("department", act, entry.code, said, line.where)
        yield from _left("departments", line, there, "since", "successor")
        if entry.earlier and entry.earlier != there.earlier:
            yield _difference("departments", line, entry.code, "earlier", ("…", "…"))
    yield from _until("departments", line, Step("department", "dissolve", entry.code, _heir(entry), line.where), there)


def _heir(entry: DepartmentEntry) -> dict[str, object]:
    return {} if entry.successor is None else {"successor": entry.successor}


def _person(line: Line[PersonEntry], since: date | None, there: Person | None, on: date) -> Iterator[Step | Finding]:
    entry = line.entry
    if there is None:
        first = changes.first(entry, entry.earlier, "department")
        particulars = changes.said(entry, "name", "email", "phone")
        given = {"code": entry.code, **particulars, **first, **_from(entry.since or since)}
        yield Step("person", "enrol", entry.code, given, line.where)
        for act, told in changes.later_of_person(entry):
            yield Step("person", act, entry.code, told, line.where)
    else:
        for act, told in changes.of_person(entry, there, on):
            yield Step("person", act, entry.code, told, line.where)
        yield from _left("people", line, there, "since")
        if entry.earlier and entry.earlier != there.earlier:
            yield _difference("people", line, entry.code, "earlier", ("…", "…"))
    yield from _until("people", line, Step("person", "leave", entry.code, {}, line.where), there)


def _assignment(line: Line[AssignmentEntry], since: date | None, there: Assignment | None) -> Iterator[Step | Finding]:
    entry = line.entry
    if there is None:
        given = changes.said(entry, "person", "role", "department", "capacity", "deputy_of", "until")
        yield Step("assignment", "assign", entry.person, given | _from(since), line.where)
        return
    if entry.since not in {None, there.since}:
        yield _difference("assignments", line, there.code, "since", (entry.since, there.since))
    if entry.capacity not in {None, there.held_as}:
        yield _difference("assignments", line, there.code, "capacity", (entry.capacity, there.held_as))
    yield from _until("assignments", line, Step("assignment", "end", there.code, {}, line.where), there)


class _Held:
    """The assignments that are there, each to be met once."""

    def __init__(self, directory: Directory) -> None:
        self._by: dict[tuple[object, ...], list[Assignment]] = {}
        for one in directory.assignments:
            self._by.setdefault(_key(one), []).append(one)

    def met(self, entries: Sequence[AssignmentEntry]) -> list[Assignment | None]:
        """The assignment that each entry speaks of, None where it is new.

        That of the same first day; where the entry says none, the last; else one that lasts into its days.
        """
        found = [self._take(one, _same_day) for one in entries]
        for at, one in enumerate(entries):
            if found[at] is None:
                found[at] = self._take(one, _overlap)
        return found

    def _take(self, entry: AssignmentEntry, fits: Callable[[AssignmentEntry, Assignment], bool]) -> Assignment | None:
        some = self._by.get(_key(entry), [])
        found = next((one for one in reversed(some) if fits(entry, one)), None)
        if found is not None:
            some.remove(found)
        return found


def _same_day(entry: AssignmentEntry, there: Assignment) -> bool:
    return entry.since == there.since


def _overlap(entry: AssignmentEntry, there: Assignment) -> bool:
    if entry.since is None:
        return True
    begin, end = entry.since, entry.until or date.max
    return begin < (there.until or date.max) and there.since < end


def _key(one: Assignment | AssignmentEntry) -> tuple[object, ...]:
    return one.person, one.role, one.department, one.deputy_of


# --- what all of them need ---


def _from(day: date | None) -> dict[str, object]:
    return {} if day is None else {"since": day}


def _left(table: str, line: Line[Entry], there: Department | Person, *names: str) -> Iterator[Finding]:
    for name in names:
        said, known = getattr(line.entry, name), getattr(there, name)
        if said not in {None, known} and not (name == "successor" and there.until is None):
            yield _difference(table, line, there.code, name, (said, known))


def _until(
    table: str, line: Line[Entry], step: Step, there: Department | Person | Assignment | None
) -> Iterator[Step | Finding]:
    """A last day that the store does not know yet."""
    said = line.entry.until
    if said is None or (there is not None and said == there.until):
        return
    if there is not None and there.until is not None:
        yield _difference(table, line, step.code, "until", (said, there.until))
    else:
        yield Step(step.kind, step.act, step.code, {"until": said, **step.given}, step.where)


def _difference(table: str, line: Line[Entry], code: str, name: str, values: tuple[object, object]) -> Finding:
    """What the file says of a field beside what the store does."""
    said, there = ("–" if one is None else one for one in values)
    told = {"code": code, "field": field_of(table, name), "said": said, "there": there}
    return finding("differs", line.where, Weight.WARNING, **told)
