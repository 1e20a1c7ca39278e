"""Whole lives through the front door, on both databases: a complaint, its CAPA, the review of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

import qms
from qms.base.record import LinkKind
from qms.organisation.terms import Role
from qms.records.capa import ActionItem, CapaStatus, Verdict
from qms.records.case import CaseSeverity, CaseStatus, Disposition, Purpose
from qms.records.review import Conclusion, DecisionKind, InputState, ReviewStatus
from tests.marks import BOTH_PROFILES
from tests.office import (
    GROWTH_HEAD,
    QUALITY,
    SEOUL,
    SUPPORT_HEAD,
    SUPPORT_STAFF,
    TOP,
)

if TYPE_CHECKING:
    from tests.office import Office

pytestmark = BOTH_PROFILES

SMS = qms.Medium.SMS


def _complaint(office: Office) -> str:
    """A complaint from the counter to its end, eighteen days later."""
    code = office.receive(text="두 번이나 취소되었습니다", topic="장비 예약").code
    staff, head = office.by(SUPPORT_STAFF).cases, office.by(SUPPORT_HEAD).cases
    staff.assign(code, department="support", handler=SUPPORT_STAFF)
    office.clock.ahead(hours=2)
    staff.acknowledge(code, via=SMS, told="기업지원팀이 7일 안에 회신합니다")
    head.assess(code, severity=CaseSeverity.MAJOR, reason="세 번째 같은 불만")
    head.report(code)
    office.by(GROWTH_HEAD).cases.set_policy(code, policy="예약 번호부터 고칩니다")
    office.clock.ahead(days=1)
    staff.ask_supplement(code, what="예약 화면 사진", by_on=date(2026, 3, 13))
    office.clock.ahead(days=2)
    staff.receive_supplement(code)
    staff.contact(code, purpose=Purpose.INTERIM, via=qms.Medium.PHONE, said="확인하고 있습니다")
    head.extend(code, until=date(2026, 3, 20), reason="공급사 확인")
    office.clock.ahead(days=10)
    staff.investigate(code, finding="같은 번호가 두 곳에서 나왔습니다")
    staff.answer(code, text="다시 예약해 드렸습니다", outcome=qms.Outcome.PARTLY, redress="사용료 감면")
    staff.contact(code, purpose=Purpose.APOLOGY, via=qms.Medium.PHONE, said="죄송합니다")
    staff.notify(code, via=SMS)
    head.dispose(code, disposition=Disposition.CAPA, reason="재발 방지")
    office.clock.ahead(days=5)
    head.close(code, satisfied=True)
    return code


def _capa(office: Office, source: str) -> str:
    """Its CAPA, from the cause to the proof, in spring and summer."""
    head, quality = office.by(SUPPORT_HEAD).capas, office.registry.capas
    code = head.open(title="이중 예약 방지", problem="같은 번호", department="support", source=source).code
    head.contain(code, what="예약을 손으로 확인")
    head.analyse(code, cause="번호가 두 곳에서 나온다", verified="재현", method=qms.Method.FIVE_WHYS, whys=("왜", "왜"))
    due, check = date(2026, 4, 10), date(2026, 6, 10)
    actions = [ActionItem(text=text, owner=SUPPORT_HEAD, due_on=due) for text in ("번호를 한 곳에서", "점검표")]
    head.plan(code, actions=actions, implement_by=due, criterion="같은 불만 0건", check_on=check, checker=GROWTH_HEAD)
    quality.approve(code)
    head.start(code)
    office.clock.ahead(days=20)
    head.finish(code, action=1, evidence="설정 화면")
    quality.cancel(code, action=2, reason="첫 조치로 충분")
    quality.extend(code, until=date(2026, 4, 30), reason="휴무")
    head.implement(code)
    office.clock.now = datetime(2026, 6, 10, 9, tzinfo=SEOUL)
    office.by(GROWTH_HEAD).capas.evaluate(code, verdict=Verdict.EFFECTIVE, measured="0건", spread_to="교육장")
    quality.close(code)
    return code


def _review(office: Office) -> str:
    """The review of the half year, and what was decided in it."""
    quality, top = office.registry.reviews, office.by(TOP).reviews
    office.clock.now = datetime(2026, 7, 6, 9, tzinfo=SEOUL)
    code = quality.compile("2026H1").code
    for one in quality.missing(code):
        quality.state(code, key=one.key, statement=None if one.key == "e" else "해당 기간의 변화를 정리함")
    quality.propose(code, kind=DecisionKind.RESOURCE, text="예약 담당 증원", input="d", options=("증원", "외주"))
    quality.freeze(code)
    office.clock.ahead(days=10)
    quality.hold(
        code, attendees=[(TOP, Role.TOP_MANAGEMENT), (QUALITY, Role.QUALITY_REPRESENTATIVE)], minutes="회의록",
        chair=TOP, suitable=Conclusion.YES, adequate=Conclusion.PARTLY, effective=Conclusion.YES,
    )  # fmt: skip
    quality.decide(
        code, kind=DecisionKind.RESOURCE, text="증원", owner=SUPPORT_HEAD, due_on=date(2026, 10, 1), input="d"
    )
    top.approve(code)
    office.clock.ahead(days=60)
    office.by(SUPPORT_HEAD).reviews.follow(code, number=1, what="채용 완료")
    top.verify(code, number=1)
    quality.close(code)
    return code


@pytest.mark.req("ALCOA-Traceable", "S-1", "R-SH-3", "R-UH-1", "P-6.2", "I-8.2.1", "I-9.3.1", "I-10002")
def test_a_complaint_its_capa_and_their_review(office: Office) -> None:
    case = _complaint(office)
    capa = _capa(office, case)
    review = _review(office)
    registry = office.registry
    told = registry.cases.get(case)
    assert (told.status, told.satisfied, told.disposition) == (CaseStatus.CLOSED, True, Disposition.CAPA)
    assert (told.reported_to, told.policy_by) == (GROWTH_HEAD, GROWTH_HEAD)
    assert [one.purpose for one in told.communications] == [
        Purpose.ACKNOWLEDGEMENT, Purpose.INTERIM, Purpose.APOLOGY, Purpose.NOTICE,
    ]  # fmt: skip
    assert told.due_at is not None
    assert told.answered_at is not None
    assert told.answered_at < told.due_at
    done = registry.capas.get(capa)
    assert (done.status, done.verdict, [(link.relation, link.target) for link in done.links]) == (
        CapaStatus.CLOSED, Verdict.EFFECTIVE, [(LinkKind.CAUSE, case)],
    )  # fmt: skip
    held = registry.reviews.get(review)
    assert (held.status, held.decisions[0].verified_by) == (ReviewStatus.CLOSED, TOP)
    assert {one.state for one in held.inputs} <= {InputState.COLLECTED, InputState.STATED, InputState.NOTHING}
    for code, record in ((case, told), (capa, done), (review, held)):
        history = registry.history(code)
        assert [entry.version for entry in history] == list(range(1, record.version + 1))
        assert [entry.recorded_at for entry in history] == sorted(entry.recorded_at for entry in history)
    assert registry.verify() == ()
    with office.open() as again:
        assert again.cases.get(case) == told
        assert again.capas.get(capa) == done
        assert again.reviews.get(review) == held
        assert again.checkpoint() == registry.checkpoint()


@pytest.mark.req("R-ST-1")
def test_most_contacts_are_one_act(office: Office) -> None:
    case = office.by(SUPPORT_STAFF).cases.settle(
        type=qms.CaseType.INQUIRY, channel=qms.Channel.PHONE, title="주차 문의", answer="지하 1층", department="support"
    )
    assert case.status is CaseStatus.CLOSED
    assert [entry.act for entry in office.registry.history(case.code)] == ["case.settle"]


@pytest.mark.req("I-10.3")
def test_the_second_review_follows_the_first(office: Office) -> None:
    office.clock.now = datetime(2026, 3, 3, 9, tzinfo=SEOUL)
    first = office.registry.reviews.compile("2025H1")
    second = office.registry.reviews.compile("2025H2")
    assert first.links == ()
    assert [(link.relation, link.target) for link in second.links] == [(LinkKind.FOLLOWS, first.code)]
    again = office.registry.reviews.compile("2025H2")
    assert (again.code, again.version) == (second.code, second.version + 1)
    assert again.opened_on == second.opened_on == office.clock.now.date()
    assert again.hold_on == second.opened_on + timedelta(days=14)
