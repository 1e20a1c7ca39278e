"""The outbox: never twice, never lost, whatever the server says and whenever the process dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from qms import errors
from qms.organisation.terms import CaseType, LetterKind, Medium, Tongue
from qms.packet.outbox import Answer, Message, message_id, queue, send, waiting
from qms.packet.texting import Folder
from qms.records.case import CaseStatus, Purpose
from qms.records.notice import NoticeMedium, NoticeOutcome, NoticeStatus
from tests.office import QUALITY, SUPPORT_HEAD, SUPPORT_STAFF

if TYPE_CHECKING:
    from pathlib import Path

    from qms.records.notice import Notice
    from tests.office import Office

MAIL, SMS = NoticeMedium.EMAIL, NoticeMedium.SMS
WHO = "gildong@customer.example"


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


def queued(office: Office, medium: NoticeMedium = MAIL, kind: LetterKind = LetterKind.ACKNOWLEDGEMENT) -> Notice:
    contact = WHO if medium is MAIL else "010-1234-5678"
    code = office.receive(department="support", contact=contact).code
    office.by(SUPPORT_HEAD).cases.assign(code, department="support", handler=SUPPORT_STAFF)
    return queue(office.by(SUPPORT_STAFF), code, kind, medium=medium, language=Tongue.KO, reason="접수 안내")


def _run(office: Office, *answers: Answer | Exception, medium: NoticeMedium = MAIL) -> list[Message]:
    carrier = Heard(list(answers))
    send(office.by(SUPPORT_STAFF), {medium: carrier})
    return carrier.given


def status_of(office: Office, notice: Notice) -> NoticeStatus:
    return office.registry.notices.get(notice.code).status


# --- what the store says ---


@pytest.mark.req("C-2", "P-1.3")
def test_what_is_sent_is_sent_once_and_stands_on_the_case(office: Office) -> None:
    notice = queued(office)
    (one,) = _run(office)
    assert (one.to, one.id) == (WHO, message_id(office.registry, notice))
    assert "홍길동 귀하" in one.text
    assert _run(office) == []
    assert status_of(office, notice) is NoticeStatus.SENT
    case = office.registry.cases.get(notice.matter or "")
    assert case.status is CaseStatus.ACKNOWLEDGED
    assert [(c.purpose, c.medium, c.by, c.department) for c in case.communications] == [
        (Purpose.ACKNOWLEDGEMENT, Medium.EMAIL, SUPPORT_STAFF, "support")
    ]
    assert office.registry.verify() == ()


@pytest.mark.req("P-4.1")
def test_a_result_that_went_out_is_a_notice_of_the_case(office: Office) -> None:
    queued(office)
    _run(office)
    (case,) = office.registry.cases.find(status=CaseStatus.ACKNOWLEDGED)
    office.by(SUPPORT_HEAD).cases.answer(case.code, text="다시 예약해 드렸습니다")
    queue(office.by(SUPPORT_STAFF), case.code, LetterKind.RESULT, medium=MAIL, language=Tongue.KO, reason="결과")
    assert len(_run(office)) == 1
    assert office.registry.cases.get(case.code).status is CaseStatus.NOTIFIED


def test_nothing_of_the_customer_lies_in_the_outbox_or_its_entries(office: Office) -> None:
    notice = queued(office)
    _run(office, Answer(NoticeOutcome.FAILED, "smtp.451"))
    for entry in office.registry.history(notice.code):
        assert not {
            one for one in ("홍길동", WHO, "gildong", "장비 예약") if one in entry.record + (entry.reason or "")
        }


def test_what_failed_waits_and_then_goes_out_under_the_same_name(office: Office) -> None:
    notice = queued(office)
    (first,) = _run(office, Answer(NoticeOutcome.FAILED, "smtp.451"))
    assert status_of(office, notice) is NoticeStatus.FAILED
    assert _run(office) == []
    office.clock.ahead(minutes=5)
    (second,) = _run(office)
    assert first.id == second.id
    attempts = office.registry.notices.get(notice.code).attempts
    assert [(one.outcome, one.fault) for one in attempts] == [
        (NoticeOutcome.FAILED, "smtp.451"), (NoticeOutcome.SENT, None),
    ]  # fmt: skip


def test_after_the_last_wait_it_is_given_up_until_somebody_says_so(office: Office) -> None:
    notice, tried = queued(office), 0
    for _ in range(8):
        tried += len(_run(office, Answer(NoticeOutcome.FAILED, "smtp.451")))
        office.clock.ahead(hours=13)
    assert (tried, status_of(office, notice)) == (5, NoticeStatus.GIVEN_UP)
    office.by(SUPPORT_STAFF).notices.retry(notice.code, reason="서버를 고침")
    assert len(_run(office)) == 1


@pytest.mark.parametrize("broken", [Answer(NoticeOutcome.UNSURE, "timeout"), RuntimeError("broken")])
def test_what_may_have_gone_out_is_never_sent_again_by_itself(office: Office, broken: Answer | Exception) -> None:
    notice = queued(office)
    assert len(_run(office, broken)) == 1
    for _ in range(3):
        office.clock.ahead(days=1)
        assert _run(office) == []
    assert status_of(office, notice) is NoticeStatus.UNSURE
    done = office.by(SUPPORT_STAFF).notices.confirm(notice.code, reason="전화로 확인")
    assert done.status is NoticeStatus.SENT
    assert _run(office) == []


def test_a_case_that_cannot_be_told_any_more_gives_the_notice_up(office: Office) -> None:
    notice = queued(office, kind=LetterKind.INTERIM)
    office.by(SUPPORT_STAFF).cases.withdraw(notice.matter or "")
    office.by(SUPPORT_HEAD).cases.close(notice.matter or "")
    assert _run(office) == []
    assert status_of(office, notice) is NoticeStatus.GIVEN_UP


def test_an_address_that_is_none_is_refused_before_it_isqueued(office: Office) -> None:
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
    notice = queued(office, SMS)
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
