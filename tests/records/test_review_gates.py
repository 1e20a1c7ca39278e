"""The rules of a review: every input accounted for, outputs with owner and date, each verified by another."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from qms import errors
from qms.base.period import Period
from qms.organisation.terms import Role
from qms.records.review import (
    Approval,
    Conclusion,
    DecisionKind,
    InputState,
    Review,
    ReviewStatus,
)
from qms.records.review import rules as do
from tests.marks import BOTH_PROFILES
from tests.office import GROWTH_HEAD, QUALITY, SEOUL, SUPPORT_HEAD, SUPPORT_STAFF, TOP
from tests.records.walk import Walk

if TYPE_CHECKING:
    from tests.records.conftest import World

pytestmark = BOTH_PROFILES

TODAY, LATER = date(2026, 3, 3), date(2026, 5, 29)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(14), SEOUL)


def _planned(world: World) -> Walk[Review]:
    review = do.plan(
        world.facts(QUALITY), period=Period.of("2025H2"), title="2025년 하반기 경영검토", hold_on=date(2026, 3, 20)
    )
    return Walk(world, review)


def _collected(world: World, missing: tuple[str, ...] = ()) -> Walk[Review]:
    walk = _planned(world)
    found = {one.key: 3 for one in walk.now.inputs if one.key not in missing}
    return walk.did(do.collect, QUALITY, found=found)


def _held(world: World, missing: tuple[str, ...] = (), **given: Any) -> Walk[Review]:  # noqa: ANN401 - the act's own
    meeting = {
        "attendees": ((TOP, Role.TOP_MANAGEMENT), (QUALITY, Role.QUALITY_REPRESENTATIVE)), "minutes": "회의록",
        "chair": TOP, "suitable": Conclusion.YES, "adequate": Conclusion.PARTLY, "effective": Conclusion.YES,
    }  # fmt: skip
    walk = _collected(world, missing).did(do.freeze, QUALITY, snapshot="a" * 64)
    return walk.did(do.hold, QUALITY, _at(TODAY), **{**meeting, **given})


def _decided(world: World, missing: tuple[str, ...] = ()) -> Walk[Review]:
    given = {"kind": DecisionKind.RESOURCE, "text": "예약 담당 1명 증원", "owner": SUPPORT_HEAD, "due_on": LATER}
    return _held(world, missing).did(do.decide, QUALITY, **given, input="d")


# --- planning and inputs ---


def test_each_input_is_asked_of_its_owner_in_time(world: World) -> None:
    review = _planned(world).now
    agenda = {item.key: item for item in world.base.profile.inputs()}
    assert [one.key for one in review.inputs] == list(agenda)
    assert {"a", "b", "c1", "c7", "d", "e", "f"} <= set(agenda)
    for one in review.inputs:
        assert (one.state, one.owner_role, one.requested_on) == (InputState.MISSING, agenda[one.key].owner, TODAY)
        assert TODAY <= one.due_on <= review.hold_on
    assert (review.code, review.begin, review.end) == ("MR-2025H2", date(2025, 7, 1), date(2026, 1, 1))


def test_what_is_owed_at_once_is_not_owed_in_the_past(world: World) -> None:
    review = do.plan(world.facts(QUALITY), period=Period.of("2025"), title="경영검토", hold_on=TODAY)
    assert {one.due_on for one in review.inputs} == {TODAY}


def test_what_somebody_stated_stays_and_what_nobody_did_is_missing(world: World) -> None:
    walk = _planned(world)
    walk.did(do.state, QUALITY, key="b", statement="법령이 바뀜").did(do.state, QUALITY, key="e")
    walk.did(do.collect, QUALITY, found={"a": 2})
    states = {one.key: one.state for one in walk.now.inputs}
    assert (states.pop("a"), states.pop("b"), states.pop("e")) == (
        InputState.COLLECTED, InputState.STATED, InputState.NOTHING,
    )  # fmt: skip
    assert set(states.values()) == {InputState.MISSING}
    assert {one.key for one in do.missing(walk.now)} == set(states)
    # Collected again, with less: what was found before is not claimed any more.
    walk.did(do.collect, QUALITY, found={})
    assert next(one for one in walk.now.inputs if one.key == "a").state is InputState.MISSING


def test_an_input_is_stated_by_who_owes_it(world: World) -> None:
    walk = _planned(world)
    owner = {Role.QUALITY_REPRESENTATIVE: QUALITY, Role.TOP_MANAGEMENT: TOP, Role.SENIOR_HEAD: GROWTH_HEAD}
    for one in walk.now.inputs:
        walk.refuses(errors.NotTheOwner, do.state, SUPPORT_STAFF, key=one.key, statement="말")
        if one.owner_role in owner:
            walk.did(do.state, owner[one.owner_role], key=one.key, statement="제출")
    walk.refuses(errors.NoSuchInput, do.state, QUALITY, key="z", statement="말")
    walk.refuses(errors.NoSuchInput, do.propose, QUALITY, kind=DecisionKind.CHANGE, text="안건", input="z")


def test_a_gap_is_accepted_once_and_becomes_a_decision(world: World) -> None:
    walk = _collected(world, ("d",))
    gap = {"reason": "자원 조사는 다음 분기", "owner": QUALITY, "due_on": LATER}
    walk.refuses(errors.NoSuchInput, do.accept_gap, TOP, key="a", **gap)
    walk.refuses(errors.NoSuchInput, do.accept_gap, TOP, key="z", **gap)
    walk.refuses(errors.WrongOrder, do.accept_gap, TOP, key="d", **{**gap, "due_on": TODAY - timedelta(days=1)})
    walk.did(do.accept_gap, TOP, key="d", **gap)
    walk.refuses(errors.NoSuchInput, do.accept_gap, TOP, key="d", **gap)
    (decision,) = walk.now.decisions
    assert (decision.input, decision.text, decision.owner, decision.due_on) == ("d", gap["reason"], QUALITY, LATER)
    assert do.missing(walk.now) == ()


# --- approval ---


def test_no_approval_with_an_input_missing(world: World) -> None:
    walk = _decided(world, ("d",))
    walk.refuses(errors.InputMissing, do.approve, TOP, _at(TODAY))
    accepted = [
        {**dict(one), "gap_accepted_by": TOP, "gap_reason": "다음에"} if one.key == "d" else dict(one)
        for one in walk.now.inputs
    ]
    assert Walk(world, walk.now.but(inputs=accepted)).did(do.approve, TOP, _at(TODAY)).now.approved_by == TOP


def test_no_approval_without_decision_or_conclusion_or_by_who_planned_it(world: World) -> None:
    _held(world).refuses(errors.NoDecisions, do.approve, TOP, _at(TODAY))
    walk = _decided(world)
    walk.refuses(errors.OwnWork, do.approve, QUALITY, _at(TODAY))
    for name in ("suitable", "adequate", "effective"):
        Walk(world, walk.now.but(**{name: None})).refuses(errors.NeedsConclusion, do.approve, TOP, _at(TODAY))


@pytest.mark.parametrize("approval", list(Approval))
def test_approval_may_have_happened_elsewhere_but_not_before_the_meeting(world: World, approval: Approval) -> None:
    walk = _decided(world)
    given = {"external_document": "경영기획-2026-31", "approval": approval}
    walk.refuses(errors.WrongOrder, do.approve, TOP, _at(LATER), approved_on=TODAY - timedelta(days=1), **given)
    walk.did(do.approve, TOP, _at(LATER), approved_on=TODAY, **given)
    assert (walk.now.status, walk.now.approval, walk.now.approved_on, walk.now.external_document) == (
        ReviewStatus.APPROVED, approval, TODAY, "경영기획-2026-31",
    )  # fmt: skip


# --- decisions ---


@pytest.mark.req("I-9.3.3")
def test_decisions_are_numbered_and_lie_ahead(world: World) -> None:
    walk = _decided(world)
    past = {"kind": DecisionKind.CHANGE, "text": "늦은 결정", "owner": QUALITY}
    walk.refuses(errors.WrongOrder, do.decide, QUALITY, _at(TODAY), **past, due_on=TODAY - timedelta(days=1))
    walk.refuses(errors.NoSuchInput, do.decide, QUALITY, _at(TODAY), **past, due_on=TODAY, input="z")
    walk.did(do.decide, QUALITY, _at(TODAY), **past, due_on=TODAY)
    assert [one.number for one in walk.now.decisions] == [1, 2]


@pytest.mark.req("I-9.3.3")
def test_a_decision_is_reported_by_its_owner_and_verified_by_another(world: World) -> None:
    walk = _decided(world)
    for number in (0, -1, 2):
        walk.refuses(errors.NoSuchDecision, do.follow, SUPPORT_HEAD, number=number, what="이행")
        walk.refuses(errors.NoSuchDecision, do.verify, TOP, number=number)
    walk.refuses(errors.NoSuchDecision, do.verify, TOP, number=1)  # nothing was reported yet
    walk.refuses(errors.NotTheOwner, do.follow, GROWTH_HEAD, number=1, what="이행")
    walk.did(do.follow, SUPPORT_HEAD, _at(LATER), number=1, what="채용 완료")
    walk.refuses(errors.NoSuchDecision, do.follow, SUPPORT_HEAD, number=1, what="또")
    walk.refuses(errors.OwnWork, do.verify, SUPPORT_HEAD, number=1)
    walk.did(do.verify, TOP, _at(LATER), number=1)
    walk.refuses(errors.NoSuchDecision, do.verify, TOP, number=1)
    one = walk.now.decisions[0]
    assert (one.done_on, one.done_what, one.verified_by, one.verified_on) == (LATER, "채용 완료", TOP, LATER)


def test_a_review_closes_when_every_decision_was_verified(world: World) -> None:
    walk = _decided(world).did(do.approve, TOP, _at(TODAY))
    walk.refuses(errors.DecisionsOpen, do.close, QUALITY)
    walk.did(do.follow, SUPPORT_HEAD, _at(LATER), number=1, what="채용 완료")
    walk.refuses(errors.DecisionsOpen, do.close, QUALITY)
    walk.did(do.verify, TOP, _at(LATER), number=1).did(do.close, QUALITY, _at(LATER))
    assert (walk.now.status, walk.now.closed_on) == (ReviewStatus.CLOSED, LATER)
