"""An organisation moves in from a file by the acts of the rooms: all of it or nothing, and twice changes nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from qms.errors import NotAllowed
from qms.exchange.moving import import_organisation
from qms.organisation.terms import Role

if TYPE_CHECKING:
    from pathlib import Path

    from qms.exchange.moving import MoveIn
    from tests.office import Office

NEW = """\
since = 2025-01-01

[[departments]]
code = "lab.two"
name_ko = "분석2팀"
name_en = "Second Analysis Team"
kind = "unit"
parent = "lab"

[[departments]]
code = "lab"
name_ko = "분석본부"
name_en = "Analysis Division"
kind = "상위부서"
parent = "head-office"

[[people]]
code = "park.sol"
name = "박솔"
department = "lab.two"
email = "sol@example.kr"
roles = ["단위부서장"]

[[people]]
code = "ha.neul"
name = "하늘"
department = "lab.two"
since = 2025-02-01
until = 2026-01-01

[[assignments]]
person = "ha.neul"
role = "staff"
department = "lab.two"
since = 2025-02-01

[[assignments]]
person = "ha.neul"
role = "unit_head"
department = "lab.two"
deputy_of = "park.sol"
since = 2025-03-01
until = 2025-04-01
"""


def _bring(office: Office, tmp_path: Path, text: str, **how: object) -> MoveIn:
    path = tmp_path / "org.toml"
    path.write_text(text, encoding="utf-8")
    return import_organisation(office.registry, [path], **how)  # type: ignore[arg-type]


def test_what_is_new_is_entered_by_the_acts_of_the_rooms(office: Office, tmp_path: Path) -> None:
    before = office.registry.checkpoint()[1]
    result = _bring(office, tmp_path, NEW)
    assert result.findings == ()
    with office.registry.reading() as reading:
        acts = [one.act for one in reading.entries()][before:]
    assert acts == [
        "department.establish", "department.establish", "person.enrol", "person.enrol", "person.leave",
        "assignment.assign", "assignment.assign", "assignment.assign",
    ]  # fmt: skip
    directory = office.registry.facts().directory
    assert directory.head("lab.two", date(2026, 3, 3)) == "park.sol"
    assert directory.above("lab.two", date(2025, 6, 1)) == ("lab.two", "lab", "head-office")
    assert directory.deputises("ha.neul", "park.sol", date(2025, 3, 31))
    assert directory.people["ha.neul"].until == date(2026, 1, 1)
    assert office.registry.verify() == ()


def test_the_same_file_again_changes_nothing(office: Office, tmp_path: Path) -> None:
    _bring(office, tmp_path, NEW)
    before = office.registry.checkpoint()
    result = _bring(office, tmp_path, NEW)
    assert (result.steps, result.findings, result.same) == ((), (), 7)
    assert office.registry.checkpoint() == before


def test_trying_first_says_the_same_and_keeps_nothing(office: Office, tmp_path: Path) -> None:
    before = office.registry.checkpoint()
    tried = _bring(office, tmp_path, NEW, dry_run=True)
    assert office.registry.checkpoint() == before
    assert _bring(office, tmp_path, NEW).steps == tried.steps


def test_what_an_act_refuses_is_told_with_its_line_and_nothing_is_kept(office: Office, tmp_path: Path) -> None:
    early = NEW.replace("since = 2025-01-01", "since = 2020-01-01", 1)
    second = '[[assignments]]\nperson = "jang.woori"\nrole = "unit_head"\ndepartment = "support"\n'
    second += "since = 2026-01-01\n"
    before = office.registry.checkpoint()
    for dry_run in (True, False):
        result = _bring(office, tmp_path, early + second, dry_run=dry_run)
        assert result.refused
        rules = {(one.rule, one.place) for one in result.findings}
        # The division would begin before the body itself; what rests on it is not complained of again.
        assert rules == {
            ("organisation.error.not_that_day", "org.toml:10: departments[2] lab"),
            ("organisation.error.already_headed", "org.toml:44: assignments[3] jang.woori"),
        }
    assert office.registry.checkpoint() == before


def test_a_fault_of_one_line_keeps_all_of_the_file_out(office: Office, tmp_path: Path) -> None:
    before = office.registry.checkpoint()
    wrong = NEW + '\n[[assignments]]\nperson = "nobody.there"\nrole = "staff"\ndepartment = "nowhere"\n'
    result = _bring(office, tmp_path, wrong)
    assert {one.rule.rpartition(".")[2] for one in result.findings} == {"no_person", "no_department"}
    assert result.steps == ()
    assert office.registry.checkpoint() == before


CIRCLE = """\
[[departments]]
code = "a"
name_ko = "가"
name_en = "A"
kind = "unit"
parent = "b"
[[departments]]
code = "b"
name_ko = "나"
name_en = "B"
kind = "unit"
parent = "a"
"""


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (CIRCLE, {"circle"}),
        ('[[people]]\ncode = "new.one"\n', {"needed"}),
        ('[[people]]\ncode = "kim.minji"\n[[people]]\ncode = "kim.minji"\n', {"twice"}),
        ('[[people]]\ncode = "kim.minji"\nsince = 2026-01-02\nuntil = 2026-01-01\n', {"backwards", "differs"}),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_cannot_be_right_is_refused(office: Office, tmp_path: Path, text: str, rules: set[str]) -> None:
    result = _bring(office, tmp_path, text)
    assert result.refused
    assert {one.rule.rpartition(".")[2] for one in result.findings} == rules


DIFFERENT = """\
[[departments]]
code = "support"
name_ko = "기업지원실"
parent = "planning"

