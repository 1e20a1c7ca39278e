"""Registers of real offices, with their real faults; where they come from is told in tests/data/SOURCE.md."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qms.exchange import Bringing, Verdict, import_register, read_register, verdict
from qms.records.case.model import Case
from tests.exchange.conftest import AT, Memory, example

if TYPE_CHECKING:
    from qms.base.finding import Finding
    from qms.exchange import ImportResult
    from qms.i18n import Language

RODENT = "nyc311_2016-09_rodent_all_due_dates.csv"
MULTILINE = "nyc311_2024-04_iso_multiline.csv"
PROPOSALS = "ko_seoul_citizen_proposals_slice.xls"


def _count(result: ImportResult, rule: str) -> int:
    return sum(finding.rule == f"exchange.finding.{rule}" for finding in result.findings)


def _cases(shelf: Memory) -> list[Case]:
    cases = [record for record in shelf.kept if isinstance(record, Case)]
    assert len(cases) == len(shelf.kept)
    return cases


def test_a_month_of_rodent_complaints_comes_in_whole(data: Path, shelf: Memory, how: Bringing) -> None:
    result = import_register(shelf, data / RODENT, example("nyc311"), how)
    assert (result.rows, result.new, result.known, result.refused) == (3101, 3101, 0, False)
    cases = _cases(shelf)
    assert Counter(map(verdict, cases)) == {
        Verdict.ON_TIME: 2726, Verdict.LATE: 85, Verdict.NOT_MEASURABLE: 26, Verdict.OPEN: 264,
    }  # fmt: skip
    closed = [case for case in cases if case.closed_at is not None]
    assert len(closed) == 2837
    assert {case.status.value for case in closed} == {"closed"}
    # The source's own verdict looks at the due date alone.
    naive = Counter(case.closed_at <= case.due_at for case in closed if case.closed_at and case.due_at)
    assert naive == {True: 2752, False: 85}


def test_what_cannot_be_measured_is_named_by_its_key(data: Path, shelf: Memory, how: Bringing) -> None:
    result = import_register(shelf, data / RODENT, example("nyc311"), how)
    named = [f for f in result.findings if f.rule.endswith(".closed_before_received")]
    unmeasurable = {case.source_key for case in _cases(shelf) if verdict(case) is Verdict.NOT_MEASURABLE}
    assert len(named) == 26
    assert {finding.values["key"] for finding in named} == unmeasurable
    assert named[0].place == f"{RODENT}:291"
    assert named[0].say("ko") == "291행: 34235743은 접수 전에 종결되어 처리 기간을 잴 수 없습니다"
    assert named[0].say("en") == "row 291: 34235743 was closed before it was received; its time is not measurable"
    # The same rows call themselves pending.
    assert _count(result, "disagrees") == 26


@pytest.mark.req("P11-10h")
def test_a_row_becomes_the_case_it_was(data: Path, shelf: Memory, how: Bringing) -> None:
    result = import_register(shelf, data / RODENT, example("nyc311"), how)
    case = next(case for case in _cases(shelf) if case.source_key == "34223255")
    assert case.received_at == datetime(2016, 9, 1, 4, 0, tzinfo=UTC)  # midnight in New York, in summer
    assert case.due_at == datetime(2016, 10, 1, 20, 23, 55, tzinfo=UTC)
    assert (case.topic, case.service) == ("Rodent: Rat Sighting", "Department of Health and Mental Hygiene")
    assert case.text == "Catch Basin/Sewer, EAST 135 STREET, NEW YORK, MANHATTAN"
    assert (case.source, case.source_row, case.source_file) == ("nyc311", 2, result.digest)
    assert (case.origin.value, case.recorded_at) == ("imported", AT)
    assert case.subject is not None
    assert len({one.subject for one in _cases(shelf)}) == 3101


def test_the_same_file_twice_changes_nothing_and_says_so(data: Path, shelf: Memory, how: Bringing) -> None:
    first = import_register(shelf, data / MULTILINE, example("nyc311-iso"), how)
    before = list(shelf.kept)
    again = import_register(shelf, data / MULTILINE, example("nyc311-iso"), how)
    assert (first.new, again.new, again.known) == (1000, 0, 1000)
    assert again.digest == first.digest
    assert shelf.kept == before
    assert shelf.brought == 1
    said = [f.say("en") for f in again.findings if f.rule.endswith(".known")]
    assert len(said) == 1
    assert said[0].startswith("1000 rows are known from 'nyc311' already and stay as they are;")


def test_line_breaks_inside_cells_do_not_move_the_rows(data: Path) -> None:
    register = read_register(data / MULTILINE, example("nyc311-iso"))
    rows = {incoming.key: incoming.row for incoming in register.incoming}
    lines = (data / MULTILINE).read_text(encoding="utf-8").split("\n")
    assert len(rows) == 1000
    assert all(lines[row - 1].startswith(f'"{key}"') for key, row in rows.items())
    channels = Counter(one.record.channel.value for one in register.incoming if isinstance(one.record, Case))
    assert channels == {"web": 604, "phone": 349, "other": 47}


def test_closed_without_a_closing_date_is_told(data: Path, shelf: Memory, how: Bringing) -> None:
    result = import_register(shelf, data / MULTILINE, example("nyc311-iso"), how)
    assert Counter(map(verdict, _cases(shelf)))[Verdict.NOT_MEASURABLE] == 1
    assert _count(result, "closed_unknown") == 1


def test_proposals_of_citizens_come_in_though_the_workbook_is_odd(data: Path, shelf: Memory, how: Bringing) -> None:
    """XLSX named .xls, which says of itself that it has one cell, with mark-up and characters no record can hold."""
    result = import_register(shelf, data / PROPOSALS, example("seoul-proposals"), how)
    assert (result.rows, result.new, result.refused) == (200, 200, False)
    cases = _cases(shelf)
    newest = next(case for case in cases if case.source_key == "185171")
    assert newest.received_at == datetime(2019, 8, 31, 14, 17, 18, tzinfo=UTC)
    assert newest.source_row == 2
    assert {(case.type.value, case.channel.value, case.origin.value) for case in cases} == {
        ("suggestion", "web", "historical")
    }
    assert not any("<div" in (case.text or "") or "&nbsp;" in (case.text or "") for case in cases)
    # Nothing is shortened in silence.
    cut = [finding for finding in result.findings if finding.rule.endswith(".cut")]
    assert [finding.place.removeprefix(PROPOSALS) for finding in cut] == [":200:C", ":201:B"]
    assert cut[1].say("ko") == "201행 '제안제목' 열: 496자의 글을 200자로 줄였습니다"
    by_row = {case.source_row: case for case in cases}
    assert len(by_row[200].text or "") == 20_000
    assert (by_row[201].title or "").endswith("…")


def test_numbers_follow_the_order_of_receipt(data: Path, shelf: Memory, how: Bringing) -> None:
    import_register(shelf, data / PROPOSALS, example("seoul-proposals"), how)
    received = [case.received_at for case in _cases(shelf)]
    assert received == sorted(received)


REFUSED: list[tuple[str, str, str, Language, str]] = [
    ("nyc311_shifted_columns.csv", "nyc311", "few_cells", "en",
     "row 2: 7 cells where the head has 12; nothing is there from the column 'Cross Street 1' on"),
    ("nyc311_shifted_columns.csv", "nyc311", "few_cells", "ko",
     "2행: 제목 줄은 12칸인데 7칸뿐이어서 'Cross Street 1' 열부터 비어 있습니다"),
    ("cfpb_2023_torn_slice.csv", "cfpb", "torn", "en",
     "row 401: the file ends inside a quoted cell; its quote was opened on line 401 and never closed"),
    ("cfpb_2023_torn_slice.csv", "cfpb", "torn", "ko",
     "401행: 따옴표로 묶은 칸 안에서 파일이 끝났습니다. 401번째 줄에서 연 따옴표가 닫히지 않았습니다"),
    ("git_lfs_pointer_named.csv", "cfpb", "lfs_pointer", "en",
     "This is not the register but a Git LFS pointer: a few lines that say where the real file is kept"),
    ("git_lfs_pointer_named.csv", "cfpb", "lfs_pointer", "ko",
     "대장이 아니라 Git LFS 포인터입니다. 실제 파일이 어디 있는지만 적은 몇 줄입니다"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "plan", "rule", "language", "sentence"), REFUSED)
def test_a_broken_register_is_refused_with_a_clear_sentence(
    name: str, plan: str, rule: str, language: Language, sentence: str, data: Path, shelf: Memory, how: Bringing
) -> None:
    result = import_register(shelf, data / name, example(plan), how)
    assert result.refused
    assert (result.new, shelf.kept, shelf.brought) == (0, [], 0)
    assert next(f for f in result.findings if f.rule.endswith(f".{rule}")).say(language) == sentence


def test_every_fault_of_a_shifted_register_is_told_with_its_place(data: Path, shelf: Memory, how: Bringing) -> None:
    result = import_register(shelf, data / "nyc311_shifted_columns.csv", example("nyc311"), how)
    assert result.rules["exchange.finding.few_cells"] == result.rows == 3000
    missing = {f.values["column"] for f in result.findings if f.rule.endswith(".no_column")}
    assert missing == {
        "Created Date", "Due Date", "Closed Date", "Incident Address", "Resolution Description", "Status", "Borough",
    }  # fmt: skip
    # A ZIP code stands under the place's type: no reader of CSV sees that, the mapping's expectation does.
    wrong = [f for f in result.findings if f.rule.endswith(".expected_pattern")]
    assert len(wrong) == 1000 < result.rules["exchange.finding.expected_pattern"]
    first = next(f for f in wrong if f.values["column"] == "Location Type")
    line = (data / "nyc311_shifted_columns.csv").read_text(encoding="utf-8").splitlines()[int(first.values["row"]) - 1]
    # It goes into the text, which is personal: the finding gives the place and does not repeat the cell.
    assert (first.values["letter"], first.values["text"], line.split(",")[4].isdigit()) == ("E", "…", True)


def test_a_whole_register_has_no_fault_by_the_same_mapping(data: Path) -> None:
    """The torn file's whole rows are good: what refuses it is its end alone."""
    register = read_register(data / "cfpb_2023_torn_slice.csv", example("cfpb"))
    assert (register.rows, len(register.incoming), len(register.findings)) == (330, 330, 1)


def test_a_dry_run_says_what_would_come_in_and_keeps_nothing(data: Path, shelf: Memory, how: Bringing) -> None:
    dry = Bringing(at=how.at, token=how.token, dry_run=True)
    result = import_register(shelf, data / MULTILINE, example("nyc311-iso"), dry)
    assert (result.new, result.dry_run, shelf.kept, shelf.brought) == (1000, True, [], 0)


def test_a_time_after_the_import_is_doubted(data: Path, shelf: Memory, how: Bringing) -> None:
    every: list[Finding] = []
    early = Bringing(at=datetime(2024, 4, 16, 3, 0, tzinfo=UTC), token=how.token, every=every.append)
    import_register(shelf, data / MULTILINE, example("nyc311-iso"), early)
    late = {case.source_key for case in _cases(shelf) if case.received_at > early.at}
    told = {f.values["key"] for f in every if f.rule.endswith(".in_future")}
    assert late
    assert late <= told
    assert early.at - max(c.received_at for c in _cases(shelf)) > timedelta(days=-1)
