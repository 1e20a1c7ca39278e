"""Reminders: found on any day from theirs on, told once, passed up by the ladder of the profile, in one digest each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from qms.organisation.terms import CaseType
from qms.packet.outbox import Answer, remind, send
from qms.records.notice import NoticeMedium, NoticeOutcome, NoticeStep
from tests.office import (
    AUDITOR,
    GROWTH_HEAD,
    QUALITY,
    SUPPORT_HEAD,
    SUPPORT_STAFF,
    TOP,
)
from tests.packet.test_outbox import Heard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.office import Office

pytestmark = pytest.mark.parametrize("profile", ["technopark"], indirect=True)
SOON, LATE, UP = NoticeStep.BEFORE, NoticeStep.OVERDUE, NoticeStep.ESCALATED


def _due(office: Office) -> tuple[str, date]:
    code = office.receive(department="support").code
    case = office.by(SUPPORT_HEAD).cases.assign(code, department="support", handler=SUPPORT_STAFF)
    assert case.due_at is not None
    return code, case.due_at.astimezone(office.registry.facts().zone).date()


def _to(office: Office, on: date) -> None:
    office.clock.ahead(days=(on - office.registry.facts().today).days)


def _run(office: Office, by: str = QUALITY) -> set[tuple[str, NoticeStep, int]]:
    return {
        (one.person, item.step, item.days)
        for one in remind(office.by(by))
        for item in one.items
        if one.person and item.what == "case"
    }


LADDER = [
    (SUPPORT_STAFF, LATE, 1), (SUPPORT_HEAD, UP, 1), (GROWTH_HEAD, UP, 3), (QUALITY, UP, 7), (TOP, UP, 14),
]  # fmt: skip


@pytest.mark.parametrize("days", [range(-6, 20), (-1, 2, 5, 9, 30), (30,), (-3, -3, 15, 15)], ids=str)
def test_each_step_is_told_once_whatever_the_days_of_the_runs(office: Office, days: Sequence[int]) -> None:
    _, due_on = _due(office)
    told: list[tuple[str, NoticeStep, int]] = []
    for day in days:
        _to(office, due_on + timedelta(days=day))
        told += _run(office)
    assert len(told) == len(set(told))
    assert {one for one in told if one[1] is not SOON} == set(LADDER)
    assert ((SUPPORT_STAFF, SOON, 3) in told) == any(-3 <= day <= 0 for day in days)


def test_nothing_is_told_before_its_day(office: Office) -> None:
    _, due_on = _due(office)
    _to(office, due_on - timedelta(days=4))
    assert _run(office) == set()
    _to(office, due_on - timedelta(days=3))
    assert _run(office) == {(SUPPORT_STAFF, SOON, 3)}
    _to(office, due_on + timedelta(days=2))
    assert _run(office) == {(SUPPORT_STAFF, LATE, 1), (SUPPORT_HEAD, UP, 1)}


def test_a_due_date_that_was_moved_begins_anew_and_what_is_done_is_told_no_more(office: Office) -> None:
    code, due_on = _due(office)
    _to(office, due_on - timedelta(days=1))
    assert _run(office) == {(SUPPORT_STAFF, SOON, 3)}
    office.by(SUPPORT_HEAD).cases.extend(code, until=due_on + timedelta(days=2), reason="조사")
    assert _run(office) == {(SUPPORT_STAFF, SOON, 3)}
    office.by(SUPPORT_STAFF).cases.withdraw(code)
    office.by(SUPPORT_HEAD).cases.close(code)
    office.clock.ahead(days=60)
    assert _run(office) == set()


def test_a_digest_holds_all_for_a_person_and_no_word_of_a_record(office: Office) -> None:
    first, due_on = _due(office)
    second, _ = _due(office)
    people = office.registry.people
    people.correct(SUPPORT_STAFF, email="staff@body.example")
    _to(office, due_on - timedelta(days=1))
    (notice,) = remind(office.by(QUALITY))
    carrier = Heard()
    send(office.by(QUALITY), {NoticeMedium.EMAIL: carrier})
    (mail,) = carrier.given
    assert mail.to == "staff@body.example"
    assert first in mail.text
    assert second in mail.text
    for canary in ("홍길동", "010-0000-0000", "장비 예약"):
        assert canary not in mail.text + mail.subject
    assert len(notice.items) >= 2


def test_who_has_no_address_is_named_as_given_up(office: Office) -> None:
    _, due_on = _due(office)
    _to(office, due_on)
    (notice,) = remind(office.by(QUALITY))
    (done,) = send(office.by(QUALITY), {NoticeMedium.EMAIL: Heard([Answer(NoticeOutcome.SENT)])})
    assert (done.code, done.status.value, done.fault) == (notice.code, "given_up", "packet.no_address")


def test_a_report_to_the_audit_office_is_told_to_nobody_else(office: Office) -> None:
    code = office.receive(CaseType.INTEGRITY, department="audit").code
    office.clock.ahead(days=60)
    assert not any(item.matter == code for one in remind(office.by(QUALITY)) for item in one.items)
    _due(office)
    mine = [(one.person, item.matter) for one in remind(office.by(AUDITOR)) for item in one.items]
    assert set(mine) == {(AUDITOR, code)}
