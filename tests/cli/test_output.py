"""Results in every format: what machines are promised, and what a terminal is spared."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qms_cli.exits import Exit
from qms_cli.main import run
from qms_cli.show.mask import MASKED, address, contact, name
from qms_cli.show.table import table, wrap

from qms.base.sight import cells
from qms.kinds import all_kinds, kind
from tests.office import AUDITOR, QUALITY, SUPPORT_STAFF, Clock

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Terminal

HANGUL = re.compile("[가-힣]")
HOSTILE = [
    "[/b] [항목] [red]x[/red] [link=http://x]y[/link]",
    "\u202egnp.exe",
    "zero\u200bwidth\ufeff",
    '=HYPERLINK("http://x")',
    "줄\t나눔\n두 줄",
    "{title} %s ${x} \\x1b[2J",
]
ANSWERS = [
    "status", "case list", "case show cs-26-1", "case history cs-26-1", "case next cs-26-1",
    "case due cs-26-1 --explain", "capa list", "review list", "review missing 2026H1", "figures list",
    "figures show case.received --period 2026", "figures explain case.received --period 2026", "charter show",
    "charter check", "duty list", "duty matrix", "duty matrix --acts", "org show", "org people", "role list",
    "calendar show", "calendar due 2026-03-02 --days 7", "log", "verify", "checkpoint", "schema",
    "schema case", "export case", "explain case.needs_department", "help exit-codes", "help formats",
    "help environment",
]  # fmt: skip


@pytest.fixture(scope="module")
def filled(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a case and a review in it, to be copied."""
    import qms

    path = tmp_path_factory.mktemp("filled") / "records.db"
    shutil.copy(founded, path)
    with qms.open(path, actor=QUALITY, clock=Clock()) as registry:
        registry.cases.receive(
            type=qms.CaseType.COMPLAINT, channel=qms.Channel.PHONE, title="예약 취소", text="두 번", name="홍길동",
            contact="010-1234-5678", address="전라남도 순천시 해룡면 지봉로 1", department="support",
        )  # fmt: skip
        registry.reviews.compile("2026H1")
    return path


@pytest.fixture
def full(terminal: Terminal, filled: Path) -> Terminal:
    """A prompt beside that store."""
    shutil.copy(filled, terminal.folder / "records.db")
    return terminal


def _receive(terminal: Terminal, title: str) -> None:
    terminal.done("case", "receive", "--type", "complaint", "--channel", "phone", "--subject", title, "-d", "support")


# --- JSON is a promise ---


def test_a_record_as_json_is_its_document_with_its_schema_first(full: Terminal) -> None:
    document = full.done("case", "show", "cs-26-1", "--json").json
    assert list(document) == ["schema", *kind("case").model.model_fields]
    assert document["schema"] == "qms.case/1"
    assert document["received_at"] == "2026-03-03T00:30:00+00:00"


def test_what_is_shown_can_be_read_back_as_a_record(full: Terminal) -> None:
    document = full.done("case", "show", "cs-26-1", "--json").json
    del document["schema"]
    assert kind("case").model.model_validate(document).code == "CS-2026-0001"


def test_a_list_as_json_holds_documents(full: Terminal) -> None:
    listed = full.done("case", "list", "--json").json
    assert list(listed) == ["schema", "records"]
    shown = full.done("case", "show", "cs-26-1", "--json").json
    assert {"schema": listed["schema"], **listed["records"][0]} == shown


def test_json_lines_are_documents(full: Terminal) -> None:
    _receive(full, "둘째")
    lines = full.done("case", "list", "--format", "jsonl").out.splitlines()
    assert [json.loads(line)["code"] for line in lines] == ["CS-2026-0001", "CS-2026-0002"]
    assert {json.loads(line)["schema"] for line in lines} == {"qms.case/1"}


