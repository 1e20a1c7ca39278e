"""A packet with everything in it: Gaon Technopark is fictional, and so is everybody named here."""
# ruff: noqa: E501 - a table of sample data is read line by line

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from qms.compile.snapshot import (
    Ask,
    Cell,
    Cover,
    DecisionLine,
    FollowUp,
    Gap,
    NoDecision,
    Outcome,
    PacketContent,
    Seat,
    Snapshot,
    Source,
    State,
    Table,
    Words,
)  # fmt: skip
from qms.ledger.canonical import canonical, digest
from tests.packet import sample_more as more
from tests.packet.sample_sections import (
    EFFECTIVE,
    KEPT,
    ON_TIME,
    RECEIVED,
    REPEATED,
    SATISFACTION,
    SATISFACTION_SECTION,
    table,
    w,
)  # fmt: skip

COVER = Cover(
    organisation=w("재단법인 가온테크노파크", "Gaon Technopark"), code="MR-2026-01", title=w("경영검토 보고서", "Management Review Packet"),
    period_label="2026H1", begin=date(2026, 1, 1), end=date(2026, 7, 1), department=w("품질혁신실", "Quality Innovation Office"),
    prepared_by="품질혁신실 문가람", contact="061-555-0142 · quality@gaon.example", retention=w("10년", "10 years"),
    disclosure=w("부분공개(정보공개법 제9조제1항제5호)", "Partly open (Official Information Disclosure Act, art. 9 (1) 5)"),
    distribution=w("원장, 각 본부·센터장, 감사실", "President, heads of divisions and centres, Audit Office"),
    standards=("KS Q ISO 9001:2015", "KS Q ISO 10002:2018", "ISO 10004:2018"), in_force_on=date(2026, 7, 21),
)  # fmt: skip
SECTIONS = (
    more.EARLIER, more.CONTEXT, SATISFACTION_SECTION, more.OBJECTIVES, more.PROCESSES, more.CORRECTIVE, more.MONITORING, more.AUDITS,
    more.PROVIDERS, more.RESOURCES, more.RISKS, more.OPPORTUNITIES, more.POLICY, more.LAW, more.SCRUTINY, more.TRAINING, more.SURVEYS,
)  # fmt: skip
ASKED = (
    Ask(code="Q1", clause="9.3.3 c)", input="d", text="시험인증센터 시험 인력 1명 증원", options=("하반기 정원 1명 증원", "기간제 1명 6개월 채용", "현행 유지"), recommendation="하반기 정원 1명 증원", cost_of_waiting="처리기한 준수율이 연말 90% 아래로 떨어질 것으로 예상", budget="48,000천원/년", people="1명"),
    Ask(code="Q2", clause="9.3.3 c)", input="d", text="노후 열분석장비 교체", options=("2026년 추경 반영", "2027년 본예산 반영"), recommendation="2026년 추경 반영", cost_of_waiting="고장 시 시험 의뢰 월 20건 지연", budget="320,000천원"),
    Ask(code="Q3", clause="9.3.3 a)", input="f", text="시험 접수 예약제 시행", options=("9월 시행", "2027년 1월 시행"), recommendation="9월 시행", cost_of_waiting="성수기 접수 대기 평균 5일 지속"),
)  # fmt: skip
EARLIER = (
    FollowUp(code="MR-2025-02-D1", text="불만 접수 통지 문안에 담당 부서와 처리 절차를 반드시 포함", owner="기업지원본부장", due_on=date(2026, 2, 27), state="done", done_on=date(2026, 2, 20)),
    FollowUp(code="MR-2025-02-D2", text="시험성적서 2인 교차 확인 절차 도입", owner="시험인증센터장", due_on=date(2026, 3, 31), state="done", done_on=date(2026, 3, 30)),
    FollowUp(code="MR-2025-02-D3", text="지원사업 공고 점검표 제정", owner="기업지원본부장", due_on=date(2026, 3, 31), state="done", done_on=date(2026, 4, 2)),
    FollowUp(code="MR-2025-02-D4", text="전화 응대 재교육 및 교환기 기록 표본 확대", owner="경영지원실장", due_on=date(2026, 5, 29), state="done", done_on=date(2026, 5, 22)),
    FollowUp(code="MR-2025-02-D5", text="노후 열분석장비 교체 계획 수립", owner="장비운영팀장", due_on=date(2026, 5, 29), state="late"),
    FollowUp(code="MR-2025-02-D6", text="고객만족도 조사 표본을 부서별 30명 이상으로 확대", owner="품질혁신실장", due_on=date(2026, 9, 30), state="going_on"),
    FollowUp(code="MR-2025-02-D7", text="민원 회신 문안 표준화", owner="기업지원본부장", due_on=date(2026, 10, 30), state="going_on"),
)  # fmt: skip
DEPARTMENTS = (
    w("기업지원본부", "Enterprise Support"),
    w("시험인증센터", "Test Centre"),
    w("바이오헬스센터", "Biohealth Centre"),
    w("에너지신산업센터", "New Energy Centre"),
    w("경영지원실", "Administration"),
)
TOPICS = (
    w("시험·인증 지연", "Delay of tests"),
    w("장비 이용 예약", "Booking of equipment"),
    w("지원사업 안내·공고", "Support programmes"),
    w("입주·시설 관리", "Premises"),
    w("전화 응대", "Telephone"),
    w("정산·수수료", "Fees"),
)
CHANNELS = (
    w("전화", "Telephone"),
    w("전자우편", "E-mail"),
    w("누리집", "Web site"),
    w("방문", "Visit"),
    w("국민신문고", "Petition portal"),
)
TYPES = (w("불만", "Complaint"), w("민원 신청", "Request"), w("질의", "Inquiry"), w("건의", "Suggestion"))
STATES = (
    w("종결", "closed"),
    w("종결", "closed"),
    w("종결", "closed"),
    w("통지", "notified"),
    w("사실조사", "investigating"),
)
OUTCOMES = (w("수용", "accepted"), w("일부 수용", "partly"), w("불수용(법령)", "not accepted (law)"), None)


