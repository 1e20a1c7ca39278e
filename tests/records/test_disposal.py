"""Disposal of records: three steps by three people and a board; what is missing is refused, and whose it is said."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms import errors
from qms.organisation.retention import RetentionClass
from qms.organisation.terms import Role
from qms.records.disposal import BoardMember, Disposal, DisposalStatus, Verdict
from qms.records.disposal.rules import refuse_board
from qms.records.erasure import ErasureBasis, ErasureStatus
from qms.registry.retention import RetentionPart, RetentionState
from tests.office import GROWTH_HEAD, LEAVER, PLANNING_HEAD, QUALITY, SEOUL, SUPPORT_HEAD, SUPPORT_STAFF, TOP
from tests.registry.test_erasing import LAW, ONE, closed

if TYPE_CHECKING:
    from collections.abc import Callable

    from qms.records.erasure import Erasure
    from tests.office import Office

AFTER = datetime(2032, 1, 5, 9, 0, tzinfo=SEOUL)
"""The period of a case that closed in 2026, five years, is over."""
OUTSIDE = (BoardMember(office="○○대학교 기록학과 교수"), BoardMember(office="○○기록원 연구관"))
WHY: dict[str, Any] = {"verdict": Verdict.DISPOSE, "reason": "업무에 더 쓰이지 않음"}
BOARD: dict[str, Any] = {"minutes": "기록-2032-7", "members": OUTSIDE}


def _due(office: Office, number: int = 1) -> list[str]:
    codes = [closed(office, f"가나리{'아자차카'[i]}", f"010-7777-000{i}").code for i in range(number)]
    office.clock.now = AFTER
    return codes


def _examined(office: Office, *codes: str) -> Disposal:
    listed = office.by(SUPPORT_STAFF).disposals.draw_up(codes=codes)
    office.by(SUPPORT_HEAD).disposals.give_opinion(listed.code, **WHY)
    return office.by(QUALITY).disposals.examine(listed.code, **WHY)


def _decided(office: Office, *codes: str, **said: Any) -> Disposal:  # noqa: ANN401 - as the act takes it
    return office.by(TOP).disposals.decide(_examined(office, *codes).code, **{**WHY, **BOARD, **said})


def _state(office: Office, code: str, on: date | None = None) -> tuple[RetentionState, RetentionClass, date | None]:
    (found,) = (
        one for one in office.registry.retention.all(on) if (one.code, one.part) == (code, RetentionPart.RECORD)
    )
    return found.state, found.keep, found.ends_on


@pytest.mark.req("KR-REC-43", "I-753.2d")
def test_three_steps_and_an_erasure_dispose_of_what_is_due(office: Office) -> None:
    (code,) = _due(office)
    assert _state(office, code)[0] is RetentionState.APPRAISE
    decided = _decided(office, code)
    assert (decided.status, decided.department) == (DisposalStatus.DECIDED, "support")
    assert [(one.matter, one.verdict) for one in decided.records] == [(code, Verdict.DISPOSE)]
    assert _state(office, code)[0] is RetentionState.DISPOSE
    ordered, erasure = office.registry.disposals.carry_out(decided.code)
    assert (ordered.status, ordered.erasure) == (DisposalStatus.DECIDED, erasure.code)
    assert (erasure.disposal, erasure.basis) == (decided.code, ErasureBasis.PERIOD_OVER)
    ready: Erasure = office.by(TOP).erasures.approve(erasure.code)
    assert office.registry.erasures.carry_out(ready).found == 0
    after = office.registry.cases.get(code)
    assert (after.customer_name, after.title, after.answer) == (None, None, None)
    assert (after.closed_at is not None, after.department) == (True, "support")
    assert _state(office, code)[0] is RetentionState.DISPOSED
    assert office.registry.retention.due() == ()
    assert [one for one in office.registry.verify() if one.rule != "store.finding.personal_erased"] == []


@pytest.mark.req("KR-REC-43")
@pytest.mark.parametrize("missing", ["give_opinion", "examine", "decide"])
def test_any_step_that_is_missing_is_refused_with_whose_it_is(office: Office, missing: str) -> None:
    (code,) = _due(office)
    disposals = office.by(SUPPORT_STAFF).disposals
    listed = disposals.draw_up(codes=[code])
    if missing != "give_opinion":
        office.by(SUPPORT_HEAD).disposals.give_opinion(listed.code, **WHY)
    if missing == "decide":
        office.by(QUALITY).disposals.examine(listed.code, **WHY)
    later = {"give_opinion": ("examine", "decide", "order"), "examine": ("decide", "order"), "decide": ("order",)}
    tries: dict[str, Callable[[], object]] = {
        "examine": lambda: office.by(QUALITY).disposals.examine(listed.code, **WHY),
        "decide": lambda: office.by(TOP).disposals.decide(listed.code, **WHY, **BOARD),
        "order": lambda: office.by(QUALITY).disposals.carry_out(listed.code),
    }
    for act in later[missing]:
        with pytest.raises(errors.StepOwed) as refused:
            tries[act]()
        assert refused.value.owed == f"disposal.act.{missing}"
        profile = office.registry.facts().profile
        assert [str(one) for one in refused.value.roles] == [
            str(profile.called(role)) for role in Role if role in profile.authority[f"disposal.{missing}"]
        ]
    with pytest.raises(errors.NotOnList):
        office.registry.erasures.ask(basis=ErasureBasis.PERIOD_OVER, law=LAW, codes=[code], disposal=listed.code)
    assert list(office.registry.erasures.find()) == []


@pytest.mark.req("KR-REC-43")
@ONE
def test_each_step_is_another_persons(office: Office) -> None:
    codes = _due(office, 2)
    listed = office.by(SUPPORT_STAFF).disposals.draw_up(codes=codes)
    office.by(TOP).disposals.give_opinion(listed.code, **WHY)
    office.by(QUALITY).disposals.examine(listed.code, **WHY)
    for who in (TOP, GROWTH_HEAD):
        members = (*OUTSIDE, BoardMember(person=TOP)) if who == GROWTH_HEAD else OUTSIDE
        with pytest.raises(errors.OwnWork):
            office.by(who).disposals.decide(listed.code, **WHY, minutes="기록-2032-7", members=members)
    with pytest.raises(errors.NotAllowed):
        office.by(SUPPORT_HEAD).disposals.decide(listed.code, **WHY, **BOARD)
    done = office.by(GROWTH_HEAD).disposals.decide(listed.code, **WHY, **BOARD)
    assert done.decided(Verdict.DISPOSE) == tuple(codes)


@pytest.mark.req("KR-REC-43")
@given(
    st.lists(st.sampled_from(["a", "b", "c"]), max_size=5),
    st.lists(st.sampled_from(["교수", "연구관", "위원"]), max_size=5),
)
def test_a_board_is_up_to_five_and_two_or_more_from_outside(inside: list[str], outside: list[str]) -> None:
    members = [*(BoardMember(person=one) for one in inside), *(BoardMember(office=one) for one in outside)]
    fit = len(set(inside)) == len(inside) and len(set(outside)) == len(outside)
    if fit and len(members) <= 5 and len(outside) >= 2:
        refuse_board("DP-2026-0001", members)
    else:
        with pytest.raises(errors.BoardUnfit):
            refuse_board("DP-2026-0001", members)


@pytest.mark.req("KR-REC-26", "KR-REC-43")
@ONE
def test_what_is_kept_on_comes_up_again_after_five_years_and_what_is_set_again_after_its_class(office: Office) -> None:
    gone, kept, longer = _due(office, 3)
    decided = _decided(office, gone, kept, longer, keep=[kept], again=[longer], new_class=RetentionClass.YEARS_10)
    assert decided.decided(Verdict.DISPOSE) == (gone,)
    assert _state(office, kept) == (RetentionState.RUNNING, RetentionClass.YEARS_5, date(2036, 12, 31))
    assert _state(office, longer) == (RetentionState.RUNNING, RetentionClass.YEARS_10, date(2036, 12, 31))
    assert _state(office, kept, date(2037, 1, 1))[0] is RetentionState.APPRAISE
    with pytest.raises(errors.NotOnList):
        office.registry.erasures.ask(basis=ErasureBasis.PERIOD_OVER, law=LAW, codes=[kept], disposal=decided.code)


@ONE
def test_a_board_is_refused_what_makes_no_sense(office: Office) -> None:
    one, two = _due(office, 2)
    code = _examined(office, one).code

    def decide(**said: Any) -> Disposal:  # noqa: ANN401 - as the act takes it
        return office.by(TOP).disposals.decide(code, **{**WHY, **BOARD, **said})

    with pytest.raises(errors.NotOnList):
        decide(keep=[two])
    with pytest.raises(errors.NoLongerClass):
        decide(again=[one])
    with pytest.raises(errors.NoLongerClass):
        decide(again=[one], new_class=RetentionClass.YEARS_3)
    with pytest.raises(errors.BoardUnfit):
        decide(members=OUTSIDE[:1])
    kept = decide(verdict=Verdict.KEEP)
    with pytest.raises(errors.NothingToDispose):
        office.registry.disposals.carry_out(kept.code)


@pytest.mark.req("KR-REC-26", "KR-REC-43")
@ONE
def test_only_what_is_due_of_one_unit_and_on_no_other_list_is_listed(office: Office) -> None:
    early = closed(office).code
    disposals = office.by(QUALITY).disposals
    with pytest.raises(errors.PeriodRuns) as refused:
        disposals.draw_up(codes=[early])
    assert refused.value.records == (f"{early} (2031-12-31)",)
    office.clock.now = AFTER
    hold = office.registry.holds.place(codes=[early], law="법무-2032-1", reason="소송")
    assert _state(office, early)[0] is RetentionState.HELD
    with pytest.raises(errors.UnderHold):
        disposals.draw_up(codes=[early])
    office.registry.holds.release(hold.code, reason="취하")
    listed = disposals.draw_up(codes=[early])
    with pytest.raises(errors.AlreadyListed):
        disposals.draw_up(codes=[early])
    disposals.void(listed.code, reason="다시 봄")
    with pytest.raises(errors.NotAllowed):
        office.by(PLANNING_HEAD).disposals.draw_up(codes=[early])
    assert disposals.draw_up(codes=[early, early.lower()]).department == "support"


@ONE
def test_a_hold_placed_after_the_decision_stops_it_and_a_refused_erasure_can_be_asked_for_anew(office: Office) -> None:
    (code,) = _due(office)
    decided = _decided(office, code)
    hold = office.registry.holds.place(codes=[code], law="법무-2032-1", reason="소송")
    with pytest.raises(errors.UnderHold):
        office.registry.disposals.carry_out(decided.code)
    office.registry.holds.release(hold.code, reason="취하")
    _, first = office.registry.disposals.carry_out(decided.code)
    with pytest.raises(errors.AlreadyListed):
        office.registry.disposals.carry_out(decided.code)
    office.by(TOP).erasures.refuse(first.code, reason="목록 확인 필요")
    ordered, second = office.registry.disposals.carry_out(decided.code)
    assert ordered.erasure == second.code != first.code
    assert office.registry.erasures.get(second.code).status is ErasureStatus.ASKED


@pytest.mark.req("KR-REC-26", "KR-PI21")
def test_that_the_period_is_over_is_no_ground_before_it_is(office: Office) -> None:
    code = closed(office).code
    office.clock.now = datetime(2029, 12, 31, 23, 0, tzinfo=SEOUL)
    with pytest.raises(errors.PeriodRuns) as refused:
        office.registry.erasures.ask(basis=ErasureBasis.PERIOD_OVER, law=LAW, codes=[code])
    assert refused.value.records == (f"{code} (2029-12-31)",)
    office.clock.ahead(hours=1)
    asked = office.registry.erasures.ask(basis=ErasureBasis.PERIOD_OVER, law=LAW, codes=[code])
    assert asked.status is ErasureStatus.ASKED
    with pytest.raises(errors.PeriodRuns):
        office.registry.erasures.ask(basis=ErasureBasis.PERIOD_OVER, law=LAW, codes=[LEAVER])
