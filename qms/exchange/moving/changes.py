"""How what is there becomes what is said, and how a past is told again: acts with what they are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from qms.exchange.moving.entries import DepartmentEntry, Entry, PersonEntry
    from qms.organisation.history import Earlier
    from qms.organisation.model import Department, Person

Act = tuple[str, dict[str, object]]


def said(entry: object, *names: str) -> dict[str, object]:
    """The fields that an entry says."""
    return {name: value for name in names if (value := getattr(entry, name)) is not None}


def first(entry: Entry, earlier: Sequence[Earlier], *names: str) -> dict[str, object]:
    """What it was in the beginning."""
    return said(earlier[0] if earlier else entry, *names)


def later_of_department(entry: DepartmentEntry) -> Iterator[Act]:
    """What became of a new department after its beginning, day by day."""
    states = (*entry.earlier, entry)
    for before, after in zip(entry.earlier, states[1:], strict=True):
        yield from _became(before, after, before.until, whole=True)


def later_of_person(entry: PersonEntry) -> Iterator[Act]:
    """Where a new person worked after the beginning, day by day."""
    later = (*(one.department for one in entry.earlier), entry.department)[1:]
    for before, after in zip(entry.earlier, later, strict=True):
        yield "move", {"department": after, "since": before.until}


def of_department(entry: DepartmentEntry, there: Department, on: date) -> Iterator[Act]:
    """What is different about a department that is there."""
    yield from _became(there, entry, on)


def _became(before: object, after: object, on: date, *, whole: bool = False) -> Iterator[Act]:
    """The acts between two states; ``whole``: the later one says everything, so that no parent means none."""
    names = {name: _new(before, after, name) for name in ("name_ko", "name_en")}
    if any(names[name] != getattr(before, name) for name in names):
        yield "rename", {**names, "since": on}
    place = {name: _new(before, after, name) for name in ("parent", "place")}
    if whole:
        place["parent"] = getattr(after, "parent")  # noqa: B009 - as below
    if any(place[name] != getattr(before, name) for name in place):
        yield "move", {**place, "since": on}
    kind = _new(before, after, "kind")
    if kind != getattr(before, "kind"):  # noqa: B009 - states of four classes, all of which have it
        yield "reclassify", {"kind": kind, "since": on}


def of_person(entry: PersonEntry, there: Person, on: date) -> Iterator[Act]:
    """What is different about a person who is there."""
    wrong = {
        name: value for name, value in said(entry, "name", "email", "phone").items() if value != getattr(there, name)
    }
    if wrong:
        yield "correct", wrong
    if entry.department not in {None, there.department}:
        yield "move", {"department": entry.department, "since": on}


def _new(before: object, after: object, name: str) -> object:
    value = getattr(after, name)
    return getattr(before, name) if value is None else value
