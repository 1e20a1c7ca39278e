"""Letters and the calendar of due dates, as somebody at a prompt makes them."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Terminal
from tests.office import SUPPORT_STAFF

CODE = "CS-2026-0001"


def _received(terminal: Terminal) -> None:
    terminal.done(
        "case", "receive", "--type", "complaint", "--channel", "email", "-s", "예약이 취소됨", "--name", "홍길동",
        "--contact", "010-0000-0000", "-d", "support",
    )  # fmt: skip
    terminal.done("case", "assign", CODE, "support", "--handler", SUPPORT_STAFF)


def test_a_letter_goes_into_a_new_file_and_into_the_log(terminal: Terminal) -> None:
    _received(terminal)
    asked = ("notice", "draft", CODE, "--kind", "acknowledgement", "-l", "ko")
    assert terminal(*asked).code != 0  # without a reason
    terminal.done(*asked, "--reason", "접수 안내", "-o", "letter.txt")
    told = (terminal.folder / "letter.txt").read_text(encoding="utf-8")
    assert "홍길동 귀하" in told
    assert (terminal.folder / "letter.txt").stat().st_mode & 0o077 == 0
    again = terminal(*asked, "--reason", "접수 안내", "-o", "letter.txt")
    assert again.code != 0
    assert "letter.txt" in again.err
    logged = terminal.done("access-log", "list", "--json").out
    assert logged.count('"notice draft"') >= 2


def test_a_message_tells_its_bytes(terminal: Terminal) -> None:
    _received(terminal)
    ran = terminal.done("notice", "draft", CODE, "--kind", "접수 안내", "--reason", "안내", "--sms", lang="ko")
    assert CODE in ran.out
    assert ran.out.count("\n") == 1
    size = len(ran.out.strip().encode("euc_kr"))
    assert f"{size}/" in ran.err
    ran = terminal.done("notice", "draft", CODE, "--kind", "interim", "--reason", "x", "--json")
    assert ran.json["code"] == CODE


def test_a_letter_with_nothing_to_tell_names_the_way_on(terminal: Terminal) -> None:
    _received(terminal)
    ran = terminal("notice", "draft", CODE, "--kind", "result", "--reason", "x", lang="ko")
    assert ran.code != 0
    assert f"qms case next {CODE}" in ran.err


@pytest.mark.needs_pdf
def test_a_letter_is_printed(terminal: Terminal) -> None:
    _received(terminal)
    terminal.done("notice", "draft", CODE, "--kind", "acknowledgement", "--reason", "안내", "-o", "letter.pdf")
    assert (terminal.folder / "letter.pdf").read_bytes().startswith(b"%PDF-")


def test_the_calendar_goes_to_a_file(terminal: Terminal) -> None:
    _received(terminal)
    terminal.done("calendar", "feed", "--person", SUPPORT_STAFF, "-o", "due.ics")
    feed = (terminal.folder / "due.ics").read_bytes()
    assert feed.startswith(b"BEGIN:VCALENDAR\r\n")
    assert CODE.encode() in feed