def register(rows: int) -> Table:
    """The register of cases with so many rows, the same each time."""
    lines: list[tuple[Cell, ...]] = []
    for i in range(rows):
        day = date(2026, 1, 2) + timedelta(days=i * 179 // max(rows, 1))
        state = STATES[i * 7 % 5]
        lines.append((
            f"CS-2026-{i + 1:04}", day.isoformat(), TYPES[i * 5 % 4], CHANNELS[i * 3 % 5], TOPICS[i * 11 % 6], DEPARTMENTS[i * 13 % 5],
            (day + timedelta(days=14)).isoformat(), (day + timedelta(days=3 + i % 9)).isoformat() if state.en == "closed" else None,
            3 + i % 9 if state.en == "closed" else None, OUTCOMES[i % 4] if state.en == "closed" else None, state,
        ))  # fmt: skip
    return table(
        "cases",
        w("고객의 소리 대장", "Register of cases"),
        "code/번호/No./code/12; received/접수일/Received/code/10; type/유형/Type/text/10; channel/접수경로/Channel/text/10; topic/분야/Topic/text/16; department/담당 부서/Department/text/16; due/처리기한/Due/code/10; told/통지일/Told/code/10; days/일수/Days/number/6; outcome/처리 결과/Outcome/text/12; state/상태/State/chip/10",
        lines,
        w(
            "고객 정보와 민원 내용은 공개 수준 L1에 따라 싣지 않습니다.",
            "Customers and what they wrote are left out at redaction level L1.",
        ),
    )


def capas(rows: int) -> Table:
    """The register of CAPA."""
    causes = (
        w("교정 기간이 겹쳐 시험장비 2대를 동시에 쓸 수 없었음", "Two instruments were in calibration at once"),
        w("접수 통지 서식에 담당 부서 난이 없었음", "The form had no field for the department"),
        w("공고 작성 때 요건을 확인하는 절차가 없었음", "No check of requirements when a notice is written"),
        w("교환기 전환 대상이 퇴직자로 남아 있었음", "Calls were still passed to somebody who had left"),
    )
    states = (
        w("종결", "closed"),
        w("조치 중", "in progress"),
        w("유효성 확인 중", "effect check"),
        w("승인", "approved"),
    )
    verdicts = (w("유효", "effective"), None, None, None)
    lines: list[tuple[Cell, ...]] = [
        (f"CA-2026-{i + 1:04}", (w("시정", "corrective"), w("예방", "preventive"))[i % 5 == 4], f"CS-2026-{i * 9 % 318 + 1:04}", causes[i % 4], DEPARTMENTS[i * 3 % 5], (date(2026, 2, 10) + timedelta(days=i * 8)).isoformat(), (date(2026, 6, 30) + timedelta(days=i * 6)).isoformat(), verdicts[i % 4], states[i % 4])
        for i in range(rows)
    ]  # fmt: skip
    return table(
        "capas",
        w("시정 및 예방조치 대장", "Register of CAPA"),
        "code/번호/No./code/12; type/구분/Type/text/8; source/근거/Source/code/12; cause/근본원인/Root cause/text/32; department/책임 부서/Department/text/14; due/조치기한/Due/code/10; check/유효성 확인일/Effect check/code/10; verdict/판정/Verdict/text/8; state/상태/State/chip/11",
        lines,
    )


def snapshot(cases: int = 40) -> Snapshot:
    return Snapshot(
        profile="technopark", zone="Asia/Seoul", compiled_at=datetime(2026, 7, 13, 5, 30, tzinfo=UTC), cover=COVER,
        source=Source(origin="gaon.example/qms", size=4812, root="3fa9c0d1e2f3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9a0b1c2d3"),
        agenda=(w("이전 경영검토 후속조치 보고", "Actions from previous reviews"), w("고객만족과 민원 처리 성과", "Customer satisfaction and handling of cases"), w("품질목표와 서비스 이행표준", "Objectives and the service standard"), w("시정 및 예방조치와 심사 결과", "CAPA and audit results"), w("자원, 리스크와 개선 기회", "Resources, risks and opportunities"), w("결정 요청 사항 심의", "Decisions asked"), w("품질경영시스템의 적절성·충족성·효과성 결론", "Conclusion on suitability, adequacy and effectiveness")),
        key_figures=(RECEIVED, ON_TIME, SATISFACTION, KEPT, EFFECTIVE, REPEATED), earlier=EARLIER,
        gaps=tuple(Gap(key=s.key, clause=s.clause, title=s.title, owner=s.owner, since=s.since, accepted_by="원장 서이안" if s.key == "n" else None, reason="하반기 조사와 합쳐 10월까지 제출하도록 함" if s.key == "n" else None) for s in SECTIONS if s.state is State.MISSING),
        alerts=(w("법정 처리기간 경과 2건(CS-2026-0112, CS-2026-0187): 모두 시험인증센터", "Two statutory periods missed (CS-2026-0112, CS-2026-0187), both at the Test Centre"), w("중간 회신 없이 처리기한을 넘긴 민원 1건을 감사실에 보고(6. 12.)", "One case overdue without interim contact was reported to the Audit Office (12 June)")),
        risks=(w("국비 지원사업 예산 8.4% 감소", "National programme funds cut by 8.4 %"), w("이차전지 시험 수요 27% 증가로 처리 여력 한계", "Battery tests up by 27 %, capacity at its limit")),
        asked=ASKED, sections=SECTIONS, registers=(register(cases), capas(17)),
    )  # fmt: skip


def held() -> Outcome:
    return Outcome(
        status=w("승인", "Approved"), held_on=date(2026, 7, 16),
        attendees=(Seat(name="서이안", office=w("원장", "President")), Seat(name="문가람", office=w("품질경영책임자", "Quality representative")), Seat(name="한서율", office=w("시험인증센터장", "Head of the Test Centre")), Seat(name="배서준", office=w("경영지원실장", "Head of Administration")), Seat(name="윤도현", office=w("기획조정실장", "Head of Planning")), Seat(name="노은채", office=w("감사실장", "Head of the Audit Office"))),
        minutes="원장은 처리기한 준수율이 석 달째 목표에 미치지 못한 데 대하여 시험인증센터의 인력과 장비를 함께 보강하도록 지시함.\n예약제는 9월부터 시행하되, 전화 접수 고객이 불편을 겪지 않도록 안내 기간을 두기로 함.\n미제출된 입력 3건 가운데 만족도 조사는 하반기 조사와 합쳐 제출하는 것을 승인함.",
        conclusion=w("품질경영시스템은 적절하고 충족하며 대체로 효과적이다. 다만 처리기한 관리의 효과성은 일부 미흡하여 아래 결정으로 보완한다.", "The system is suitable and adequate and on the whole effective; the control of periods is partly short and is mended by the decisions below."),
        decisions=(
            DecisionLine(code="MR-2026-01-D1", clause="9.3.3 a)", input="f", text="시험 접수 예약제를 9월 1일부터 시행하고 8월 중 고객에게 안내한다.", owner="시험인증센터장 한서율", due_on=date(2026, 9, 1), state="open"),
            DecisionLine(code="MR-2026-01-D2", clause="9.3.3 a)", input="c1", text="처리기한 경과 5일 전 담당자와 부서장에게 알리는 절차를 둔다.", owner="품질혁신실장 문가람", due_on=date(2026, 8, 31), state="open"),
            DecisionLine(code="MR-2026-01-D3", clause="9.3.3 c)", input="d", text="시험인증센터 정원을 1명 늘려 하반기에 채용한다.", owner="경영지원실장 배서준", due_on=date(2026, 10, 30), state="open", cost="48,000천원/년 · 1명"),
            DecisionLine(code="MR-2026-01-D4", clause="9.3.3 c)", input="d", text="노후 열분석장비 교체 예산을 2026년 추경에 반영한다.", owner="기획조정실장 윤도현", due_on=date(2026, 9, 30), state="open", cost="320,000천원"),
        ),
        none_needed=(NoDecision(clause="9.3.3 b)", reason="조직개편이 예정된 하반기 이후에 시스템 변경 필요성을 다시 살피기로 함."),),
        approval=((w("기안", "Drafted"), Seat(name="문가람", office=w("품질혁신실장", "Head of Quality")), date(2026, 7, 14)), (w("검토", "Reviewed"), Seat(name="배서준", office=w("경영지원실장", "Head of Administration")), date(2026, 7, 15)), (w("협조", "Consulted"), Seat(name="노은채", office=w("감사실장", "Head of Audit")), date(2026, 7, 15)), (w("결재", "Approved"), Seat(name="서이안", office=w("원장", "President")), date(2026, 7, 21))),
        approved_as=w("전자결재", "Signed in groupware"), external_document="품질혁신실-1187",
    )  # fmt: skip


def packet(cases: int = 40, *, draft: bool = False) -> PacketContent:
    """The sample: complete and approved, or a draft before its review was held."""
    frozen = snapshot(cases)
    steps = tuple(
        (Words(ko=ko, en=en), None, None)
        for ko, en in (("기안", "Drafted"), ("검토", "Reviewed"), ("협조", "Consulted"), ("결재", "Approved"))
    )
    return PacketContent(
        snapshot=frozen, digest=digest(canonical(frozen.model_dump(mode="json"))), draft=draft,
        outcome=Outcome(status=w("자료 수집 중", "Collecting"), approval=steps) if draft else held(),
    )  # fmt: skip
