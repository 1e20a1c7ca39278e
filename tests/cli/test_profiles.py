"""A profile on the command line: what its rows are carried by, and what of a faulty one is told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from qms_cli.exits import Exit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Terminal

HANGUL = re.compile("[가-힣]")
HOUSE = ("qms", "organisation", "profiles", "technopark.toml")


# --- carried, partly, open ---


def test_each_duty_says_how_far_it_is_carried(terminal: Terminal) -> None:
    duties = {one["id"]: one for one in terminal.done("duty", "list", "--json").json["duties"]}
    assert duties["R-ST-1"]["carriage"] == "carried"
    assert duties["R-UH-5"]["coming"] == [{"ref": "register:trainings", "issue": 7}]
    table = terminal.done("duty", "list", "--role", "단위부서장", "--format", "table", lang="ko").out
    assert re.search(r"R-UH-5 .*준비 중  교육훈련대장\(과제 7", table)


def test_every_row_of_the_manual_is_listed_with_what_shows_it(root: Path, terminal: Terminal) -> None:
    wanted = (root / "tests" / "data" / "requirement_ids.txt").read_text(encoding="utf-8").split()
    rows = terminal.done("duty", "list", "--all", "--json").json["rows"]
    assert [one["id"] for one in rows] == wanted
    assert {one["carriage"] for one in rows} == {"carried", "partly", "open"}
    shown = {
        line.split("\t")[0]: line.split("\t")[2:] for line in terminal.done("duty", "list", "--all").out.splitlines()
    }
    assert shown["K-1"] == ["profile:contacts, register:departments, register:notices", "carried", ""]
    assert shown["C-4"][1:] == ["partly", "register:services"]
    for language in ("ko", "en"):
        table = terminal.done("duty", "list", "--all", "--format", "table", lang=language).out
        assert "register:" not in table
        assert language == "ko" or not HANGUL.search(table.split("K-1")[1])


def test_all_rows_and_those_of_a_role_are_asked_for_one_at_a_time(terminal: Terminal) -> None:
    assert terminal("duty", "list", "--all", "--role", "staff").code == Exit.USAGE


@pytest.mark.req("H-0")
def test_promises_commitments_and_revisions_say_how_far_they_are_carried(terminal: Terminal) -> None:
    rows = terminal.done("charter", "show", "--json").json["rows"]
    assert rows["P-7.4"] == {"carriage": "open", "coming": [{"ref": "act:case.note_conduct", "issue": 6}]}
    assert rows["H-1"] == {"carriage": "carried", "coming": []}
    lines = terminal.done("charter", "show").out.splitlines()
    assert "commitments\tP-2.10\t" in "\n".join(lines)
    assert [line.split("\t")[:3] for line in lines if line.startswith("revisions")] == [
        ["revisions", "V-1", "2012-12-21"],
        ["revisions", "V-2", "2013-10-10"],
        ["revisions", "V-3", "2016-12-19"],
    ]


def test_the_check_of_the_charter_counts_what_is_carried(terminal: Terminal) -> None:
    checked = terminal("charter", "check", lang="ko")
    assert checked.code == Exit.FINDINGS
    assert re.search(r"39개 항목 가운데 확인할 수단을 갖춘 것 \d+개, 일부 \d+개, 준비 중 \d+개", checked.err)


# --- a faulty profile ---


@pytest.fixture
def own(root: Path, elsewhere: Terminal) -> Path:
    """The technopark's profile as a file of one's own, to spoil."""
    file = elsewhere.folder / "own.toml"
    file.write_text(root.joinpath(*HOUSE).read_text(encoding="utf-8"), encoding="utf-8")
    return file


def _spoil(file: Path, **changes: tuple[str, str]) -> None:
    text = file.read_text(encoding="utf-8")
    for right, wrong in changes.values():
        assert right in text
        text = text.replace(right, wrong, 1)
    file.write_text(text, encoding="utf-8")


INIT = ("init", "new", "--by", "kim.minji", "--name", "김민지", "--profile", "own.toml")
WRONG = {
    "zone": ('zone = "Asia/Seoul"', 'zone = "Asia/Seul"'),
    "act": ('"case.answer" = {', '"case.anwser" = {'),
    "figure": ('figure = "case.missed"', 'figure = "case.mised"'),
    "register": ('"register:trails"', '"register:canteens"'),
}


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "en",
            {
                "clock.zone: no such time zone",
                "authority.case.anwser: there is no act 'case.anwser'",
                "targets.case.mised.figure: there is no figure 'case.mised'",
                "scope.S-1.shown_by[6]: there is no register 'canteens', nor is one to come",
                "duties.R-UH-3.shown_by[1]: the authority table permits 'case.answer' to nobody",
            },
        ),
        (
            "ko",
            {
                "clock.zone: 알 수 없는 시간대입니다",
                "authority.case.anwser: 'case.anwser'은 없는 행위입니다",
                "targets.case.mised.figure: 'case.mised'는 없는 지표입니다",
                "scope.S-1.shown_by[6]: 'canteens'라는 대장은 없으며 앞으로 생길 목록에도 없습니다",
                "duties.R-UH-3.shown_by[1]: 'case.answer'은 권한표에서 아무에게도 허용하지 않은 행위입니다",
            },
        ),
    ],
)
def test_all_faults_of_a_profile_are_told_at_once_each_on_its_line(
    elsewhere: Terminal, own: Path, lang: str, lines: set[str]
) -> None:
    _spoil(own, **WRONG)
    refused = elsewhere(*INIT, lang=lang)
    assert refused.code == Exit.USAGE
    assert lines <= {line.strip() for line in refused.err.splitlines()}
    assert not (elsewhere.folder / "new" / "records.db").exists()
    told = elsewhere(*INIT, "--json").error
    assert {"clock.zone", "authority.case.anwser", "targets.case.mised.figure"} <= set(told["fields"])


def test_what_a_profile_permits_to_nobody_is_told_and_taken(elsewhere: Terminal, own: Path) -> None:
    line = next(one for one in own.read_text(encoding="utf-8").splitlines() if one.startswith('"case.withdraw"'))
    assert elsewhere.done(*INIT).err.count("permits to nobody") == 0
    _spoil(own, withdraw=(line, ""))
    ran = elsewhere.done("init", "other", *INIT[2:])
    assert "This profile permits to nobody: case.withdraw" in ran.err
