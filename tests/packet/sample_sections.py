"""The inputs of the sample review: a fictional technopark's first half of 2026."""

# ruff: noqa: E501 - a table of sample data is read line by line

from __future__ import annotations

from datetime import date

from qms.compile.snapshot import (
    Align,
    Cell,
    Chart,
    ChartShape,
    Column,
    Comment,
    FigureLine,
    Section,
    Series,
    State,
    Table,
    Words,
)  # fmt: skip

MONTHS = tuple(Words(ko=f"{m}월", en=name) for m, name in enumerate(("Jan", "Feb", "Mar", "Apr", "May", "Jun"), 1))
CASES, SHARE, DAYS = Words(ko="건", en="cases"), Words(ko="%", en="%"), Words(ko="일", en="days")
POINTS = Words(ko="점", en="points")
QUALITY = Words(ko="품질경영책임자(품질혁신실)", en="Quality representative (Quality Innovation Office)")
SUPPORT = Words(ko="기업지원본부장", en="Head of Enterprise Support")


def w(ko: str, en: str) -> Words:
    return Words(ko=ko, en=en)


def figure(  # noqa: PLR0913 - a figure has as many parts
    name: str, label: Words, value: str | None, unit: Words, method: Words, *, n: int = 0,
    part: tuple[int, int] | None = None, target: str | None = None, met: bool | None = None,
    before: str | None = None, year_before: str | None = None, unmeasurable: tuple[str, ...] = (),
) -> FigureLine:  # fmt: skip
    top, bottom = part or (None, None)
    return FigureLine(
        id=name, label=label, value=value, unit=unit, n=bottom if bottom is not None else n, top=top,
        bottom=bottom, target=target, met=met, before=before, year_before=year_before, method=method,
        unmeasurable=unmeasurable,
    )  # fmt: skip


def table(name: str, title: Words, columns: str, rows: list[tuple[Cell, ...]], note: Words | None = None) -> Table:
    """Columns are written ``key/ko/en/align/weight``, one after another."""
    named = [one.split("/") for one in columns.split("; ")]
    return Table(
        id=name,
        title=title,
        columns=tuple(
            Column(key=k, label=w(ko, en), align=Align(align), weight=int(weight)) for k, ko, en, align, weight in named
        ),
        rows=tuple(rows),
        note=note,
    )


RECEIVED = figure(
    "case.received", w("고객의 소리 접수", "Cases received"), "318", CASES,
    w("기간 중 접수된 모든 유형의 건수", "All cases of any type received in the period"),
    n=318, before="296", year_before="287",
)  # fmt: skip
ON_TIME = figure(
    "case.on_time_share", w("처리기한 준수율", "Handled within the period"), "94.3", SHARE,
    w("기간 중 종결된 건 가운데 처리기한(연장 포함) 안에 결과를 통지한 비율", "Of the cases closed, those whose "
      "result was told within their period, extensions included"),
    part=(281, 298), target="97", met=False, before="95.8", year_before="92.1",
    unmeasurable=("CS-2026-0041", "CS-2026-0187"),
)  # fmt: skip
SATISFACTION = figure(
    "survey.index", w("고객만족 지수", "Customer satisfaction index"), "86.2", POINTS,
    w("5점 척도 응답을 100점으로 환산한 평균, 문항 가중치 적용", "Mean of the five-point answers on a scale of "
      "100, items weighted"),
    n=412, target="85", met=True, before="84.7", year_before="84.1",
)  # fmt: skip
EFFECTIVE = figure(
    "capa.effective_share", w("시정조치 유효율", "Corrective actions found effective"), "83.3", SHARE,
    w("유효성 확인을 마친 시정 및 예방조치 가운데 ‘유효’로 판정된 비율", "Of the CAPA whose effect was checked, "
      "those judged effective"),
    part=(15, 18), target="90", met=False, before="87.5", year_before="80",
)  # fmt: skip
KEPT = figure(
    "charter.kept_share", w("서비스 이행표준 준수율", "Service standard kept"), "96.8", SHARE,
    w("측정 가능한 이행표준 9개 항목의 표본 가운데 지켜진 비율", "Of the samples of nine measured commitments, "
      "those kept"),
    part=(1821, 1881), target="95", met=True, before="96.1", year_before=None,
)  # fmt: skip
REPEATED = figure(
    "case.repeat_share", w("같은 원인의 재발률", "Recurrence of the same cause"), "4.1", SHARE,
    w("불만 가운데 12개월 안에 같은 부서·같은 원인으로 다시 접수된 비율", "Of the complaints, those received again "
      "within twelve months for the same department and cause"),
    part=(6, 147), target="5", met=True, before="6.3", year_before="7.2",
)  # fmt: skip

