"""The trail at the prompt: asked for by record, person, act and days; what each act changed; what was recorded late."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest
from qms_cli import options
from qms_cli.surroundings import VARIABLES

import qms
from tests.office import SUPPORT_HEAD, SUPPORT_STAFF

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

NEW = ("case", "receive", "--type", "complaint", "--channel", "phone", "-s", "예약 취소", "-d", "support")


@pytest.fixture
def trail(terminal: Terminal) -> Terminal:
    """A case of 3 March that was assigned on the 4th, and a CAPA of the 5th."""
    terminal.done("--by", SUPPORT_STAFF, *NEW)
    terminal.clock("2026-03-04T09:30:00+09:00")
    terminal.done("--by", SUPPORT_HEAD, "case", "assign", "cs-26-1", "support", "--handler", SUPPORT_STAFF)
    terminal.clock("2026-03-05T09:30:00+09:00")
    terminal.done("--by", SUPPORT_HEAD, "capa", "open", "--title", "예약", "--problem", "같은 번호", "-d", "support")
    return terminal


def _told(terminal: Terminal, *words: str) -> list[tuple[str, str]]:
    entries = terminal.done("log", "--json", *words).json["entries"]
    return [(one["act"], one["code"]) for one in entries if one["kind"] in {"case", "capa"}]


RECEIVED, ASSIGNED = ("case.receive", "CS-2026-0001"), ("case.assign", "CS-2026-0001")
OPENED = ("capa.open", "CA-2026-0001")


@pytest.mark.req("A11d-12", "P11-10e", "ASVS-16.2")
@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ((), [RECEIVED, ASSIGNED, OPENED]),
        (("cs-26-1",), [RECEIVED, ASSIGNED]),
        (("--person", SUPPORT_HEAD), [ASSIGNED, OPENED]),
        (("--act", "case.assign"), [ASSIGNED]),
        (("--act", "case"), [RECEIVED, ASSIGNED]),
        (("--act", "cas"), []),
        (("--since", "2026-03-04"), [ASSIGNED, OPENED]),
        (("--until", "2026-03-04"), [RECEIVED, ASSIGNED]),
        (("--since", "2026-03-04", "--until", "2026-03-04"), [ASSIGNED]),
        (("--person", SUPPORT_STAFF, "--since", "2026-03-04"), []),
    ],
)
def test_the_trail_is_asked_by_record_person_act_and_days(
    trail: Terminal, words: tuple[str, ...], wanted: list[tuple[str, str]]
) -> None:
    assert _told(trail, *words) == wanted


@pytest.mark.req("A11d-12")
@pytest.mark.parametrize("form", ["csv", "tsv", "json", "jsonl"])
def test_the_trail_leaves_as_a_file_that_other_programs_read(trail: Terminal, form: str) -> None:
    trail.done("log", "cs-26-1", "--format", form, "-o", f"trail.{form}")
    told = (trail.folder / f"trail.{form}").read_text("utf-8")
    assert "case.assign" in told
    assert SUPPORT_HEAD in told
    assert "2026-03-04" in told


@pytest.mark.req("A11d-12")
def test_nothing_that_can_be_said_to_the_program_turns_the_trail_off() -> None:
    """No option, no variable and no argument of the library's doors speaks of entries, trail, log or audit."""
    doors = (qms.open, qms.create, qms.migrate)
    said = {*VARIABLES, *(name for door in doors for name in inspect.signature(door).parameters)}
    said |= {
        name
        for _, made in inspect.getmembers(options, inspect.isfunction)
        for name in inspect.signature(made).parameters
    }
    assert len(said) > 20
    assert not [name for name in said if any(word in name.casefold() for word in ("audit", "trail", "ledger", "log_"))]


@pytest.mark.req("A11-8.2", "I-753.2c")
def test_the_history_of_a_record_names_what_each_act_changed(trail: Terminal) -> None:
    first, second = trail.done("case", "history", "cs-26-1", "--json").json["entries"]
    assert first["changed"] == ""
    assert set(second["changed"].split(",")) == {"assigned_at", "handler", "status"}


@pytest.mark.req("ALCOA-Contemporaneous")
def test_what_was_recorded_on_a_later_day_is_marked_late(trail: Terminal) -> None:
    on_time = trail.done("case", "history", "cs-26-1", "--json").json["entries"]
    assert [one["late"] for one in on_time] == [False, False]
    assert "Recorded late" not in trail.done("case", "history", "cs-26-1", "--format", "table").out
    trail.done(
        "--by", SUPPORT_HEAD, "case", "acknowledge", "cs-26-1", "--via", "sms", "--told", "곧 답합니다",
        "--at", "2026-03-04 17:00", "--reason", "전산 장애",
    )  # fmt: skip
    (*_, late) = trail.done("case", "history", "cs-26-1", "--json").json["entries"]
    assert (late["late"], late["reason"]) == (True, "전산 장애")
    shown = trail.done("case", "history", "cs-26-1", "--format", "table", lang="ko").out.splitlines()
    assert "늦은 기록" in shown[0]
    assert "2026-03-05" in shown[-1]