[[people]]
code = "jang.woori"
phone = "061-000-0000"
department = "equipment"

[[people]]
code = "choi.bomi"
until = 2026-04-01

[[assignments]]
person = "choi.bomi"
role = "staff"
department = "equipment"
until = 2026-04-01
"""


def test_what_is_different_is_changed_by_its_act_from_a_day_on(office: Office, tmp_path: Path) -> None:
    result = _bring(office, tmp_path, DIFFERENT, on=date(2026, 2, 1))
    assert result.findings == ()
    assert [(one.act, one.code.partition("-2")[0]) for one in result.steps] == [
        ("rename", "support"), ("move", "support"), ("correct", "jang.woori"), ("move", "jang.woori"),
        ("leave", "choi.bomi"), ("end", "AS"),
    ]  # fmt: skip
    directory = office.registry.facts().directory
    assert directory.parent("support", date(2026, 1, 31)) == "growth"
    assert directory.parent("support", date(2026, 2, 1)) == "planning"
    assert directory.departments["support"].name_en == "Business Support Team"


def test_days_that_differ_are_told_and_the_stores_word_stays(office: Office, tmp_path: Path) -> None:
    text = '[[people]]\ncode = "oh.taemin"\nuntil = 2026-02-15\n'
    text += '[[assignments]]\nperson = "kim.minji"\nrole = "unit_head"\ndepartment = "support"\nsince = 2024-02-01\n'
    before = office.registry.checkpoint()
    result = _bring(office, tmp_path, text)
    assert not result.refused
    assert [one.rule for one in result.findings] == ["exchange.moving.differs"] * 2
    assert "2026-02-01" in result.findings[0].say("ko")
    assert office.registry.checkpoint() == before


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_role_over_a_kind_of_department_that_the_profile_does_not_name_is_doubted(
    office: Office, tmp_path: Path
) -> None:
    text = '[[assignments]]\nperson = "jang.woori"\nrole = "senior_head"\ndepartment = "support"\n'
    result = _bring(office, tmp_path, text, dry_run=True)
    assert [one.rule for one in result.findings] == ["exchange.moving.over"]
    assert result.steps[0].given["role"] is Role.SENIOR_HEAD


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_who_may_not_enter_people_may_not_bring_them_in(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "org.toml"
    path.write_text(NEW, encoding="utf-8")
    before = office.registry.checkpoint()
    with pytest.raises(NotAllowed):
        import_organisation(office.by("kim.minji"), [path])
    assert office.registry.checkpoint() == before
