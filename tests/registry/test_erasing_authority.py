"""An erasure is asked for and approved by who may in the department of each of its records, and may read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import qms
from qms import errors
from qms.base.record import Origin
from qms.records.erasure import ErasedRecord, ErasureBasis, ErasureStatus
from tests.office import AUDITOR, EQUIPMENT_HEAD, GROWTH_HEAD, PLANNING_HEAD, QUALITY, SUPPORT_HEAD, TOP
from tests.registry.test_erasing import LAW, ONE, closed

if TYPE_CHECKING:
    from tests.office import Office


@pytest.mark.req("KR-PI21", "P-6.3")
@ONE
def test_what_is_kept_for_one_role_is_erased_at_its_request_alone(office: Office) -> None:
    report = office.receive(qms.CaseType.INTEGRITY, department="audit").code
    office.by(AUDITOR).cases.withdraw(report)
    office.by(AUDITOR).cases.close(report)
    for person in (QUALITY, GROWTH_HEAD, SUPPORT_HEAD):
        with pytest.raises((errors.KeptFromYou, errors.NotAllowed)):
            office.by(person).erasures.ask(basis=ErasureBasis.PERIOD_OVER, law=LAW, codes=[report], department="growth")
    asked = office.by(AUDITOR).erasures.ask(basis=ErasureBasis.REQUESTED, law=LAW, codes=[report], department="audit")
    assert office.by(TOP).erasures.approve(asked).status is ErasureStatus.APPROVED


@pytest.mark.req("KR-PI21")
@ONE
def test_nobody_asks_or_approves_for_records_of_other_departments(office: Office) -> None:
    case = closed(office).code  # of support, which is below growth
    with pytest.raises(errors.NotAllowed):
        office.by(EQUIPMENT_HEAD).erasures.ask(
            basis=ErasureBasis.REQUESTED, law=LAW, codes=[case], department="equipment"
        )
    elsewhere = office.registry.erasures.ask(basis=ErasureBasis.REQUESTED, law=LAW, codes=[case], department="strategy")
    with pytest.raises(errors.NotAllowed):
        office.by(PLANNING_HEAD).erasures.approve(elsewhere)
    assert office.registry.erasures.get(elsewhere.code).status is ErasureStatus.ASKED
    mine = office.by(SUPPORT_HEAD).erasures.ask(
        basis=ErasureBasis.REQUESTED, law=LAW, codes=[case], department="support"
    )
    assert office.by(GROWTH_HEAD).erasures.approve(mine).status is ErasureStatus.APPROVED


@ONE
def test_other_records_than_those_that_were_approved_are_never_said_to_be_erased(office: Office) -> None:
    mine, other = closed(office).code, closed(office).code
    asked = office.registry.erasures.ask(basis=ErasureBasis.REQUESTED, law=LAW, codes=[mine, mine.lower()])
    office.by(TOP).erasures.approve(asked)
    begun = office.registry.erasures.begin(asked.code, records=(ErasedRecord(matter=other, until=1),))
    assert begun.records == (ErasedRecord(matter=mine),)


@pytest.mark.req("KR-PI21", "I-753.2d")
@ONE
def test_what_was_brought_as_approved_takes_nothing(office: Office) -> None:
    """Or one person would write two names into a file, and erase alone."""
    case = closed(office).code
    asked = office.registry.erasures.ask(basis=ErasureBasis.REQUESTED, law=LAW, codes=[case])
    forged = asked.but(
        code="ER-2026-0900", version=1, status=ErasureStatus.APPROVED, approved_by=TOP, approved_on=asked.asked_on,
        origin=Origin.IMPORTED, source="x", source_key="1",
    )  # fmt: skip
    office.by(QUALITY).restore({"erasure": [forged]})
    with pytest.raises(errors.WrongStep):
        office.by(QUALITY).erasures.carry_out(forged.code)
    assert office.registry.cases.get(case).customer_name is not None
