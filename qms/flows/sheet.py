"""The sheet of a hand-over: who gives and receives, each thing with what it is about, the duties of the roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from qms.flows.held import Held, held_by
from qms.i18n import LANGUAGES
from qms.kinds import kind_of_code
from qms.organisation.history import as_of
from qms.organisation.rows import Bilingual
from qms.organisation.terms import Role
from qms.records.handover import HandoverStatus, ItemKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from qms.base.act import Desk
    from qms.organisation.facts import Facts
    from qms.organisation.model import Department
    from qms.organisation.rows import Duty
    from qms.records.handover import Difference, Handover, HandoverItem


@dataclass(frozen=True)
class Party:
    """Somebody who signs.

    Attributes:
        person: code.
        name: None: erased, or not known.
        department: where the person works on the day of the hand-over.
        roles: held in the own right on the day before it, for who receives on that day.
        signed_on: None: not yet.
        signed_by: another person who signed in their place; None: they did, or nobody has.

    """

    person: str
    name: str | None
    department: Department | None
    roles: tuple[Role, ...] = ()
    signed_on: date | None = None
    signed_by: str | None = None


@dataclass(frozen=True)
class Sheet:
    """All that stands on the sheet; before there is a record without number and signatures.

    Attributes:
        receiver, witness: None: not known yet.
        has_left: whether who gives no longer works here today: somebody else signs.
        lines: in the order of the sheet; ``title`` None: nothing to say, or kept from the actor.
        duties: of the roles that are handed over.

    """

    organisation: Bilingual
    code: str | None
    status: HandoverStatus | None
    giver: Party
    receiver: Party | None
    witness: Party | None
    effective_on: date
    prepared_on: date
    has_left: bool
    lines: tuple[Held, ...]
    duties: tuple[Duty, ...]
    called: Called
    note: str | None = None


@dataclass(frozen=True)
class Called:
    """What the organisation calls what stands on a sheet by its code: roles, departments, people."""

    roles: Mapping[str, Bilingual]
    departments: Mapping[str, Bilingual]
    people: Mapping[str, str]


@dataclass(frozen=True)
class Parties:
    """Who is to stand on a sheet that has no record yet."""

    giver: str
    receiver: str | None = None
    witness: str | None = None
    effective_on: date | None = None


def preview(desk: Desk[Facts], facts: Facts, who: Parties) -> Sheet:
    """What the sheet of a hand-over would say now; nothing is recorded."""
    day = who.effective_on or facts.today
    lines = held_by(desk, facts, who.giver, day)
    return Sheet(
        organisation=facts.profile.name, code=None, status=None, giver=_party(facts, who.giver, day),
        receiver=_party(facts, who.receiver, day) if who.receiver else None,
        witness=_party(facts, who.witness, day) if who.witness else None,
        effective_on=day, prepared_on=facts.today, has_left=not facts.directory.is_here(who.giver, facts.today),
        lines=lines, duties=_duties(facts, lines), called=_called(facts, day),
    )  # fmt: skip


def recorded(desk: Desk[Facts], facts: Facts, one: Handover) -> Sheet:
    """The sheet of a hand-over as it was listed, with its signatures."""
    day = one.effective_on
    lines = tuple(Held(one.giver, item, _about(desk, item)) for item in one.items)
    instead = one.given_by if one.given_by != one.giver else None
    return Sheet(
        organisation=facts.profile.name, code=one.code, status=one.status,
        giver=_party(facts, one.giver, day, one.given_on, instead),
        receiver=_party(facts, one.receiver, day, one.accepted_on),
        witness=_party(facts, one.witness, day) if one.witness else None,
        effective_on=day, prepared_on=one.prepared_on, has_left=not facts.directory.is_here(one.giver, facts.today),
        lines=lines, duties=_duties(facts, lines), called=_called(facts, day), note=one.note,
    )  # fmt: skip


def changed_lines(desk: Desk[Facts], person: str, found: Difference) -> Iterator[tuple[str, Held]]:
    """What has changed since a hand-over was listed: ``new``, ``gone`` or ``changed``, with the thing."""
    for name in ("new", "gone", "changed"):
        for item in getattr(found, name):
            yield name, Held(person, item, _about(desk, item))


# --- inside ---


def _party(facts: Facts, person: str, day: date, signed_on: date | None = None, signed_by: str | None = None) -> Party:
    directory = facts.directory
    somebody = directory.people.get(person)
    if somebody is None:
        return Party(person, None, None, (), signed_on, signed_by)
    place = as_of(somebody, day).department
    found = directory.departments.get(place or "")
    department = found.near(day) if found else None
    held = (one.role for one in directory.assignments if one.person == person and one.deputy_of is None
            if one.since <= day and (one.until is None or day <= one.until))  # fmt: skip
    return Party(person, somebody.name, department, tuple(dict.fromkeys(held)), signed_on, signed_by)


def _called(facts: Facts, day: date) -> Called:
    titles = {one.value: {of: facts.profile.role_label(one, of) for of in LANGUAGES} for one in Role}
    places = {code: one.near(day) for code, one in facts.directory.departments.items()}
    return Called(
        roles={code: Bilingual.model_validate(title) for code, title in titles.items()},
        departments={code: Bilingual(ko=one.name_ko, en=one.name_en) for code, one in places.items()},
        people={code: one.name or code for code, one in facts.directory.people.items()},
    )


def _duties(facts: Facts, lines: tuple[Held, ...]) -> tuple[Duty, ...]:
    roles = dict.fromkeys(one.item.part for one in lines if one.item.kind is ItemKind.ROLE)
    return tuple(duty for role in roles for duty in facts.profile.duties if duty.role.value == role)


def _about(desk: Desk[Facts], item: HandoverItem) -> str | None:
    """What a thing is about, read from its record as it is now."""
    of = kind_of_code(item.matter)
    if of is None:
        return None
    record: Any = desk.get(of, item.matter)
    if item.kind in _INSIDE:
        return _INSIDE[item.kind](record, item.part or "")
    title: str | None = getattr(record, "title", None)
    return title


def _input(review: Any, part: str) -> str | None:  # noqa: ANN401 - records of other rooms, told apart by the kind
    return next((one.clause for one in review.inputs if one.key == part), None)


def _action(capa: Any, part: str) -> str:  # noqa: ANN401 - as above
    return str(capa.actions[int(part) - 1].text)


def _decision(review: Any, part: str) -> str:  # noqa: ANN401 - as above
    return str(review.decisions[int(part) - 1].text)


def _other(assignment: Any, _part: str) -> str | None:  # noqa: ANN401 - as above
    other: str | None = assignment.deputy_of
    return other


def _holder(assignment: Any, _part: str) -> str:  # noqa: ANN401 - as above
    return str(assignment.person)


_INSIDE: Final[Mapping[ItemKind, Callable[[Any, str], str | None]]] = {
    ItemKind.INPUT: _input, ItemKind.ACTION: _action, ItemKind.DECISION: _decision, ItemKind.DEPUTY: _holder,
    ItemKind.ROLE: _other, ItemKind.STAND_IN: _other,
}  # fmt: skip
"""What a part of a record is about."""


__all__ = ["Parties", "Party", "Sheet", "changed_lines", "preview", "recorded"]