@pytest.mark.parametrize("command", ANSWERS)
def test_machine_formats_never_change_with_the_language(full: Terminal, command: str) -> None:
    formats = ["json"] if " due " in command else ["json", "tsv"]  # an explanation has nothing but words in it
    for format in formats:
        korean = full(*command.split(), "--format", format, lang="ko")
        english = full(*command.split(), "--format", format, lang="en")
        assert (korean.code, korean.out) == (english.code, english.out)
        assert korean.code in {Exit.DONE, Exit.FINDINGS}
    document = full(*command.split(), "--json").json
    assert next(iter(document)) in {"schema", "$schema"}


@pytest.mark.parametrize("command", ANSWERS)
def test_people_get_an_answer_in_their_language(full: Terminal, command: str) -> None:
    korean = full(*command.split(), "--format", "table", lang="ko")
    assert korean == full(*command.split(), "--format", "table", lang="ko")
    assert korean.code in {Exit.DONE, Exit.FINDINGS}
    assert HANGUL.search(korean.out + korean.err) or command.startswith(("schema case", "checkpoint"))


def test_an_act_gives_back_the_record_as_it_is_now(full: Terminal) -> None:
    after = full.done("case", "assess", "cs-26-1", "--severity", "major", "--reason", "x", "--json").json
    assert (after["schema"], after["version"], after["severity"]) == ("qms.case/1", 2, "major")


def test_fields_are_chosen_by_name(full: Terminal) -> None:
    assert full.done("case", "list", "--fields", "title,code").out == "예약 취소\tCS-2026-0001\n"
    assert full.done("case", "list", "--fields", "code", "--json").json["records"] == [{"code": "CS-2026-0001"}]
    assert full.done("case", "show", "cs-26-1", "--fields", "status,version", "--json").json == {
        "schema": "qms.case/1",
        "status": "received",
        "version": 1,
    }
    names = full.done("case", "list", "--fields", "?").out.splitlines()
    assert {line.split("\t")[0] for line in names} >= set(kind("case").model.model_fields)


def test_the_schema_says_what_the_documents_hold(full: Terminal) -> None:
    schema = full.done("schema", "case").json
    assert schema["$id"] == "qms.case/1"
    assert list(schema["properties"]) == list(kind("case").model.model_fields)


# --- files ---


def test_a_result_goes_to_a_file_as_a_whole(full: Terminal) -> None:
    ran = full.done("export", "case", "--format", "csv", "-o", "cases.csv")
    assert ran.out == ""
    rows = list(csv.DictReader(io.StringIO((full.folder / "cases.csv").read_text(encoding="utf-8-sig"), newline="")))
    assert rows[0]["customer_name"] == "홍*동"
    assert [path.name for path in full.folder.iterdir() if ".part" in path.name] == []


def test_a_place_that_cannot_be_written_is_named_and_nothing_is_lost(full: Terminal) -> None:
    ran = full("case", "list", "-o", "none/cases.tsv", lang="ko")
    assert ran.code == Exit.STORAGE
    assert "none/cases.tsv" in ran.err


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")  # noqa: PTH110
def test_a_full_disk_is_told(full: Terminal) -> None:
    assert full("case", "list", "-o", "/dev/full").code == Exit.STORAGE


def test_a_dash_is_standard_output(full: Terminal) -> None:
    assert full.done("case", "list", "-o", "-").out == full.done("case", "list").out


# --- customers ---


def test_customers_are_masked_wherever_they_are_shown(full: Terminal) -> None:
    for command in ("case show cs-26-1", "case list", "export case", "status"):
        for format in ("table", "csv", "json"):
            out = full.done(*command.split(), "--format", format).out
            assert not any(secret in out for secret in ("홍길동", "010-1234", "1234-5678", "지봉로")), (command, format)
    shown = full.done("case", "show", "cs-26-1", "--json").json
    assert shown["customer_name"] == "홍*동"
    assert shown["customer_contact"] == "010-****-5678"
    assert shown["customer_address"] == "전라남도 순천시 ***"


def test_every_particular_of_a_customer_has_its_mask() -> None:
    personal = {name for one in all_kinds() for name in one.personal() if name.startswith("customer_")}
    assert personal == set(MASKED)


