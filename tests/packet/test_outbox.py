"""The outbox: never twice, never lost, whatever the server says and whenever the process dies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from qms import errors
from qms.organisation.terms import CaseType, LetterKind, Medium, Tongue
from qms.packet.mail import Mail, Mailbox, Security, spelled
from qms.packet.outbox import Answer, Message, message_id, queue, send, waiting
from qms.packet.texting import Command, Folder
from qms.records.case import CaseStatus, Purpose
from qms.records.notice import NoticeMedium, NoticeOutcome, NoticeStatus
from tests.office import BEGIN, QUALITY, SUPPORT_HEAD, SUPPORT_STAFF
from tests.packet.mailserver import certificate_in, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from qms.records.notice import Notice
    from tests.office import Office
    from tests.packet.mailserver import Server

MAIL, SMS = NoticeMedium.EMAIL, NoticeMedium.SMS
WHO = "gildong@customer.example"
_NOW = BEGIN


@dataclass
class Heard:
    """A carrier that notes what it is given, and answers as it is told."""

    answers: list[Answer | Exception] = field(default_factory=list)
    given: list[Message] = field(default_factory=list[Message])
    attaches: bool = False

    def send(self, one: Message) -> Answer:
        """Take it."""
        self.given.append(one)
        answer = self.answers.pop(0) if self.answers else Answer(NoticeOutcome.SENT)
        if isinstance(answer, Exception):
            raise answer
        return answer


def _queued(office: Office, medium: NoticeMedium = MAIL, kind: LetterKind = LetterKind.ACKNOWLEDGEMENT) -> Notice:
    contact = WHO if medium is MAIL else "010-1234-5678"
    code = office.receive(department="support", contact=contact).code
    office.by(SUPPORT_HEAD).cases.assign(code, department="support", handler=SUPPORT_STAFF)
    return queue(office.by(SUPPORT_STAFF), code, kind, medium=medium, language=Tongue.KO, reason="접수 안내")


def _run(office: Office, *answers: Answer | Exception, medium: NoticeMedium = MAIL) -> list[Message]:
    carrier = Heard(list(answers))
    send(office.by(SUPPORT_STAFF), {medium: carrier})
    return carrier.given


def _status(office: Office, notice: Notice) -> NoticeStatus:
    return office.registry.notices.get(notice.code).status


# --- what the store says ---


@pytest.mark.req("C-2", "P-1.3")
def test_what_is_sent_is_sent_once_and_stands_on_the_case(office: Office) -> None:
    notice = _queued(office)
    (one,) = _run(office)
    assert (one.to, one.id) == (WHO, message_id(office.registry, notice))
    assert "홍길동 귀하" in one.text
    assert _run(office) == []
    assert _status(office, notice) is NoticeStatus.SENT
    case = office.registry.cases.get(notice.matter)
    assert case.status is CaseStatus.ACKNOWLEDGED
    assert [(c.purpose, c.medium, c.by, c.department) for c in case.communications] == [
        (Purpose.ACKNOWLEDGEMENT, Medium.EMAIL, SUPPORT_STAFF, "support")
    ]
    assert office.registry.verify() == ()


@pytest.mark.req("P-4.1")
def test_a_result_that_went_out_is_a_notice_of_the_case(office: Office) -> None:
    _queued(office)
    _run(office)
    (case,) = office.registry.cases.find(status=CaseStatus.ACKNOWLEDGED)
    office.by(SUPPORT_HEAD).cases.answer(case.code, text="다시 예약해 드렸습니다")
    queue(office.by(SUPPORT_STAFF), case.code, LetterKind.RESULT, medium=MAIL, language=Tongue.KO, reason="결과")
    assert len(_run(office)) == 1
    assert office.registry.cases.get(case.code).status is CaseStatus.NOTIFIED


def test_nothing_of_the_customer_lies_in_the_outbox_or_its_entries(office: Office) -> None:
    notice = _queued(office)
    _run(office, Answer(NoticeOutcome.FAILED, "smtp.451"))
    for entry in office.registry.history(notice.code):
        assert not {
            one for one in ("홍길동", WHO, "gildong", "장비 예약") if one in entry.record + (entry.reason or "")
        }


def test_what_failed_waits_and_then_goes_out_under_the_same_name(office: Office) -> None:
    notice = _queued(office)
    (first,) = _run(office, Answer(NoticeOutcome.FAILED, "smtp.451"))
    assert _status(office, notice) is NoticeStatus.FAILED
    assert _run(office) == []
    office.clock.ahead(minutes=5)
    (second,) = _run(office)
    assert first.id == second.id
    attempts = office.registry.notices.get(notice.code).attempts
    assert [(one.outcome, one.fault) for one in attempts] == [
        (NoticeOutcome.FAILED, "smtp.451"), (NoticeOutcome.SENT, None),
    ]  # fmt: skip


def test_after_the_last_wait_it_is_given_up_until_somebody_says_so(office: Office) -> None:
    notice, tried = _queued(office), 0
    for _ in range(8):
        tried += len(_run(office, Answer(NoticeOutcome.FAILED, "smtp.451")))
        office.clock.ahead(hours=13)
    assert (tried, _status(office, notice)) == (5, NoticeStatus.GIVEN_UP)
    office.by(SUPPORT_STAFF).notices.retry(notice.code, reason="서버를 고침")
    assert len(_run(office)) == 1


@pytest.mark.parametrize("broken", [Answer(NoticeOutcome.UNSURE, "timeout"), RuntimeError("broken")])
def test_what_may_have_gone_out_is_never_sent_again_by_itself(office: Office, broken: Answer | Exception) -> None:
    notice = _queued(office)
    assert len(_run(office, broken)) == 1
    for _ in range(3):
        office.clock.ahead(days=1)
        assert _run(office) == []
    assert _status(office, notice) is NoticeStatus.UNSURE
    done = office.by(SUPPORT_STAFF).notices.confirm(notice.code, reason="전화로 확인")
    assert done.status is NoticeStatus.SENT
    assert _run(office) == []


def test_a_case_that_cannot_be_told_any_more_gives_the_notice_up(office: Office) -> None:
    notice = _queued(office, kind=LetterKind.INTERIM)
    office.by(SUPPORT_STAFF).cases.withdraw(notice.matter)
    office.by(SUPPORT_HEAD).cases.close(notice.matter)
    assert _run(office) == []
    assert _status(office, notice) is NoticeStatus.GIVEN_UP


def test_an_address_that_is_none_is_refused_before_it_is_queued(office: Office) -> None:
    for medium, contact in (
        (MAIL, "010-0000-0000"), (MAIL, "a@b.example, c@d.example"), (MAIL, "Hong <a@b.example>"), (SMS, WHO),
        (SMS, "1234"), (MAIL, "a b@c.example"), (SMS, "010-0000-0000;reboot"),
    ):  # fmt: skip
        code = office.receive(department="support", contact=contact).code
        with pytest.raises(errors.NoAddress) as refused:
            queue(
                office.by(SUPPORT_STAFF), code, LetterKind.ACKNOWLEDGEMENT, medium=medium, language=Tongue.KO,
                reason="x",
            )  # fmt: skip
        assert contact not in refused.value.say("ko") + refused.value.hint("ko")
    assert office.registry.notices.all() == []


@pytest.mark.parametrize("profile", ["technopark"], indirect=True)
def test_what_is_kept_for_the_audit_office_is_neither_queued_nor_sent_by_others(office: Office) -> None:
    code = office.receive(CaseType.INTEGRITY, department="audit", contact=WHO).code
    with pytest.raises(errors.KeptFromYou):
        queue(
            office.by(QUALITY), code, LetterKind.ACKNOWLEDGEMENT, medium=MAIL, language=Tongue.KO, reason="x"
        )  # fmt: skip
    office.by(QUALITY).notices.queue(matter=code, department="audit", letter=LetterKind.ACKNOWLEDGEMENT, medium=MAIL)
    carrier = Heard()
    assert send(office.by(QUALITY), {MAIL: carrier}) == ()
    assert carrier.given == []
    assert len(waiting(office.registry, (MAIL,))) == 1


# --- the process dies ---

DYING = """
import os, signal, sys
from datetime import datetime
import qms
from qms.packet.outbox import send
from qms.packet.texting import Folder
from qms.records.notice import NoticeMedium
from pathlib import Path

