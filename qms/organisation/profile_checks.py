"""What must hold across the tables of a profile.

The checks read a profile or the bare tables of a file alike, and pass over what is malformed there: so that a
file with a wrong value in one table still hears of the duplicate in another.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, LiteralString, NamedTuple, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from qms.base.label import key_of, label
from qms.i18n import LANGUAGES, own_words
from qms.organisation.retention import RetentionClass
from qms.organisation.terms import CaseType, Channel, DepartmentKind, Medium, PetitionKind, Role

if TYPE_CHECKING:
    from enum import StrEnum

    from qms.i18n import Language

Place = tuple[str | int, ...]

# Lists of rows that customers, duties and standards know by an id: unique over all of them.
_ROWS = ("scope", "duties", "services", "charter.promises", "charter.revisions", "commitments", "clauses")
_ONE_ROW = ("charter.pledge", "charter.coverage", "contacts")
# Lists whose names are unique within each.
_LISTS = ("headings", "periods", "limits", "agenda", "outputs", "targets", "reserved", "escalation")
_NAMES = ("id", "key", "figure", "case_type", "days_overdue")
_MOST = 1_000_000  # Python refuses to write a number of thousands of digits
_HOLDERS = (("duties", "role"), ("agenda", "owner"), ("escalation", "role"), ("reserved", "role"))


class Wrong(NamedTuple):
    """One thing that does not hold: where, what, and the values of its sentence."""

    place: Place
    fault: LiteralString
    values: Mapping[str, str]


def get(thing: object, *path: str) -> Any:  # noqa: ANN401 - a value of a file not yet checked
    """What stands at ``path``; None where nothing does."""
    for name in path:
        if isinstance(thing, Mapping):
            thing = cast("Mapping[str, Any]", thing).get(name)
        else:
            thing = getattr(thing, name, None) if isinstance(thing, BaseModel) else None
    return thing


def rows(thing: object, *path: str) -> Sequence[Any]:
    """The list at ``path``; empty where there is none."""
    found = get(thing, *path)
    return cast("Sequence[Any]", found) if isinstance(found, list | tuple) else ()


def table(thing: object, *path: str) -> Mapping[str, Any]:
    """The table at ``path``; empty where there is none."""
    found = get(thing, *path)
    return cast("Mapping[str, Any]", found) if isinstance(found, Mapping) else {}


def name_of(row: object) -> str | None:
    """What a row of a list is called in its place; None where it has no name."""
    found = next((value for name in _NAMES if (value := get(row, name)) is not None), None)
    if isinstance(found, int):
        return str(found) if abs(found) < _MOST else None
    return str(found) if isinstance(found, str) else None


def numbered(profile: object, path: str) -> Iterator[tuple[Place, Any]]:
    """The entries of the list at a dotted path, each with its place."""
    place = path.split(".")
    for i, row in enumerate(rows(profile, *place)):
        yield (*place, i), row


def every_row(profile: object) -> Iterator[tuple[Place, Any]]:
    """Every row that customers, duties and standards know by an id, with its place."""
    for path in _ROWS:
        yield from numbered(profile, path)
    for path in _ONE_ROW:
        place = tuple(path.split("."))
        if (row := get(profile, *place)) is not None:
            yield place, row


def _aspects(profile: object) -> Iterator[tuple[Place, Any]]:
    for place, topic in numbered(profile, "charter.topics"):
        for i, aspect in enumerate(rows(topic, "aspects")):
            yield (*place, "aspects", i), aspect


def _twice(named: Iterator[tuple[Place, Any]]) -> Iterator[Wrong]:
    seen: set[str] = set()
    for place, row in named:
        name = name_of(row)
        if name is None:
            continue
        if name in seen:
            yield Wrong(place, "duplicate", {"found": name})
        seen.add(name)


def _duplicates(profile: object) -> Iterator[Wrong]:
    yield from _twice(every_row(profile))
    yield from _twice(_aspects(profile))
    for path in (*_LISTS, "charter.topics"):
        yield from _twice(numbered(profile, path))


def _roles_used(profile: object) -> Iterator[tuple[Place, Any]]:
    for name, field in _HOLDERS:
        yield from (((*place, field), get(row, field)) for place, row in numbered(profile, name))
    yield from (((*place, "role"), get(row, "role")) for place, row in numbered(profile, "cover.approval"))
    yield from _givers(profile)
    for act in table(profile, "authority"):
        yield from ((("authority", act, role), role) for role in table(profile, "authority", act))


def _givers(profile: object) -> Iterator[tuple[Place, Any]]:
    for role in table(profile, "roles"):
        for i, giver in enumerate(rows(profile, "roles", role, "given_by")):
            yield ("roles", role, "given_by", i), giver


def _giving(profile: object) -> Iterator[Wrong]:
    """A role that nobody could ever give would be nobody's."""
    may = {str(role) for role in table(profile, "authority", "assignment.assign")}
    for place, giver in _givers(profile):
        if isinstance(giver, str) and str(giver) not in may:
            yield Wrong(place, "giver_without_act", {"found": str(giver)})


