"""Carriers: a mail server on this machine, a folder, a command; what each says decides, and no header is ever two."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from qms.packet.mail import Mail, Mailbox, Security, spelled
from qms.packet.outbox import Message, message_id, send
from qms.packet.texting import Command, Folder
from qms.records.notice import NoticeOutcome, NoticeStatus
from tests.office import BEGIN, SUPPORT_STAFF
from tests.packet.mailserver import certificate_in, serving
from tests.packet.test_outbox import MAIL, SMS, WHO, queued, status_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.office import Office
    from tests.packet.mailserver import Server

_NOW = BEGIN


# --- e-mail ---


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def _box(server: Server, **more: object) -> Mailbox:
    plain = Mailbox("127.0.0.1", "voice@body.example", "고객의 소리", server.port, Security.NONE, seconds=5)
    return replace(plain, **more)  # type: ignore[arg-type] # whatever a test changes


@pytest.mark.needs_pdf
def test_a_mail_with_korean_subject_and_attachment_arrives_whole(office: Office, server: Server) -> None:
    notice = queued(office)
    send(office.by(SUPPORT_STAFF), {MAIL: Mail(_box(server, attach=True))})
    (mail,) = server.mails
    assert mail["Subject"] == "[전남테크노파크] 접수 안내" or "접수 안내" in mail["Subject"]
    assert mail["To"] == WHO
    assert mail["Message-ID"] == f"<{message_id(office.registry, notice)}@body.example>"
    assert "고객의 소리" in mail["From"]
    body, (attached,) = mail.get_body(), mail.iter_attachments()
    assert body is not None
    assert "홍길동 귀하" in body.get_content()
    assert attached.get_content().startswith(b"%PDF-")
    assert "접수 안내" in (attached.get_filename() or "")
    assert all(len(line) <= 998 and max(line) < 128 for line in server.raw[0].split(b"\r\n") if line)


@pytest.mark.parametrize(
    ("answers", "status", "fault"),
    [
        ({"RCPT": "550 no such"}, NoticeStatus.GIVEN_UP, "smtp.550"),
        ({"RCPT": "451 later"}, NoticeStatus.FAILED, "smtp.451"),
        ({"MAIL": "421 busy"}, NoticeStatus.FAILED, "smtp.421"),
        ({"DATA": "554 no"}, NoticeStatus.GIVEN_UP, "smtp.554"),
        ({"TEXT": "554 spam"}, NoticeStatus.GIVEN_UP, "smtp.554"),
        ({"TEXT": "452 full"}, NoticeStatus.FAILED, "smtp.452"),
        ({"TEXT": "cut"}, NoticeStatus.UNSURE, "SMTPServerDisconnected"),
        ({"RCPT": ""}, NoticeStatus.FAILED, None),
        ({"QUIT": "500 what"}, NoticeStatus.SENT, None),
    ],
)
def test_what_the_server_says_decides(
    office: Office, server: Server, answers: dict[str, str], status: NoticeStatus, fault: str | None
) -> None:
    notice = queued(office)
    server.answers.update(answers)
    send(office.by(SUPPORT_STAFF), {MAIL: Mail(_box(server))})
    found = office.registry.notices.get(notice.code)
    assert found.status is status
    assert fault in {None, found.attempts[-1].fault}
    server.answers.clear()
    office.clock.ahead(days=1)
    send(office.by(SUPPORT_STAFF), {MAIL: Mail(_box(server))})
    once = status in {NoticeStatus.FAILED, NoticeStatus.SENT, NoticeStatus.UNSURE}
    assert len(server.raw) == (1 if once else 0)


def test_no_server_is_a_failure_that_is_tried_again(office: Office, server: Server) -> None:
    notice = queued(office)
    send(office.by(SUPPORT_STAFF), {MAIL: Mail(_box(server, port=1))})
    assert status_of(office, notice) is NoticeStatus.FAILED


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_the_line_is_encrypted_and_the_server_known(tmp_path: Path, security: Security) -> None:
    certificate = certificate_in(tmp_path)
    one = Message("NT-2026-0001.ab", WHO, "제목", "본문", _NOW)
    with serving(certificate, encrypted=security is Security.TLS) as running:
        box = _box(running, host="localhost", security=security, user="voice", password="geheim")
        refused = Mail(box).send(one)
        assert (refused.outcome, running.raw) == (NoticeOutcome.FAILED, [])
        assert Mail(replace(box, authorities=certificate)).send(one).outcome is NoticeOutcome.SENT
        assert running.encrypted == [True]
        assert len(running.logins) == 1


def test_a_server_without_encryption_gets_nothing_where_it_is_asked_for(server: Server) -> None:
    box = _box(server, security=Security.STARTTLS, user="voice", password="geheim")
    answer = Mail(box).send(Message("NT-2026-0001.ab", WHO, "제목", "본문", _NOW))
    assert answer.outcome is NoticeOutcome.FAILED
    assert (server.raw, server.logins) == ([], [])


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\x00", "\u2028", "\x85"])
def test_a_header_of_two_lines_is_never_sent(server: Server, sign: str) -> None:
    plain = Message("NT-2026-0001.ab", WHO, "제목", "본문\r\n.\r\nRCPT TO:<x@y>\r\n", _NOW)
    bad = f"a{sign}Bcc: other@body.example"
    for one in (replace(plain, subject=bad), replace(plain, to=bad), replace(plain, id=bad)):
        answer = Mail(_box(server)).send(one)
        assert (answer.outcome, answer.lasting) == (NoticeOutcome.FAILED, True)
    with pytest.raises(ValueError, match="line"):
        spelled(plain, _box(server, name=bad))
    assert server.raw == []
    assert Mail(_box(server)).send(plain).outcome is NoticeOutcome.SENT
    assert len(server.raw) == len(server.to) == 1


# --- text messages ---


def test_a_text_message_lies_in_the_folder_once(office: Office, tmp_path: Path) -> None:
    notice = queued(office, SMS)
    folder = tmp_path / "out"
    folder.mkdir()
    send(office.by(SUPPORT_STAFF), {SMS: Folder(folder)})
    (file,) = folder.iterdir()
    told = json.loads(file.read_text(encoding="utf-8"))
    assert (told["to"], told["sort"]) == ("01012345678", "sms")
    assert str(notice.matter) in told["text"]
    assert file.stat().st_mode & 0o077 == 0
    assert Folder(folder).send(Message(told["id"], "x", "", "y", _NOW)).outcome is NoticeOutcome.SENT
    assert json.loads(file.read_text(encoding="utf-8")) == told
    gone = Folder(tmp_path / "not there").send(Message("a", "x", "", "y", _NOW))
    assert gone.outcome is NoticeOutcome.FAILED


@pytest.mark.parametrize(
    ("code", "outcome", "lasting"),
    [
        ("0", NoticeOutcome.SENT, False), ("75", NoticeOutcome.FAILED, False), ("1", NoticeOutcome.FAILED, True),
        ("None or __import__('os').kill(__import__('os').getpid(), 9)", NoticeOutcome.UNSURE, False),
        ("__import__('time').sleep(30)", NoticeOutcome.UNSURE, False),
    ],
)  # fmt: skip
def test_a_command_answers_by_its_exit_code(*, code: str, outcome: NoticeOutcome, lasting: bool) -> None:
    command = Command((sys.executable, "-c", f"import sys; sys.stdin.read(); sys.exit({code})"), seconds=2)
    answer = command.send(Message("NT-2026-0001.ab", "0101234", "", "$(reboot) 안녕", _NOW))
    assert (answer.outcome, answer.lasting) == (outcome, lasting)


def test_a_command_that_is_not_there_is_tried_again() -> None:
    answer = Command(("/no/such/command",)).send(Message("a", "x", "", "y", _NOW))
    assert (answer.outcome, answer.lasting) == (NoticeOutcome.FAILED, False)