place, folder, when, now, actor = sys.argv[1:]

class Dying:
    attaches = False
    def send(self, one):
        if when == "after":
            Folder(Path(folder)).send(one)
        os.kill(os.getpid(), signal.SIGKILL)

registry = qms.open(place, actor=actor, clock=lambda: datetime.fromisoformat(now))
send(registry, {NoticeMedium.SMS: Dying()})
"""


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_process_that_dies_between_claim_and_answer_leaves_it_unsure(
    office: Office, tmp_path: Path, when: str
) -> None:
    notice = _queued(office, SMS)
    folder = tmp_path / "out"
    folder.mkdir()
    ran = subprocess.run(
        [sys.executable, "-c", DYING, office.place, str(folder), when, office.clock().isoformat(), SUPPORT_STAFF],
        check=False, env=dict(os.environ),
    )  # fmt: skip
    assert ran.returncode == -signal.SIGKILL
    out = len(list(folder.iterdir()))
    assert out == (1 if when == "after" else 0)
    with office.open(SUPPORT_STAFF) as again:
        assert send(again, {SMS: Folder(folder)}) == ()
        assert again.notices.get(notice.code).status is NoticeStatus.SENDING
        office.clock.ahead(minutes=16)
        (done,) = send(again, {SMS: Folder(folder)})
        assert (done.status, done.fault) == (NoticeStatus.UNSURE, "sender.gone")
        office.clock.ahead(days=1)
        assert send(again, {SMS: Folder(folder)}) == ()
        assert again.verify() == ()
    assert len(list(folder.iterdir())) == out


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
    notice = _queued(office)
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
    notice = _queued(office)
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
    notice = _queued(office)
    send(office.by(SUPPORT_STAFF), {MAIL: Mail(_box(server, port=1))})
    assert _status(office, notice) is NoticeStatus.FAILED


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
    notice = _queued(office, SMS)
    folder = tmp_path / "out"
    folder.mkdir()
    send(office.by(SUPPORT_STAFF), {SMS: Folder(folder)})
    (file,) = folder.iterdir()
    told = json.loads(file.read_text(encoding="utf-8"))
    assert (told["to"], told["sort"]) == ("01012345678", "sms")
    assert notice.matter in told["text"]
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
