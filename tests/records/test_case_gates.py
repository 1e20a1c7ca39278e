"""The rules of a case: each refuses with its reason and the way on, and lets pass what it should."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from qms import errors
from qms.organisation.profile import load_profile
from qms.organisation.terms import CaseType, Channel, Medium
from qms.records.case import Case, CaseSeverity, CaseStatus, Disposition, Ground, Identity, Outcome, Purpose, clock
from qms.records.case import rules as do
from tests.marks import BOTH_PROFILES
from tests.office import (
    BEGIN,
    GROWTH_HEAD,
    QUALITY,
    SUPPORT_HEAD,
    SUPPORT_STAFF,
)
from tests.records.conftest import World
from tests.records.walk import Walk, received, refused

SMS = Medium.SMS
PETITIONS = (CaseType.COMPLAINT, CaseType.REQUEST, CaseType.GRIEVANCE, CaseType.COOPERATION)
LATER = BEGIN + timedelta(hours=5)


def _answered(world: World, type: CaseType = CaseType.COMPLAINT, **given: Any) -> Walk[Case]:  # noqa: ANN401 - the act's own
    walk = received(world, type)
    walk.did(do.assign, SUPPORT_STAFF, department="support")
    walk.did(do.acknowledge, SUPPORT_STAFF, via=SMS, told="7일 안에 기업지원팀이 회신합니다")
    return walk.did(do.answer, SUPPORT_HEAD, **{"text": "다시 예약했습니다", **given})


# --- receipt ---


def test_a_type_that_the_organisation_does_not_open_is_not_taken_in(world: World) -> None:
    facts = world.facts(SUPPORT_STAFF)
    plain = replace(facts, profile=load_profile("iso9001"))
    with refused(errors.TypeNotOpen):
        do.receive(plain, "CS-2026-0001", type=CaseType.INTEGRITY, channel=Channel.WEB, title="신고")
    with refused(errors.TypeNotOpen):
        do.settle(
            plain, "CS-2026-0001", type=CaseType.GRIEVANCE, channel=Channel.VISIT, title="고충", answer="안내",
            department="support",
        )  # fmt: skip
    assert do.receive(facts, "CS-2026-0001", type=CaseType.INTEGRITY, channel=Channel.WEB, title="신고").code


def test_who_asks_without_a_name_is_answered_where_the_profile_asks_for_none(world: World) -> None:
    plain = World(replace(world.base, profile=load_profile("iso9001")))
    walk = received(plain, CaseType.COMPLAINT, anonymous=True).did(do.assign, SUPPORT_STAFF, department="support")
    walk.did(do.acknowledge, SUPPORT_STAFF, via=SMS, told="안내").did(do.answer, SUPPORT_HEAD, text="고쳤습니다")
    assert walk.now.outcome is Outcome.ACCEPTED
    walk.refuses(errors.NeedsNotice, do.close, SUPPORT_HEAD)


@pytest.mark.parametrize(("times", "consented", "allowed"), [(0, 0, 0), (0, 1, 1), (1, 1, 2), (3, 0, 3), (2, 2, 4)])
def test_a_due_date_is_put_off_as_often_as_the_profile_says(
    world: World, times: int, consented: int, allowed: int
) -> None:
    profile = load_profile("iso9001")
    wanted = {"extensions": times, "extensions_with_consent": consented}
    limits = tuple(one.model_copy(update={"times": wanted[one.id]}) for one in profile.limits)
    walk = received(World(replace(world.base, profile=profile.model_copy(update={"limits": limits}))))
    walk.did(do.assign, SUPPORT_STAFF, department="support")
    for count in range(allowed):
        due = walk.now.due_at
        assert due
        walk.did(clock.extend, SUPPORT_HEAD, until=due.date() + timedelta(2), reason="확인", consent=count >= times)
    assert walk.now.due_at
    until = walk.now.due_at.date() + timedelta(2)
    walk.refuses(errors.ExtensionRefused, clock.extend, SUPPORT_HEAD, until=until, reason="확인", consent=True)
    assert len(walk.now.extensions) == allowed


@BOTH_PROFILES
@pytest.mark.parametrize(
    ("given", "identity"),
    [
        ({"name": "홍길동", "address": "순천", "contact": "010"}, Identity.VERIFIED),
        ({"name": "홍길동", "contact": "a@b.kr"}, Identity.STATED),
        ({"name": "홍길동", "contact": None}, Identity.STATED),
        ({"name": None, "contact": "010"}, Identity.STATED),
        ({"name": "홍길동", "address": "순천", "anonymous": True}, Identity.ANONYMOUS),
    ],
)
def test_how_well_the_customer_is_known(world: World, given: dict[str, Any], identity: Identity) -> None:
    assert received(world, **given).now.identity is identity


@BOTH_PROFILES
def test_of_who_wants_to_stay_unknown_nothing_is_kept(world: World) -> None:
    case = received(world, address="순천시", anonymous=True).now
    assert (case.customer_name, case.customer_address, case.customer_contact) == (None, None, None)


@pytest.mark.req("P-2.7")
@BOTH_PROFILES
def test_receipt_sets_the_term_and_the_due_date(world: World) -> None:
    case = received(world).now
    assert (case.status, case.received_at, case.recorded_at) == (CaseStatus.RECEIVED, BEGIN, BEGIN)
    assert case.term is not None
    assert case.due_at is not None
    assert case.due_at > BEGIN


# --- petitions without a name (manual P-7.2) ---


@pytest.mark.req("KR-CIV", "P-7.2")
@pytest.mark.parametrize("type", PETITIONS)
def test_a_petition_without_a_name_is_kept_and_closes_as_not_answerable(world: World, type: CaseType) -> None:
    walk = received(world, type, anonymous=True)
    walk.did(do.assign, SUPPORT_STAFF, department="support").did(do.acknowledge, SUPPORT_STAFF, via=SMS, told="접수")
    walk.refuses(errors.AnonymousPetition, do.answer, SUPPORT_HEAD, text="회신")
    walk.did(do.close, SUPPORT_HEAD)
    assert (walk.now.status, walk.now.outcome) == (CaseStatus.CLOSED, Outcome.NOT_ANSWERABLE)


@pytest.mark.req("P-7.2")
@pytest.mark.parametrize("type", [one for one in CaseType if one not in PETITIONS])
def test_other_contacts_without_a_name_are_answered(world: World, type: CaseType) -> None:
    walk = received(world, type, anonymous=True)
    walk.did(do.assign, SUPPORT_STAFF, department="support").did(do.acknowledge, SUPPORT_STAFF, via=SMS, told="접수")
    assert walk.did(do.answer, SUPPORT_HEAD, text="회신").now.status is CaseStatus.ANSWERED


# --- acknowledgement (manual C-2) ---


@pytest.mark.req("C-2", "P-1.3")
@BOTH_PROFILES
def test_an_acknowledgement_names_the_department(world: World) -> None:
    walk = received(world).did(do.assign, SUPPORT_STAFF, department="support")
    nobody_s = Walk(world, walk.now.but(department=None))
    nobody_s.refuses(errors.NeedsDepartment, do.acknowledge, SUPPORT_STAFF, via=SMS, told="접수")
    walk.did(do.acknowledge, SUPPORT_STAFF, LATER, via=SMS, told="접수했습니다")
    (told,) = walk.now.communications
    assert (told.purpose, told.medium, told.by, told.department, told.said, told.at) == (
        Purpose.ACKNOWLEDGEMENT, SMS, SUPPORT_STAFF, "support", "접수했습니다", LATER,
    )  # fmt: skip
    assert walk.now.acknowledged_at == LATER


# --- answer (manual P-7.3) ---


@pytest.mark.req("P-7.3")
@BOTH_PROFILES
def test_not_accepting_needs_ground_and_remedies(world: World) -> None:
    walk = received(world).did(do.assign, SUPPORT_STAFF, department="support")
    walk.did(do.acknowledge, SUPPORT_STAFF, via=SMS, told="접수")
    no = {"text": "할 수 없습니다", "outcome": Outcome.NOT_ACCEPTED}
    walk.refuses(errors.NeedsGround, do.answer, SUPPORT_HEAD, **no)
    walk.refuses(errors.NeedsGround, do.answer, SUPPORT_HEAD, **no, ground=Ground.LAW)
    walk.refuses(errors.NeedsGround, do.answer, SUPPORT_HEAD, **no, remedies="이의신청")
    walk.did(do.answer, SUPPORT_HEAD, **no, ground=Ground.LAW, remedies="90일 안에 이의신청")
    assert (walk.now.outcome, walk.now.ground) == (Outcome.NOT_ACCEPTED, Ground.LAW)
    assert walk.now.handler == SUPPORT_HEAD


# --- closing (manual P-4.1, R-UH-4, C-3) ---


@pytest.mark.req("I-10002")
@BOTH_PROFILES
def test_nothing_closes_unanswered(world: World) -> None:
    walk = received(world)
    walk.refuses(errors.NeedsAnswer, do.close, SUPPORT_HEAD)
    walk.did(do.assign, SUPPORT_STAFF, department="support")
    walk.refuses(errors.NeedsAnswer, do.close, SUPPORT_HEAD, no_notice="연락이 닿지 않음")


@pytest.mark.req("KR-CIV", "P-4.1", "P-5.1")
@BOTH_PROFILES
def test_a_case_closes_when_the_customer_was_told(world: World) -> None:
    walk = _answered(world, CaseType.INQUIRY)
    walk.refuses(errors.NeedsNotice, do.close, SUPPORT_HEAD)
    walk.did(do.notify, SUPPORT_STAFF, via=Medium.PHONE)
    told = walk.now.communications[-1]
    assert (told.purpose, told.said) == (Purpose.NOTICE, "다시 예약했습니다")
    walk.did(do.close, SUPPORT_HEAD, LATER, satisfied=True)
    assert (walk.now.status, walk.now.closed_at, walk.now.satisfied) == (CaseStatus.CLOSED, LATER, True)


@pytest.mark.req("KR-CIV", "P-4.1")
@BOTH_PROFILES
def test_a_case_closes_with_the_reason_why_nobody_could_be_told(world: World) -> None:
    walk = _answered(world, CaseType.INQUIRY).did(do.close, SUPPORT_HEAD, no_notice="연락처가 없음")
    assert (walk.now.status, walk.now.no_notice_reason) == (CaseStatus.CLOSED, "연락처가 없음")


@pytest.mark.req("C-3")
@pytest.mark.parametrize("type", [CaseType.COMPLAINT, CaseType.GRIEVANCE, CaseType.UNFAIR_HANDLING])
@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.PARTLY])
def test_what_was_upheld_ends_in_an_improvement(world: World, type: CaseType, outcome: Outcome) -> None:
    walk = _answered(world, type, outcome=outcome).did(do.notify, SUPPORT_STAFF, via=SMS)
    walk.refuses(errors.NeedsDisposition, do.close, SUPPORT_HEAD)
    walk.did(do.dispose, SUPPORT_HEAD, disposition=Disposition.NONE, reason="한 번뿐인 실수")
    assert walk.did(do.close, SUPPORT_HEAD).now.status is CaseStatus.CLOSED


@pytest.mark.req("C-3")
@BOTH_PROFILES
@pytest.mark.parametrize("type", [CaseType.REQUEST, CaseType.INQUIRY, CaseType.SUGGESTION, CaseType.COMPLIMENT])
def test_other_cases_may_be_disposed_of_together_later(world: World, type: CaseType) -> None:
    walk = _answered(world, type).did(do.notify, SUPPORT_STAFF, via=SMS).did(do.close, SUPPORT_HEAD)
    walk.did(do.dispose, QUALITY, disposition=Disposition.SHARE, reason="3월 예약 문의")
    assert walk.now.disposition is Disposition.SHARE


@pytest.mark.req("R-UH-4")
@BOTH_PROFILES
def test_a_major_case_is_reported_before_it_closes(world: World) -> None:
    walk = _answered(world, CaseType.REQUEST).did(do.notify, SUPPORT_STAFF, via=SMS)
    walk.did(do.assess, SUPPORT_HEAD, severity=CaseSeverity.MAJOR, reason="여러 기업")
    walk.refuses(errors.NeedsReport, do.close, SUPPORT_HEAD)
    walk.did(do.report, SUPPORT_HEAD)
    walk.refuses(errors.NeedsDisposition, do.close, SUPPORT_HEAD)
    walk.did(do.set_policy, GROWTH_HEAD, policy="예약 체계부터 고칩니다")
    walk.did(do.dispose, SUPPORT_HEAD, disposition=Disposition.CAPA, reason="재발 방지")
    assert walk.did(do.close, SUPPORT_HEAD).now.policy_by == GROWTH_HEAD


# --- at once ---


@pytest.mark.req("C-4")
@pytest.mark.parametrize("type", list(CaseType))
@pytest.mark.parametrize("channel", [Channel.VISIT, Channel.PHONE, Channel.EMAIL, Channel.WEB])
def test_what_is_settled_at_once(world: World, type: CaseType, channel: Channel) -> None:
    given = {"title": "주차", "answer": "지하 1층입니다", "department": "support"}
    settled = {CaseType.INQUIRY, CaseType.COMPLIMENT, CaseType.SUGGESTION}
    if type not in settled and channel not in {Channel.VISIT, Channel.PHONE}:
        with refused(errors.NotSettled):
            do.settle(world.facts(SUPPORT_STAFF), "CS-2026-0001", type=type, channel=channel, **given)
        return
    case = do.settle(world.facts(SUPPORT_STAFF), "CS-2026-0001", type=type, channel=channel, **given)
    assert case.status is CaseStatus.CLOSED
    assert {case.received_at, case.answered_at, case.notified_at, case.closed_at} == {BEGIN}
    assert (case.identity, case.handler, case.answer) == (Identity.ANONYMOUS, SUPPORT_STAFF, "지하 1층입니다")
    assert [one.said for one in case.communications] == ["지하 1층입니다"]


# --- other ends ---


@BOTH_PROFILES
def test_a_case_handed_to_another_body(world: World) -> None:
    walk = received(world).did(do.transfer, SUPPORT_HEAD, to="순천시청")
    assert (walk.now.status, walk.now.outcome, walk.now.transferred_to) == (
        CaseStatus.TRANSFERRED, Outcome.TRANSFERRED, "순천시청",
    )  # fmt: skip
    walk.refuses(errors.NeedsNotice, do.close, SUPPORT_HEAD)
    walk.did(do.notify, SUPPORT_STAFF, via=SMS, said="순천시청으로 보냈습니다").did(do.close, SUPPORT_HEAD)
    assert walk.now.outcome is Outcome.TRANSFERRED


@BOTH_PROFILES
def test_a_case_taken_back_closes_without_notice(world: World) -> None:
    walk = received(world).did(do.withdraw, SUPPORT_STAFF).did(do.close, SUPPORT_HEAD)
    assert (walk.now.status, walk.now.outcome) == (CaseStatus.CLOSED, Outcome.WITHDRAWN)


@pytest.mark.req("P-3.2")
@BOTH_PROFILES
def test_a_case_taken_up_again_begins_anew_and_keeps_what_was_said(world: World) -> None:
    walk = _answered(world, CaseType.INQUIRY).did(do.notify, SUPPORT_STAFF, via=SMS).did(do.close, SUPPORT_HEAD)
    said = walk.now.communications
    walk.refuses(errors.WrongOrder, do.reopen, QUALITY, BEGIN - timedelta(minutes=1), reason="또")
    walk.did(do.reopen, QUALITY, LATER, reason="같은 일이 또 생김")
    assert (walk.now.status, walk.now.reopened_at, walk.now.reopen_reason) == (
        CaseStatus.ASSIGNED, LATER, "같은 일이 또 생김",
    )  # fmt: skip
    assert (walk.now.closed_at, walk.now.answered_at, walk.now.notified_at, walk.now.outcome) == (None,) * 4
    assert walk.now.communications == said
    walk.refuses(errors.NeedsAnswer, do.close, SUPPORT_HEAD, LATER)


def test_a_case_of_no_department_is_taken_up_by_one(world: World) -> None:
    walk = received(world, anonymous=True).did(do.close, SUPPORT_HEAD)
    walk.refuses(errors.NeedsDepartment, do.reopen, QUALITY, reason="성명을 밝힘")
    assert walk.did(do.reopen, QUALITY, reason="성명을 밝힘", department="support").now.department == "support"
