"""Every number of a review counted anew from the records themselves."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

import qms
from qms.base.period import Period
from qms.compile.figures import all_figures
from qms.i18n import text
from qms.organisation.profile import load_profile
from qms.records.capa import CapaStatus
from tests.compile.conftest import PERIODS
from tests.compile.naive import Days, forward, in_time, late, of_capas, of_cases
from tests.compile.world import NOW
from tests.office import QUALITY, Clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from qms.compile.snapshot import Chart, FigureLine, Section, Snapshot, Table
    from qms.records.capa import Capa
    from qms.records.case import Case

TODAY = NOW.date()
EVERY_PERIOD = pytest.mark.parametrize("spelled", PERIODS)


@pytest.fixture(scope="module")
def cases(filled: Path) -> Sequence[Case]:
    with qms.open(filled, actor=QUALITY, clock=Clock(NOW)) as registry:
        return registry.cases.all()


@pytest.fixture(scope="module")
def capas(filled: Path) -> Sequence[Capa]:
    with qms.open(filled, actor=QUALITY, clock=Clock(NOW)) as registry:
        return registry.capas.all()


def days_of(snapshot: Snapshot) -> Days:
    return Days(snapshot.cover.begin, snapshot.cover.end, TODAY)


def lines(snapshot: Snapshot) -> Iterator[FigureLine]:
    yield from snapshot.key_figures
    for section in snapshot.sections:
        yield from section.figures


def section(snapshot: Snapshot, key: str) -> Section:
    return next(one for one in snapshot.sections if one.key == key)


def table(snapshot: Snapshot, id: str) -> Table | None:
    every = [one for part in snapshot.sections for one in part.tables]
    return next((one for one in (*every, *snapshot.registers) if one.id == id), None)


def chart(snapshot: Snapshot, id: str) -> Chart | None:
    return next((one for part in snapshot.sections for one in part.charts if one.id == id), None)


def cells(table: Table | None) -> list[list[str | int | None]]:
    rows = table.rows if table else ()
    return [[one if isinstance(one, str | int | None) else one.ko for one in row] for row in rows]


# --- figures ---


@EVERY_PERIOD
def test_every_figure(drafts: dict[str, Snapshot], cases: Sequence[Case], capas: Sequence[Capa], spelled: str) -> None:
    snapshot = drafts[spelled]
    days = days_of(snapshot)
    length = len(Period.of(spelled).months())
    now, before, year = (
        {**of_cases(cases, one), **of_capas(capas, one)} for one in (days, days.earlier(length), days.earlier(12))
    )
    shown = list(lines(snapshot))
    assert {one.id for one in shown} >= {one.id for one in all_figures()} - {"case.no_visit_share"}
    for line in shown:
        assert (line.id, line.value, line.n) == (line.id, now[line.id].value, now[line.id].n)
        if line.id == "case.on_time_share":
            assert line.unmeasurable == now[line.id].unmeasurable
        for value, counted in ((line.before, before), (line.year_before, year)):
            # Of a period in which there was nothing of the kind, nothing is said.
            there = counted[f"{line.id.partition('.')[0]}.balance"].n
            assert (line.id, value) == (line.id, counted[line.id].value if there else None)


def test_the_world_holds_what_the_tests_are_about(drafts: dict[str, Snapshot]) -> None:
    values = {one.id: one for one in lines(drafts["2026H1"])}
    assert [id for id, one in values.items() if not one.n or one.value in {None, "0", "0.0"}] == []
    assert values["case.on_time_share"].unmeasurable


@EVERY_PERIOD
def test_targets_are_met_or_not_by_their_own_direction(drafts: dict[str, Snapshot], spelled: str) -> None:
    targets = {one.figure: one for one in load_profile("technopark").targets}
    for line in lines(drafts[spelled]):
        target = targets.get(line.id)
        assert line.target == (target.value if target else None)
        if target is None or line.value is None:
            assert line.met is None
            continue
        more = Decimal(line.value) - Decimal(target.value)
        assert line.met is (more >= 0 if target.better == "higher" else more <= 0)
    assert section(drafts[spelled], "c2").message.ko.startswith(f"목표와 자료가 있는 지표 {_known(drafts[spelled])}개")


def _known(snapshot: Snapshot) -> int:
    return sum(line.met is not None for line in section(snapshot, "c2").figures)


@EVERY_PERIOD
def test_no_data_is_not_zero(drafts: dict[str, Snapshot], spelled: str) -> None:
    for line in lines(drafts[spelled]):
        if line.bottom is not None:
            assert (line.value is None) == (line.bottom == 0) == (line.n == 0)
            assert line.top is not None


def test_a_period_that_has_not_begun_misses_nothing(drafts: dict[str, Snapshot]) -> None:
    values = {one.id: one.value for one in lines(drafts["2027H1"])}
    assert values["case.missed"] == values["case.received"] == "0"
    assert values["case.on_time_share"] is None


def test_figures_of_one_period_add_up_to_those_of_a_longer_one(drafts: dict[str, Snapshot]) -> None:
    def value(spelled: str, id: str) -> int:
        return int(next(one.value or "" for one in lines(drafts[spelled]) if one.id == id))

    first = sum(value(one, "case.received") for one in ("2026Q2", "2025H2"))
    assert value("2026H1", "case.received") + value("2025H2", "case.received") >= first
    assert value("2025", "case.received") >= value("2025H2", "case.received")


# --- tables ---


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


# --- what is said in words ---


@EVERY_PERIOD
def test_alerts_say_what_the_figures_say(
    drafts: dict[str, Snapshot], cases: Sequence[Case], capas: Sequence[Capa], spelled: str
) -> None:
    days = days_of(drafts[spelled])
    counted = {**of_cases(cases, days), **of_capas(capas, days)}
    said = " ".join(one.ko for one in drafts[spelled].alerts)
    for id, words in {
        "capa.overdue": "조치 기한을 넘긴 시정 및 예방조치가 {n}건",
        "case.audit_reports": "부당 처리·비위 신고가 {n}건",
    }.items():
        value = counted[id].value or ""
        assert (words.format(n=value) in said) == (value != "0")
    missed, waiting = counted["case.missed"].value, counted["case.overdue"].value
    both = (
        f"처리 기한을 넘긴 고객의 소리가 {missed}건이며, 기간 말에 기한이 지난 채 결과를 알리지 않은 건이 {waiting}건"
    )
    assert (both in said) == ((missed, waiting) != ("0", "0"))
    wrong = len(counted["case.on_time_share"].unmeasurable)
    assert (f"잴 수 없는 건이 {wrong}건" in said) == bool(wrong)
    assert ("기간이 끝나기 전의 집계" in said) == (days.end > TODAY)


def test_a_message_says_its_numbers_in_both_languages(drafts: dict[str, Snapshot]) -> None:
    snapshot = drafts["2026H1"]
    values = {one.id: one for one in lines(snapshot)}
    voice, process = section(snapshot, "c1").message, section(snapshot, "c3").message
    for words in (voice.ko, voice.en):
        assert str(values["case.received"].value) in words
        assert str(values["case.received"].before) in words
    share = values["case.on_time_share"]
    for words in (process.ko, process.en):
        assert f"{share.value}%" in words
        assert str(share.n) in words
        assert str(values["case.missed"].value) in words


def test_yesterday_counts_and_today_does_not(drafts: dict[str, Snapshot]) -> None:
    # Of a running period: due yesterday is missed, due today is running.
    rows = cells(table(drafts["2026"], "case_register"))
    assert not [row for row in rows if row[6] == TODAY.isoformat() and row[9] == "기한 경과"]
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    assert not [row for row in rows if row[6] == yesterday and row[9] == "진행 중"]
