"""The commands around the records: beginning, looking at the machine, files in and out, explanations."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from qms_cli.exits import Exit

from qms import errors, i18n
from tests.office import QUALITY

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

MAPPING = """
kind = "case"
source = "counter"
zone = "Asia/Seoul"
formats = ["%Y-%m-%d %H:%M"]
key = "no"

[columns]
received_at = "received"
title = "title"

[defaults]
type = "complaint"
channel = "phone"
status = "received"
"""
REGISTER = "no,received,title\n1,2026-03-02 09:30,첫 건\n2,2026-03-02 10:30,둘째\n"


# --- beginning ---


def test_what_init_makes_is_ready_for_the_first_case(elsewhere: Terminal) -> None:
    made = elsewhere.done("init", "new", "--by", "kim.minji", "--name", "김민지", "--json", lang="ko").json
    assert made["actor"] == "kim.minji"
    elsewhere.patch.chdir(elsewhere.folder / "new")
    assert elsewhere.done("role", "list", "--json").json["records"][0]["role"] == "quality_representative"
    elsewhere.done("case", "receive", "--type", "inquiry", "--channel", "phone", "--subject", "첫 건")
    assert elsewhere.done("verify").out == ""


def test_init_overwrites_nothing(elsewhere: Terminal) -> None:
    (elsewhere.folder / "records.db").write_text("precious", encoding="utf-8")
    assert elsewhere("init", ".", "--by", "kim").code == Exit.USAGE
    assert (elsewhere.folder / "records.db").read_text(encoding="utf-8") == "precious"
    assert not (elsewhere.folder / "qms.toml").exists()


def test_init_needs_somebody_and_a_profile_that_is_there(elsewhere: Terminal) -> None:
    assert elsewhere("init").code == Exit.USAGE
    assert elsewhere("init", "--by", "kim", "--profile", "none").code == Exit.NOT_FOUND
    assert list(elsewhere.folder.iterdir()) == []


def test_the_house_has_a_profile_of_any_organisation(elsewhere: Terminal) -> None:
    (elsewhere.folder / "own.toml").write_text("id = 1", encoding="utf-8")
    ran = elsewhere("init", "--by", "kim", "--profile", "own.toml")
    assert ran.code == Exit.USAGE
    assert "organisation.invalid_profile" in ran.err


@pytest.mark.needs_pdf
@pytest.mark.slow
def test_the_demo_makes_what_it_says_and_lives(elsewhere: Terminal) -> None:
    told = elsewhere.done("demo", "shown", lang="ko").out.splitlines()
    for made in told[:4]:
        assert (elsewhere.folder / made).stat().st_size > 0
    elsewhere.patch.chdir(elsewhere.folder / "shown")
    typed = [line.strip() for line in told if line.strip().startswith("qms ")]
    assert len(typed) >= 3
    for line in typed:
        assert elsewhere(*line.split()[1:], lang="ko").code in {Exit.DONE, Exit.FINDINGS}, line
    assert elsewhere("demo", ".").code == Exit.USAGE


# --- the machine ---


@pytest.mark.req("CSA-1")
@pytest.mark.needs_pdf
def test_the_doctor_finds_this_machine_fit(terminal: Terminal) -> None:
    parts = {one["part"]: one for one in terminal.done("doctor", "--json").json["parts"]}
    assert set(parts) == {
        "python", "sqlite", "typesetter", "fonts", "postgresql", "encoding", "clock", "store", "names_key", "profile",
        "accesses", "duties", "copy",
    }  # fmt: skip
    assert {one["state"] for one in parts.values()} <= {"good", "note"}
    assert "journal_mode=" in parts["sqlite"]["found"]
    assert "records.db" in parts["store"]["found"]


@pytest.mark.req("CSA-1")
def test_the_doctor_names_the_line_that_mends(elsewhere: Terminal) -> None:
    elsewhere.patch.setattr("qms_cli.machine._loads", lambda name: "harfbuzz-subset" not in name)
    elsewhere.patch.setattr("sys.platform", "linux")
    ran = elsewhere("doctor", "--json")
    assert ran.code == Exit.FINDINGS
    (bad,) = [one for one in ran.json["parts"] if one["state"] == "bad"]
    assert bad["found"] == "libharfbuzz-subset.so.0"
    assert bad["hint"].startswith("sudo apt-get install")


def test_the_doctor_says_whether_a_copied_file_would_be_the_whole_store(terminal: Terminal) -> None:
    def told() -> dict[str, str]:
        (copy,) = [one for one in terminal("doctor", "--json").json["parts"] if one["part"] == "copy"]
        return dict(copy)

    assert told()["state"] == "good"
    store = terminal.folder / "records.db"
    with closing(sqlite3.connect(store)) as other:
        other.execute("PRAGMA journal_mode=DELETE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("PRAGMA user_version=99")
        found = told()
        other.rollback()
    assert (found["state"], found["found"]) == ("note", "journal_mode=DELETE, records.db-journal")
    assert "qms backup" in found["hint"]


def test_the_doctor_needs_no_store(elsewhere: Terminal) -> None:
    (store,) = [one for one in elsewhere("doctor", "--json").json["parts"] if one["part"] == "store"]
    assert store["state"] == "note"
    assert "qms init" in store["hint"]


# --- explanations ---

EXPLAINED = [one.key for one in errors.all_of((errors.QmsError,)) if one.key]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_message_is_explained(elsewhere: Terminal, language: str) -> None:
    for key in EXPLAINED:
        told = elsewhere.done("explain", key, "--format", "table", lang=language).out
        assert key in told
        assert not re.search(r"\{[^}]*\}", told)


def test_an_explanation_names_the_rule_in_the_organisations_words(elsewhere: Terminal) -> None:
    told = elsewhere.done("explain", "case.needs_department", "--format", "table", lang="ko").out
    assert "C-2: " in told
    assert elsewhere.done("explain", "case.needs_department", "--json").json["rule"] == "manual C-2"
    assert elsewhere.done("explain", "capa.needs_cause", "--json").json["rule"] == "ISO 9001 10.2.1 b"


def test_a_finding_is_explained_too(elsewhere: Terminal) -> None:
    told = elsewhere.done("explain", "store.finding.tail_cut", "--json").json
    assert set(told) == {"schema", "code", "says", "hint"}


def test_without_a_name_all_are_listed(elsewhere: Terminal) -> None:
    assert [one["code"] for one in elsewhere.done("explain", "--json").json["messages"]] == sorted(EXPLAINED)
    assert len(elsewhere.done("help", "--json").json["topics"]) == 3


def test_topics_are_complete(elsewhere: Terminal) -> None:
    assert len(elsewhere.done("help", "formats", "--json").json["topics"]) == 5
    named = [one["variable"] for one in elsewhere.done("help", "environment", "--json").json["topics"]]
    assert {"QMS_STORE", "QMS_BY", "QMS_LANG", "QMS_NOW", "NO_COLOR"} <= set(named)


# --- files in ---


@pytest.fixture
def register(terminal: Terminal) -> Terminal:
    """A prompt beside a register and its mapping."""
    (terminal.folder / "register.csv").write_text(REGISTER, encoding="utf-8")
    (terminal.folder / "register.toml").write_text(MAPPING, encoding="utf-8")
    return terminal


IMPORT = ("import", "register.csv", "--map", "register.toml")


def test_an_import_is_tried_first_then_done_then_nothing_is_new(register: Terminal) -> None:
    tried = register.done(*IMPORT, "--dry-run", "--json").json
    assert (tried["state"], tried["new"], tried["dry_run"]) == ("tried", 2, True)
    assert register.done("case", "list").out == ""
    done = register.done(*IMPORT, "--json").json
    assert (done["state"], done["new"], done["known"]) == ("done", 2, 0)
    assert len(register.done("case", "list").out.splitlines()) == 2
    again = register.done(*IMPORT, "--json").json
    assert (again["new"], again["known"]) == (0, 2)
    other = register.done(*IMPORT, "--source", "other", "--json").json
    assert (other["source"], other["new"]) == ("other", 2)


def test_a_refused_register_tells_every_fault_and_brings_nothing(register: Terminal) -> None:
    wrong = REGISTER.replace("09:30", "soon").replace("10:30", "later")
    (register.folder / "register.csv").write_text(wrong, encoding="utf-8")
    ran = register(*IMPORT, lang="ko")
    assert ran.code == Exit.FINDINGS
    assert [line.split("\t")[0] for line in ran.out.splitlines()].count("findings") == 1 + 2
    assert "register.csv:2" in ran.out
    assert "register.csv:3" in ran.out
    assert register.done("case", "list").out == ""


def test_many_findings_are_told_as_twenty_and_a_count(register: Terminal) -> None:
    rows = "".join(f"{number},soon,x\n" for number in range(30))
    (register.folder / "register.csv").write_text("no,received,title\n" + rows, encoding="utf-8")
    ran = register(*IMPORT, "--format", "table")
    assert ran.out.count("register.csv:") == 20
    assert "10 more" in ran.err
    assert len(register(*IMPORT, "--json").json["findings"]) == 30


def test_a_mapping_or_a_file_that_is_not_there_is_named(register: Terminal) -> None:
    for words in (("import", "none.csv", "--map", "register.toml"), ("import", "register.csv", "--map", "none.toml")):
        ran = register(*words)
        assert ran.code in {Exit.USAGE, Exit.NOT_FOUND}
        assert "none." in ran.err


# --- files out ---


@pytest.mark.needs_pdf
def test_a_packet_is_rendered_in_both_forms(terminal: Terminal) -> None:
    terminal.done("review", "compile", "2026H1")
    html = terminal.done("packet", "render", "2026h1", "--format", "html", "--language", "en", "--json").json
    page = terminal.folder / html["file"]
    assert html["file"] == "MR-2026H1.en.html"
    assert html["draft"] is True
    assert hashlib.sha256(page.read_bytes()).hexdigest() == html["sha256"]
    terminal.done("packet", "render", "2026h1", "-o", "자료집.HTML", lang="ko")
    assert (terminal.folder / "자료집.HTML").read_bytes().lower().startswith(b"<!doctype html")
    pdf = terminal.done("packet", "render", "MR-2026H1", "-o", "packet.pdf", "--json", lang="ko").json
    assert (terminal.folder / "packet.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert pdf["pages"] > 3


def test_every_kind_is_exported_and_has_its_schema(terminal: Terminal) -> None:
    kinds = [one["kind"] for one in terminal.done("schema", "--json").json["kinds"]]
    assert {"department", "person", "case", "capa", "review"} <= set(kinds)
    for name in kinds:
        schema = terminal.done("schema", name).json
        for line in terminal.done("export", name, "--format", "jsonl").out.splitlines():
            assert list(json.loads(line)) == ["schema", "level", *schema["properties"]]


# --- the organisation ---


def test_roles_are_given_by_label_and_name(terminal: Terminal) -> None:
    made = terminal.done("role", "assign", "구보람", "실무자", "-d", "장비지원팀", "--json").json
    assert (made["person"], made["role"], made["department"]) == ("gu.nobody", "staff", "equipment")
    ended = terminal.done("role", "end", made["code"], "--until", "2026-04-01", "--json").json
    assert ended["until"] == "2026-04-01"


def test_past_roles_are_shown_when_asked_for(terminal: Terminal) -> None:
    today = terminal.done("role", "list").out.splitlines()
    assert len(terminal.done("role", "list", "--past").out.splitlines()) > len(today)
    assert {line.split("\t")[1] for line in terminal.done("role", "list", "--person", "서하나").out.splitlines()} == {
        QUALITY
    }


def test_the_tree_of_departments_is_indented(terminal: Terminal) -> None:
    lines = terminal.done("org", "show", "--format", "table", lang="ko").out.splitlines()
    assert any(re.search(r"^support +    기업지원팀", line) for line in lines)
    assert any("김민지" in line for line in lines)


def test_duties_are_found_by_role_and_clause(terminal: Terminal) -> None:
    mine = terminal.done("duty", "list", "--role", "품질경영책임자", "--json").json["duties"]
    assert {one["role"] for one in mine} == {"quality_representative"}
    assert mine
    clause = mine[0]["clause"].split(",")[0]
    assert mine[0]["id"] in {
        one["id"] for one in terminal.done("duty", "list", "--clause", clause, "--json").json["duties"]
    }


def test_a_day_off_added_moves_the_count(terminal: Terminal) -> None:
    before = terminal.done("calendar", "due", "2026-03-03", "--days", "7", "--json").json["due_on"]
    terminal.done("calendar", "add", "2026-03-05", "--name", "창립기념일", "--kind", "institution")
    assert terminal.done("calendar", "due", "2026-03-03", "--days", "7", "--json").json["due_on"] > before
    assert "창립기념일" in terminal.done("calendar", "show", "2026").out
