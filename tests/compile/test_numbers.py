"""Every figure of a review, and what is said of it, counted anew from the records themselves."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

import qms
from qms.base.period import Period
from qms.base.record import Origin
from qms.compile.figures import all_figures
from qms.organisation.profile import load_profile
from tests.compile.looking import EVERY_PERIOD, TODAY, cells, days_of, lines, section, table
from tests.compile.naive import of_capas, of_cases
from tests.compile.world import NOW, fill
from tests.office import QUALITY, Clock, Office

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms.compile.snapshot import Snapshot
    from qms.records.capa import Capa
    from qms.records.case import Case
    from tests.compile.naive import Counted, Days
    from tests.postgres import Server

# --- figures ---


@pytest.mark.req(
    "R-QM-3", "R-UH-3", "H-1", "H-2", "H-5", "P-2.9", "P-3.1", "P-3.2", "P-5.1", "P-5.3", "P-7.1", "I-9.1.1", "I-9.1.2"
)
@EVERY_PERIOD
def test_every_figure(drafts: dict[str, Snapshot], cases: Sequence[Case], capas: Sequence[Capa], spelled: str) -> None:
    assert_counted(drafts[spelled], spelled, cases, capas, frozenset({"case.no_visit_share"}))


def assert_counted(
    snapshot: Snapshot, spelled: str, cases: Sequence[Case], capas: Sequence[Capa], left_out: frozenset[str]
) -> None:
    """Every figure of cases and CAPA is there, but for those left out, and is what counting by hand gives."""
    days = days_of(snapshot)
    length = len(Period.of(spelled).months())
    now, before, year = (
        {**of_cases(cases, one), **of_capas(capas, one)} for one in (days, days.earlier(length), days.earlier(12))
    )
    shown = list(lines(snapshot))
    # Registers beside cases and CAPA have no section of the review yet.
    wanted = {one.id for one in all_figures() if one.kind in {"case", "capa"}}
    assert {one.id for one in shown} >= wanted - left_out
    for line in shown:
        assert (line.id, line.value, line.n) == (line.id, now[line.id].value, now[line.id].n)
        if line.id == "case.on_time_share":
            assert line.unmeasurable == now[line.id].unmeasurable
        for value, counted in ((line.before, before), (line.year_before, year)):
            # Of a period in which there was nothing of the kind, nothing is said.
            there = counted[f"{line.id.partition('.')[0]}.balance"].n
            assert (line.id, value) == (line.id, counted[line.id].value if there else None)


@EVERY_PERIOD
def test_every_figure_tells_its_historical_records(
    drafts: dict[str, Snapshot], cases: Sequence[Case], capas: Sequence[Capa], spelled: str
) -> None:
    snapshot = drafts[spelled]
    days = days_of(snapshot)
    length = len(Period.of(spelled).months())

    def counted(origin: Origin, when: Days) -> dict[str, Counted]:
        # Each record counts for itself: of those of one origin, as many as there would be were there no others.
        some = [one for one in cases if one.origin is origin]
        return {**of_cases(some, when), **of_capas([one for one in capas if one.origin is origin], when)}

    for line in lines(snapshot):
        assert line.historical == counted(Origin.HISTORICAL, days)[line.id].n
        assert line.imported == counted(Origin.IMPORTED, days)[line.id].n
        assert line.before_historical == counted(Origin.HISTORICAL, days.earlier(length))[line.id].n
        assert line.year_before_historical == counted(Origin.HISTORICAL, days.earlier(12))[line.id].n


def test_charts_and_tables_say_what_historical_records_are_in_them(
    drafts: dict[str, Snapshot], cases: Sequence[Case]
) -> None:
    snapshot = drafts["2026H1"]
    old = [one for one in cases if one.origin is Origin.HISTORICAL]
    received = of_cases(old, days_of(snapshot))["case.received"].n
    assert received
    notes = [one.note for name in ("topics", "case_departments") if (one := table(snapshot, name))]
    assert len(notes) == 2
    assert all(note and "과거 기록" in note.ko for note in notes)
    assert notes[0]
    assert f"과거 기록 {received}건" in notes[0].ko
    said = {one.id: one.message for one in section(snapshot, "c1").charts}
    assert f"과거 기록 {received}건" in said["case_type"].ko
    assert f": {received}" in said["case_type"].en


def test_the_world_holds_what_the_tests_are_about(drafts: dict[str, Snapshot]) -> None:
    values = {one.id: one for one in lines(drafts["2026H1"])}
    assert [id for id, one in values.items() if not one.n or one.value in {None, "0", "0.0"}] == []
    assert values["case.on_time_share"].unmeasurable


@pytest.mark.req("I-9.1.1", "I-6.2")
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


# --- on the other database ---


@pytest.mark.needs_postgresql
def test_both_databases_say_the_same(
    drafts: dict[str, Snapshot], postgresql: Server, founded_on_postgresql: str
) -> None:
    place = postgresql.make(founded_on_postgresql)
    clock = Clock()
    with qms.open(place, actor=QUALITY, clock=clock) as registry:
        fill(Office(place, registry, clock))
        registry.reviews.compile("2026H1")
        here = registry.reviews.content("MR-2026H1").snapshot
    postgresql.drop(place)
    other = drafts["2026H1"]
    assert here.model_copy(update={"source": other.source}) == other
    assert here.source.size != 0
    assert clock.now == NOW
