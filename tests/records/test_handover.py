"""Hand-overs: everything in a person's hands, signed by both, and nothing that changed goes unseen."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

import qms
from qms.errors import (
    HandoverChanged,
    NoSuchAction,
    NoSuchDecision,
    NotAllowed,
    NotThatDay,
    NotTheParty,
    OwnWork,
    SameParty,
    WrongStep,
)
from qms.records.capa import ActionItem
from qms.records.document import DocumentType
from qms.records.handover import HandoverStatus, ItemKind
from tests.office import (
    EQUIPMENT_HEAD,
    EQUIPMENT_STAFF,
    GROWTH_HEAD,
    LEAVER,
    QUALITY,
    SEOUL,
    SUPPORT_HEAD,
    SUPPORT_STAFF,
    TOP,
)  # fmt: skip

if TYPE_CHECKING:
    from qms.records.handover import Handover
    from tests.office import Office

DAY = date(2026, 3, 16)


def _case(office: Office, handler: str | None = SUPPORT_STAFF) -> str:
    code = office.receive().code
    office.by(SUPPORT_STAFF).cases.assign(code, department="support", handler=handler)
    return code


def _capa(office: Office) -> str:
    code = office.registry.capas.open(
        title="이중 예약 방지", problem="같은 번호", department="support", owner=SUPPORT_STAFF
    ).code
    capas = office.by(SUPPORT_HEAD).capas
    capas.contain(code, what="손으로 확인")
    capas.analyse(code, cause="번호가 두 곳에서 나온다", verified="재현")
    due = date(2026, 4, 10)
    actions = [ActionItem(text=text, owner=who, due_on=due) for text, who in (("가", SUPPORT_STAFF), ("나", QUALITY))]
    capas.plan(code, actions=actions, implement_by=due, criterion="0건", check_on=due, checker=EQUIPMENT_HEAD)
    return code


def _kinds(handover: Handover) -> list[tuple[ItemKind, str | None]]:
    return [(one.kind, one.part) for one in handover.items]


def test_all_that_a_person_holds_is_listed(office: Office) -> None:
    first, second = _case(office), _case(office)
    office.by(SUPPORT_STAFF).cases.acknowledge(second, via=qms.Medium.SMS, told="안내")
    office.by(SUPPORT_STAFF).cases.ask_supplement(second, what="사진", by_on=date(2026, 3, 12))
    capa = _capa(office)
    made = office.by(SUPPORT_STAFF).handovers.prepare(receiver=EQUIPMENT_STAFF, effective_on=DAY)
    assert [(one.kind, one.matter, one.part) for one in made.items if one.kind is not ItemKind.ROLE] == [
        (ItemKind.CASE, first, None), (ItemKind.CASE, second, None), (ItemKind.PROMISE, second, "supplement"),
        (ItemKind.CAPA, capa, None), (ItemKind.ACTION, capa, "1"),
    ]  # fmt: skip
    assert [(one.part, one.department) for one in made.items if one.kind is ItemKind.ROLE] == [("staff", "support")]
    assert (made.giver, made.department, made.status) == (SUPPORT_STAFF, "support", HandoverStatus.PREPARED)
    held = {one.item: one.title for one in office.registry.handovers.held(SUPPORT_STAFF, DAY)}
    assert tuple(held) == made.items
    assert held[made.items[0]] == "장비 예약이 취소되었습니다"


def test_a_head_hands_over_cases_that_nobody_handles_and_what_reviews_wait_for(office: Office) -> None:
    _case(office, handler=None)
    office.registry.reviews.compile("2026H1")
    made = office.by(SUPPORT_HEAD).handovers.prepare(receiver=EQUIPMENT_HEAD)
    assert _kinds(made) == [
        (ItemKind.CASE, "unassigned"), (ItemKind.ROLE, "unit_head"), (ItemKind.DEPUTY, "unit_head"),
    ]  # fmt: skip
    quality = office.registry.handovers.prepare(receiver=EQUIPMENT_HEAD)
    keys = {one.part for one in quality.items if one.kind is ItemKind.INPUT}
    assert keys
    assert keys <= {one.key for one in office.registry.reviews.missing("MR-2026H1")}


@pytest.mark.req("I-5.3")
def test_both_sign_and_then_it_is_over(office: Office) -> None:
    _case(office)
    code = office.by(SUPPORT_STAFF).handovers.prepare(receiver=EQUIPMENT_STAFF, note="열쇠는 서랍에").code
    with pytest.raises(WrongStep):
        office.by(EQUIPMENT_STAFF).handovers.accept(code)
    for other in (EQUIPMENT_STAFF, SUPPORT_HEAD, QUALITY):
        with pytest.raises(NotTheParty):
            office.by(other).handovers.give(code)
    given = office.by(SUPPORT_STAFF).handovers.give(code)
    assert (given.status, given.given_by, given.given_on) == (HandoverStatus.GIVEN, SUPPORT_STAFF, date(2026, 3, 3))
    with pytest.raises(NotTheParty):
        office.by(SUPPORT_STAFF).handovers.accept(code)
    office.clock.ahead(days=1)
    accepted = office.by(EQUIPMENT_STAFF).handovers.accept(code)
    assert (accepted.accepted_on, accepted.closed_on) == (date(2026, 3, 4), date(2026, 3, 4))
    assert office.registry.verify() == ()


def test_what_changed_after_it_was_prepared_is_shown_and_not_accepted_in_silence(office: Office) -> None:
    first, gone = _case(office), _case(office)
    code = office.by(SUPPORT_STAFF).handovers.prepare(receiver=EQUIPMENT_STAFF).code
    office.by(SUPPORT_STAFF).handovers.give(code)
    new = _case(office)
    office.by(SUPPORT_STAFF).cases.withdraw(gone)
    office.by(SUPPORT_HEAD).cases.close(gone)
    office.by(SUPPORT_STAFF).cases.acknowledge(first, via=qms.Medium.SMS, told="안내")
    before = office.registry.handovers.get(code)
    with pytest.raises(HandoverChanged) as refusal:
        office.by(EQUIPMENT_STAFF).handovers.accept(code)
    assert (refusal.value.new, refusal.value.gone, refusal.value.changed) == ((new,), (gone,), (first,))
    assert office.registry.handovers.get(code) == before
    taken = office.by(EQUIPMENT_STAFF).handovers.accept(code, as_changed=True)
    assert {one.matter for one in taken.items if one.kind is ItemKind.CASE} == {first, new}
    assert next(one.state for one in taken.items if one.matter == first) == "acknowledged"
    assert not office.registry.handovers.difference(code)


def test_who_had_signed_signs_again_when_it_is_listed_anew(office: Office) -> None:
    code = office.by(SUPPORT_STAFF).handovers.prepare(receiver=EQUIPMENT_STAFF).code
    _case(office)
    with pytest.raises(HandoverChanged):
        office.by(SUPPORT_STAFF).handovers.give(code)
    office.by(SUPPORT_STAFF).handovers.renew(code)
    office.by(SUPPORT_STAFF).handovers.give(code)
    renewed = office.by(SUPPORT_STAFF).handovers.renew(code)
    assert (renewed.status, renewed.given_by, renewed.given_on) == (HandoverStatus.PREPARED, None, None)


def test_what_passed_into_the_receivers_hands_is_no_difference(office: Office) -> None:
    case, capa = _case(office), _capa(office)
    code = office.by(SUPPORT_STAFF).handovers.prepare(receiver=EQUIPMENT_STAFF).code
    office.by(SUPPORT_STAFF).handovers.give(code)
    office.registry.capas.assign(capa, owner=EQUIPMENT_STAFF)
    office.by(SUPPORT_STAFF).cases.assign(case, department="support", handler=EQUIPMENT_STAFF)
    assert not office.registry.handovers.difference(code)
    assert office.by(EQUIPMENT_STAFF).handovers.accept(code).status is HandoverStatus.ACCEPTED


def test_for_somebody_who_has_left_the_head_signs(office: Office) -> None:
    code = office.by(SUPPORT_HEAD).handovers.prepare(giver=LEAVER, receiver=SUPPORT_STAFF).code
    for other in (SUPPORT_STAFF, EQUIPMENT_HEAD):
        with pytest.raises(NotTheParty):
            office.by(other).handovers.give(code)
    assert office.by(SUPPORT_HEAD).handovers.give(code).given_by == SUPPORT_HEAD


def test_the_head_who_receives_does_not_sign_for_who_has_left(office: Office) -> None:
    code = office.registry.handovers.prepare(giver=LEAVER, receiver=SUPPORT_HEAD).code
    with pytest.raises(NotTheParty):
        office.by(SUPPORT_HEAD).handovers.give(code)
    assert office.by(GROWTH_HEAD).handovers.give(code).given_by == GROWTH_HEAD


@pytest.mark.req("ASVS-2.3.5")
@pytest.mark.parametrize(("receiver", "witness"), [(SUPPORT_STAFF, None), (EQUIPMENT_STAFF, SUPPORT_STAFF), (TOP, TOP)])
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_three_different_people_stand_on_it(office: Office, receiver: str, witness: str | None) -> None:
    with pytest.raises(SameParty):
        office.by(SUPPORT_STAFF).handovers.prepare(receiver=receiver, witness=witness)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_nobody_hands_over_to_somebody_who_is_gone(office: Office) -> None:
    with pytest.raises(NotThatDay):
        office.by(SUPPORT_STAFF).handovers.prepare(receiver=LEAVER)


def test_an_interim_answer_that_is_owed_is_a_promise(office: Office) -> None:
    code = office.receive(petition_kind=qms.PetitionKind.GRIEVANCE).code
    office.by(SUPPORT_STAFF).cases.assign(code, department="support", handler=SUPPORT_STAFF)
    office.clock.ahead(days=60)
    made = office.by(SUPPORT_STAFF).handovers.prepare(receiver=EQUIPMENT_STAFF)
    (promise,) = [one for one in made.items if one.kind is ItemKind.PROMISE]
    assert (promise.part, promise.due_on) == ("interim", date(2026, 4, 1))


def test_everything_a_leaver_had_in_hand_can_pass_on(office: Office) -> None:
    """A case at any point of its life, the parts of a CAPA, a controlled document: none stays behind."""
    case, other, capa = _case(office), _case(office), _capa(office)
    staff, head = office.by(SUPPORT_STAFF).cases, office.by(SUPPORT_HEAD).cases
    for code in (case, other):
        staff.acknowledge(code, via=qms.Medium.SMS, told="안내")
        staff.investigate(code, finding="확인")
    staff.answer(other, text="회신")
    document = office.by(SUPPORT_STAFF).documents.enter(
        type=DocumentType.PROCEDURE, title="절차서", department="support"
    )
    before = office.registry.cases.get(case)
    moved = head.assign(case, department="support", handler=SUPPORT_HEAD)
    assert (moved.status, moved.handler, moved.finding) == (before.status, SUPPORT_HEAD, "확인")
    assert moved.assigned_at == before.assigned_at
    away = head.assign(other, department="equipment", handler=EQUIPMENT_STAFF)
    assert (away.status.value, away.department, away.answer) == ("answered", "equipment", "회신")
    capas = office.registry.capas
    assert capas.hand_on(capa, action=1, owner=SUPPORT_HEAD).actions[0].owner == SUPPORT_HEAD
    capas.assign(capa, owner=SUPPORT_HEAD)
    office.registry.documents.hand_on(document.code, owner=SUPPORT_HEAD)
    left = office.registry.handovers.held(SUPPORT_STAFF)
    assert [one.item.kind for one in left] == [ItemKind.ROLE]
    assert office.registry.verify() == ()


def test_who_checks_the_effect_is_named_anew_and_is_never_the_owner_or_the_author(office: Office) -> None:
    capa, capas = _capa(office), office.registry.capas
    for own in (SUPPORT_STAFF, SUPPORT_HEAD):
        with pytest.raises(OwnWork):
            capas.name_checker(capa, checker=own)
    assert capas.name_checker(capa, checker=GROWTH_HEAD).checker == GROWTH_HEAD
    held = office.registry.handovers.held(EQUIPMENT_HEAD)
    assert ItemKind.CHECK not in {one.item.kind for one in held}
    with pytest.raises(NoSuchAction):
        capas.hand_on(capa, action=3, owner=GROWTH_HEAD)


def test_a_decision_of_a_review_passes_on_until_it_is_carried_out(office: Office) -> None:
    reviews = office.registry.reviews
    office.clock.now = datetime(2026, 7, 6, 9, tzinfo=SEOUL)
    code = reviews.compile("2026H1").code
    key, by = reviews.missing(code)[0].key, date(2026, 8, 1)
    office.by(TOP).reviews.accept_gap(code, key=key, reason="다음 회의에", owner=SUPPORT_HEAD, due_on=by)
    assert reviews.hand_on(code, number=1, owner=EQUIPMENT_HEAD).decisions[0].owner == EQUIPMENT_HEAD
    with pytest.raises(NoSuchDecision):
        reviews.hand_on(code, number=2, owner=EQUIPMENT_HEAD)
    with pytest.raises(NotAllowed):
        office.by(EQUIPMENT_HEAD).reviews.hand_on(code, number=1, owner=SUPPORT_HEAD)
