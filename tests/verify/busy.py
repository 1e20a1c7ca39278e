"""A store in which something of every kind has happened, made through the library's own door."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import qms
from qms.base.calendar import Holiday, HolidayKind
from qms.base.record import Origin
from qms.kinds import KINDS, ORGANISATION
from qms.records.capa import ActionItem, Method, Verdict
from qms.records.case import Case, CaseSeverity, CaseStatus, Disposition, Outcome, Purpose
from qms.records.review import Conclusion, DecisionKind
from tests.office import (
    GROWTH_HEAD,
    QUALITY,
    SEOUL,
    SUPPORT_HEAD,
    SUPPORT_STAFF,
    TOP,
    Office,
)
from tests.samples import given, lived, rules_of
from tests.signing import PIN, enrolled, key_of, paper, planned

LIVED = datetime(2026, 7, 13, 10, 30, tzinfo=SEOUL)
"""When it ends."""
PDF = b"%PDF-1.7\n%%EOF\n"
SMS = qms.Medium.SMS
SPECIAL = {*ORGANISATION, "case", "capa", "review", "signer"}
"""Kinds whose acts are told here one by one."""


def busy(office: Office) -> None:
    """Let a good half year pass."""
    first = _walked(office)
    _waiting(office)
    office.by(SUPPORT_STAFF).cases.settle(
        type=qms.CaseType.INQUIRY, channel=qms.Channel.PHONE, title="주차 문의", answer="지하 1층입니다",
        department="support",
    )  # fmt: skip
    with office.registry.batch() as registry:
        for title in ("첫째", "둘째"):
            registry.acting(SUPPORT_STAFF).cases.receive(
                type=qms.CaseType.COMPLIMENT, channel=qms.Channel.WEB, title=title, anonymous=True
            )
    office.registry.bring("case", [_brought()])
    _improved(office, first.code)
    declared = Holiday(on=date(2026, 6, 3), name_ko="선거일", name_en="Election day", kind=HolidayKind.TEMPORARY)
    office.registry.calendars.add_holiday("working", holiday=declared)
    office.registry.departments.rename("strategy", name_ko="미래전략팀", name_en="Future Strategy Team")
    office.registry.people.move("gu.nobody", department="equipment")
    for name in KINDS:
        if name not in SPECIAL:
            lived(office, name)
    office.registry.notices.remind(**given("notice", rules_of("notice")["remind"].rule))
    office.clock.now = office.clock.now.replace(month=7, day=13)
    _reviewed(office)
    _signed(office)
    office.by(SUPPORT_STAFF).accesses.note([first.code], act="case show", reason="회신 전화")


def _walked(office: Office) -> Case:
    """A complaint from the counter to its end, with an extension and every sort of free text."""
    case = office.receive(
        text="두 번이나 취소되었습니다", address="전남 순천시 해룡면 율촌산단로 1", remedy_asked="사과와 재예약",
        topic="장비 예약", service="공동장비", department="support",
    )  # fmt: skip
    head, cases = office.by(SUPPORT_HEAD).cases, office.by(SUPPORT_STAFF).cases
    head.assign(case.code, department="support", handler=SUPPORT_STAFF)
    office.clock.ahead(hours=1)
    cases.acknowledge(case.code, via=SMS, told="기업지원팀에서 처리합니다")
    head.assess(case.code, severity=CaseSeverity.MAJOR, reason="되풀이된 일")
    head.report(case.code)
    office.by(GROWTH_HEAD).cases.set_policy(case.code, policy="이번 달 안에 예약 절차를 고칠 것")
    cases.investigate(case.code, finding="예약 두 건이 한 번호로 들어갔다")
    due = case.due_at
    assert due is not None
    head.extend(case.code, until=due.date() + timedelta(days=5), reason="장비 업체의 확인이 필요함")
    cases.contact(case.code, purpose=Purpose.INTERIM, via=qms.Medium.PHONE, said="조사 중입니다")
    office.clock.ahead(days=2)
    cases.answer(case.code, text="사과드리며 다시 예약해 드렸습니다", outcome=Outcome.ACCEPTED, redress="무료 이용 1회")
    cases.notify(case.code, via=SMS)
    head.dispose(case.code, disposition=Disposition.CAPA, reason="절차의 문제")
    return head.close(case.code, satisfied=True)


def _waiting(office: Office) -> None:
    """A case that waits for what its customer was asked for."""
    case = office.receive(qms.CaseType.REQUEST, title="교육장 대관", department="support")
    office.by(SUPPORT_STAFF).cases.attach(case.code, qms.File("신청서.txt", b"2026-03-09"), qms.File("a.pdf", PDF))
    office.by(SUPPORT_STAFF).cases.withdraw_attachment(case.code, "a.pdf", reason="다른 신청의 파일")
    office.by(SUPPORT_HEAD).cases.assign(case.code, department="support")
    until = office.clock.now.date() + timedelta(days=7)
    office.by(SUPPORT_STAFF).cases.ask_supplement(case.code, what="사업자등록증 사본", by_on=until)


def _brought() -> Case:
    """A case out of an earlier register."""
    received = datetime(2025, 11, 3, 1, tzinfo=UTC)
    return Case(
        code="CS-2025-0001", status=CaseStatus.CLOSED, type=qms.CaseType.COMPLAINT, channel=qms.Channel.POST,
        subject="f" * 32, title="옛 대장의 불만", received_at=received, recorded_at=received, origin=Origin.HISTORICAL,
        closed_at=received + timedelta(days=9), department="support", source="register-2025", source_key="17",
        source_file="0" * 64, source_row=18,
    )  # fmt: skip


def _improved(office: Office, source: str) -> None:
    """A CAPA from that complaint to its end, and one that was opened by mistake."""
    capas, today = office.by(SUPPORT_HEAD).capas, office.clock.now.date()
    capa = capas.open(
        title="이중 예약 방지", problem="같은 번호의 예약", department="support", source=source, topic="장비 예약"
    )
    capas.contain(capa.code, what="예약을 하루 동안 손으로 확인")
    capas.analyse(
        capa.code, cause="번호를 두 곳에서 매긴다", verified="기록을 대조함", method=Method.FIVE_WHYS,
        whys=("왜 두 번 취소되었나: 번호가 같아서", "왜 같은가: 두 곳에서 매겨서"),
    )  # fmt: skip
    actions = [
        ActionItem(text="번호를 한 곳에서 매긴다", owner=SUPPORT_STAFF, due_on=today + timedelta(days=20)),
        ActionItem(text="안내문을 고친다", owner=SUPPORT_STAFF, due_on=today + timedelta(days=20)),
    ]
    capas.plan(
        capa.code, actions=actions, implement_by=today + timedelta(days=30), criterion="석 달 동안 같은 일이 없음",
        check_on=today + timedelta(days=90), checker=GROWTH_HEAD,
    )  # fmt: skip
    growth = office.by(GROWTH_HEAD).capas
    growth.approve(capa.code)
    growth.extend(capa.code, until=today + timedelta(days=40), reason="업체 일정")
    capas.start(capa.code)
    capas.finish(capa.code, action=1, evidence="설정 화면")
    growth.cancel(capa.code, action=2, reason="첫 조치로 충분함")
    office.clock.ahead(days=35)
    capas.implement(capa.code)
    office.clock.ahead(days=60)
    growth.evaluate(
        capa.code, verdict=Verdict.EFFECTIVE, measured="되풀이 없음", lessons="번호는 한 곳에서", spread_to="교육장"
    )
    growth.close(capa.code)
    wrong = capas.open(title="잘못 연 것", problem="해당 없음", department="support")
    office.registry.capas.void(wrong.code, reason="중복")


def _reviewed(office: Office) -> None:
    """The review of the half year, held and decided, its figures frozen."""
    reviews, top = office.registry.reviews, office.by(TOP).reviews
    reviews.compile("2026H1")
    reviews.state("MR-2026H1", key="c6", statement="내부심사에서 부적합 두 건이 나왔습니다.")
    reviews.state("MR-2026H1", key="e")
    reviews.propose(
        "MR-2026H1", kind=DecisionKind.RESOURCE, text="예약 담당 한 명을 더 둡니다", input="d",
        options=("증원", "외주"), recommendation="증원", cost_of_waiting="민원이 되풀이됩니다", budget="48,000천원",
        people="1명",
    )  # fmt: skip
    top.accept_gap("MR-2026H1", key="b", reason="다음 검토까지 정리", owner=GROWTH_HEAD, due_on=date(2026, 9, 30))
    reviews.freeze("MR-2026H1")
    top.hold(
        "MR-2026H1", attendees=[(TOP, qms.Role.TOP_MANAGEMENT), (QUALITY, qms.Role.QUALITY_REPRESENTATIVE)],
        minutes="예약 절차를 논의하였다.", chair=TOP, suitable=Conclusion.YES, adequate=Conclusion.PARTLY,
        effective=Conclusion.YES,
    )  # fmt: skip
    top.decide(
        "MR-2026H1", kind=DecisionKind.IMPROVEMENT, text="예약 절차를 하나로 합친다", owner=GROWTH_HEAD,
        due_on=date(2026, 10, 31), input="c1",
    )  # fmt: skip
    office.by(GROWTH_HEAD).reviews.follow("MR-2026H1", number=2, what="합쳤습니다")
    top.verify("MR-2026H1", number=2)


def _signed(office: Office) -> None:
    """Plans that were approved by PIN, by key and in groupware, and a PIN that is known to be lost."""
    growth, capas = office.by(GROWTH_HEAD), office.by(SUPPORT_HEAD).capas
    enrolled(office, GROWTH_HEAD)
    office.by(TOP).signers.enrol(person=GROWTH_HEAD, key=key_of(GROWTH_HEAD).verifier.spelled())
    by_pin, by_key, elsewhere = (planned(office, title) for title in ("PIN 서명", "서명키 서명", "전자결재"))
    growth.signing(pin=PIN, person=GROWTH_HEAD).capas.approve(by_pin)
    growth.signing(key=key_of(GROWTH_HEAD)).capas.approve(by_key)
    growth.signing(groupware=paper(office)).capas.approve(elsewhere)
    capas.start(by_key)
    lost = enrolled(office, TOP)
    office.registry.signers.revoke(lost.code, reason="PIN 유출 의심")
