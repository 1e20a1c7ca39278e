"""A look at who holds which role: listed with each one's last act, recorded with what was found, told when it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.office import AUDITOR, DEPUTY, LEAVER, NOBODY, QUALITY, SUPPORT_HEAD, SUPPORT_STAFF

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

NEW = ("case", "receive", "--type", "complaint", "--channel", "phone", "-s", "예약 취소", "-d", "support")


def _holders(terminal: Terminal) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = {}
    for one in terminal.done("role", "holders", "--json").json["holdings"]:
        found.setdefault(one["person"], []).append(one)
    return found


@pytest.mark.req("A11d-11")
def test_each_role_stands_with_the_day_of_its_holders_last_act(terminal: Terminal) -> None:
    before = _holders(terminal)
    assert not {LEAVER, NOBODY} & before.keys()
    assert [one["role"] for one in before[SUPPORT_STAFF]] == ["staff"]
    assert {one["last_act"] for one in before[SUPPORT_STAFF]} == {None}
    terminal.clock("2026-03-10T09:30:00+09:00")
    terminal.done("--by", SUPPORT_STAFF, *NEW)
    after = _holders(terminal)
    assert str(after[SUPPORT_STAFF][0]["last_act"]).startswith("2026-03-10")
    assert {one["last_act"] for one in after[SUPPORT_HEAD]} == {None}
    assert len(after[DEPUTY]) == 1  # that of deputy begins in May
    terminal.clock("2026-05-04T09:30:00+09:00")
    assert {one["capacity"] for one in _holders(terminal)[DEPUTY]} == {"holder", "deputy"}


@pytest.mark.req("A11d-11")
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_review_is_recorded_with_what_was_found_and_of_which_list(terminal: Terminal, lang: str) -> None:
    never = terminal.done("role", "holders", lang=lang).err
    assert "qms role review" in never
    found = "불필요한 역할 없음"
    told = terminal.done("--by", AUDITOR, "role", "review", "--found", found, "--json", lang=lang).json
    held = terminal.done("role", "holders", "--json").json["holdings"]
    assert (told["held"], told["people"]) == (len(held), len({one["person"] for one in held}))
    entry = terminal.done("log", "--act", "person.review_roles", "--json").json["entries"][-1]
    assert (entry["actor"], entry["code"]) == (AUDITOR, AUDITOR)
    assert entry["reason"].startswith(f"{found} [roles {len(held)}, ")
    assert told["fingerprint"] in entry["reason"]
    assert found in terminal.done("role", "holders", lang=lang).err
    again = terminal.done("role", "review", "--found", "x", "--json").json
    assert again["fingerprint"] == told["fingerprint"]
    terminal.done("role", "assign", NOBODY, "staff", "-d", "support")
    assert terminal.done("role", "review", "--found", "x", "--json").json["fingerprint"] != told["fingerprint"]
    assert terminal.done("verify").out == ""


def test_who_may_not_review_records_nothing(terminal: Terminal) -> None:
    root = terminal.done("checkpoint", "--json").json["root"]
    assert terminal("--by", SUPPORT_STAFF, "role", "review", "--found", "x").code == 4
    assert terminal("--by", QUALITY, "role", "review", "--found", " ").code == 2
    assert terminal.done("checkpoint", "--json").json["root"] == root
