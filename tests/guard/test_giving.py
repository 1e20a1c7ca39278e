"""A role that is for others to give is not had past the program either."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

import qms
from qms import errors
from tests.guard.forging import append, given, next_entry
from tests.office import AUDITOR, DEPUTY, NOBODY, QUALITY, TOP

if TYPE_CHECKING:
    from tests.guarded import GuardedOffice

pytestmark = pytest.mark.needs_postgresql


def _tried(office: GuardedOffice, by: str, of: str, record: dict[str, Any], **other: Any) -> str | None:  # noqa: ANN401 - any field
    """What the database says of a forged entry; None: it took it."""
    with office.sql(by) as mine:
        try:
            append(mine, given(mine, next_entry(mine, of, {**record}, actor=by, **other)))
        except psycopg.Error as refused:
            return refused.sqlstate
    return None


def _code(office: GuardedOffice, person: str, role: qms.Role) -> str:
    found = office.by(TOP).assignments.find(person=person)
    return next(one.code for one in found if one.role is role)


@pytest.mark.req("I-5.3", "P11-10g")
def test_a_second_person_is_not_made_past_the_program(guarded: GuardedOffice) -> None:
    office, top = guarded, guarded.by(TOP).assignments
    top.assign(
        person=DEPUTY, role=qms.Role.TOP_MANAGEMENT, department="head-office", deputy_of=TOP, until=date(2027, 1, 1)
    )
    auditor, principal = _code(office, AUDITOR, qms.Role.AUDIT_OFFICE), _code(office, TOP, qms.Role.TOP_MANAGEMENT)
    number = max(one.code for one in top.find() if one.code.startswith("AS-2026-"))
    code = f"AS-2026-{int(number[-4:]) + 1:04}"
    new: dict[str, Any] = {"code": code, "version": 1, "act": "assignment.assign"}
    made: dict[str, Any] = {"person": NOBODY, "since": "2026-03-01"}
    lent = {**made, "capacity": "deputy", "deputy_of": TOP}
    assert _tried(office, QUALITY, auditor, made, **new) == "QMA03"
    assert _tried(office, QUALITY, principal, made, **new) == "QMA03"
    assert _tried(office, QUALITY, principal, lent, **new) == "QMA03"
    assert _tried(office, DEPUTY, auditor, made, **new) == "QMA03"
    assert _tried(office, AUDITOR, principal, made, **new) == "QMA03"
    assert _tried(office, AUDITOR, auditor, {**made, "role": "staff"}, **new) == "QMA03"
    assert _tried(office, TOP, auditor, {**made, "person": TOP}, **new) == "QMA03"
    assert _tried(office, TOP, auditor, made, **new) is None  # and the same of whoever may
    assert office.by(AUDITOR).verify() == ()


@pytest.mark.req("I-5.3")
def test_what_was_given_is_neither_lengthened_nor_made_something_else(guarded: GuardedOffice) -> None:
    top = guarded.by(TOP).assignments
    lent = top.assign(
        person=DEPUTY, role=qms.Role.AUDIT_OFFICE, department="audit", deputy_of=AUDITOR, until=date(2026, 4, 1)
    ).code
    end = {"act": "assignment.end"}
    longer, ever, holder = {"until": "2027-01-01"}, {"until": None}, {"capacity": "holder"}
    assert [_tried(guarded, QUALITY, lent, one, **end) for one in (longer, ever, holder)] == ["QMA03", "QMA03", "QMA04"]
    assert _tried(guarded, QUALITY, lent, {"until": "2026-03-20"}, **end) is None
    assert _tried(guarded, TOP, lent, longer, **end) is None


def test_the_program_says_who_may_and_the_vacant_post_is_the_audit_offices_to_give(guarded: GuardedOffice) -> None:
    mine = guarded.by(QUALITY).assignments
    with pytest.raises(errors.NotTheirsToGive) as refused:
        mine.assign(person=NOBODY, role=qms.Role.AUDIT_OFFICE, department="audit")
    assert refused.value.people == (TOP,)
    mine.end(_code(guarded, TOP, qms.Role.TOP_MANAGEMENT), until=date(2026, 3, 3))
    with pytest.raises(errors.NotTheirsToGive):
        mine.assign(person=NOBODY, role=qms.Role.TOP_MANAGEMENT, department="head-office")
    given_ = guarded.by(AUDITOR).assignments.assign(
        person=DEPUTY, role=qms.Role.TOP_MANAGEMENT, department="head-office"
    )
    assert given_.person == DEPUTY
    assert guarded.by(DEPUTY).assignments.assign(person=NOBODY, role=qms.Role.AUDIT_OFFICE, department="audit").version