SATISFACTION_SECTION = Section(
    key="c1", clause="9.3.2 c) 1)", title=w("고객만족 및 이해관계자 피드백", "Customer satisfaction and feedback"),
    state=State.COLLECTED, owner=QUALITY,
    message=w("접수는 지난해보다 31건 늘었고 고객만족 지수는 목표를 1.2점 넘었으나, 처리기한 준수율은 4월 이후 "
              "목표에 미치지 못하고 있습니다.", "Cases rose by 31 over last year and the satisfaction index is 1.2 "
              "points above target, but handling within the period has been below target since April."),
    figures=(RECEIVED, ON_TIME, SATISFACTION, REPEATED,
             figure("case.response_days", w("평균 처리일수", "Mean days to result"), "6.4", DAYS,
                    w("접수 다음 날부터 결과 통지일까지의 근무일 평균", "Mean working days from the day after receipt "
                      "to the notice of the result"), n=298, target="7", met=True, before="6.9", year_before="7.8"),
             figure("case.public_offer", w("국민신문고 만족도", "Petition portal satisfaction"), None, POINTS,
                    w("국민신문고 처리 건의 신청인 만족도 평균(표본 5건 미만은 산출하지 않음)", "Mean satisfaction of "
                      "petitioners through the portal (not computed below five)"), n=3, target="80")),
    charts=(
        Chart(id="c1-months", shape=ChartShape.COLUMNS, title=w("월별 접수와 종결", "Received and closed by month"),
              message=w("접수는 3월 63건이 가장 많고, 6월에는 종결이 접수를 앞섰습니다.", "Receipts peaked at 63 in "
                        "March; in June closings exceeded receipts."),
              labels=MONTHS, unit=CASES,
              series=(Series(label=w("접수", "Received"), values=("44", "51", "63", "58", "54", "48")),
                      Series(label=w("종결", "Closed"), values=("40", "47", "52", "51", "53", "55")))),
        Chart(id="c1-on-time", shape=ChartShape.LINE, title=w("처리기한 준수율", "Handled within the period"),
              message=w("4월부터 석 달째 목표 97%를 밑돌고 있습니다.", "Below the target of 97 % for three months "
                        "since April."), labels=MONTHS, unit=SHARE, target="97",
              series=(Series(label=w("준수율", "Share"), values=("98.1", "97.6", "97.2", "93.0", "90.4", "92.7")),)),
        Chart(id="c1-topics", shape=ChartShape.BARS, title=w("분야별 불만", "Complaints by topic"),
              message=w("시험·인증 지연이 전체 불만 147건의 35%를 차지합니다.", "Delays of tests and certificates are "
                        "35 % of the 147 complaints."),
              labels=(w("시험·인증 지연", "Delays of tests and certificates"),
                      w("장비 이용 예약", "Booking of equipment"),
                      w("지원사업 안내·공고", "Notices of support programmes"), w("입주·시설 관리", "Premises"),
                      w("전화 응대", "Answering the telephone"), w("정산·수수료", "Settlement and fees")),
              unit=CASES, series=(Series(label=w("불만", "Complaints"), values=("51", "33", "24", "17", "12", "10")),)),
    ),
    tables=(
        table("c1-channels", w("접수경로별 현황", "Cases by channel"),
              "channel/접수경로/Channel/text/20; received/접수/Received/number/8; closed/종결/Closed/number/8; "
              "open/진행 중/Open/number/8; days/평균 처리일수/Mean days/number/10; share/기한 준수율/Within the period/number/10",
              [(w("전화", "Telephone"), 121, 117, 4, "4.2", "96.6"), (w("전자우편", "E-mail"), 84, 78, 6, "7.1", "93.6"),
               (w("누리집", "Web site"), 62, 58, 4, "7.9", "91.4"), (w("방문", "Visit"), 31, 29, 2, "3.8", "96.6"),
               (w("국민신문고", "Petition portal"), 14, 11, 3, "9.4", "90.9"), (w("그 밖의 경로", "Other"), 6, 5, 1, "6.0", None)],
              w("‘그 밖의 경로’는 5건 미만이어서 비율을 산출하지 않았습니다.", "No share is computed for ‘other’: fewer than five.")),
    ),
    comments=(Comment(department=w("시험인증센터", "Test and Certification Centre"),
                      text="4월 시험장비 2대의 교정 기간이 겹쳐 접수가 밀렸으며, 7월부터 교정 일정을 분산하여 운영할 예정임.",
                      by="시험인증센터장 한서율", on=date(2026, 7, 9)),),
    conclusion=w("만족도는 적정하나 처리기한 관리는 보완이 필요하다고 보았습니다(결정 요청 1).", "Satisfaction is adequate; "
                 "the control of periods needs strengthening (decision asked 1)."),
)  # fmt: skip
