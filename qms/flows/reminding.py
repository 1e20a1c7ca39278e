"""Who is to be reminded of what is due, and whom it is passed up to: found on any day, each step once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from qms.flows.held import all_held
from qms.kinds import kind
from qms.organisation.concern import About
from qms.organisation.ladder import told
from qms.organisation.sight import Sight
from qms.records.handover.model import ItemKind
from qms.records.notice import NoticeStatus, NoticeStep, Reminded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from qms.base.act import Desk
    from qms.flows.held import Held
    from qms.organisation.facts import Facts
    from qms.records.case.model import Case

AHEAD: Final = 3
"""Days before a due date from which somebody is reminded of it."""


class _Key(NamedTuple):
    """What nobody is told twice. A due date that was moved begins anew."""

    person: str
    matter: str
    what: str
    due_on: date
    step: NoticeStep
    days: int


def reminders(
    desk: Desk[Facts], facts: Facts, seen: Mapping[str, Sight] | None = None, department: str | None = None
) -> dict[str, tuple[Reminded, ...]]:
    """Person → what they are to be told of today and were not told of yet, the oldest due date first.

    A step is due from its day on, not on that day alone: what a day without a run has missed, the next run tells. A
    rung of the profile's escalation is a step of its own. ``seen``: of which cases whoever asks may not see all; of
    those nothing is told, for it cannot be known here from whom they are kept. ``department``: only what is due in it
    or below it; None: everywhere.
    """
    known = {
        _Key(one.person, item.matter, item.what, item.due_on, item.step, item.days)
        for one in desk.find(kind("notice"))
        if one.person is not None and one.status is not NoticeStatus.CANCELLED
        for item in one.items
    }
    cases: dict[str, Any] = {one.code: one for one in desk.find(kind("case"), closed_at=None)}
    found: dict[_Key, Reminded] = {}
    for held in all_held(desk, facts):
        of = held.item
        if of.due_on is None or (seen or {}).get(of.matter, Sight.FULL) is not Sight.FULL:
            continue
        if department is None or facts.directory.below(department, of.department, facts.today):
            steps = (key for key in _steps(held, of.due_on, facts, cases.get(of.matter)) if key not in known)
            found |= {key: _reminded(key) for key in steps}
    return {
        person: tuple(item for key, item in sorted(found.items()) if key.person == person)
        for person in sorted({key.person for key in found})
    }


def _steps(held: Held, due_on: date, facts: Facts, case: Case | None) -> Iterator[_Key]:
    past = (facts.today - due_on).days
    if past < -AHEAD:
        return
    what, item = _what(held), held.item
    if facts.directory.is_here(held.person, facts.today):
        step, days = (NoticeStep.OVERDUE, 1) if past > 0 else (NoticeStep.BEFORE, AHEAD)
        yield _Key(held.person, item.matter, what, due_on, step, days)
    if past > 0 and item.department is not None:
        about = None if case is None else About.of(case)
        of = None if case is None else case.type
        before = {held.person}
        for rung in sorted(facts.profile.escalation, key=lambda one: one.days_overdue):
            if rung.days_overdue > past:
                break
            days, place = rung.days_overdue, item.department
            for one in told(facts.profile, facts.directory, place, days, facts.today, of=of, about=about):
                if one.person is not None and one.person not in before:
                    before.add(one.person)
                    yield _Key(one.person, item.matter, what, due_on, NoticeStep.ESCALATED, days)


def _reminded(key: _Key) -> Reminded:
    return Reminded(matter=key.matter, what=key.what, due_on=key.due_on, step=key.step, days=key.days)


def _what(held: Held) -> str:
    item = held.item
    numbered = {ItemKind.PROMISE, ItemKind.ACTION, ItemKind.DECISION, ItemKind.INPUT}
    return f"{item.kind.value}.{item.part}" if item.part and item.kind in numbered else item.kind.value


__all__ = ["AHEAD", "reminders"]
