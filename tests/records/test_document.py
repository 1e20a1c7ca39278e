"""Controlled documents: approved before they hold, by somebody else than who drafted them, looked at in time."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pytest

from qms.errors import NotAllowed, NothingToApprove, NotYet, OwnWork, RevisionWaiting, WrongOrder, WrongStep
from qms.records.document import DocumentStatus, DocumentType
from tests.office import GROWTH_HEAD, QUALITY, SUPPORT_HEAD, SUPPORT_STAFF, TOP

if TYPE_CHECKING:
    from tests.office import Office

REVIEW = date(2027, 3, 1)
CHARTER = (
    ("헌장을 처음으로 제정함", "지원-2012-1", date(2012, 12, 21)),
    ("이행표준을 제정함", "지원-2013-7", date(2013, 10, 10)),
    ("헌장과 이행표준을 매뉴얼로 엮음", "지원-2016-31", date(2016, 12, 19)),
)
"""The revisions of the technopark's charter (manual V-1 to V-3), under numbers of the tests' own."""


def _entered(office: Office, by: str = SUPPORT_STAFF) -> str:
    documents = office.by(by).documents
    return documents.enter(type=DocumentType.PROCEDURE, title="불만 처리 절차서", department="support").code


@pytest.mark.req("P11-10i/j/k", "I-753.2e")
def test_the_revision_in_force_on_a_day_is_one_call(office: Office) -> None:
    documents = office.by(QUALITY).documents
    code = documents.enter(type=DocumentType.CHARTER, title="고객서비스헌장").code
    for text, number, day in CHARTER:
        documents.adopt(code, text=text, external_document=number, approved_on=day, effective_on=day, review_by=REVIEW)
    charter = documents.get(code)
    days = (date(2012, 12, 20), date(2012, 12, 21), date(2013, 10, 9), date(2013, 10, 10), date(2026, 3, 3))
    assert [charter.revision_on(day) for day in days] == [None, 1, 1, 2, 3]
    office.by(TOP).documents.withdraw(code, reason="통합 매뉴얼로 대체")
    assert [documents.get(code).revision_on(day) for day in (date(2026, 3, 2), date(2026, 3, 3))] == [3, None]
    assert office.registry.verify() == ()


@pytest.mark.req("I-752", "I-7.5")
def test_a_revision_waits_for_somebody_else_and_holds_from_its_day(office: Office) -> None:
    code = _entered(office)
    staff, head = office.by(SUPPORT_STAFF).documents, office.by(GROWTH_HEAD).documents
    with pytest.raises(NothingToApprove):
        head.approve(code, review_by=REVIEW)
    assert staff.revise(code, text="절차 제정").waiting
    with pytest.raises(RevisionWaiting):
        staff.revise(code, text="또 하나")
    document = head.approve(code, effective_on=date(2026, 4, 1), review_by=REVIEW)
    assert document.status is DocumentStatus.IN_FORCE
    assert (document.revision_on(date(2026, 3, 31)), document.revision_on(date(2026, 4, 1))) == (None, 1)


@pytest.mark.req("P11-10g", "P11-10i/j/k", "I-752")
@pytest.mark.parametrize("drafter", [QUALITY, GROWTH_HEAD])
def test_nobody_approves_what_they_drafted(office: Office, drafter: str) -> None:
    code = _entered(office)
    own = office.by(drafter).documents
    own.revise(code, text="절차 제정")
    with pytest.raises(OwnWork):
        own.approve(code, review_by=REVIEW)
    assert office.by(TOP).documents.approve(code, review_by=REVIEW).status is DocumentStatus.IN_FORCE


def test_a_draft_sent_back_is_drafted_anew(office: Office) -> None:
    code = _entered(office)
    staff, head = office.by(SUPPORT_STAFF).documents, office.by(GROWTH_HEAD).documents
    staff.revise(code, text="절차 제정")
    assert head.send_back(code, reason="담당 부서가 빠짐").revisions == ()
    with pytest.raises(NothingToApprove):
        head.send_back(code, reason="다시")
    staff.revise(code, text="절차 제정, 담당 부서를 넣음")
    assert len(head.approve(code, review_by=REVIEW).revisions) == 1


def test_days_follow_one_another(office: Office) -> None:
    documents = office.by(QUALITY).documents
    code = _entered(office)
    adopt = partial(documents.adopt, text="제정", external_document="지원-1", review_by=REVIEW)
    with pytest.raises(NotYet):
        adopt(code, approved_on=date(2026, 3, 4), effective_on=date(2026, 3, 4))
    with pytest.raises(WrongOrder):
        adopt(code, approved_on=date(2026, 3, 3), effective_on=date(2026, 3, 2))
    adopt(code, approved_on=date(2026, 3, 2), effective_on=date(2026, 3, 3))
    with pytest.raises(WrongOrder) as refused:
        adopt(code, approved_on=date(2026, 3, 2), effective_on=date(2026, 3, 3))
    assert "앞 개정의 시행일" in refused.value.say("ko")
    with pytest.raises(WrongOrder):
        documents.confirm(code, review_by=date(2026, 3, 3))
    assert documents.confirm(code, review_by=date(2026, 3, 4)).reviewed_by == QUALITY


@pytest.mark.req("I-753.2e")
def test_what_is_withdrawn_is_changed_no_more(office: Office) -> None:
    code = _entered(office)
    with pytest.raises(NotAllowed):
        office.by(SUPPORT_HEAD).documents.withdraw(code, reason="폐지")
    office.by(TOP).documents.withdraw(code, reason="폐지")
    with pytest.raises(WrongStep):
        office.by(SUPPORT_STAFF).documents.revise(code, text="다시")


def test_what_falls_due_for_review_is_counted(office: Office) -> None:
    from qms.base.period import Period

    documents = office.by(QUALITY).documents
    for day in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 31)):
        code = documents.enter(type=DocumentType.FORM, title="서식").code
        documents.adopt(
            code, text="제정", external_document="지원-9", approved_on=date(2026, 3, 2), effective_on=date(2026, 3, 3),
            review_by=day,
        )  # fmt: skip
    documents.enter(type=DocumentType.FORM, title="아직 없는 서식")
    (due,) = office.registry.figures.read("document.review_due", Period.of("2026H2"))
    assert due.shown() == "2"
