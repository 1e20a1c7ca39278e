"""Letters and the calendar of due dates, as somebody at a prompt makes them."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Terminal
from tests.office import SUPPORT_STAFF
from tests.packet.mailserver import serving

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


# --- the outbox ---


def _outbox(terminal: Terminal, more: str) -> None:
    with (terminal.folder / "qms.toml").open("a", encoding="utf-8") as config:
        config.write(more)


def test_a_message_is_queued_shown_and_sent_once(terminal: Terminal) -> None:
    _received(terminal)
    (terminal.folder / "out").mkdir()
    terminal.done("notice", "queue", CODE, "--kind", "acknowledgement", "--via", "sms", "-l", "ko", "--reason", "안내")
    ran = terminal.done("notice", "send")
    assert "[sms]" in ran.err
    _outbox(terminal, '[sms]\nfolder = "out"\n')
    assert [one["code"] for one in terminal.done("notice", "send", "-n", "--json").json["notices"]] == ["NT-2026-0001"]
    assert list((terminal.folder / "out").iterdir()) == []
    (sent,) = terminal.done("notice", "send", "--json").json["notices"]
    assert sent["status"] == "sent"
    assert len(list((terminal.folder / "out").iterdir())) == 1
    assert terminal.done("notice", "send", "--json").json["notices"] == []
    assert terminal.done("case", "show", CODE, "--json").json["status"] == "acknowledged"
    assert terminal.done("notice", "list", "--json").out.count("NT-2026-0001") == 1


def test_mail_goes_through_the_server_of_the_configuration(terminal: Terminal) -> None:
    terminal.done(
        "case", "receive", "--type", "complaint", "--channel", "email", "-s", "예약", "--contact", "a@customer.example",
        "--name", "홍길동", "-d", "support",
    )  # fmt: skip
    terminal.done("case", "assign", CODE, "support")
    terminal.done("notice", "queue", CODE, "--kind", "접수 안내", "--via", "전자우편", "--reason", "안내", lang="ko")
    with serving() as server:
        table = f'[mail]\nhost = "127.0.0.1"\nport = {server.port}\nsender = "voice@body.example"\nsecurity = "none"\n'
        _outbox(terminal, table)
        terminal.done("notice", "send")
        (mail,) = server.mails
    assert mail["To"] == "a@customer.example"


@pytest.mark.parametrize(
    "wrong",
    [
        'mail = "smtp.example"', '[mail]\nhost = "a"', '[mail]\nhost = "a"\nsender = "b"',
        '[mail]\nhost = "a"\nsender = "b@c.example"\npassword = "geheim"',
        '[mail]\nhost = "a"\nsender = "b@c.example"\nsecurity = "none"\nuser = "x"',
        '[mail]\nhost = "a"\nsender = "b@c.example"\npassword_file = "not-there"',
        "[sms]", '[sms]\ncommand = "rm -rf"', '[sms]\nfolder = "a"\ncommand = ["b"]',
    ],
)  # fmt: skip
def test_a_wrong_table_is_refused_before_anything_goes_out(terminal: Terminal, wrong: str) -> None:
    _outbox(terminal, wrong + "\n")
    ran = terminal("notice", "send")
    assert ran.code != 0
    assert "cli.bad_config" in ran.err
    assert "geheim" not in ran.err


def test_digests_are_shown_first_and_queued_once(terminal: Terminal) -> None:
    _received(terminal)
    terminal.clock("2026-03-20T09:30+09:00")
    tried = terminal.done("notice", "remind", "-n", "--json").json["reminders"]
    assert {one["task"] for one in tried} == {CODE}
    assert "NT-" not in terminal.done("notice", "list", "--json").out
    assert len(terminal.done("notice", "remind", "--json").json["reminders"]) == len(tried)
    assert terminal.done("notice", "remind", "--json").json["reminders"] == []
