"""What is in a person's hands: open records, promises to customers, what is owed to reviews, roles and deputies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from qms.base.due import due
from qms.base.level import Level
from qms.errors import OutsideCalendar
from qms.flows.levels import at_level
from qms.kinds import ORGANISATION, all_kinds, kind
from qms.organisation.model import IN_STEAD
from qms.organisation.settings import PeriodUse
from qms.records.case.model import CaseStatus, Direction
from qms.records.handover.model import HandoverItem, ItemKind
from qms.records.review.model import InputState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qms.base.act import Desk
    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.organisation.facts import Facts
    from qms.organisation.model import Assignment
    from qms.records.capa.model import Capa
    from qms.records.case.model import Case
    from qms.records.review.model import Review

_OWN: Final = frozenset({"case", "capa", "review", "handover"})
"""Kinds of which more is said than in whose hands they are; a hand-over is not handed over."""


@dataclass(frozen=True)
class Held:
    """One thing in somebody's hands, and the text of what it is about; None where there is none."""

    person: str
    item: HandoverItem
    title: str | None = None


def held_by(desk: Desk[Facts], facts: Facts, person: str, on: date | None = None) -> tuple[Held, ...]:
    """All that is in a person's hands, in the order of a hand-over sheet: by kind, by due date, by number.

    Records are as they are now; of roles and deputies those that last until ``on`` (None: the day of the facts) or
    beyond; of somebody who has left by then, those of the last day.
    """
    day = on or facts.on
    somebody = facts.directory.people.get(person)
    if somebody is not None and somebody.until is not None:
        day = min(day, somebody.until)
    found = [one for one in all_held(desk, facts) if one.person == person]
    return _sorted([*found, *_roles(facts, person, day)])


def all_held(desk: Desk[Facts], facts: Facts) -> Iterator[Held]:
    """All open matters with the person in whose hands each is; what nobody holds is the head's of its department."""
    for case in desk.find(kind("case"), closed_at=None):
        yield from _case(case, facts)
    for capa in desk.find(kind("capa"), closed_on=None):
        yield from _capa(capa)
    for review in desk.find(kind("review"), closed_on=None):
        yield from _review(review, facts)
    for of in all_kinds():
        if of.name not in _OWN and of.name not in ORGANISATION and of.hands:
            yield from _register(desk, of, facts)


_ORDER: Final = tuple(ItemKind)


def _sorted(found: Sequence[Held]) -> tuple[Held, ...]:
    def place(one: Held) -> tuple[int, date, str, str]:
        return _ORDER.index(one.item.kind), one.item.due_on or date.max, one.item.matter, one.item.part or ""

    return tuple(sorted(found, key=place))


# --- cases, and what their customers were promised ---


def _case(case: Case, facts: Facts) -> Iterator[Held]:
    who = case.handler
    if who is None and case.department is not None:
        who = facts.directory.head(case.department, facts.on)
    if who is None:
        return
    unassigned = None if case.handler else "unassigned"
    item = _item(ItemKind.CASE, case, unassigned, case.status, _day(case.due_at, facts))
    title = at_level(kind("case"), case, Level.INTERNAL).title
    yield Held(who, item, title)
    for part, day in _promises(case, facts):
        yield Held(who, _item(ItemKind.PROMISE, case, part, None, day), title)


def _promises(case: Case, facts: Facts) -> Iterator[tuple[str, date | None]]:
    if case.status is CaseStatus.AWAITING_SUPPLEMENT and case.supplements:
        yield "supplement", case.supplements[-1].by_on
    elif case.answered_at is None:
        next_word, answer = _interim(case, facts), _day(case.due_at, facts)
        if next_word is not None and (answer is None or next_word < answer or answer < facts.on):
            yield "interim", next_word
    elif case.notified_at is None:
        yield "notice", None


