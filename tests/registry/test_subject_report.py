"""Row KR-PI-35: the report lists every place in which something about the person stands, and is itself logged."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

import qms
from qms import errors
from qms.records.case import CaseSeverity
from qms.registry.subject import subject_report
from tests.office import AUDITOR, QUALITY, SUPPORT_HEAD, SUPPORT_STAFF

if TYPE_CHECKING:
    from tests.office import Office

NAME, CONTACT, PLACE = "카나리아 홍", "010-7777-1234", "전라남도 순천시 해룡면 지봉로 777"
WHY = "본인 열람 요구"


@pytest.mark.req("KR-PI-35/36/37")
def test_every_place_is_listed(office: Office) -> None:
    first = office.receive(name=NAME, contact=CONTACT, address=PLACE, text="첫 글", department="support")
    office.by(SUPPORT_STAFF).cases.attach(first.code, qms.File("카나리아 홍 사진.txt", b"x\n"))
    office.clock.ahead(hours=1)
    second = office.receive(name="홍 씨", contact="010 7777 1234", text="둘째 글")
    other = office.receive(name="성춘향", contact="010-1111-2222", text=f"{NAME} 님이 소개함")
    capa = office.by(SUPPORT_HEAD).capas.open(
        title="재발 방지", problem="담당자가 01077771234로 잘못 안내", department="support", owner=SUPPORT_HEAD
    )
    for asked in ({"code": first.code}, {"contact": "01077771234"}):
        report = subject_report(office.by(QUALITY), reason=WHY, **asked)
        assert report.cases == (first.code, second.code)
        told = {(one.code, one.value) for one in report.held}
        assert {
            (first.code, NAME), (first.code, CONTACT), (first.code, PLACE), (first.code, "첫 글"),
            (first.code, "카나리아 홍 사진.txt"), (second.code, "홍 씨"), (second.code, "둘째 글"),
            (other.code, f"{NAME} 님이 소개함"), (capa.code, "담당자가 01077771234로 잘못 안내"),
        } <= told  # fmt: skip
        assert all("성춘향" not in one.value for one in report.held)
        assert report.due == office.registry.facts().today + timedelta(days=10)
    given = office.registry.accesses.all()
    assert [(one.act, one.subjects) for one in given] == [("subject report", (first.code, second.code))] * 2


@pytest.mark.req("KR-PI-35/36/37")
def test_what_was_changed_is_listed_too(office: Office) -> None:
    case = office.receive(name=NAME, department="support")
    office.by(SUPPORT_HEAD).cases.assess(case.code, severity=CaseSeverity.MAJOR, reason="이달 들어 세 번째")
    office.by(SUPPORT_HEAD).cases.assess(case.code, severity=CaseSeverity.MINOR, reason="다시 보니 가벼움")
    held = subject_report(office.by(QUALITY), reason=WHY, code=case.code).held
    assert [one.until is None for one in held if one.value == "이달 들어 세 번째"] == [False]
    assert [one.until is None for one in held if one.value == "다시 보니 가벼움"] == [True]


@pytest.mark.req("KR-PI-35/36/37")
def test_it_needs_a_reason_and_gives_nobody_what_is_kept(office: Office) -> None:
    case = office.receive(name=NAME, contact=CONTACT)
    with pytest.raises(errors.ReasonNeeded):
        subject_report(office.by(QUALITY), reason=None, code=case.code)
    with pytest.raises(errors.NoRecord):
        subject_report(office.by(QUALITY), reason=WHY, contact="010-0000-9999")
    kept = office.receive(qms.CaseType.INTEGRITY, contact=CONTACT)
    with pytest.raises(errors.KeptFromYou):
        subject_report(office.by(QUALITY), reason=WHY, code=kept.code)
    assert subject_report(office.by(QUALITY), reason=WHY, contact=CONTACT).cases == (case.code,)
    assert subject_report(office.by(AUDITOR), reason=WHY, contact=CONTACT).cases == (case.code, kept.code)
