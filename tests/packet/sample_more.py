"""The other inputs of the sample review."""
# ruff: noqa: E501 - a table of sample data is read line by line

from __future__ import annotations

from datetime import date

from qms.compile.snapshot import Chart, ChartShape, Section, Series, State
from tests.packet.sample_sections import (
    CASES,
    DAYS,
    EFFECTIVE,
    KEPT,
    MONTHS,
    POINTS,
    QUALITY,
    SHARE,
    SUPPORT,
    figure,
    table,
    w,
)  # fmt: skip

QUARTERS = tuple(w(f"{y}.{q}분기", f"{y} Q{q}") for y in (25, 26) for q in (1, 2, 3, 4) if (y, q) <= (26, 2))

EARLIER = Section(
    key="a", clause="9.3.2 a)", title=w("이전 경영검토 후속조치", "Actions from previous reviews"), state=State.COLLECTED, owner=QUALITY,
    message=w("지난 검토의 결정 7건 가운데 4건을 마쳤고 2건은 진행 중이며, 1건은 기한이 지났습니다.", "Of seven decisions of the last review four are done, two going on and one is late."),
    figures=(figure("review.done_share", w("결정사항 이행률", "Decisions carried out"), "57.1", SHARE, w("지난 검토의 결정 가운데 다른 사람이 완료를 확인한 비율", "Of the decisions of the last review, those verified by another person"), part=(4, 7), target="80", met=False, before="66.7"),),
    conclusion=w("기한이 지난 1건(MR-2025-02-D5)은 예산이 확정되지 않은 데 따른 것으로, 결정 요청 2에 포함하였습니다.", "The late one (MR-2025-02-D5) waits for its budget and is part of decision asked 2."),
)  # fmt: skip
CONTEXT = Section(
    key="b", clause="9.3.2 b)", title=w("내·외부 현안의 변화", "Changes in external and internal issues"), state=State.STATED, owner=w("기획조정실장", "Head of Planning"),
    message=w("지원사업 예산 감소와 시험 수요 증가가 함께 나타나 인력 배치를 다시 살펴야 합니다.", "Programme funds fall while demand for tests rises: staffing has to be looked at again."),
    statement="2026년도 국비 지원사업 예산이 전년 대비 8.4% 감소함에 따라 상반기 신규 과제가 3건 줄었음.\n한편 이차전지 소재 시험 의뢰는 전년 같은 기간보다 27% 늘어 시험인증센터의 처리 여력이 한계에 이르고 있음.\n2024년 개정된 기후변화 관련 요구사항에 대하여는 집중호우 시 장비동 1층 침수 가능성을 리스크로 등록하였음.",
    stated_by="기획조정실장 윤도현 (2026-07-08)",
    tables=(table("b-issues", w("현안 등록부 변동", "Changes in the register of issues"), "code/번호/No./code/10; issue/현안/Issue/text/40; kind/구분/Kind/chip/10; change/변화/Change/text/20; owner/담당/Owner/text/18", [
        ("IS-2026-0003", w("국비 지원사업 예산 감소", "Cut of national programme funds"), w("외부", "External"), w("새로 등록", "New"), w("기획조정실", "Planning")),
        ("IS-2026-0004", w("이차전지 소재 시험 의뢰 증가", "More tests of battery materials"), w("외부", "External"), w("영향 확대", "Grown"), w("시험인증센터", "Test Centre")),
        ("IS-2026-0005", w("집중호우에 따른 장비동 침수 가능성", "Flooding of the equipment hall"), w("내부", "Internal"), w("새로 등록", "New"), w("시설운영팀", "Facilities")),
        ("IS-2025-0011", w("개인정보 보호법 개정에 따른 서식 정비", "Forms after the amended privacy act"), w("외부", "External"), w("종결", "Closed"), w("경영지원실", "Administration")),
    ]),),
)  # fmt: skip
OBJECTIVES = Section(
    key="c2", clause="9.3.2 c) 2)", title=w("품질목표 달성 정도", "Extent to which objectives are met"), state=State.COLLECTED, owner=QUALITY,
    message=w("품질목표 6개 가운데 4개를 달성하였고, 처리기한 준수율과 시정조치 유효율은 달성하지 못하였습니다.", "Four of six objectives are met; handling within the period and effective corrective actions are not."),
    tables=(table("c2-objectives", w("품질목표 현황", "Objectives"), "code/번호/No./code/9; objective/목표/Objective/text/30; owner/책임 부서/Department/text/18; target/목표값/Target/number/8; actual/실적/Actual/number/8; before/전년 동기/Year before/number/9; met/판정/Verdict/chip/8", [
        ("OB-2026-0001", w("고객만족 지수", "Customer satisfaction index"), w("품질혁신실", "Quality Innovation"), "85.0", "86.2", "84.1", w("달성", "met")),
        ("OB-2026-0002", w("처리기한 준수율(%)", "Handled within the period (%)"), w("기업지원본부", "Enterprise Support"), "97.0", "94.3", "92.1", w("미달", "not met")),
        ("OB-2026-0003", w("서비스 이행표준 준수율(%)", "Service standard kept (%)"), w("품질혁신실", "Quality Innovation"), "95.0", "96.8", None, w("달성", "met")),
        ("OB-2026-0004", w("시정조치 유효율(%)", "Effective corrective actions (%)"), w("품질혁신실", "Quality Innovation"), "90.0", "83.3", "80.0", w("미달", "not met")),
        ("OB-2026-0005", w("같은 원인의 재발률(%)", "Recurrence of the same cause (%)"), w("전 부서", "All departments"), "5.0", "4.1", "7.2", w("달성", "met")),
        ("OB-2026-0006", w("고객응대 교육 이수율(%)", "Trained in serving customers (%)"), w("경영지원실", "Administration"), "90.0", "93.5", "88.0", w("달성", "met")),
    ]),),
    charts=(Chart(id="c2-trend", shape=ChartShape.LINE, title=w("고객만족 지수의 추이", "Customer satisfaction index"), message=w("2025년 3분기에는 조사가 없었고, 이후 두 분기 이어 목표를 넘었습니다.", "No survey in the third quarter of 2025; above target in the two quarters since."), labels=QUARTERS, unit=POINTS, target="85", series=(Series(label=w("지수", "Index"), values=("83.9", "84.1", None, "84.7", "85.8", "86.2")),)),),
)  # fmt: skip
PROCESSES = Section(
    key="c3", clause="9.3.2 c) 3)", title=w("프로세스 성과 및 적합성", "Process performance and conformity"), state=State.COLLECTED, owner=SUPPORT,
    message=w("이행표준 9개 항목 가운데 8개를 지켰고, ‘벨이 3번 울리기 전 응답’은 89.6%로 목표에 못 미쳤습니다.", "Eight of nine measured commitments were kept; answering before the third ring stood at 89.6 %."),
    figures=(KEPT, figure("charter.rings", w("벨이 3번 울리기 전 응답", "Answered before the third ring"), "89.6", SHARE, w("교환기 기록 표본 가운데 3회 미만 울림에 응답한 비율(P-2.5)", "Of the sampled calls, those answered in fewer than three rings (P-2.5)"), part=(538, 600), target="95", met=False, before="91.2", year_before="90.4"),
             figure("charter.waiting", w("방문 고객 대기 5분 미만", "Visitors waiting under five minutes"), "98.3", SHARE, w("방문 대장 표본 가운데 5분 이상 기다리지 않은 비율(P-2.3)", "Of the sampled visits, those that did not wait five minutes or longer (P-2.3)"), part=(236, 240), target="95", met=True, before="97.1", year_before="96.8")),
    charts=(Chart(id="c3-departments", shape=ChartShape.BARS, title=w("부서별 처리기한 준수율", "Within the period, by department"), message=w("시험인증센터가 85.2%로 가장 낮습니다.", "The Test and Certification Centre is lowest at 85.2 %."), labels=(w("기업지원본부", "Enterprise Support"), w("시험인증센터", "Test and Certification Centre"), w("바이오헬스센터", "Biohealth Centre"), w("에너지신산업센터", "New Energy Centre"), w("경영지원실", "Administration")), unit=SHARE, target="97", series=(Series(label=w("2026 상반기", "2026 H1"), values=("97.4", "85.2", "98.0", "96.3", "98.9")), Series(label=w("2025 상반기", "2025 H1"), values=("94.0", "86.7", "95.2", "93.9", "97.5")))),),
    conclusion=w("시험인증센터의 접수·처리 절차를 시정 및 예방조치 CA-2026-0014로 개선하고 있습니다.", "The Test Centre's intake is being improved under CA-2026-0014."),
)  # fmt: skip
CORRECTIVE = Section(
    key="c4", clause="9.3.2 c) 4)", title=w("부적합 및 시정조치", "Nonconformities and corrective actions"), state=State.COLLECTED, owner=QUALITY,
    message=w("진행 중인 시정 및 예방조치 11건 가운데 2건이 기한을 넘겼고, 3건은 유효하지 않아 다시 열었습니다.", "Of eleven open CAPA two are overdue; three were found not effective and reopened."),
    figures=(EFFECTIVE, figure("capa.open", w("진행 중인 시정 및 예방조치", "Open CAPA"), "11", CASES, w("기간 말에 종결되지 않은 건수: 기초 9 + 발행 17 − 종결 15 = 기말 11", "Not closed at the end: 9 at start + 17 opened − 15 closed = 11 at end"), n=11, before="9", year_before="13"),
             figure("capa.cycle_days", w("발행부터 종결까지 걸린 날", "Days from opening to closing"), "47.5", DAYS, w("기간 중 종결된 건의 중앙값", "Median of those closed in the period"), n=15, target="60", met=True, before="52", year_before="61.5")),
    charts=(Chart(id="c4-sources", shape=ChartShape.BARS, title=w("발행 근거별 시정 및 예방조치", "CAPA by source"), message=w("17건 가운데 9건이 고객 불만에서 나왔습니다.", "Nine of seventeen came from complaints."), labels=(w("고객 불만", "Complaints"), w("내부심사", "Internal audit"), w("이행표준 측정", "Service standard"), w("만족도 조사", "Survey")), unit=CASES, series=(Series(label=w("건수", "Number"), values=("9", "4", "3", "1")),)),
            Chart(id="c4-open", shape=ChartShape.COLUMNS, title=w("월말 진행 건수", "Open at the end of the month"), message=w("4월 14건까지 늘었다가 줄고 있습니다.", "Rose to fourteen in April, falling since."), labels=MONTHS, unit=CASES, series=(Series(label=w("진행 중", "Open"), values=("10", "12", "13", "14", "12", "11")),))),
)  # fmt: skip
MONITORING = Section(
    key="c5", clause="9.3.2 c) 5)", title=w("모니터링 및 측정 결과", "Monitoring and measurement results"), state=State.COLLECTED, owner=QUALITY,
    message=w("감시한 지표 24개 가운데 21개가 관리 범위 안에 있습니다.", "Twenty-one of twenty-four indicators are within their limits."),
    figures=(figure("monitor.in_range", w("관리 범위 안의 지표", "Indicators within limits"), "87.5", SHARE, w("지표 24개 가운데 기간 내내 관리 범위를 지킨 비율", "Of 24 indicators, those within limits all the period"), part=(21, 24), target="90", met=False, before="91.7"),),
)  # fmt: skip
AUDITS = Section(
    key="c6", clause="9.3.2 c) 6)", title=w("심사 결과", "Audit results"), state=State.COLLECTED, owner=QUALITY,
    message=w("상반기 내부심사에서 중대 부적합은 없었고, 경미한 부적합 4건과 관찰사항 7건이 나왔습니다.", "The internal audit found no major nonconformity, four minor ones and seven observations."),
    tables=(table("c6-findings", w("심사 발견사항", "Findings"), "code/번호/No./code/10; finding/발견사항/Finding/text/40; clause/조항/Clause/code/8; grade/등급/Grade/chip/9; department/부서/Department/text/16; state/상태/State/chip/9", [
        ("AU-2026-0001-1", w("교육 효과성 평가가 계획된 8과정 가운데 2과정에서 기록되지 않음", "Effect of training not recorded for two of eight courses"), "7.2", w("경미", "minor"), w("경영지원실", "Administration"), w("조치 중", "in progress")),
        ("AU-2026-0001-2", w("외부공급자 재평가 주기가 절차서와 다르게 운영됨", "Providers re-evaluated at other intervals than the procedure says"), "8.4", w("경미", "minor"), w("장비운영팀", "Equipment"), w("조치 중", "in progress")),
        ("AU-2026-0001-3", w("접수 통지에 담당 부서명이 빠진 표본 3건", "Three sampled acknowledgements without the department"), "8.2.1", w("경미", "minor"), w("시험인증센터", "Test Centre"), w("종결", "closed")),
        ("AU-2026-0001-4", w("품질목표 2개의 측정 방법이 문서로 정해지지 않음", "No documented method for two objectives"), "6.2", w("경미", "minor"), w("품질혁신실", "Quality Innovation"), w("종결", "closed")),
    ]),),
    conclusion=w("관찰사항 7건은 개선 기회(f)에 옮겨 검토하였습니다.", "The observations were taken over into opportunities (f)."),
)  # fmt: skip
PROVIDERS = Section(key="c7", clause="9.3.2 c) 7)", title=w("외부공급자의 성과", "Performance of external providers"), state=State.MISSING, owner=w("장비운영팀장 정하람", "Jeong Haram, head of Equipment"), since=date(2026, 7, 3), message=w("상반기 외부공급자 평가가 제출되지 않았습니다.", "The evaluation of providers has not been handed in."))  # fmt: skip
RESOURCES = Section(
    key="d", clause="9.3.2 d)", title=w("자원의 충족성", "Adequacy of resources"), state=State.STATED, owner=w("경영지원실장", "Head of Administration"),
    message=w("시험 인력 1명과 노후 분석장비 1대의 보강이 필요합니다.", "One tester and the replacement of one analyser are needed."),
    statement="시험인증센터 정원 9명 중 현원 8명으로, 상반기 의뢰 건수 기준 1인당 처리량이 권장치의 118%에 이름. 열분석장비(2013년 도입)는 상반기 고장 4회, 가동률 81%로 교체가 필요함.",
    stated_by="경영지원실장 배서준 (2026-07-07)",
    figures=(figure("resource.staffing", w("시험 인력 충원율", "Staffing of the Test Centre"), "88.9", SHARE, w("정원 대비 현원", "Staff in place of posts approved"), part=(8, 9), target="100", met=False, before="100", year_before="100"),),
)  # fmt: skip
RISKS = Section(
    key="e", clause="9.3.2 e)", title=w("리스크와 기회에 대한 조치의 효과성", "Effect of actions on risks and opportunities"), state=State.COLLECTED, owner=w("기획조정실장", "Head of Planning"),
    message=w("높은 등급 리스크 3건 가운데 2건이 조치 뒤 보통으로 낮아졌습니다.", "Two of three high risks fell to medium after treatment."),
    tables=(table("e-risks", w("리스크 현황", "Risks"), "code/번호/No./code/10; risk/리스크/Risk/text/36; before/조치 전/Before/chip/8; after/조치 후/After/chip/8; treatment/조치/Treatment/text/30", [
        ("RK-2025-0008", w("시험성적서 오기재", "Errors in test reports"), w("높음", "high"), w("보통", "medium"), w("2인 교차 확인 도입", "Checked by a second person")),
        ("RK-2025-0009", w("지원사업 공고의 요건 안내 누락", "Requirements missing in notices"), w("높음", "high"), w("보통", "medium"), w("공고 점검표 적용", "Checklist for notices")),
        ("RK-2026-0001", w("시험 접수 적체", "Backlog of tests"), w("높음", "high"), w("높음", "high"), w("교정 일정 분산(7월 시행)", "Calibrations spread out (from July)")),
        ("RK-2026-0002", w("집중호우에 따른 장비동 침수", "Flooding of the equipment hall"), w("보통", "medium"), w("보통", "medium"), w("차수판 설치 설계 중", "Flood barriers being designed")),
    ]),),
)  # fmt: skip
OPPORTUNITIES = Section(key="f", clause="9.3.2 f)", title=w("개선 기회", "Opportunities for improvement"), state=State.COLLECTED, owner=QUALITY, message=w("접수된 개선 제안 9건 가운데 3건을 이번 검토의 안건으로 올립니다.", "Of nine proposals three come before this review."), tables=(table("f-ideas", w("검토 안건으로 올린 제안", "Proposals before the review"), "no/순번/No./number/5; idea/제안/Proposal/text/45; effect/기대 효과/Expected effect/text/35; from/제안 부서/From/text/18", [(1, w("시험 접수 예약제 도입", "Booking of test slots"), w("성수기 접수 대기 3일 단축", "Three days less waiting at peak"), w("시험인증센터", "Test Centre")), (2, w("민원 회신 문안 표준화", "Standard wording for answers"), w("회신 작성 시간 30% 절감", "30 % less time for an answer"), w("기업지원본부", "Enterprise Support")), (3, w("장비 예약 화면의 모바일 개선", "Booking of equipment by mobile"), w("예약 관련 문의 감소", "Fewer questions on booking"), w("장비운영팀", "Equipment"))]),))  # fmt: skip
POLICY = Section(key="g", clause="9.3.1", title=w("품질방침과 전략의 적합성", "Policy and strategy still suitable"), state=State.STATED, owner=w("원장", "President"), message=w("품질방침은 중장기 발전계획(2025–2029)과 부합하여 개정하지 않습니다.", "The policy is in line with the plan for 2025–2029 and stays as it is."), statement="현행 품질방침(2025-03-04 개정)은 중장기 발전계획의 ‘기업이 먼저 찾는 혁신거점’과 방향이 일치함. 2026년 하반기 조직개편 후 다시 검토할 것.", stated_by="원장 서이안 (2026-07-10)")  # fmt: skip
LAW = Section(key="h", clause="R-LAW", title=w("법적 준수", "Legal compliance"), state=State.COLLECTED, owner=w("경영지원실장", "Head of Administration"), message=w("법정 처리기간을 넘긴 민원이 2건 있으며, 그 밖의 준수 의무 31개는 지켜졌습니다.", "Two petitions missed their statutory period; the other 31 duties were kept."), figures=(figure("law.missed_periods", w("법정 처리기간 경과", "Statutory periods missed"), "2", CASES, w("민원 처리에 관한 법률에 따른 기간을 넘겨 통지한 건수", "Results told after the period under the Civil Petitions Treatment Act"), n=61, target="0", met=False, before="1", year_before="3"),))  # fmt: skip
SCRUTINY = Section(key="k", clause="R-EXT", title=w("외부 감사·평가 지적과 종결", "Outside scrutiny and its closure"), state=State.NOTHING, owner=w("감사실장", "Head of the Audit Office"), message=w("기간 중 외부 감사와 평가의 지적사항이 없었고, 종결되지 않은 지적도 없습니다.", "No finding of outside audits or evaluations, and none left open."), stated_by="감사실장 노은채 (2026-07-06)")  # fmt: skip
TRAINING = Section(key="m", clause="7.2", title=w("고객응대 교육의 효과", "Effect of training in serving customers"), state=State.MISSING, owner=w("경영지원실장", "Head of Administration"), since=date(2026, 7, 3), message=w("교육 8과정 가운데 2과정의 효과성 평가가 제출되지 않았습니다.", "The evaluation of two of eight courses is outstanding."))  # fmt: skip
SURVEYS = Section(key="n", clause="9.1.2", title=w("부서별 만족도 조사의 실시", "Surveys held by departments"), state=State.MISSING, owner=w("에너지신산업센터장", "Head of the New Energy Centre"), since=date(2026, 6, 30), message=w("에너지신산업센터의 상반기 조사 결과가 제출되지 않았습니다.", "The New Energy Centre has not handed in its survey."))  # fmt: skip
