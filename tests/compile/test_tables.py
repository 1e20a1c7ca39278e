"""Every table, register and chart of a review counted anew from the records themselves."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest

import qms
from qms.base.period import Period
from qms.i18n import text
from qms.records.capa import CapaStatus
from tests.compile.looking import EVERY_PERIOD, TODAY, cells, chart, days_of, lines, table
from tests.compile.naive import Days, forward, in_time, late, of_capas, of_cases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms.compile.snapshot import Snapshot
    from qms.records.capa import Capa
    from qms.records.case import Case


@EVERY_PERIOD
def test_the_register_of_cases_is_complete(drafts: dict[str, Snapshot], cases: Sequence[Case], spelled: str) -> None:
    days = days_of(drafts[spelled])
    there = [
        one for one in cases
        if _day(one.received_at) < days.end
        and (one.closed_at is None or _day(one.closed_at) >= days.begin or _day(one.received_at) >= days.begin)
    ]  # fmt: skip
    rows = cells(table(drafts[spelled], "case_register"))
    assert [row[0] for row in rows] == [one.code for one in there]
    for row, one in zip(rows, there, strict=True):
        told = one.notified_at or one.closed_at
        assert row[1] == _day(one.received_at).isoformat()
        assert row[6:8] == [_iso(one.due_at), _iso(told)]
        assert row[9] == _verdict(one)


def _verdict(case: Case) -> str | None:
    if case.due_at is None:
        return None
    if case.notified_at is None and case.closed_at is None:
        return "기한 경과" if _day(case.due_at) < TODAY else "진행 중"
    if not forward(case):
        return "측정 불가"
    return "준수" if in_time(case) else "초과"


def _day(at: object) -> date:
    from tests.compile import naive

    return naive._day(at)  # type: ignore[arg-type]  # noqa: SLF001 - the tests' own


def _iso(at: object) -> str | None:
    return None if at is None else _day(at).isoformat()


@EVERY_PERIOD
def test_what_was_missed_can_be_counted_in_the_register(drafts: dict[str, Snapshot], spelled: str) -> None:
    days = days_of(drafts[spelled])
    late = [
        row for row in cells(table(drafts[spelled], "case_register"))
        if row[9] in {"초과", "기한 경과"} and days.begin.isoformat() <= str(row[6]) < days.cut.isoformat()
    ]  # fmt: skip
    missed = next(one for one in lines(drafts[spelled]) if one.id == "case.missed")
    assert str(len(late)) == missed.value


@EVERY_PERIOD
def test_the_register_of_capa_is_complete(drafts: dict[str, Snapshot], capas: Sequence[Capa], spelled: str) -> None:
    days = days_of(drafts[spelled])
    there = [
        one for one in capas
        if one.opened_on < days.end
        and (one.closed_on is None or one.closed_on >= days.begin or one.opened_on >= days.begin)
    ]  # fmt: skip
    rows = cells(table(drafts[spelled], "capa_register"))
    assert [row[0] for row in rows] == [one.code for one in there]
    assert [row[6] for row in rows] == [_iso(one.implement_due_on) for one in there]
    statuses = chart(drafts[spelled], "capa_statuses")
    assert sum(int(one or 0) for one in (statuses.series[0].values if statuses else ())) == len(there)
    open_then = sum(
        one.status is not CapaStatus.VOID and (one.closed_on is None or one.closed_on >= days.end) for one in there
    )
    balance = next(one for one in lines(drafts[spelled]) if one.id == "capa.balance")
    assert str(open_then) == balance.value


@EVERY_PERIOD
def test_the_departments_of_cases(drafts: dict[str, Snapshot], cases: Sequence[Case], spelled: str) -> None:
    rows = cells(table(drafts[spelled], "case_departments"))
    names = [str(row[0]) for row in rows]
    order = [
        "전남테크노파크",
        "기획경영본부",
        "전략기획팀",
        "행정지원팀",
        "기업성장본부",
        "기업지원팀",
        "장비지원팀",
        "감사실",
        "미배정",
    ]
    assert names == sorted(names, key=order.index)
    days = days_of(drafts[spelled])
    codes = {
        "support": "기업지원팀",
        "equipment": "장비지원팀",
        "strategy": "전략기획팀",
        "administration": "행정지원팀",
        "audit": "감사실",
        None: "미배정",
    }
    for code, name in codes.items():
        counted = of_cases([one for one in cases if one.department == code], days)
        row = next((row for row in rows if row[0] == name), [name, 0, 0, None, 0, 0])
        share = counted["case.on_time_share"]
        assert row[1:] == [
            counted["case.received"].n, int(counted["case.balance"].value or 0),
            share.value if share.n >= 5 else None, share.n, counted["case.missed"].n,
        ]  # fmt: skip


@EVERY_PERIOD
def test_the_departments_of_capa(drafts: dict[str, Snapshot], capas: Sequence[Capa], spelled: str) -> None:
    rows = cells(table(drafts[spelled], "capa_departments"))
    days = days_of(drafts[spelled])
    for code, name in {
        "support": "기업지원팀",
        "equipment": "장비지원팀",
        "growth": "기업성장본부",
        None: "미배정",
    }.items():
        own = [one for one in capas if one.department == code and one.status is not CapaStatus.VOID]
        counted = of_capas(own, days)
        closed = sum(days.holds(one.closed_on) for one in own)
        expected = [
            counted["capa.opened"].n,
            closed,
            int(counted["capa.balance"].value or 0),
            int(counted["capa.overdue"].value or 0),
        ]
        assert next((row for row in rows if row[0] == name), [name, 0, 0, 0, 0])[1:] == expected


@pytest.mark.req("R-ST-3")
@EVERY_PERIOD
def test_the_topics(drafts: dict[str, Snapshot], cases: Sequence[Case], spelled: str) -> None:
    days = days_of(drafts[spelled])
    received = Counter(_topic(one) for one in cases if days.holds(one.received_at))
    missed = Counter(_topic(one) for one in cases if days.passed(one.due_at) and late(one) and forward(one))
    rows = cells(table(drafts[spelled], "topics"))
    named = [row for row in rows if str(row[0]).startswith("주제 ") and row[0] != "주제 기록 없음"]
    assert len(named) <= 8
    assert [row[1:] for row in named] == [[received[str(row[0])], missed[str(row[0])]] for row in named]
    assert [row[1] for row in named] == sorted((received[str(row[0])] for row in named), reverse=True)
    for label in ("주제 기록 없음", "감사실 소관(주제 비공개)"):
        row = next((row for row in rows if row[0] == label), [label, 0, 0])
        assert row[1:] == [received[label], missed[label]]
    for place, counted in ((1, received), (2, missed)):
        assert sum(int(row[place] or 0) for row in rows) == counted.total()


def _topic(case: Case) -> str:
    if case.type in {qms.CaseType.UNFAIR_HANDLING, qms.CaseType.INTEGRITY}:
        return "감사실 소관(주제 비공개)"
    return case.topic or "주제 기록 없음"


@EVERY_PERIOD
def test_what_cannot_be_measured_is_listed_by_number(
    drafts: dict[str, Snapshot], cases: Sequence[Case], spelled: str
) -> None:
    days = days_of(drafts[spelled])
    codes = [
        one.code for one in cases if days.holds(one.received_at) and one.due_at and one.closed_at and not forward(one)
    ]
    assert [row[0] for row in cells(table(drafts[spelled], "unmeasurable"))] == codes


@pytest.mark.req("C-3", "P-5.2")
@EVERY_PERIOD
def test_the_dispositions(drafts: dict[str, Snapshot], cases: Sequence[Case], spelled: str) -> None:
    days = days_of(drafts[spelled])
    counted = Counter(one.disposition for one in cases if days.holds(one.received_at) and one.disposition)
    rows = {str(row[0]): row[1] for row in cells(table(drafts[spelled], "dispositions"))}
    labels = {one: text(f"case.disposition.{one}", "ko") for one in ("capa", "action", "share")}
    assert sum(int(one or 0) for one in rows.values()) == sum(counted[one] for one in counted if one != "none")
    assert {one.value: counted[one] for one in counted if one.value in labels} == {
        name: rows[label] for name, label in labels.items() if label in rows
    }


# --- charts ---


@EVERY_PERIOD
def test_the_charts_by_month(drafts: dict[str, Snapshot], cases: Sequence[Case], spelled: str) -> None:
    snapshot = drafts[spelled]
    months = [Days(one.begin, one.end, TODAY) for one in Period.of(spelled).months()]
    drawn = chart(snapshot, "case_months")
    received = [of_cases(cases, one)["case.received"].n for one in months]
    if drawn is None:
        assert sum(received) == 0
        return
    assert [one.ko for one in drawn.labels] == [f"{one.begin.month}월" for one in months]
    sound = [one for one in cases if forward(one)]
    assert [int(one or 0) for one in drawn.series[0].values] == [
        sum(one.holds(case.received_at) for case in sound) for one in months
    ]
    assert [int(one or 0) for one in drawn.series[1].values] == [
        sum(one.holds(case.closed_at) for case in sound) for one in months
    ]
    shares = chart(snapshot, "on_time")
    if shares:
        assert list(shares.series[0].values) == [of_cases(cases, one)["case.on_time_share"].value for one in months]
        assert shares.target == "95"


@pytest.mark.req("R-ST-3")
@EVERY_PERIOD
@pytest.mark.parametrize("name", ["channel", "type"])
def test_the_charts_by_channel_and_type(
    drafts: dict[str, Snapshot], cases: Sequence[Case], spelled: str, name: str
) -> None:
    days = days_of(drafts[spelled])
    counted = Counter(getattr(one, name) for one in cases if days.holds(one.received_at))
    drawn = chart(drafts[spelled], f"case_{name}")
    values = [int(one or 0) for one in drawn.series[0].values] if drawn else []
    assert values == sorted(counted.values(), reverse=True)
