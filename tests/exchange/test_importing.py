"""Bringing a register into a store: what is new comes in, all of it or nothing, and its doubts are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from qms.errors import NoSuchFile
from qms.exchange import Bringing, Mapping, Verdict, import_register, read_register, verdict
from qms.records.case.model import Case
from qms.registry import Registry, create
from tests.exchange.conftest import AT, Memory, example
from tests.exchange.ledgers import csv_text, mapping, read, row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A register of three rows."""
    path = tmp_path / "대장.csv"
    path.write_text(csv_text([row(번호=f"가-{n}") for n in range(1, 4)]), encoding="utf-8")
    return path


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with create(
        tmp_path / "records.db", actor="seo.hana", name="서하나", since=date(2012, 1, 1), clock=lambda: AT
    ) as made:
        yield made


def _changed(path: Path, *cells: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in cells:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def _told(findings: Iterator[str] | list[str]) -> list[str]:
    return [rule.rpartition(".")[2] for rule in findings]


def test_only_rows_with_new_keys_come_in(register: Path, shelf: Memory, how: Bringing) -> None:
    first = import_register(shelf, register, mapping(), how)
    assert [record.source_key for record in shelf.kept] == ["가-1", "가-2", "가-3"]
    assert (first.new, first.codes) == (3, ("CS-2026-0001", "CS-2026-0002", "CS-2026-0003"))
    _changed(register, ("가-2", "가-9"))
    second = import_register(shelf, register, mapping(), how)
    assert ([record.source_key for record in shelf.kept[3:]], second.new, second.known) == (["가-9"], 1, 2)
    assert len(shelf.kept) == 4


def test_another_register_may_have_the_same_keys(register: Path, shelf: Memory, how: Bringing) -> None:
    import_register(shelf, register, mapping(), how)
    other = import_register(shelf, register, mapping(), replace(how, source="branch"))
    assert ({record.source for record in shelf.kept[-other.new :]}, other.source, other.known) == (
        {"branch"},
        "branch",
        0,
    )
    assert len(shelf.kept) == 6


@pytest.mark.req("A11-5")
def test_one_fault_keeps_the_whole_file_out(register: Path, shelf: Memory, how: Bringing) -> None:
    _changed(register, ('"가-3","2026-03-02 09:30"', '"가-3","언젠가"'))
    result = import_register(shelf, register, mapping(), how)
    assert (result.refused, result.new, result.codes, result.rows, shelf.kept) == (True, 0, (), 3, [])
    assert _told([finding.rule for finding in result.findings]) == ["bad_date"]


def test_what_a_row_names_must_be_there(register: Path, shelf: Memory, how: Bringing) -> None:
    plan = mapping(
        columns={"department": {"column": "상태", "values": {"처리": "support"}}}, defaults={"handler": "ma.ru"}
    )
    shelf.there = {"person": {"ma.ru"}}
    result = import_register(shelf, register, plan, how)
    assert (result.refused, shelf.kept) == (True, [])
    assert [finding.say("ko") for finding in result.findings] == [
        f"{number}행 '상태' 열: 'support'라는 부서가 없습니다" for number in (2, 3, 4)
    ]
    assert result.findings[0].say("en") == "row 2, column '상태': there is no department 'support'"
    shelf.there = {"department": {"support"}, "person": {"ma.ru"}}
    assert import_register(shelf, register, plan, how).new == 3


def test_only_a_row_with_personal_text_gets_a_number_for_its_customer(
    tmp_path: Path, shelf: Memory, how: Bringing
) -> None:
    path = tmp_path / "r.csv"
    path.write_text(csv_text([row(번호="1"), row(번호="2", 제목="", 내용="")]), encoding="utf-8")
    import_register(shelf, path, mapping(), how)
    named, nameless = (one for one in shelf.kept if isinstance(one, Case))
    assert named.subject is not None
    assert len(named.subject) == 32
    assert nameless.subject is None


def test_reading_alone_needs_no_store_and_gives_the_same_each_time(register: Path) -> None:
    assert read_register(register, mapping()) == read_register(register, mapping())


def test_a_file_that_is_not_there(tmp_path: Path, shelf: Memory, how: Bringing) -> None:
    with pytest.raises(NoSuchFile) as caught:
        import_register(shelf, tmp_path / "없음.csv", mapping(), how)
    assert caught.value.say("ko") == f"'{tmp_path / '없음.csv'}' 파일이 없거나 읽을 수 없습니다"


DOUBTS = [
    (
        "closed_before_received",
        {"종결일시": "2026-03-01 17:00"},
        "가-1은 접수 전에 종결되어 처리 기간을 잴 수 없습니다",
        "가-1 was closed before it was received; its time is not measurable",
    ),
    (
        "closed_unknown",
        {"종결일시": ""},
        "가-1은 종결되었으나 종결 시각이 원래 대장에 없어",
        "가-1 is closed, but when is not known",
    ),
    (
        "closed_yet_open",
        {"상태": "접수"},
        "가-1은 종결 시각이 있으나 상태가 '접수'입니다",
        "yet its status is 'received'",
    ),
    (
        "in_future",
        {"종결일시": "2027-03-01 17:00"},
        "가-1의 종결 시각이 아직 오지 않은 때입니다",
        "the closing of 가-1 lies in the future",
    ),
]


@pytest.mark.parametrize(("rule", "cells", "korean", "english"), DOUBTS, ids=[doubt[0] for doubt in DOUBTS])
def test_a_doubt_about_a_case_is_told_and_keeps_nothing_out(
    rule: str, cells: dict[str, str], korean: str, english: str, tmp_path: Path, shelf: Memory, how: Bringing
) -> None:
    path = tmp_path / "r.csv"
    path.write_text(csv_text([row(**cells), row(번호="가-2")]), encoding="utf-8")
    result = import_register(shelf, path, mapping(), how)
    (finding,) = result.findings
    assert (finding.rule, finding.weight.value, finding.place) == (f"exchange.finding.{rule}", "warning", "r.csv:2")
    assert korean in finding.say("ko")
    assert english in finding.say("en")
    assert (result.new, result.refused) == (2, False)


def test_an_answer_before_the_receipt_is_doubted(tmp_path: Path, shelf: Memory, how: Bringing) -> None:
    path = tmp_path / "r.csv"
    path.write_text(csv_text([row(제목="2026-03-01 09:00")]), encoding="utf-8")
    result = import_register(shelf, path, mapping(columns={"answered_at": "제목"}), how)
    assert [finding.say("en") for finding in result.findings] == ["row 2: the answer of 가-1 lies before its receipt"]


def test_a_register_that_never_says_when_is_told_once(tmp_path: Path, shelf: Memory, how: Bringing) -> None:
    path = tmp_path / "r.csv"
    path.write_text(csv_text([row(번호=str(n), 종결일시="") for n in range(5)]), encoding="utf-8")
    result = import_register(shelf, path, mapping(), how)
    assert [(finding.place, finding.values["count"]) for finding in result.findings] == [("r.csv", "5")]
    assert {verdict(case) for case in shelf.kept if isinstance(case, Case)} == {Verdict.NOT_MEASURABLE}


# --- in a real store ---


@pytest.fixture
def proposals() -> Mapping:
    return example("seoul-proposals")


def test_a_register_is_kept_numbered_and_told_in_the_ledger(
    registry: Registry, data: Path, proposals: Mapping, how: Bringing
) -> None:
    path = data / "ko_seoul_citizen_proposals_slice.xls"
    result = import_register(registry, path, proposals, how)
    kept = registry.cases.find(source="seoul-proposals")
    assert sorted(result.codes) == [one.code for one in kept]
    assert [case.code[:7] for case in kept] == sorted(
        f"CS-{case.received_at.astimezone(ZoneInfo('Asia/Seoul')).year}" for case in kept
    )
    (entry,) = registry.history(kept[0].code)
    assert (entry.act, entry.actor) == ("case.bring", "seo.hana")
    size = registry.checkpoint()[1]
    again = import_register(registry, path, proposals, how)
    assert (again.new, again.known, registry.checkpoint()[1]) == (0, 200, size)


def test_a_refused_register_leaves_a_store_as_it_was(registry: Registry, data: Path, how: Bringing) -> None:
    before = registry.checkpoint()
    for name, plan in (
        ("nyc311_shifted_columns.csv", "nyc311"),
        ("cfpb_2023_torn_slice.csv", "cfpb"),
        ("git_lfs_pointer_named.csv", "nyc311"),
    ):
        assert import_register(registry, data / name, example(plan), how).refused
    assert registry.checkpoint() == before
    assert registry.cases.all() == []


def test_a_department_that_the_store_does_not_have_is_told_by_row(
    registry: Registry, register: Path, how: Bringing
) -> None:
    plan = mapping(defaults={"department": "support"})
    result = import_register(registry, register, plan, how)
    assert _told([finding.rule for finding in result.findings]) == ["not_there"] * 3
    there = mapping(defaults={"department": registry.departments.all()[0].code})
    assert import_register(registry, register, there, how).new == 3


def test_closed_at_the_due_instant_is_on_time() -> None:
    plan = mapping(columns={"due_at": "제목"})
    for closed, expected in (("17:00", Verdict.ON_TIME), ("17:01", Verdict.LATE), ("16:59", Verdict.ON_TIME)):
        (one,) = read(csv_text([row(제목="2026-03-05 17:00", 종결일시=f"2026-03-05 {closed}")]), plan).incoming
        assert isinstance(one.record, Case)
        assert verdict(one.record) is expected


def test_time_runs_until_the_customer_is_told() -> None:
    plan = mapping(columns={"due_at": "제목", "notified_at": "내용"})
    cells = {"제목": "2026-03-05 17:00", "종결일시": "2026-03-06 17:00"}
    for told, expected in (("2026-03-05 12:00", Verdict.ON_TIME), ("2026-03-05 18:00", Verdict.LATE)):
        (one,) = read(csv_text([row(**cells, 내용=told)]), plan).incoming
        assert isinstance(one.record, Case)
        assert verdict(one.record) is expected
