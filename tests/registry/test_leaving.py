"""Who leaves: what they held ends in the same commit, and nobody gives them work any more; on both databases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

import qms
from qms.errors import NotAllowed, NotThatDay
from qms.records.capa import ActionItem
from qms.records.document import DocumentType
from qms.records.review import DecisionKind
from tests.office import (
    EQUIPMENT_HEAD,
    LEAVER,
    NOBODY,
    SUPPORT_HEAD,
    SUPPORT_STAFF,
    TOP,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.office import Office

GOES = date(2026, 4, 1)


@pytest.mark.req("A11d-11")
def test_what_a_leaver_holds_ends_on_the_same_day_in_the_same_commit(office: Office) -> None:
    registry, assign = office.registry, office.registry.assignments.assign
    later = assign(person=SUPPORT_HEAD, role=qms.Role.STAFF, department="equipment", since=date(2026, 6, 1)).code
    stands_in = assign(
        person=SUPPORT_HEAD, role=qms.Role.UNIT_HEAD, department="equipment", deputy_of=EQUIPMENT_HEAD, until=GOES
    ).code
    registry.people.leave(SUPPORT_HEAD, until=GOES)
    held = {one.code: one for one in registry.assignments.find(person=SUPPORT_HEAD)}
    assert {one.until for code, one in held.items() if code != later} == {GOES}
    assert (held[later].since, held[later].until) == (date(2026, 6, 1), date(2026, 6, 1))
    assert held[stands_in].version == 1  # ended then already
    deputies = registry.assignments.find(deputy_of=SUPPORT_HEAD)
    assert [(one.since, one.until) for one in deputies] == [(date(2026, 5, 1), date(2026, 6, 1))]
    directory = registry.facts().directory
    assert directory.head("support", date(2026, 3, 31)) == SUPPORT_HEAD
    assert directory.head("support", GOES) is None
    assert registry.verify() == ()


def test_who_may_not_let_somebody_leave_changes_nothing(office: Office) -> None:
    before = office.registry.checkpoint()
    with pytest.raises(NotAllowed):
        office.by(SUPPORT_HEAD).people.leave(SUPPORT_STAFF, until=GOES)
    assert office.registry.checkpoint() == before


def test_a_role_given_to_who_is_known_to_leave_ends_with_them(office: Office) -> None:
    office.registry.people.leave(NOBODY, until=GOES)
    made = office.registry.assignments.assign(person=NOBODY, role=qms.Role.STAFF, department="support")
    assert made.until == GOES


def _handler(office: Office) -> None:
    code = office.receive().code
    office.by(SUPPORT_STAFF).cases.assign(code, department="support", handler=LEAVER)


def _owner(office: Office) -> None:
    office.registry.capas.open(title="가", problem="나", department="support", owner=LEAVER)


def _in_the_plan(office: Office) -> None:
    capas, due = office.registry.capas, date(2026, 4, 10)
    code = capas.open(title="가", problem="나", department="support", owner=SUPPORT_STAFF).code
    capas.contain(code, what="손으로")
    capas.analyse(code, cause="원인", verified="재현")
    actions = [ActionItem(text="다", owner=LEAVER, due_on=due)]
    capas.plan(code, actions=actions, implement_by=due, criterion="0건", check_on=due, checker=EQUIPMENT_HEAD)


def _decision(office: Office) -> None:
    code = office.registry.reviews.compile("2025H2").code
    for one in office.registry.reviews.missing(code):
        office.registry.reviews.state(code, key=one.key, statement="정리함")
    office.registry.reviews.freeze(code)
    office.by(TOP).reviews.decide(code, kind=DecisionKind.CHANGE, text="바꿈", owner=LEAVER, due_on=date(2026, 5, 1))


def _document(office: Office) -> None:
    code = office.registry.documents.enter(type=DocumentType.MANUAL, title="매뉴얼").code
    office.registry.documents.hand_on(code, owner=LEAVER)


@pytest.mark.parametrize("give", [_handler, _owner, _in_the_plan, _decision, _document])
def test_work_is_not_given_to_who_has_left(office: Office, give: Callable[[Office], None]) -> None:
    with pytest.raises(NotThatDay) as refused:
        give(office)
    assert refused.value.code == LEAVER


def test_what_a_leaver_has_in_hand_still_takes_acts(office: Office) -> None:
    code = office.receive().code
    office.by(SUPPORT_STAFF).cases.assign(code, department="support", handler=SUPPORT_STAFF)
    office.registry.people.leave(SUPPORT_STAFF, until=date(2026, 3, 3))
    head = office.by(SUPPORT_HEAD).cases
    assert head.acknowledge(code, via=qms.Medium.SMS, told="안내").handler == SUPPORT_STAFF
    with pytest.raises(NotThatDay):
        head.assign(code, department="equipment", handler=SUPPORT_STAFF)
    assert head.assign(code, department="support").handler is None
