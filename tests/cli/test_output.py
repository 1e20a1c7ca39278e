"""Results in every format: what machines are promised, and what a terminal is spared."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from typing import TYPE_CHECKING

import pytest
from qms_cli.exits import Exit

from qms.kinds import kind

if TYPE_CHECKING:
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
    assert (rows[0]["code"], rows[0]["customer_name"]) == ("CS-2026-0001", "")
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


# --- what people typed, on a terminal ---


@pytest.mark.req("ASVS-16.2")
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