@pytest.mark.parametrize(
    ("mask", "told", "shown"),
    [
        (name, "홍길동", "홍*동"),
        (name, "김철", "김*"),
        (name, "선우용녀", "선**녀"),
        (name, "정", "*"),
        (name, "Anna Lee", "A**a L*e"),
        (contact, "010-1234-5678", "010-****-5678"),
        (contact, "01012345678", "010****5678"),
        (contact, "061-729-2500", "061-***-2500"),
        (contact, "02-729-2500", "02-***-2500"),
        (contact, "hong@example.kr", "h***@example.kr"),
        (contact, "내선 1234", "내선 ****"),
        (contact, "카카오톡", "****"),
        (address, "전라남도 순천시 해룡면 지봉로 1", "전라남도 순천시 ***"),
        (address, "순천시 지봉로", "***"),
    ],
)
def test_masks(mask: object, told: str, shown: str) -> None:
    assert callable(mask)
    assert mask(told) == shown


@given(st.text(min_size=4, max_size=30))
def test_a_mask_never_shows_all(told: str) -> None:
    if told.strip():
        assert name(told) != told or set(told.split()) <= {"*"} or all(len(set(part)) == 1 for part in told.split())
    if any(letter.isdigit() for letter in told) and "@" not in told:
        assert sum(letter.isdigit() for letter in contact(told)) < sum(letter.isdigit() for letter in told)


# --- what people typed, on a terminal ---


@pytest.mark.parametrize("title", HOSTILE)
def test_what_people_wrote_steers_nothing(terminal: Terminal, title: str) -> None:
    _receive(terminal, title)
    for command in ("case list", "case show cs-26-1", "status"):
        for format in ("table", "tsv", "json", "jsonl"):
            out = terminal.done(*command.split(), "--format", format).out
            assert not any(letter in out for letter in "\x1b\u202e\u200b\u2066"), (command, format)
    lines = terminal.done("case", "list", "--format", "tsv").out.splitlines()
    assert [line.count("\t") for line in lines] == [5]


@pytest.mark.parametrize("title", HOSTILE)
def test_json_keeps_what_people_wrote_as_it_was(terminal: Terminal, title: str) -> None:
    _receive(terminal, title)
    kept = terminal.done("case", "show", "cs-26-1", "--json").json["title"]
    assert kept == " ".join(title.replace("\ufeff", "\ufeff").split())


def test_no_spreadsheet_runs_what_people_wrote(terminal: Terminal) -> None:
    _receive(terminal, HOSTILE[3])
    assert "'=HYPERLINK" in terminal.done("case", "list", "--format", "csv").out


# --- tables ---


def test_a_table_is_as_wide_as_the_terminal_and_codes_stay_whole(terminal: Terminal) -> None:
    _receive(terminal, "가나다라마바사" * 20)
    for width in (70, 80, 100):
        terminal.patch.setenv("COLUMNS", str(width))
        lines = terminal.done("case", "list", "--format", "table", lang="ko").out.splitlines()
        assert max(cells(line) for line in lines) <= width
        assert "CS-2026-0001" in lines[1]
        assert "2026-03-11 23:59" in lines[1]
        assert lines[1].endswith("…")


def test_columns_stand_below_their_heads(full: Terminal) -> None:
    head, row = full.done("case", "list", "--format", "table", lang="ko").out.splitlines()
    for label, value in (("상태", "접수"), ("담당부서", "기업지원팀"), ("제목", "예약 취소")):
        assert cells(head[: head.index(label)]) == cells(row[: row.index(value)])


def test_what_is_overdue_says_so_in_words(full: Terminal) -> None:
    full.clock("2026-04-01T10:00:00+09:00")
    out = full.done("case", "list", "--overdue", "--format", "table", lang="ko").out
    assert "2026-03-11 23:59 기한 지남" in out
    assert full("case", "list", "--overdue", "--fail-if-any").code == Exit.FINDINGS
    full.clock("2026-03-11T23:00:00+09:00")
    assert full("case", "list", "--overdue", "--fail-if-any").code == Exit.DONE


