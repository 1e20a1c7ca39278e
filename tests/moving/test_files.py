"""What is wrong with an organisation's file is told at once, each fault with the place where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qms import i18n
from qms.exchange.moving import organisation_of
from qms.exchange.moving.cells import read_table
from qms.organisation.profile import load_profile
from qms.organisation.terms import Capacity, DepartmentKind, Role

if TYPE_CHECKING:
    from qms.exchange.moving import Told
    from qms.organisation.profile import Profile

BAD = """\
since = "2024-13-01"
boss = "x"

[[departments]]
code = "growth"
name_ko = "기업성장본부"
name_en = "Growth"
kind = "divison"
parents = "head-office"

[[departments]]
code = "두번째"

[[people]]
name = "김민지"
department = 3

[[assignments]]
person = "kim.minji"
role = "chief"
department = "growth"
since = "soon"
"""


@pytest.fixture(scope="session")
def profile() -> Profile:
    return load_profile("technopark")


def _told(profile: Profile, *files: tuple[str, str | bytes]) -> Told:
    return organisation_of([(n, d if isinstance(d, bytes) else d.encode()) for n, d in files], profile)


def _found(told: Told) -> set[tuple[str, str]]:
    return {(one.rule.rpartition(".")[2], one.place) for one in told.findings}


def test_every_fault_of_a_file_is_told_with_its_line_and_key(profile: Profile) -> None:
    assert _found(_told(profile, ("org.toml", BAD))) == {
        ("day", "org.toml: since"),
        ("unknown_table", "org.toml: boss"),
        ("choice", "org.toml:4: departments[1] growth, kind"),
        ("unknown", "org.toml:4: departments[1] growth, parents"),
        ("code", "org.toml:11: departments[2] 두번째, code"),
        ("missing", "org.toml:14: people[1]"),
        ("text", "org.toml:14: people[1], department"),
        ("choice", "org.toml:18: assignments[1] kim.minji, role"),
        ("day", "org.toml:18: assignments[1] kim.minji, since"),
    }


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_fault_says_what_is_wrong_and_what_to_do(profile: Profile, language: i18n.Language) -> None:
    for one in _told(profile, ("org.toml", BAD)).findings:
        assert one.say(language).strip()
        assert one.hint(language).strip()
        assert "{" not in one.say(language) + one.hint(language)


def test_faults_of_a_table_stand_at_their_cell(profile: Profile) -> None:
    sheet = "직원코드,성명,소속,역할,취미\nkim.minji,김민지,support,단위부서장,바둑\n한글,박,support,사장,\n"
    assert _found(_told(profile, ("people.csv", sheet))) == {
        ("unknown_column", "people.csv:1:E"),
        ("code", "people.csv:3:A"),
        ("choice", "people.csv:3:D"),
    }


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        ("[[people]\n", "not_toml"),
        (b"\xff\xfe", "not_utf8"),
        ("people = 3\n", "not_a_table"),
        ("a." * 3000 + "b = 1\n", "long_line"),
        ("x = " + "[\n" * 1500 + "]\n" * 1500, "not_toml"),
        (b"# " + b"x" * 5_000_000, "too_large"),
    ],
    ids=lambda one: one if isinstance(one, str) and len(one) < 20 else "data",
)
def test_what_is_no_file_of_an_organisation_is_refused_in_words(profile: Profile, data: str | bytes, rule: str) -> None:
    assert {one.rule for one in _told(profile, ("org.toml", data)).findings} == {f"exchange.moving.{rule}"}


def test_a_table_that_says_nothing_of_itself_is_refused(profile: Profile) -> None:
    (one,) = _told(profile, ("x.csv", "a,b\n1,2\n")).findings
    assert one.rule == "exchange.moving.which_table"


def test_labels_of_either_language_and_of_the_profile_are_understood(profile: Profile) -> None:
    label = profile.role_label(Role.QUALITY_REPRESENTATIVE, "ko")
    sheet = f"직원코드,역할,담당부서,자격\na,{label},x,\nb,Unit Department Head,x,holder\nc,staff,x,대무자\n"
    told = _told(profile, ("posts.csv", sheet), ("d.csv", "부서코드,부서명,영문 부서명,부서 종류\nx,가,A,단위부서\n"))
    assert told.findings == ()
    roles = [(one.entry.role, one.entry.capacity) for one in told.assignments]
    assert roles == [
        (Role.QUALITY_REPRESENTATIVE, None), (Role.UNIT_HEAD, Capacity.HOLDER), (Role.STAFF, Capacity.STAND_IN),
    ]  # fmt: skip
    assert told.departments[0].entry.kind is DepartmentKind.UNIT


def test_a_table_from_a_korean_spreadsheet_program_is_read_as_it_comes(profile: Profile) -> None:
    sheet = '직원코드,성명,소속,역할\r\nkim.minji,김민지,support,"단위부서장, 실무자"\r\n'
    for data in (sheet.encode("cp949"), sheet.encode("utf-8-sig"), sheet.encode()):
        told = _told(profile, ("people.csv", data))
        assert told.findings == ()
        assert told.people[0].entry.name == "김민지"
        assert told.people[0].entry.roles == (Role.UNIT_HEAD, Role.STAFF)


def test_heads_that_offices_use_are_understood_and_a_strange_one_is_told_what_there_is() -> None:
    told = "부서코드,부서명,영문명,구분,상위 부서,시작일,비고\nlab,분석팀,Lab,단위부서,,2026-01-05,x\n".encode()
    (entry,), (strange,) = read_table(told, "부서.csv")
    assert entry.values == {
        "code": "lab", "name_ko": "분석팀", "name_en": "Lab", "kind": "단위부서", "since": "2026-01-05",
    }  # fmt: skip
    assert (strange.place, strange.values["name"]) == ("부서.csv:1:G", "비고")
    assert "부서 종류" in strange.values["heads"]
    (person,), none = read_table(b"code,full name,unit,mail\nkim,Kim,lab,k@example.org\n", "people.csv")
    assert none == ()
    assert person.values == {"code": "kim", "name": "Kim", "department": "lab", "email": "k@example.org"}
