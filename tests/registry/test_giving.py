"""Who gives which role, by the store's own acts; on both databases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

import qms
from qms import errors
from tests.office import AUDITOR, NOBODY, QUALITY, TOP

if TYPE_CHECKING:
    from tests.office import Office


@pytest.mark.req("I-5.3", "P11-10g")
def test_the_quality_representative_sets_up_no_second_person(office: Office) -> None:
    registry = office.by(QUALITY)
    registry.people.enrol(code="made.up", name="아무개", department="audit")
    before = registry.checkpoint()
    for role, over in ((qms.Role.AUDIT_OFFICE, "audit"), (qms.Role.TOP_MANAGEMENT, "head-office")):
        with pytest.raises(errors.NotTheirsToGive) as refused:
            registry.assignments.assign(person="made.up", role=role, department=over)
        assert refused.value.people == (TOP,)
    # Nor in the past, when nobody may have held the role yet.
    with pytest.raises(errors.NotTheirsToGive):
        office.by(QUALITY, at=office.clock.now).assignments.assign(
            person="made.up", role=qms.Role.AUDIT_OFFICE, department="audit", since=date(2024, 1, 1)
        )
    assert registry.checkpoint() == before
    given = office.by(TOP).assignments.assign(person="made.up", role=qms.Role.AUDIT_OFFICE, department="audit")
    assert registry.history(given.code)[0].actor == TOP
    assert registry.verify() == ()


def test_the_last_who_gives_a_role_leaves_when_there_is_a_successor(office: Office) -> None:
    day = date(2026, 3, 3)
    office.registry.people.leave(AUDITOR, until=day)
    before = office.registry.checkpoint()
    with pytest.raises(errors.LastToGive):
        office.registry.people.leave(TOP, until=day)
    assert office.registry.checkpoint() == before
    office.by(TOP).assignments.assign(person=NOBODY, role=qms.Role.TOP_MANAGEMENT, department="head-office")
    office.registry.people.leave(TOP, until=day)
    named = office.by(NOBODY).assignments.assign(person=QUALITY, role=qms.Role.AUDIT_OFFICE, department="audit")
    assert named.person == QUALITY
