"""Where an organisation is too small for its own separation of duties: told before a record gets stuck."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from qms.errors import NotPermitted
from qms.kinds import kind as kind_of
from qms.organisation.concern import KEPT_KIND
from qms.registry.authority import check

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qms.base.apart import Apart
    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.organisation.facts import Facts
    from qms.organisation.rows import Bilingual
    from qms.registry.registry import Registry

ENOUGH: Final = 2
"""So many people are needed for an act that judges others' work: one of them may have done it."""


@dataclass(frozen=True)
class Stuck:
    """An act that judges others' work, and that too few people may do today.

    Attributes:
        act: ``capa.approve``.
        department: of the records that are meant; None: of the whole organisation.
        people: who may, if anybody: what this one did, nobody judges.

    """

    act: str
    department: str | None
    people: tuple[str, ...]


def stuck(facts: Facts, kinds: Iterable[Kind[Any]]) -> Iterator[Stuck]:
    """Every such act, department by department, by the roles of today; none where no record can get stuck.

    A deputy or another holder of one of the act's roles is the way out.
    """
    here = [one for one in facts.directory.people if facts.directory.is_here(one, facts.today)]
    places = [one.code for one in facts.directory.in_order(facts.today)]
    for kind in kinds:
        for act, apart in ((act, one) for act, one in kind.apart.items() if _judges(one)):
            for place in places if kind.example.department else (None,):
                record = kind.example.model_copy(update={"department": place})
                people = tuple(one for one in here if _permitted(replace(facts, actor=one), kind, act, record))
                if not people or (
                    len(people) < ENOUGH and _may_have_part(replace(facts, actor=people[0]), kind, apart, record)
                ):
                    yield Stuck(f"{kind.name}.{act}", place, people)


@dataclass(frozen=True)
class Unhandled:
    """A case that nobody who works here may take a step on, because of whom it is about.

    Attributes:
        code: of the case.
        outside: to whom it is brought then, by the profile; None: it names nobody.

    """

    code: str
    outside: Bilingual | None


def unhandled(registry: Registry) -> tuple[Unhandled, ...]:
    """Every open case about somebody that nobody within may move on today, by code, whoever asks."""
    case, facts = kind_of(KEPT_KIND), registry.facts()
    outside = {one.case_type: one.outside for one in facts.profile.reserved}
    here = [one for one in facts.directory.people if facts.directory.is_here(one, facts.today)]
    found: list[Unhandled] = []
    with registry.reading() as reading:
        for code in reading.codes_about():
            seen: Any = reading.load(case, code).record
            record = seen.but(**reading.said_about(case, code))
            steps = case.lifecycle.steps[record.status] if case.lifecycle and record.closed_at is None else ()
            doers = (one for act in steps for one in here if _permitted(replace(facts, actor=one), case, act, record))
            if steps and next(doers, None) is None:
                found.append(Unhandled(code, outside.get(record.type)))
    return tuple(found)


def _judges(apart: Apart) -> bool:
    """Whether the act is kept from who did the work, and not only from who is to judge it."""
    return bool(apart.fields) and apart.fields != ("checker",)


def _may_have_part(facts: Facts, kind: Kind[Any], apart: Apart, record: Record) -> bool:
    """Whether the actor may come to have a part in what the act judges: it is given to people, or one does it."""
    given = any(not one.endswith("_by") for one in apart.fields)
    return given or any(_permitted(facts, kind, one, record) for one in (*apart.acts, *apart.last))


def _permitted(facts: Facts, kind: Kind[Any], act: str, record: Record) -> bool:
    try:
        check(facts, kind, act, record)
    except NotPermitted:
        return False
    return True


__all__ = ["ENOUGH", "Stuck", "Unhandled", "stuck", "unhandled"]
