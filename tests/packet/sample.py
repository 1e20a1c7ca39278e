"""A packet with everything in it: Gaon Technopark is fictional, and so is everybody named here.

Its inputs, meeting and decisions are in ``sample.json``; its registers are made here, as long as a test wants.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qms.compile.content import Outcome, PacketContent
from qms.compile.snapshot import Align, Column, Snapshot, Table, Words
from qms.ledger.canonical import canonical, digest

if TYPE_CHECKING:
    from qms.compile.snapshot import Cell

_KEPT: dict[str, Any] = json.loads((Path(__file__).parent / "sample.json").read_text(encoding="utf-8"))
_BARE = Snapshot.model_validate(_KEPT["snapshot"])
HELD = Outcome.model_validate(_KEPT["outcome"])
COVER, SECTIONS = _BARE.cover, _BARE.sections
SATISFACTION = next(section for section in SECTIONS if section.key == "c1")
ON_TIME = next(figure for figure in SATISFACTION.figures if figure.id == "case.on_time_share")


def w(both: str) -> Words:
    """Words written ``한국어/English``."""
    ko, _, en = both.partition("/")
    return Words(ko=ko, en=en or ko)


def every(*words: str) -> tuple[Words, ...]:
    return tuple(w(one) for one in words)


DEPARTMENTS = every(
    "기업지원본부/Enterprise Support", "시험인증센터/Test Centre", "바이오헬스센터/Biohealth Centre",
    "에너지신산업센터/New Energy Centre", "경영지원실/Administration",
)  # fmt: skip
TOPICS = every(
    "시험·인증 지연/Delay of tests", "장비 이용 예약/Booking of equipment", "지원사업 안내·공고/Support programmes",
    "입주·시설 관리/Premises", "전화 응대/Telephone", "정산·수수료/Fees",
)  # fmt: skip
CHANNELS = every("전화/Telephone", "전자우편/E-mail", "누리집/Web site", "방문/Visit", "국민신문고/Petition portal")
TYPES = every("불만/Complaint", "민원 신청/Request", "질의/Inquiry", "건의/Suggestion")
STATES = every("종결/closed", "종결/closed", "종결/closed", "통지/notified", "사실조사/investigating")
OUTCOMES = (*every("수용/accepted", "일부 수용/partly", "불수용(법령)/not accepted (law)"), None)
CAUSES = every(
    "교정 기간이 겹쳐 시험장비 2대를 동시에 쓸 수 없었음/Two instruments were in calibration at once",
    "접수 통지 서식에 담당 부서 난이 없었음/The form had no field for the department",
    "공고 작성 때 요건을 확인하는 절차가 없었음/No check of requirements when a notice is written",
    "교환기 전환 대상이 퇴직자로 남아 있었음/Calls were still passed to somebody who had left",
)
STEPS = every("종결/closed", "조치 중/in progress", "유효성 확인 중/effect check", "승인/approved")


def table(name: str, title: str, columns: str, rows: list[tuple[Cell, ...]], note: str) -> Table:
    """Columns are written ``번호/No. code 12``, one a line: label, kind, weight."""
    written = [line.strip().rsplit(" ", 2) for line in columns.strip().splitlines()]
    return Table(
        id=name,
        title=w(title),
        columns=tuple(
            Column(key=f"c{i}", label=w(label), align=Align(kind), weight=int(weight))
            for i, (label, kind, weight) in enumerate(written)
        ),
        rows=tuple(rows),
        note=w(note),
    )


def register(rows: int) -> Table:
    """The register of cases with so many rows, the same each time."""
    columns = """
        번호/No. code 12
        접수일/Received code 10
        유형/Type text 10
        접수경로/Channel text 10
        분야/Topic text 16
        담당 부서/Department text 16
        처리기한/Due code 10
        통지일/Told code 10
        일수/Days number 6
        처리 결과/Outcome text 12
        상태/State chip 10
    """
    note = (
        "고객 정보와 민원 내용은 공개 수준 L1에 따라 싣지 않습니다."
        "/Customers and what they wrote are left out at redaction level L1."
    )
    return table("cases", "고객의 소리 대장/Register of cases", columns, [_case(i, rows) for i in range(rows)], note)


def _case(i: int, rows: int) -> tuple[Cell, ...]:
    day = date(2026, 1, 2) + timedelta(days=i * 179 // rows)
    state = STATES[i * 7 % 5]
    closed = state.en == "closed"
    return (
        f"CS-2026-{i + 1:04}",
        day.isoformat(),
        TYPES[i * 5 % 4],
        CHANNELS[i * 3 % 5],
        TOPICS[i * 11 % 6],
        DEPARTMENTS[i * 13 % 5],
        (day + timedelta(days=14)).isoformat(),
        (day + timedelta(days=3 + i % 9)).isoformat() if closed else None,
        3 + i % 9 if closed else None,
        OUTCOMES[i % 4] if closed else None,
        state,
    )


def capas(rows: int) -> Table:
    """The register of CAPA."""
    columns = """
        번호/No. code 12
        구분/Type text 8
        근거/Source code 12
        근본원인/Root cause text 32
        책임 부서/Department text 14
        조치기한/Due code 10
        유효성 확인일/Effect check code 10
        판정/Verdict text 8
        상태/State chip 11
    """
    lines: list[tuple[Cell, ...]] = [
        (
            f"CA-2026-{i + 1:04}",
            w("예방/preventive") if i % 5 == 4 else w("시정/corrective"),
            f"CS-2026-{i * 9 % 318 + 1:04}",
            CAUSES[i % 4],
            DEPARTMENTS[i * 3 % 5],
            (date(2026, 2, 10) + timedelta(days=i * 8)).isoformat(),
            (date(2026, 6, 30) + timedelta(days=i * 6)).isoformat(),
            w("유효/effective") if i % 4 == 0 else None,
            STEPS[i % 4],
        )
        for i in range(rows)
    ]
    note = "판정은 담당이 아닌 사람이 합니다./The verdict is another person's."
    return table("capas", "시정 및 예방조치 대장/Register of CAPA", columns, lines, note)


def snapshot(cases: int = 40) -> Snapshot:
    return _BARE.model_copy(update={"registers": (register(cases), capas(17))})


def packet(cases: int = 40, *, draft: bool = False) -> PacketContent:
    """The sample: complete and approved, or a draft before its review was held."""
    frozen = snapshot(cases)
    steps = tuple(
        (step, None, None) for step in every("기안/Drafted", "검토/Reviewed", "협조/Consulted", "결재/Approved")
    )
    return PacketContent(
        snapshot=frozen,
        digest=digest(canonical(frozen.model_dump(mode="json"))),
        draft=draft,
        outcome=Outcome(status=w("자료 수집 중/Collecting"), approval=steps) if draft else HELD,
    )
