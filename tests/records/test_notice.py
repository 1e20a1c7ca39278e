"""Notices in the store: claimed before, answered after, and never taken by two."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qms import errors
from qms.organisation.terms import LetterKind
from qms.records.notice import Notice, NoticeMedium, NoticeStatus
from qms.records.notice.rules import WAITS
from tests.office import EQUIPMENT_STAFF, SUPPORT_HEAD, SUPPORT_STAFF, Office


def _queued(office: Office) -> Notice:
    return office.by(SUPPORT_STAFF).notices.queue(
        matter="CS-2026-0001", department="support", letter=LetterKind.RESULT, medium=NoticeMedium.EMAIL
    )


def test_two_who_saw_the_same_notice_do_not_both_take_it(office: Office) -> None:
    seen = _queued(office)
    office.by(SUPPORT_STAFF).notices.claim(seen)
    with pytest.raises(errors.StaleRecord):
        office.by(SUPPORT_HEAD).notices.claim(seen)
    with pytest.raises(errors.WrongStep):
        office.by(SUPPORT_HEAD).notices.claim(seen.code)
    assert len(office.registry.notices.get(seen.code).attempts) == 1


def test_each_failure_waits_longer_than_the_one_before(office: Office) -> None:
    staff, code = office.by(SUPPORT_STAFF).notices, _queued(office).code
    waits: list[timedelta] = []
    for _ in WAITS:
        staff.claim(code)
        after = staff.fail(code, fault="smtp.451")
        waits.append(after.next_at - office.clock())
    assert waits == [timedelta(minutes=one) for one in WAITS]
    assert waits == sorted(waits)


def test_an_attempt_of_another_is_doubted_only_after_a_while(office: Office) -> None:
    code = _queued(office).code
    office.by(SUPPORT_STAFF).notices.claim(code)
    with pytest.raises(errors.StillSending):
        office.by(SUPPORT_HEAD).notices.doubt(code, fault="sender.gone")
    office.clock.ahead(minutes=15)
    unsure = office.by(SUPPORT_HEAD).notices.doubt(code, fault="sender.gone")
    assert unsure.status is NoticeStatus.UNSURE
    with pytest.raises(errors.WrongStep):
        office.by(SUPPORT_STAFF).notices.claim(code)
    # The answer came late all the same.
    assert office.by(SUPPORT_STAFF).notices.mark_sent(code).status is NoticeStatus.SENT


def test_another_department_sends_nothing_of_ours(office: Office) -> None:
    code = _queued(office).code
    for act in ("claim",):
        with pytest.raises(errors.NotAllowed):
            getattr(office.by(EQUIPMENT_STAFF).notices, act)(code)
    with pytest.raises(errors.NotAllowed):
        office.by(EQUIPMENT_STAFF).notices.cancel(code, reason="우리 일")
