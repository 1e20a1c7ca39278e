"""Times of a case: the order of its steps, its due date, supplements and extensions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from qms import errors
from qms.organisation.terms import Medium
from qms.records.case import CaseStatus, Disposition, Purpose, clock
from qms.records.case import rules as do
from tests.office import BEGIN, SEOUL, SUPPORT_HEAD, SUPPORT_STAFF
from tests.records.walk import Walk, received

if TYPE_CHECKING:
    from tests.records.conftest import World

SMS = Medium.SMS
LATER = BEGIN + timedelta(hours=5)


@pytest.mark.req("ALCOA-Accurate")
def test_no_step_lies_before_the_one_it_follows(world: World) -> None:
    early = BEGIN - timedelta(seconds=1)
    walk = received(world)
    walk.refuses(errors.WrongOrder, do.assign, SUPPORT_STAFF, early, department="support")
    walk.refuses(errors.WrongOrder, do.transfer, SUPPORT_HEAD, early, to="순천시청")
    walk.refuses(errors.WrongOrder, do.contact, SUPPORT_STAFF, early, purpose=Purpose.INTERIM, via=SMS, said="안내")
    walk.did(do.assign, SUPPORT_STAFF, LATER, department="support")
    walk.refuses(errors.WrongOrder, do.report, SUPPORT_HEAD, early)
    walk.refuses(errors.WrongOrder, do.acknowledge, SUPPORT_STAFF, BEGIN, via=SMS, told="접수")
    walk.did(do.acknowledge, SUPPORT_STAFF, LATER, via=SMS, told="접수")
    walk.refuses(errors.WrongOrder, do.answer, SUPPORT_HEAD, BEGIN, text="회신")
    walk.did(do.answer, SUPPORT_HEAD, LATER, text="회신")
    walk.refuses(errors.WrongOrder, do.notify, SUPPORT_STAFF, BEGIN, via=SMS)
    walk.did(do.notify, SUPPORT_STAFF, LATER, via=SMS)
    walk.did(do.dispose, SUPPORT_HEAD, BEGIN, disposition=Disposition.NONE, reason="없음")
    walk.refuses(errors.WrongOrder, do.close, SUPPORT_HEAD, BEGIN)


# --- the clock (manual P-3.1; deadlines) ---


def _day(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 10, tzinfo=SEOUL)


def test_the_clock_stands_while_a_supplement_is_awaited(world: World) -> None:
    walk = received(world).did(do.assign, SUPPORT_STAFF, department="support")
    due = walk.now.due_at
    assert due is not None
    walk.refuses(
        errors.WrongOrder, clock.ask_supplement, SUPPORT_STAFF, _day(3, 4), what="사진", by_on=date(2026, 3, 3)
    )
    walk.did(clock.ask_supplement, SUPPORT_STAFF, _day(3, 4), what="사진", by_on=date(2026, 3, 20))
    assert (walk.now.status, walk.now.due_at) == (CaseStatus.AWAITING_SUPPLEMENT, None)
    walk.refuses(errors.WrongOrder, clock.receive_supplement, SUPPORT_STAFF, _day(3, 3))
    walk.did(clock.receive_supplement, SUPPORT_STAFF, _day(3, 9))
    assert walk.now.due_at is not None
    # Wednesday to Monday, both left out: four working days more.
    assert _working_days(world, due, walk.now.due_at) == 4
    lacking = Walk(world, walk.now.but(status="awaiting_supplement"))
    lacking.refuses(errors.NothingAwaited, clock.receive_supplement, SUPPORT_STAFF)


def _working_days(world: World, begin: datetime, end: datetime) -> int:
    calendar = world.base.calendar
    return calendar.working_days_between(calendar.day_of(begin), calendar.day_of(end))


@pytest.mark.req("P-3.1", "KR-CIV")
def test_a_due_date_is_put_off_once_and_again_with_consent(world: World) -> None:
    walk = received(world).did(do.assign, SUPPORT_STAFF, department="support")
    first = walk.now.due_at
    assert first is not None

    def refuse(until: date, *, consent: bool = False) -> None:
        given = {"until": until, "reason": "현장 확인", "consent": consent}
        walk.refuses(errors.ExtensionRefused, clock.extend, SUPPORT_HEAD, **given)

    refuse(date(2026, 3, 5))  # not later
    refuse(date(2026, 5, 5))  # longer than the term
    walk.did(clock.extend, SUPPORT_HEAD, until=date(2026, 3, 18), reason="현장 확인")
    second = walk.now.due_at
    assert second is not None
    assert first < second
    assert second.astimezone(SEOUL).date() == date(2026, 3, 18)
    refuse(date(2026, 3, 20))  # without consent
    walk.did(clock.extend, SUPPORT_HEAD, until=date(2026, 3, 20), reason="현장 확인", consent=True)
    refuse(date(2026, 3, 24), consent=True)  # a third time
    assert [one.consent for one in walk.now.extensions] == [False, True]


def test_an_extension_outlives_a_supplement(world: World) -> None:
    walk = received(world).did(do.assign, SUPPORT_STAFF, department="support")
    walk.did(clock.extend, SUPPORT_HEAD, until=date(2026, 3, 18), reason="현장 확인")
    walk.did(clock.ask_supplement, SUPPORT_STAFF, _day(3, 4), what="사진", by_on=date(2026, 3, 20))
    walk.did(clock.receive_supplement, SUPPORT_STAFF, _day(3, 5))
    assert walk.now.due_at is not None
    assert walk.now.due_at.astimezone(SEOUL).date() == date(2026, 3, 20)