def _interim(case: Case, facts: Facts) -> date | None:
    """The day by which the customer must hear how it stands, by the profile's period; None where it sets none."""
    rules = facts.profile.periods_for(PeriodUse.PROGRESS, case.type, case.petition_kind)
    term = rules[0].term(facts.profile.clock) if rules else None
    if term is None:
        return None
    said = [one.at for one in case.communications if one.direction is Direction.TO_CUSTOMER]
    try:
        return _day(due(facts.calendar, term, max(said, default=case.received_at)), facts)
    except OutsideCalendar:
        return None


# --- CAPA, reviews, other registers ---


def _capa(capa: Capa) -> Iterator[Held]:
    by = capa.implement_due_on if capa.implemented_on is None else capa.effect_check_on
    yield Held(capa.owner, _item(ItemKind.CAPA, capa, None, capa.status, by), capa.title)
    for number, action in enumerate(capa.actions, 1):
        if action.done_on is None and action.cancelled is None:
            item = _item(ItemKind.ACTION, capa, str(number), None, action.due_on)
            yield Held(action.owner, item, action.text)
    if capa.checker is not None and capa.verdict is None:
        yield Held(capa.checker, _item(ItemKind.CHECK, capa, None, None, capa.effect_check_on), capa.title)


def _review(review: Review, facts: Facts) -> Iterator[Held]:
    if review.chair is not None:
        yield Held(review.chair, _item(ItemKind.REVIEW, review, None, review.status, review.hold_on), review.title)
    for decision in review.decisions:
        if decision.done_on is None:
            item = _item(ItemKind.DECISION, review, str(decision.number), None, decision.due_on)
            yield Held(decision.owner, item, decision.text)
    if review.frozen_at is None:
        for one in review.inputs:
            if one.state is InputState.MISSING and one.gap_accepted_by is None:
                item = _item(ItemKind.INPUT, review, one.key, None, one.due_on)
                for post in facts.directory.posts(one.owner_role, facts.on):
                    if post.held_as not in IN_STEAD:
                        yield Held(post.person, item, one.clause)


def _register(desk: Desk[Facts], of: Kind[Any], facts: Facts) -> Iterator[Held]:
    """Records of a kind that has no more to say than in whose hands they are."""
    open_only: dict[str, Any] = {of.closed: None} if of.closed else {}
    for record in desk.find(of, **open_only):
        status = getattr(record, "status", None)
        if of.lifecycle is not None and status is not None and not of.lifecycle.steps[status]:
            continue
        owed = getattr(record, of.due) if of.due else None
        for name in of.hands:
            who = getattr(record, name)
            if who is not None:
                item = _item(ItemKind.REGISTER, record, None, status, _day(owed, facts))
                yield Held(who, item, getattr(record, "title", None))


# --- roles and deputies ---


def _roles(facts: Facts, person: str, on: date) -> Iterator[Held]:
    for one in facts.directory.assignments:
        if one.until is not None and one.until < on:
            continue
        if one.person == person:
            of = ItemKind.STAND_IN if one.held_as in IN_STEAD else ItemKind.ROLE
            yield Held(person, _assigned(of, one), one.deputy_of)
        elif one.deputy_of == person:
            yield Held(person, _assigned(ItemKind.DEPUTY, one), one.person)


def _assigned(of: ItemKind, one: Assignment) -> HandoverItem:
    return HandoverItem(
        kind=of, matter=one.code, part=one.role.value, department=one.department, state=one.held_as.value,
        due_on=one.until,
    )  # fmt: skip


# --- what all of them need ---


def _item(of: ItemKind, record: Record, part: str | None, state: Any, day: date | None) -> HandoverItem:  # noqa: ANN401 - a status of any kind
    return HandoverItem(
        kind=of, matter=record.code, part=part, department=record.department,
        state=state.value if state is not None else None, due_on=day,
    )  # fmt: skip


def _day(moment: date | datetime | None, facts: Facts) -> date | None:
    return moment.astimezone(facts.zone).date() if isinstance(moment, datetime) else moment