@given(
    st.lists(st.tuples(st.text(max_size=30), st.text(max_size=80)), min_size=1, max_size=5),
    st.integers(30, 120),
    st.booleans(),
)
def test_a_table_never_outgrows_its_width(rows: list[tuple[str, str]], width: int, wrapped: bool) -> None:  # noqa: FBT001
    plain = [tuple(" ".join(cell.split()) for cell in row) for row in rows]
    head, lines = table(("a", "b"), plain, width=width, fixed=(False, False), wrapped=wrapped)
    assert max(cells(line) for line in (*head, *lines)) <= width


@given(st.text(max_size=200), st.integers(2, 40))
def test_wrapping_loses_nothing_but_spaces(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split(" ")) == "".join(text.split(" "))
    assert all(cells(line) <= width for line in lines)


# --- colour ---


@pytest.mark.parametrize(
    ("environ", "words", "coloured"),
    [
        ({}, [], False),
        ({}, ["--color", "always"], True),
        ({"CLICOLOR_FORCE": "1"}, [], True),
        ({"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, [], False),
        ({"CLICOLOR_FORCE": "1"}, ["--color", "never"], False),
    ],
)
def test_colour_is_used_where_it_is_wanted(
    full: Terminal,
    environ: dict[str, str],
    words: list[str],
    coloured: bool,  # noqa: FBT001
) -> None:
    for variable, value in environ.items():
        full.patch.setenv(variable, value)
    full.capsys.readouterr()
    assert run(["case", "list", "--format", "table", *words]) == 0
    assert ("\x1b[" in full.capsys.readouterr().out) is coloured


def test_a_terminal_gets_a_table_and_a_pipe_gets_tabs(full: Terminal) -> None:
    assert "\t" in full.done("case", "list").out
    full.patch.setattr(sys.stdout, "isatty", lambda: True)
    full.patch.setenv("TERM", "dumb")
    assert "\t" not in full.done("case", "list").out


# --- what is kept for one role ---


def test_a_report_for_the_audit_office_is_read_there_alone(terminal: Terminal) -> None:
    told = ("--subject", "계약 담당자의 금품 요구", "--text", "이름을 적음", "--name", "홍길동", "-d", "audit")
    terminal.done("--by", SUPPORT_STAFF, "case", "receive", "--type", "integrity", "--channel", "web", *told)
    for command in ("case show cs-26-1", "case list", "export case", "status", "case list --match 금품"):
        for format in ("table", "tsv", "json"):
            out = terminal.done(*command.split(), "--format", format).out
            assert not any(word in out for word in ("금품", "이름을", "홍")), (command, format)
    assert terminal.done("case", "list", "--match", "금품").out == ""
    theirs = terminal.done("--by", AUDITOR, "case", "show", "cs-26-1", "--json").json
    assert (theirs["title"], theirs["customer_name"]) == ("계약 담당자의 금품 요구", "홍*동")
    assert terminal.done("--by", AUDITOR, "case", "list", "--match", "금품").out != ""


def test_a_page_in_a_pipe_has_its_tables_too(full: Terminal) -> None:
    full.done("case", "assign", "cs-26-1", "support")
    full.done("case", "acknowledge", "cs-26-1", "--via", "sms", "--told", "곧 답합니다")
    lines = full.done("case", "show", "cs-26-1").out.splitlines()
    (contact,) = [line.split("\t") for line in lines if line.startswith("communications\t")]
    assert contact[-1] == "곧 답합니다"


def test_groups_of_a_figure_are_told_by_name(full: Terminal) -> None:
    words = ("figures", "show", "case.received", "--period", "2026", "--format")
    assert "기업지원팀" in full.done(*words, "table", "--by", "department", lang="ko").out
    assert "전화" in full.done(*words, "table", "--by", "channel", lang="ko").out
    assert full.done(*words, "tsv", "--by", "channel", lang="ko").out.split("\t")[1] == "phone"
