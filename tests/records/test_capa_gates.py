"""The rules of a CAPA: no plan without a cause, nobody judges their own work, no verdict before its time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from qms import errors
from qms.base.record import LinkKind
from qms.records.capa import ActionItem, Capa, CapaSeverity, CapaStatus, Method, Verdict
from qms.records.capa import rules as do
from tests.marks import BOTH_PROFILES
from tests.office import EQUIPMENT_HEAD, GROWTH_HEAD, QUALITY, SEOUL, SUPPORT_HEAD, TOP
from tests.records.walk import Walk

if TYPE_CHECKING:
    from tests.records.conftest import World

pytestmark = BOTH_PROFILES

OPENED, PLANNED, DONE_BY, CHECK = date(2026, 3, 3), date(2026, 3, 6), date(2026, 4, 10), date(2026, 6, 10)
CHECKER = EQUIPMENT_HEAD


def on(day: date) -> datetime:
    """Ten in the morning of a day."""
    return datetime.combine(day, time(10), SEOUL)


def _actions(count: int = 2) -> tuple[ActionItem, ...]:
    return tuple(ActionItem(text=f"조치 {n}", owner=SUPPORT_HEAD, due_on=DONE_BY) for n in range(1, count + 1))


def _plan(**changed: Any) -> dict[str, Any]:  # noqa: ANN401 - the act's own
    plan = {"actions": _actions(), "implement_by": DONE_BY, "criterion": "같은 불만 0건", "check_on": CHECK}
    return {**plan, "checker": CHECKER, **changed}


def _opened(world: World, **given: Any) -> Walk[Capa]:  # noqa: ANN401 - the act's own
    known = {"title": "이중 예약", "problem": "같은 예약이 두 번", "department": "support", "owner": SUPPORT_HEAD}
    return Walk(world, do.open_(world.facts(QUALITY, on(OPENED)), "CA-2026-0001", **{**known, **given}))


def _analysed(world: World) -> Walk[Capa]:
    given = {
        "cause": "번호가 두 곳에서 나온다",
        "verified": "기록으로 재현",
        "whys": ("왜", "왜"),
        "method": Method.FIVE_WHYS,
    }
    contained = _opened(world).did(do.contain, SUPPORT_HEAD, on(OPENED), what="손으로 확인")
    return contained.did(do.analyse, SUPPORT_HEAD, on(PLANNED), **given)


def _planned(world: World) -> Walk[Capa]:
    return _analysed(world).did(do.plan, SUPPORT_HEAD, on(PLANNED), **_plan())


def _approved(world: World) -> Walk[Capa]:
    return _planned(world).did(do.approve, QUALITY, on(PLANNED))


def _implemented(world: World) -> Walk[Capa]:
    walk = _approved(world).did(do.start, SUPPORT_HEAD, on(PLANNED))
    walk.did(do.finish, SUPPORT_HEAD, on(DONE_BY), action=1, evidence="설정 화면")
    walk.did(do.cancel, QUALITY, on(DONE_BY), action=2, reason="첫 조치로 충분")
    return walk.did(do.implement, SUPPORT_HEAD, on(DONE_BY))


# --- from the problem to the plan ---


@pytest.mark.req("R-QM-1")
def test_a_capa_knows_where_it_came_from_and_whose_it_is(world: World) -> None:
    capa = _opened(world, source="CS-2026-0001", owner=None).now
    assert [(link.relation, link.target) for link in capa.links] == [(LinkKind.CAUSE, "CS-2026-0001")]
    assert (capa.owner, capa.opened_by, capa.opened_on, capa.status) == (QUALITY, QUALITY, OPENED, CapaStatus.OPEN)


@pytest.mark.req("H-5")
def test_a_major_one_is_contained_before_its_cause_is_looked_for_and_a_minor_one_need_not_be(world: World) -> None:
    found = {"cause": "번호가 두 곳에서 나온다", "verified": "기록으로 재현"}
    _opened(world).refuses(errors.NeedsContainment, do.analyse, SUPPORT_HEAD, on(PLANNED), **found)
    minor = _opened(world, severity=CapaSeverity.MINOR).did(do.analyse, SUPPORT_HEAD, on(PLANNED), **found)
    assert minor.now.status is CapaStatus.ANALYSED


def test_containment_is_something_or_has_its_reason(world: World) -> None:
    walk = _opened(world)
    walk.refuses(errors.NeedsContainment, do.contain, SUPPORT_HEAD)
    walk.refuses(errors.WrongOrder, do.contain, SUPPORT_HEAD, on(OPENED - timedelta(1)), what="임시")
    for given in ({"what": "손으로 확인"}, {"skipped": "이미 멈춤"}):
        done = _opened(world).did(do.contain, SUPPORT_HEAD, on(OPENED), **given).now
        assert (done.status, done.contained_on) == (CapaStatus.CONTAINED, OPENED)


@pytest.mark.req("I-10.2")
def test_no_plan_without_a_verified_cause(world: World) -> None:
    walk = _analysed(world)
    assert (walk.now.cause_verified_by, walk.now.cause_verified_how) == (SUPPORT_HEAD, "기록으로 재현")
    assert [one.text for one in walk.now.whys] == ["왜", "왜"]
    for lacking in ({"cause": None}, {"cause_verified_how": None}):
        Walk(world, walk.now.but(**lacking)).refuses(errors.NeedsCause, do.plan, SUPPORT_HEAD, **_plan())


def test_a_plan_has_actions_a_criterion_and_a_window_after_the_work(world: World) -> None:
    walk = _analysed(world)
    walk.refuses(errors.NeedsAction, do.plan, SUPPORT_HEAD, on(PLANNED), **_plan(actions=()))
    walk.refuses(errors.NeedsCriterion, do.plan, SUPPORT_HEAD, on(PLANNED), **_plan(criterion=""))
    walk.refuses(errors.WrongOrder, do.plan, SUPPORT_HEAD, on(PLANNED), **_plan(check_on=DONE_BY - timedelta(days=1)))
    walk.refuses(errors.WrongOrder, do.plan, SUPPORT_HEAD, on(OPENED), **_plan())
    walk.did(do.plan, SUPPORT_HEAD, on(PLANNED), **_plan(check_on=DONE_BY))
    assert (walk.now.status, walk.now.planned_by, walk.now.planned_on) == (CapaStatus.PLANNED, SUPPORT_HEAD, PLANNED)


# --- nobody's own work (manual R-QM-2) ---


@pytest.mark.parametrize(
    ("planner", "checker"), [(SUPPORT_HEAD, SUPPORT_HEAD), (QUALITY, QUALITY), (QUALITY, SUPPORT_HEAD)]
)
def test_who_checks_is_neither_owner_nor_author(world: World, planner: str, checker: str) -> None:
    walk = _analysed(world)
    walk.refuses(errors.OwnWork, do.plan, planner, on(PLANNED), **_plan(checker=checker))
    with pytest.raises(errors.OwnWork) as refused:
        do.plan(walk.now, world.facts(planner, on(PLANNED)), **_plan(checker=checker))
    assert (refused.value.actor, refused.value.act) == (checker, "capa.act.evaluate")


@pytest.mark.req("P11-10g", "ASVS-2.3.5", "R-QM-2")
def test_owner_and_author_neither_approve_nor_judge_nor_close(world: World) -> None:
    by_quality = _analysed(world).did(do.plan, QUALITY, on(PLANNED), **_plan())
    for person in (SUPPORT_HEAD, QUALITY):
        by_quality.refuses(errors.OwnWork, do.approve, person, on(PLANNED))
    by_quality.did(do.approve, TOP, on(PLANNED))
    assert by_quality.now.approved_by == TOP
    judged = {"verdict": Verdict.EFFECTIVE, "measured": "0건"}
    walk = _implemented(world)
    walk.refuses(errors.OwnWork, do.evaluate, SUPPORT_HEAD, on(CHECK), **judged)
    walk.did(do.evaluate, CHECKER, on(CHECK), **judged)
    walk.refuses(errors.OwnWork, do.close, SUPPORT_HEAD, on(CHECK))
    assert walk.did(do.close, QUALITY, on(CHECK)).now.closed_on == CHECK


def test_the_checker_does_not_become_the_owner(world: World) -> None:
    walk = _planned(world)
    walk.refuses(errors.OwnWork, do.assign, QUALITY, owner=CHECKER)
    assert walk.did(do.assign, QUALITY, owner=GROWTH_HEAD).now.owner == GROWTH_HEAD


def test_nobody_grants_themselves_more_time(world: World) -> None:
    walk = _approved(world)
    later = {"until": DONE_BY + timedelta(days=30), "reason": "부품 지연"}
    walk.refuses(errors.OwnWork, do.extend, SUPPORT_HEAD, on(PLANNED), **later)
    for until in (DONE_BY, DONE_BY - timedelta(days=1)):
        walk.refuses(errors.WrongOrder, do.extend, GROWTH_HEAD, on(PLANNED), until=until, reason="앞당김")
    walk.did(do.extend, GROWTH_HEAD, on(PLANNED), **later)
    assert (walk.now.implement_due_on, walk.now.effect_check_on) == (later["until"], CHECK)
    walk.did(do.extend, GROWTH_HEAD, on(PLANNED), until=CHECK + timedelta(days=1), reason="또")
    assert walk.now.effect_check_on == CHECK + timedelta(days=1)
    assert [(one.by, one.until) for one in walk.now.postponements] == [
        (GROWTH_HEAD, later["until"]),
        (GROWTH_HEAD, CHECK + timedelta(days=1)),
    ]


def test_a_plan_sent_back_is_planned_again(world: World) -> None:
    walk = _planned(world).did(do.send_back, QUALITY, reason="기한이 없음")
    assert (walk.now.status, walk.now.sent_back) == (CapaStatus.ANALYSED, "기한이 없음")
    walk.did(do.plan, SUPPORT_HEAD, on(PLANNED), **_plan(actions=_actions(1)))
    assert (walk.now.sent_back, len(walk.now.actions)) == (None, 1)


# --- work and its effect ---


@pytest.mark.req("A11-9")
def test_every_action_is_done_or_given_up_with_its_reason(world: World) -> None:
    walk = _approved(world)
    walk.refuses(errors.ActionsOpen, do.implement, SUPPORT_HEAD, on(DONE_BY))
    for number in (0, -1, 3, 10**9):
        walk.refuses(errors.NoSuchAction, do.finish, SUPPORT_HEAD, on(DONE_BY), action=number, evidence="사진")
        walk.refuses(errors.NoSuchAction, do.cancel, QUALITY, on(DONE_BY), action=number, reason="없음")
    walk.did(do.finish, SUPPORT_HEAD, on(DONE_BY), action=2, evidence="사진")
    walk.refuses(errors.ActionsOpen, do.implement, SUPPORT_HEAD, on(DONE_BY))
    walk.refuses(errors.NoSuchAction, do.finish, SUPPORT_HEAD, on(DONE_BY), action=2, evidence="또")
    walk.refuses(errors.NoSuchAction, do.cancel, QUALITY, on(DONE_BY), action=2, reason="또")
    walk.did(do.cancel, QUALITY, on(DONE_BY), action=1, reason="필요 없음").did(do.implement, SUPPORT_HEAD, on(DONE_BY))
    assert [(one.done_on, one.cancelled) for one in walk.now.actions] == [(None, "필요 없음"), (DONE_BY, None)]
    assert (walk.now.status, walk.now.implemented_on) == (CapaStatus.IMPLEMENTED, DONE_BY)


@pytest.mark.req("I-10.2")
@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_verdict_waits_for_the_end_of_the_window(world: World, verdict: Verdict) -> None:
    walk = _implemented(world)
    given = {"verdict": verdict, "measured": "0건"}
    walk.refuses(errors.TooEarly, do.evaluate, CHECKER, on(CHECK - timedelta(days=1)), **given)
    walk.did(do.evaluate, CHECKER, on(CHECK), **given)
    assert (walk.now.status, walk.now.verdict, walk.now.evaluated_by) == (CapaStatus.EVALUATING, verdict, CHECKER)
    if verdict is Verdict.EFFECTIVE:
        assert walk.did(do.close, QUALITY, on(CHECK)).now.status is CapaStatus.CLOSED
    else:
        walk.refuses(errors.NotShownEffective, do.close, QUALITY, on(CHECK))


@pytest.mark.req("R-UH-2", "I-10.2")
def test_what_did_not_work_is_taken_up_again_and_stays_counted(world: World) -> None:
    walk = _implemented(world).did(do.evaluate, CHECKER, on(CHECK), verdict=Verdict.NOT_EFFECTIVE, measured="2건")
    walk.did(do.reopen, QUALITY, on(CHECK), reason="또 생김")
    assert (walk.now.status, walk.now.reopened, walk.now.sent_back) == (CapaStatus.OPEN, 1, "또 생김")
    assert (walk.now.verdict, walk.now.implemented_on, walk.now.approved_by, walk.now.closed_on) == (None,) * 4
    assert [(one.verdict, one.judged_by) for one in walk.now.evaluations] == [(Verdict.NOT_EFFECTIVE, CHECKER)]


@pytest.mark.req("KR-REC-20")
def test_a_capa_that_should_not_have_been_keeps_its_number(world: World) -> None:
    walk = _planned(world).did(do.void, QUALITY, on(PLANNED), reason="중복")
    assert (walk.now.status, walk.now.code, walk.now.void_reason) == (CapaStatus.VOID, "CA-2026-0001", "중복")
    walk.refuses(errors.WrongStep, do.reopen, QUALITY, reason="다시")


def test_no_step_lies_before_the_one_it_follows(world: World) -> None:
    early = on(OPENED)
    _analysed(world).refuses(errors.WrongOrder, do.plan, SUPPORT_HEAD, early, **_plan())
    _planned(world).refuses(errors.WrongOrder, do.approve, QUALITY, early)
    _approved(world).refuses(errors.WrongOrder, do.start, SUPPORT_HEAD, early)
    _approved(world).refuses(errors.WrongOrder, do.finish, SUPPORT_HEAD, early, action=1, evidence="사진")
    walk = _implemented(world)
    done = Walk(world, walk.now.but(status="in_progress"))
    done.refuses(errors.WrongOrder, do.implement, SUPPORT_HEAD, early)
    soon = Walk(world, walk.now.but(effect_check_on=OPENED))
    soon.refuses(errors.WrongOrder, do.evaluate, CHECKER, early, verdict=Verdict.EFFECTIVE, measured="0건")
    walk.did(do.evaluate, CHECKER, on(CHECK), verdict=Verdict.EFFECTIVE, measured="0건")
    walk.refuses(errors.WrongOrder, do.close, QUALITY, on(DONE_BY))
