"""Who gives which role, from the command line: the refusal in both languages, a role's page, the doctor's doubts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

import qms
from qms.organisation.profile import Profile, load_profile
from tests.office import AUDITOR, NOBODY, QUALITY, SUPPORT_STAFF, TOP, Clock

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

MADE_UP = ("role", "assign", NOBODY, "audit_office", "-d", "audit")
SAID = {
    "en": ("'Audit office' is given by Head of the technopark", f"({TOP})"),
    "ko": ("감사실 역할은 원장이 부여하므로", f"({TOP})"),
}


@pytest.mark.req("I-5.3")
@pytest.mark.parametrize("lang", SAID)
def test_who_may_not_give_a_role_is_told_who_may(terminal: Terminal, lang: str) -> None:
    refused = terminal("--by", QUALITY, *MADE_UP, lang=lang)
    assert refused.code == terminal("--by", SUPPORT_STAFF, "role", "assign", NOBODY, "staff", "-d", "support").code
    assert all(one in refused.err for one in SAID[lang])
    assert terminal("--by", QUALITY, *MADE_UP, "--json").error["code"] == "organisation.not_theirs_to_give"
    lent = terminal("--by", QUALITY, "role", "delegate", TOP, NOBODY, "--until", "2026-04-01", lang=lang)
    assert lent.code == refused.code
    assert terminal.done("--by", TOP, *MADE_UP, lang=lang).out


def test_a_role_is_shown_with_who_may_give_it(terminal: Terminal) -> None:
    told = terminal.done("role", "show", "audit_office", "--json").json
    assert (told["given_by"], told["may_give"], told["holders"]) == (["top_management"], [TOP], [AUDITOR])
    free = terminal.done("role", "show", "staff", "--json").json
    assert (free["given_by"], set(free["may_give"])) == ([], {TOP, QUALITY})
    assert "노은채" in terminal.done("role", "show", "감사실", lang="ko").out
    with qms.open(terminal.folder / "records.db", actor=QUALITY, clock=Clock()) as registry:
        (held,) = registry.assignments.find(person=TOP)
    terminal.done("--by", QUALITY, "role", "end", held.code, "--until", "2026-03-01")
    vacant = terminal.done("role", "show", "top_management", "--json").json
    assert (vacant["may_give"], vacant["holders"]) == ([AUDITOR], [])
    terminal.done("--by", AUDITOR, "role", "assign", NOBODY, "top_management", "-d", "head-office")


def _doubt(terminal: Terminal) -> tuple[str, str] | None:
    found = [one for one in terminal("doctor", "--json").json["parts"] if one["part"] == "giving"]
    return (found[0]["state"], found[0]["found"]) if found else None


def test_the_doctor_names_a_role_that_anybody_could_be_given(terminal: Terminal) -> None:
    assert _doubt(terminal) is None
    spelled = load_profile("technopark").model_dump(mode="json")
    for title in spelled["roles"].values():
        del title["given_by"]
    with qms.open(terminal.folder / "records.db", actor=TOP, clock=Clock()) as registry:
        registry.profiles.adopt(profile=Profile.model_validate(spelled), code="older")
    assert _doubt(terminal) == ("note", "Audit office")
    assert terminal.done("--by", QUALITY, *MADE_UP).out  # and so it is
    compared = terminal("profile", "compare", "technopark", "--json").json["differences"]
    assert "top_management" in {one["after"] for one in compared if one["place"] == "roles.audit_office.given_by"}


def test_the_doctor_names_a_role_that_nobody_is_left_to_give(terminal: Terminal) -> None:
    with qms.open(terminal.folder / "records.db", actor=QUALITY, clock=Clock()) as registry:
        registry.people.leave(AUDITOR, until=date(2026, 3, 1))
        successor = registry.acting(TOP).assignments.assign(
            person=NOBODY, role=qms.Role.TOP_MANAGEMENT, department="head-office", until=date(2026, 3, 10)
        )
        registry.people.leave(TOP, until=date(2026, 3, 9))
    assert _doubt(terminal) is None
    terminal.clock("2026-03-11T09:30+09:00")
    assert _doubt(terminal) == ("bad", "Head of the technopark, Audit office")
    refused = terminal("--by", QUALITY, "role", "end", successor.code, "--until", "2026-12-31", "--json")
    assert refused.error["code"] == "organisation.nobody_gives"
