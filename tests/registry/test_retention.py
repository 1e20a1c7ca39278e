"""What is over, and what is not: closed, opened again, erased, kept from others, asked about on another day."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

import qms
from qms.organisation.retention import RetentionClass
from qms.registry.retention import RetentionPart, RetentionState
from tests.office import AUDITOR, SEOUL, SUPPORT_HEAD, SUPPORT_STAFF
from tests.registry.test_erasing import approved, closed

if TYPE_CHECKING:
    from qms.registry.retention import Retained
    from tests.office import Office

ONE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
RECORD, PERSONAL = RetentionPart.RECORD, RetentionPart.PERSONAL


def _of(office: Office, code: str, on: date | None = None) -> dict[RetentionPart, Retained]:
    return {one.part: one for one in office.registry.retention.all(on) if one.code == code}


def _due(office: Office, on: date | None = None) -> list[tuple[str, RetentionPart, RetentionState]]:
    return [(one.code, one.part, one.state) for one in office.registry.retention.due(on)]


@pytest.mark.req("KR-REC-26", "I-753.2d")
def test_what_closed_this_year_is_counted_from_the_next(office: Office) -> None:
    case = closed(office)
    found = _of(office, case.code)
    assert (found[RECORD].keep, found[RECORD].closed_on) == (RetentionClass.YEARS_5, date(2026, 3, 3))
    assert (found[RECORD].clock_from, found[RECORD].ends_on) == (date(2027, 1, 1), date(2031, 12, 31))
    assert (found[PERSONAL].clock_from, found[PERSONAL].ends_on) == (date(2027, 1, 1), date(2029, 12, 31))
    assert {one.state for one in found.values()} == {RetentionState.RUNNING}
    assert _due(office) == []


@pytest.mark.req("KR-REC-26", "KR-PI21")
def test_what_is_personal_is_due_before_the_record(office: Office) -> None:
    case = closed(office)
    assert _due(office, date(2029, 12, 31)) == []
    erase = (case.code, PERSONAL, RetentionState.ERASE)
    assert _due(office, date(2030, 1, 1)) == [erase]
    assert _due(office, date(2031, 12, 31)) == [erase]
    assert _due(office, date(2032, 1, 1)) == [erase, (case.code, RECORD, RetentionState.APPRAISE)]


@pytest.mark.req("KR-PI21")
def test_what_was_erased_is_not_due_again_and_the_record_stays(office: Office) -> None:
    case = closed(office)
    office.clock.now = datetime(2030, 1, 2, 9, 0, tzinfo=SEOUL)
    assert _due(office) == [(case.code, PERSONAL, RetentionState.ERASE)]
    office.registry.erasures.carry_out(approved(office, case.code))
    assert _due(office) == []
    assert set(_of(office, case.code)) == {RECORD}


@pytest.mark.req("KR-REC-26")
@ONE
def test_opened_again_it_has_no_clock_and_closed_anew_a_new_one(office: Office) -> None:
    case = closed(office)
    office.clock.now = datetime(2027, 2, 1, 9, 30, tzinfo=SEOUL)
    head = office.by(SUPPORT_HEAD).cases
    head.reopen(case.code, reason="같은 문의가 다시 옴")
    found = _of(office, case.code)[RECORD]
    assert (found.state, found.closed_on, found.clock_from, found.ends_on) == (RetentionState.OPEN, None, None, None)
    assert _due(office, date(2090, 1, 1)) == []
    head.assign(case.code, department="support", handler=SUPPORT_STAFF)
    head.acknowledge(case.code, via=qms.Medium.PHONE, told="다시 살핍니다")
    head.answer(case.code, text="지하 1층 서쪽입니다")
    head.notify(case.code, via=qms.Medium.PHONE)
    head.close(case.code)
    assert _of(office, case.code)[RECORD].clock_from == date(2028, 1, 1)


@ONE
def test_the_day_is_that_of_the_organisation(office: Office) -> None:
    """Closed in the first hour of the year in Seoul, which is still the old year in Greenwich."""
    office.clock.now = datetime(2027, 1, 1, 0, 30, tzinfo=SEOUL)
    found = _of(office, closed(office).code)[RECORD]
    assert (found.closed_on, found.clock_from) == (date(2027, 1, 1), date(2028, 1, 1))


@ONE
def test_as_of_a_day_it_is_what_was_known_then(office: Office) -> None:
    case = office.receive(department="support")
    _, size, _ = office.registry.checkpoint()
    closed(office)
    then = office.registry.as_of(size - 1).retention.all()
    assert [(one.code, one.state) for one in then if one.kind == "case"] == [
        (case.code, RetentionState.OPEN), (case.code, RetentionState.OPEN),
    ]  # fmt: skip


@ONE
def test_what_is_kept_for_the_audit_office_is_told_to_nobody_else_as_personal(office: Office) -> None:
    case = office.by(AUDITOR).cases.settle(
        type=qms.CaseType.UNFAIR_HANDLING, channel=qms.Channel.PHONE, title="불친절 신고", name="가나리아",
        contact="010-7777-8888", answer="안내함", department="audit",
    )  # fmt: skip
    parts = {
        who: {one.part for one in office.by(who).retention.all() if one.code == case.code}
        for who in (AUDITOR, SUPPORT_STAFF)
    }
    assert parts == {AUDITOR: {RECORD, PERSONAL}, SUPPORT_STAFF: {RECORD}}