def _roles(profile: object) -> Iterator[Wrong]:
    untitled = set(Role) - {str(role) for role in table(profile, "roles")}
    for place, role in _roles_used(profile):
        if isinstance(role, str) and role in untitled:
            yield Wrong(place, "role_without_title", {"found": str(role)})


def _references(profile: object) -> Iterator[Wrong]:
    aspects = {name_of(aspect) for _, aspect in _aspects(profile)}
    headings = {name_of(heading) for heading in rows(profile, "headings")}
    for place, row in numbered(profile, "commitments"):
        if isinstance(heading := get(row, "heading"), str) and heading not in headings:
            yield Wrong((*place, "heading"), "no_such_heading", {"found": heading})
        for i, aspect in enumerate(rows(row, "covers")):
            if isinstance(aspect, str) and aspect not in aspects:
                yield Wrong((*place, "covers", i), "no_such_aspect", {"found": aspect})


def _evidence(profile: object) -> Iterator[Wrong]:
    for place, row in every_row(profile):
        for i, ref in enumerate(rows(row, "shown_by")):
            sort, _, rest = str(ref).partition(":")
            if sort == "profile" and get(profile, *rest.split(".")) is None:
                yield Wrong((*place, "shown_by", i), "no_such_part", {"found": rest})


def _channels(profile: object) -> Iterator[Wrong]:
    wanted = [str(channel) for channel in rows(profile, "channels", "at_least_one_of")]
    opened = {str(channel) for channel in rows(profile, "channels", "open")}
    if wanted and not opened.intersection(wanted):
        yield Wrong(("channels", "open"), "no_channel", {"expected": ", ".join(wanted)})


def _answered(profile: object) -> Iterator[Wrong]:
    timed = {
        str(case_type)
        for period in rows(profile, "periods")
        if get(period, "use") == "answer" and get(period, "petition") is None
        for case_type in rows(period, "case_types")
    }
    for i, case_type in enumerate(rows(profile, "case_types")):
        if isinstance(case_type, str) and str(case_type) not in timed:
            yield Wrong(("case_types", i), "no_period", {"found": str(case_type)})


def _labels(profile: object) -> Iterator[Wrong]:
    """Two values under one word could not be told apart on input."""
    for of in (CaseType, Channel, Medium, PetitionKind, DepartmentKind):
        name = key_of(next(iter(of))).split(".")[1]
        for language in LANGUAGES:
            said = {one.value: _said(profile, name, one, language) for one in of}
            for value, word in said.items():
                if get(profile, "labels", name, value) and list(map(_alike, said.values())).count(_alike(word)) > 1:
                    yield Wrong(("labels", name, value, language), "label_twice", {"found": word})


def _retention(profile: object) -> Iterator[Wrong]:
    """What is personal is never kept longer than the record that it stands in."""
    order = {one.value: one for one in RetentionClass}
    for kind in table(profile, "retention"):
        keep, personal = (order.get(str(get(profile, "retention", kind, name))) for name in ("keep", "personal"))
        if keep and personal and not personal.within(keep):
            yield Wrong(
                ("retention", kind, "personal"), "personal_longer", {"found": personal.value, "expected": keep.value}
            )


def _said(profile: object, name: str, value: StrEnum, language: Language) -> str:
    own = get(profile, "labels", name, value.value, language)
    with own_words(None):
        return own if isinstance(own, str) else label(value, language)


def _alike(word: str) -> str:
    return unicodedata.normalize("NFC", word).strip().casefold()


CHECKS: tuple[Callable[[object], Iterator[Wrong]], ...] = (
    _duplicates,
    _roles,
    _giving,
    _references,
    _evidence,
    _channels,
    _answered,
    _labels,
    _retention,
)


def check(profile: object) -> tuple[Wrong, ...]:
    """All that does not hold across the tables of a profile, or of a file's bare tables."""
    return tuple(wrong for one in CHECKS for wrong in one(profile))


def refusal(wrongs: Sequence[Wrong]) -> ValidationError:
    """The faults as pydantic tells them."""
    details = [
        InitErrorDetails(type=PydanticCustomError(one.fault, one.fault, dict(one.values)), loc=one.place, input=None)
        for one in wrongs
    ]
    return ValidationError.from_exception_data("Profile", details)
