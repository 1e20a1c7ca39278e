"""How each input of a review comes about: collected, stated, nothing to report, missing; and gaps accepted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from qms.errors import (
    BadPeriod,
    InputMissing,
    NoDecisions,
    NoSuchInput,
    NotAllowed,
    NotTheOwner,
    WrongOrder,
    WrongStep,
)
from qms.organisation.terms import Role
from qms.records.review import Conclusion, DecisionKind, InputState
from tests.office import AUDITOR, DEPUTY, GROWTH_HEAD, PLANNING_HEAD, QUALITY, SUPPORT_STAFF, TOP

if TYPE_CHECKING:
    from qms.compile.snapshot import Gap, Section
    from tests.office import Office

CODE = "MR-2026H1"
DUE = date(2026, 12, 31)
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
FROM_RECORDS = {"a", "c1", "c2", "c3", "c4", "c5", "f"}
OWED = {"b", "c6", "c7", "d", "e"}


def states(office: Office) -> dict[str, str]:
    return {one.key: one.state.value for one in office.registry.reviews.get(CODE).inputs}


def section(office: Office, key: str) -> Section:
    snapshot = office.registry.reviews.content(CODE).snapshot
    return next(one for one in snapshot.sections if one.key == key)


def gaps(office: Office) -> dict[str, Gap]:
    return {one.key: one for one in office.registry.reviews.content(CODE).snapshot.gaps}


def hold(office: Office) -> None:
    office.by(TOP).reviews.hold(
        CODE, attendees=[(TOP, Role.TOP_MANAGEMENT)], minutes="논의함", chair=TOP, suitable=Conclusion.YES,
        adequate=Conclusion.YES, effective=Conclusion.YES,
    )  # fmt: skip


# --- collected and missing ---


@pytest.mark.req("R-QM-3", "I-9.3.2")
def test_records_answer_what_they_can_and_the_rest_is_owed(world: Office) -> None:
    review = world.registry.reviews.compile("2026H1")
    assert (review.code, review.period, review.begin, review.end) == (
        CODE,
        "2026H1",
        date(2026, 1, 1),
        date(2026, 7, 1),
    )
    assert {key for key, state in states(world).items() if state == "collected"} == FROM_RECORDS
    assert {one.key for one in world.registry.reviews.missing(CODE)} == OWED == set(gaps(world))
    assert all(one.records > 0 for one in review.inputs if one.key in FROM_RECORDS)


def test_a_missing_input_says_who_owes_it_and_since_when(world: Office) -> None:
    world.registry.reviews.compile("2026H1", hold_on=date(2026, 9, 1))
    part, gap = section(world, "b"), gaps(world)["b"]
    assert part.state == "missing"
    # Both divisions' heads owe it: neither is named alone.
    assert (part.owner.ko, part.owner.en) == ("상위부서장 문세라, 윤지호", "Senior department head 문세라, 윤지호")
    assert part.since == gap.since == date(2026, 9, 1) - timedelta(days=14)
    for words in (part.message.ko, part.message.en):
        assert "문세라" in words
        assert "2026-08-18" in words
    assert (gap.owner, gap.accepted_by, gap.reason) == (part.owner, None, None)
    assert (part.figures, part.tables, part.charts) == ((), (), ())


def test_who_left_owes_nothing_and_a_deputy_only_where_nobody_else_holds_the_role(world: Office) -> None:
    registry = world.registry
    registry.reviews.compile("2026H1")
    registry.assignments.assign(
        person=DEPUTY, role=Role.SENIOR_HEAD, department="growth", deputy_of=GROWTH_HEAD, since=date(2026, 8, 1)
    )
    assert section(world, "b").owner.ko == "상위부서장 문세라, 윤지호"
    registry.people.leave(GROWTH_HEAD, until=date(2026, 8, 2))
    assert section(world, "b").owner.ko == "상위부서장 윤지호"
    registry.people.leave(PLANNING_HEAD, until=date(2026, 8, 2))
    assert section(world, "b").owner.ko == "상위부서장 임나리"


@ON_SQLITE
def test_an_empty_store_owes_everything_but_the_first_follow_up(office: Office) -> None:
    office.registry.reviews.compile("2026H1")
    assert {key for key, state in states(office).items() if state == "collected"} == {"a"}
    snapshot = office.registry.reviews.content(CODE).snapshot
    assert snapshot.earlier == ()
    assert "이전 경영검토가 없습니다" in section(office, "a").message.ko
    assert [len(one.rows) for one in snapshot.registers] == [0, 0, len(office.registry.facts().profile.rows())]
    assert all(part.tables == () or part.key == "c5" for part in snapshot.sections)


@ON_SQLITE
def test_a_draft_is_collected_anew_each_time(office: Office) -> None:
    office.registry.reviews.compile("2026H1")
    assert section(office, "c1").state == "missing"
    office.receive(department="support")
    draft = section(office, "c1")
    assert (draft.state, draft.figures[0].value) == ("collected", "1")
    assert states(office)["c1"] == "missing"
    assert states_after_collecting(office)["c1"] == "collected"


def states_after_collecting(office: Office) -> dict[str, str]:
    office.registry.reviews.collect(CODE)
    return states(office)


@ON_SQLITE
@pytest.mark.parametrize("spelled", ["2026H3", "2026-13", "26H1", "", "2026h1", "1899", "2026Q0"])
def test_a_period_that_is_none(office: Office, spelled: str) -> None:
    with pytest.raises(BadPeriod):
        office.registry.reviews.compile(spelled)
    assert office.registry.reviews.all() == []


def test_compiling_twice_plans_once(office: Office) -> None:
    first = office.registry.reviews.compile("2026H1")
    second = office.registry.reviews.compile("2026H1")
    assert (first.code, second.version) == (second.code, first.version + 1)
    assert [entry.act for entry in office.registry.history(CODE)] == ["review.plan", "review.collect", "review.collect"]


# --- stated ---


def test_a_statement_is_kept_through_collecting(world: Office) -> None:
    reviews = world.registry.reviews
    reviews.compile("2026H1")
    world.by(PLANNING_HEAD).reviews.state(CODE, key="d", statement="인력 두 명이 모자랍니다.")
    reviews.state(CODE, key="e")
    reviews.compile("2026H1")
    assert [states(world)[key] for key in ("d", "e")] == ["stated", "nothing"]
    stated, nothing = section(world, "d"), section(world, "e")
    assert (stated.statement, stated.stated_by) == ("인력 두 명이 모자랍니다.", "윤지호")
    assert stated.since is nothing.since is None
    assert "보고할 사항이 없다고 서하나가 밝혔습니다." in nothing.message.ko
    assert "서하나 states that there is nothing to report." in nothing.message.en
    assert {"d", "e"}.isdisjoint(gaps(world))


def test_a_statement_beside_records_leaves_the_records(world: Office) -> None:
    world.registry.reviews.compile("2026H1")
    world.registry.reviews.state(CODE, key="c1", statement="설문은 하반기에 합니다.")
    part = section(world, "c1")
    assert (part.state, part.statement) == ("stated", "설문은 하반기에 합니다.")
    assert part.figures
    assert "접수되었습니다" in part.message.ko


def test_who_does_not_owe_an_input_does_not_state_it(world: Office) -> None:
    world.registry.reviews.compile("2026H1")
    with pytest.raises(NotTheOwner):
        world.by(AUDITOR).reviews.state(CODE, key="d", statement="…")
    with pytest.raises(NotAllowed):
        world.by(SUPPORT_STAFF).reviews.state(CODE, key="d", statement="…")
    with pytest.raises(NoSuchInput):
        world.registry.reviews.state(CODE, key="c9", statement="…")


# --- gaps ---


def _accept(office: Office, key: str = "b", *, due_on: date = DUE) -> None:
    office.by(TOP).reviews.accept_gap(CODE, key=key, reason="다음 검토까지 정리함", owner=GROWTH_HEAD, due_on=due_on)


def test_an_accepted_gap_stays_a_gap_with_its_reason_and_becomes_a_decision(world: Office) -> None:
    world.registry.reviews.compile("2026H1")
    _accept(world)
    gap = gaps(world)["b"]
    assert (gap.accepted_by, gap.reason) == ("한도윤", "다음 검토까지 정리함")
    assert section(world, "b").state == "missing"
    assert "b" not in {one.key for one in world.registry.reviews.missing(CODE)}
    (decision,) = world.registry.reviews.content(CODE).outcome.decisions
    assert (decision.input, decision.owner, decision.due_on, decision.state) == ("b", "문세라", DUE, "open")


def test_a_gap_is_accepted_by_the_chair_once_and_only_where_there_is_one(world: Office) -> None:
    world.registry.reviews.compile("2026H1")
    with pytest.raises(NotAllowed):
        world.registry.reviews.accept_gap(CODE, key="b", reason="…", owner=QUALITY, due_on=DUE)
    with pytest.raises(NoSuchInput):
        _accept(world, "c1")
    with pytest.raises(WrongOrder):
        _accept(world, due_on=date(2026, 8, 4))
    _accept(world)
    with pytest.raises(NoSuchInput):
        _accept(world)
    assert len(world.registry.reviews.get(CODE).decisions) == 1


def test_a_gap_that_is_filled_after_all_is_no_gap(world: Office) -> None:
    world.registry.reviews.compile("2026H1")
    _accept(world)
    world.registry.reviews.state(CODE, key="b", statement="환경 변화 없음")
    assert "b" not in gaps(world)
    assert states(world)["b"] == "stated"


def test_no_approval_while_an_input_is_missing_and_the_way_on(world: Office) -> None:
    reviews, top = world.registry.reviews, world.by(TOP).reviews
    reviews.compile("2026H1")
    reviews.freeze(CODE)
    hold(world)
    with pytest.raises(InputMissing):
        top.approve(CODE)
    for key in sorted(OWED):
        _accept(world, key)
    approved = top.approve(CODE)
    assert approved.status == "approved"
    # What was frozen says what was missing then; the decisions say what came of it.
    content = reviews.content(CODE)
    assert {one.key for one in content.snapshot.gaps} == OWED == {one.input for one in content.outcome.decisions}
    assert all(one.accepted_by is None for one in content.snapshot.gaps)


def test_no_approval_without_a_decision_nor_before_the_meeting(world: Office) -> None:
    reviews, top = world.registry.reviews, world.by(TOP).reviews
    reviews.compile("2026H1")
    for key in OWED:
        reviews.state(CODE, key=key)
    reviews.freeze(CODE)
    with pytest.raises(WrongStep):
        top.approve(CODE)
    hold(world)
    with pytest.raises(NoDecisions):
        top.approve(CODE)
    top.decide(CODE, kind=DecisionKind.IMPROVEMENT, text="개선", owner=GROWTH_HEAD, due_on=DUE)
    with pytest.raises(WrongOrder):
        top.approve(CODE, external_document="기획-123", approved_on=date(2026, 8, 4))
    assert top.approve(CODE, external_document="기획-123", approved_on=date(2026, 8, 5)).approved_on == date(2026, 8, 5)


# --- what is asked ---


def test_what_top_management_is_asked_stands_in_the_snapshot(world: Office) -> None:
    world.registry.reviews.compile("2026H1")
    world.registry.reviews.propose(
        CODE, kind=DecisionKind.RESOURCE, text="한 명을 더", input="d", options=("증원", "외주"), recommendation="증원",
        cost_of_waiting="되풀이", budget="48,000천원", people="1명",
    )  # fmt: skip
    (asked,) = world.registry.reviews.content(CODE).snapshot.asked
    assert (asked.code, asked.clause, asked.input) == ("MR-2026H1-P1", "9.3.3 c)", "d")
    assert (asked.options, asked.recommendation) == (("증원", "외주"), "증원")
    assert (asked.cost_of_waiting, asked.budget, asked.people) == ("되풀이", "48,000천원", "1명")
    with pytest.raises(NoSuchInput):
        world.registry.reviews.propose(CODE, kind=DecisionKind.CHANGE, text="…", input="g")


@pytest.mark.req("I-9.3.2")
def test_every_input_of_the_agenda_has_its_section_in_order(world: Office) -> None:
    world.registry.reviews.compile("2026H1")
    snapshot = world.registry.reviews.content(CODE).snapshot
    keys = ["a", "b", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "d", "e", "f"]
    assert [one.key for one in snapshot.sections] == keys
    assert {one.state.value for one in snapshot.sections} == {InputState.COLLECTED, InputState.MISSING}
