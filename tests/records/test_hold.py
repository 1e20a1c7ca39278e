"""Holds: what they cover is neither erased nor disposed of until they are released or over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from qms import errors
from qms.records.erasure import ErasureBasis, ErasureStatus
from qms.records.hold import HoldStatus
from tests.office import QUALITY, SUPPORT_HEAD, TOP
from tests.registry.test_erasing import LAW, NAME, ONE, closed

if TYPE_CHECKING:
    from tests.office import Office

WHY: dict[str, Any] = {"law": "법무-2026-12", "reason": "소송 진행 중"}


def _ask(office: Office, code: str) -> str:
    return office.registry.erasures.ask(basis=ErasureBasis.REQUESTED, law=LAW, codes=[code]).code


@pytest.mark.req("KR-REC-43", "KR-PI21")
def test_a_held_record_is_not_erased_until_the_hold_is_released(office: Office) -> None:
    case, other = closed(office), closed(office, "나라마바", "010-2222-3333")
    hold = office.registry.holds.place(codes=[case.code.lower(), case.code], **WHY)
    assert [one.matter for one in hold.records] == [case.code]
    with pytest.raises(errors.UnderHold) as refused:
        _ask(office, case.code)
    assert refused.value.records == (f"{case.code} ({hold.code})",)
    assert "qms hold release" in refused.value.hint("ko")
    assert {one.code: one.hold for one in office.registry.erasures.plan([case.code, other.code])} == {
        case.code: hold.code, other.code: None,
    }  # fmt: skip
    assert office.registry.holds.release(hold.code, reason="판결 확정").status is HoldStatus.RELEASED
    ready = office.by(TOP).erasures.approve(_ask(office, case.code))
    assert office.registry.erasures.carry_out(ready).status is ErasureStatus.ERASED
    assert [one for one in office.registry.verify() if one.rule != "store.finding.personal_erased"] == []


@pytest.mark.req("KR-PI21")
def test_a_hold_placed_meanwhile_stops_approval_and_carrying_out(office: Office) -> None:
    asked, ready = closed(office), closed(office, "나라마바", "010-2222-3333")
    first, second = _ask(office, asked.code), _ask(office, ready.code)
    office.by(TOP).erasures.approve(second)
    office.by(TOP).holds.place(codes=[asked.code, ready.code], **WHY)
    with pytest.raises(errors.UnderHold):
        office.by(TOP).erasures.approve(first)
    with pytest.raises(errors.UnderHold):
        office.registry.erasures.carry_out(second)
    assert office.registry.cases.get(ready.code).customer_name == "나라마바"
    assert office.registry.erasures.get(first).status is ErasureStatus.ASKED


@ONE
def test_a_hold_over_a_person_is_over_all_that_is_about_them_and_ends_after_its_last_day(office: Office) -> None:
    case = closed(office)
    last = office.registry.facts().today + timedelta(days=2)
    office.registry.holds.place(about=case.subject, until_on=last, **WHY)
    office.clock.ahead(days=2)
    with pytest.raises(errors.UnderHold):
        _ask(office, case.code)
    office.clock.ahead(days=1)
    assert office.registry.erasures.get(_ask(office, case.code)).status is ErasureStatus.ASKED
    assert office.registry.cases.get(case.code).customer_name == NAME


@ONE
def test_a_hold_names_something_that_is_there_and_is_placed_by_who_may(office: Office) -> None:
    holds = office.registry.holds
    with pytest.raises(errors.NothingHeld):
        holds.place(**WHY)
    with pytest.raises(errors.NoRecord):
        holds.place(codes=["CS-2026-9999"], **WHY)
    with pytest.raises(errors.WrongOrder):
        holds.place(codes=[closed(office).code], until_on=date(2026, 1, 1), **WHY)
    with pytest.raises(errors.NotAllowed):
        office.by(SUPPORT_HEAD).holds.place(codes=[closed(office).code], **WHY)
    hold = holds.place(codes=[closed(office).code], **WHY)
    with pytest.raises(errors.NotAllowed):
        office.by(SUPPORT_HEAD).holds.release(hold.code, reason="다 끝남")
    office.by(QUALITY).holds.release(hold.code, reason="다 끝남")
    with pytest.raises(errors.WrongStep):
        holds.release(hold.code, reason="다 끝남")
