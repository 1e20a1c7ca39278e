"""Moving in at the prompt: a file brought in, single acts, what is out of order, a hand-over, a store on a server."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from qms_cli.exits import Exit
from qms_cli.surroundings import without_password

from tests.office import EQUIPMENT_STAFF, LEAVER, SUPPORT_HEAD, SUPPORT_STAFF

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

ORGANISATION = """\
since = 2025-01-01
[[departments]]
code = "lab"
name_ko = "분석팀"
name_en = "Analysis Team"
kind = "단위부서"
parent = "growth"
[[people]]
code = "park.sol"
name = "박솔"
department = "lab"
roles = ["단위부서장"]
"""


def _file(terminal: Terminal, text: str = ORGANISATION, name: str = "org.toml") -> str:
    (terminal.folder / name).write_text(text, encoding="utf-8")
    return name


# --- files ---


def test_an_organisation_is_tried_brought_in_and_known(terminal: Terminal) -> None:
    name = _file(terminal)
    before = terminal.done("checkpoint").out
    tried = terminal.done("org", "import", name, "-n", "--json").json
    assert (tried["state"], [one["act"] for one in tried["steps"]]) == (
        "tried", ["department.establish", "person.enrol", "assignment.assign"],
    )  # fmt: skip
    assert terminal.done("checkpoint").out == before
    assert terminal.done("org", "import", name, "--json").json["state"] == "done"
    again = terminal.done("org", "import", name, "--json").json
    assert (again["steps"], again["same"]) == ([], 3)
    assert terminal.done("org", "head", "lab", "--json").json["head"] == "park.sol"


def test_a_fault_ends_in_1_and_says_its_place(terminal: Terminal) -> None:
    ran = terminal("org", "import", _file(terminal, ORGANISATION + 'boss = "x"\n'), "--format", "table", lang="ko")
    assert ran.code == Exit.FINDINGS
    assert "거절했습니다" in ran.out
    assert "org.toml:8: people[1] park.sol" in ran.out


def test_what_is_left_as_the_store_has_it_ends_in_7(terminal: Terminal) -> None:
    text = f'[[people]]\ncode = "{LEAVER}"\nuntil = 2026-02-20\n'
    assert terminal("org", "import", _file(terminal, text)).code == Exit.PARTLY


def test_what_is_given_out_comes_in_again_and_names_need_a_reason(terminal: Terminal) -> None:
    refused = terminal("org", "export", "--names")
    assert refused.code == Exit.USAGE
    assert "cli.needs_reason" in refused.err
    terminal.done("org", "export", "-o", "silent.toml")
    assert "김민지" not in (terminal.folder / "silent.toml").read_text(encoding="utf-8")
    terminal.done("org", "export", "--names", "--reason", "인사팀 정비", "-o", "full.toml", lang="ko")
    told = (terminal.folder / "full.toml").read_text(encoding="utf-8")
    assert "김민지" in told
    assert "인사팀 정비" in told
    terminal.done("org", "export", "--names", "--reason", "명부 대조", "--tables", "named")
    log = [one for one in terminal.done("log", "--json").json["entries"] if one["act"] == "person.take_out"]
    assert [(one["reason"] or "").partition(" [")[0] for one in log] == ["인사팀 정비", "명부 대조"]
    terminal.done("org", "export", "--tables", "forms", lang="ko")
    for files in (("silent.toml",), ("full.toml",), tuple(f"forms/{one}.csv" for one in ("departments", "people"))):
        assert terminal.done("org", "import", *files, "--json").json["steps"] == []


# --- single acts ---


def test_an_organisation_lives_by_single_acts(terminal: Terminal) -> None:
    done = terminal.done
    named = ("--name", "분석팀", "--name-en", "Analysis Team", "--kind", "단위부서")
    done("org", "establish", "lab", *named, "--parent", "growth", "--since", "2026-01-05")
    done("org", "rename", "lab", "--name", "분석실", "--name-en", "Analysis Office", "--since", "2026-02-01")
    done("org", "move", "lab", "--to", "planning", "--since", "2026-02-01")
    done("org", "enrol", "park.sol", "--name", "박솔", "--department", "lab", "--since", "2026-01-05")
    done("role", "assign", "park.sol", "unit_head", "-d", "lab", "--capacity", "직무대리", "--since", "2026-01-05")
    held = done("org", "head", "lab", "--on", "2026-01-20", "--json").json
    assert (held["head"], held["capacity"]) == ("park.sol", "acting")
    assert "Analysis Team" in done("org", "show", "--on", "2026-01-20", "--format", "table").out
    assert "Analysis Office" in done("org", "show", "--format", "table").out
    assert terminal("org", "head", "lab", "--on", "2025-12-31", "--json").json["head"] is None
    done("org", "transfer", "park.sol", "--to", "support")
    done("org", "correct", "park.sol", "--phone", "061-000-0000")
    done("org", "reclassify", "lab", "--kind", "senior")
    done("org", "leave", "park.sol", "--until", "2026-03-10")
    done("org", "dissolve", "lab", "--until", "2026-03-20", "--successor", "support")
    held = done("role", "list", "--on", "2026-01-20", "--person", "park.sol", "--json").json
    assert [one["department"] for one in held["records"]] == ["lab"]
    assert terminal.done("verify").code == Exit.DONE


# --- what is out of order ---


def _rules(terminal: Terminal) -> set[tuple[str, str]]:
    ran = terminal("org", "check", "--json")
    found = {(one["rule"].rpartition(".")[2], one["place"]) for one in ran.json["findings"]}
    assert ran.code == (Exit.FINDINGS if found else Exit.DONE)
    return found


def test_a_check_finds_what_a_leaver_leaves(terminal: Terminal) -> None:
    before = _rules(terminal)
    code = terminal.done(
        "--by", SUPPORT_STAFF, "case", "receive", "--type", "inquiry", "--channel", "web", "--subject", "문의", "-d",
        "support", "--json",
    ).json["code"]  # fmt: skip
    terminal.done("--by", SUPPORT_HEAD, "case", "assign", code, "support", "--handler", SUPPORT_STAFF)
    left = terminal.done("org", "leave", SUPPORT_STAFF, "--until", "2026-03-03")
    assert f"qms handover {SUPPORT_STAFF}" in left.err
    found = _rules(terminal) - before
    assert ("orphan", code) in found
    ended = terminal.done("role", "list", "--person", SUPPORT_STAFF, "--past", "--json").json["records"]
    assert [one["until"] for one in ended] == ["2026-03-03"]
    assert "2026-03-03" in left.err
    shown = terminal.done("handover", SUPPORT_STAFF, "--to", EQUIPMENT_STAFF, "--format", "table").out
    assert f"qms case assign {code} support" in " ".join(shown.split())
    terminal.done("--by", SUPPORT_HEAD, "case", "assign", code, "support", "--handler", SUPPORT_HEAD)
    assert "orphan" not in {rule for rule, _ in _rules(terminal)}


def test_a_check_finds_departments_and_roles_without_anybody(terminal: Terminal) -> None:
    before = _rules(terminal)
    terminal.done("org", "leave", SUPPORT_HEAD, "--until", "2026-03-03")
    terminal.done("role", "assign", "gu.nobody", "senior_head", "-d", "equipment", "--since", "2026-03-01")
    found = {rule for rule, _ in _rules(terminal) - before}
    assert {"no_head", "principal_left", "over"} <= found


# --- hand-over ---


def test_a_hand_over_is_shown_prepared_signed_and_its_changes_told(terminal: Terminal) -> None:
    shown = terminal.done("handover", SUPPORT_STAFF, "--json").json
    assert shown == terminal.done("handover", "sheet", "장우리", "--json").json
    made = terminal.done("--by", SUPPORT_STAFF, "handover", "prepare", "--to", EQUIPMENT_STAFF, "--json").json
    assert made["code"] == "HO-2026-0001"
    terminal.done("--by", SUPPORT_STAFF, "handover", "give", "ho-26-1")
    terminal.done("role", "assign", SUPPORT_STAFF, "staff", "-d", "equipment", "--since", "2026-03-01")
    (change,) = terminal.done("handover", "changes", "HO-2026-0001", "--json").json["changes"]
    assert change["part"] == "staff"
    ran = terminal("--by", EQUIPMENT_STAFF, "handover", "accept", "HO-2026-0001", "--json")
    assert (ran.code, ran.error["code"]) == (Exit.REFUSED, "handover.changed")
    done = terminal.done("--by", EQUIPMENT_STAFF, "handover", "accept", "HO-2026-0001", "--as-changed", "--json").json
    assert done["status"] == "accepted"


def test_a_slip_below_handover_is_still_a_slip(terminal: Terminal) -> None:
    assert "handover prepare" in terminal("handover", "prepar").err
    assert terminal("handover", "nobody.at.all").code == Exit.NOT_FOUND


@pytest.mark.needs_pdf
def test_a_hand_over_is_printed_to_be_signed(terminal: Terminal) -> None:
    terminal.done("handover", SUPPORT_STAFF, "--to", EQUIPMENT_STAFF, "-o", "sheet.pdf", "-l", "both", lang="ko")
    assert (terminal.folder / "sheet.pdf").read_bytes().startswith(b"%PDF")


# --- a store on a server ---


@pytest.mark.req("ASVS-13.2.4")
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("postgresql://me:secret@host:5432/records", "postgresql://me@host:5432/records"),
        ("postgresql+psycopg://me@host/records", "postgresql+psycopg://me@host/records"),
        ("postgresql://me@/records?host=/run&password=secret", "postgresql://me@/records?host=%2Frun"),
        ("records.db", "records.db"),
    ],
)
def test_no_password_is_kept(said: str, kept: str) -> None:
    assert without_password(said) == kept


@pytest.mark.needs_postgresql
@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_init_makes_a_store_on_a_server_and_keeps_no_password(elsewhere: Terminal, place: str) -> None:
    secret = f"{place}&password=secret"
    made = elsewhere.done("--store", secret, "init", "new", "--by", "kim.minji", "--name", "김민지", "--json")
    kept = (elsewhere.folder / "new" / "qms.toml").read_text(encoding="utf-8")
    assert "secret" not in kept + made.out + made.err
    assert "PGPASSWORD" in made.err
    assert tomllib.loads(kept)["store"] == made.json["store"]
    assert not (elsewhere.folder / "new" / "records.db").exists()
    elsewhere.patch.chdir(elsewhere.folder / "new")
    assert elsewhere.done("org", "people", "--json").json["records"][0]["code"] == "kim.minji"
    assert elsewhere("--store", secret, "init", "again", "--by", "kim.minji").code == Exit.USAGE
    assert not (elsewhere.folder / "new" / "again" / "qms.toml").exists()
