"""To whom what goes up: reports and escalation, also where steps fall together (manual R-UH-4)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

import qms
from qms.kinds import kind
from qms.organisation.ladder import Told, told
from tests.office import AUDITOR, GROWTH_HEAD, PLANNING_HEAD, QUALITY, SINCE, SUPPORT_HEAD, TOP

if TYPE_CHECKING:
    from tests.office import Office


def _one_head_for_three_levels(office: Office) -> None:
    """The head of planning, who heads its unit strategy too, heads the bureau above as well."""
    registry = office.registry
    registry.departments.establish(
        code="bureau",
        name_ko="본부",
        name_en="Bureau",
        kind=qms.DepartmentKind.SENIOR,
        parent="head-office",
        since=SINCE,
    )
    registry.departments.move("planning", parent="bureau", since=SINCE)
    registry.assignments.assign(person=PLANNING_HEAD, role=qms.Role.SENIOR_HEAD, department="bureau", since=SINCE)


@pytest.mark.req("S-3", "R-UH-4")
def test_a_report_passes_all_levels_that_one_person_heads_and_is_marked(office: Office) -> None:
    _one_head_for_three_levels(office)
    case = office.receive(department="strategy")
    office.by(PLANNING_HEAD).cases.assign(case.code, department="strategy")
    told_up = office.by(PLANNING_HEAD).cases.report(case.code)
    assert (told_up.reported_to, told_up.report_merged) == (TOP, True)
    plain = office.by(SUPPORT_HEAD).cases.report(office.receive(department="support").code)
    assert (plain.reported_to, plain.report_merged) == (GROWTH_HEAD, False)
    with office.registry.reading() as reading:
        rows = reading.rows(kind("case"), ("report_merged",))
    assert [row["report_merged"] for row in rows] == [True, False]


def test_escalation_names_each_person_once_and_marks_what_was_passed_up(office: Office) -> None:
    directory, profile = office.registry.facts().directory, office.registry.facts().profile
    role = qms.Role
    day = date(2026, 3, 3)
    assert told(profile, directory, "support", 30, day) == (
        Told(role.UNIT_HEAD, SUPPORT_HEAD, merged=False),
        Told(role.SENIOR_HEAD, GROWTH_HEAD, merged=False),
        Told(role.QUALITY_REPRESENTATIVE, QUALITY, merged=False),
        Told(role.TOP_MANAGEMENT, TOP, merged=False),
    )
    # One person is unit head and senior head: the second rung goes to the next one up, and nobody is left for the last.
    assert told(profile, directory, "strategy", 30, day) == (
        Told(role.UNIT_HEAD, PLANNING_HEAD, merged=False),
        Told(role.SENIOR_HEAD, TOP, merged=True),
        Told(role.QUALITY_REPRESENTATIVE, QUALITY, merged=False),
        Told(role.TOP_MANAGEMENT, None, merged=True),
    )
    assert told(profile, directory, "support", 1, day) == (Told(role.UNIT_HEAD, SUPPORT_HEAD, merged=False),)
    assert told(profile, directory, "support", 0, day) == ()


def test_a_rung_that_nobody_holds_is_passed_up_and_marked(office: Office) -> None:
    office.registry.people.leave(GROWTH_HEAD, until=date(2026, 3, 1))
    directory, profile = office.registry.facts().directory, office.registry.facts().profile
    role = qms.Role
    assert told(profile, directory, "support", 30, date(2026, 3, 3)) == (
        Told(role.UNIT_HEAD, SUPPORT_HEAD, merged=False),
        Told(role.SENIOR_HEAD, TOP, merged=False, vacant=True),
        Told(role.QUALITY_REPRESENTATIVE, QUALITY, merged=False),
        Told(role.TOP_MANAGEMENT, None, merged=True),
    )
    office.registry.people.leave(AUDITOR, until=date(2026, 3, 1))
    gone = office.registry.facts().directory
    found = told(profile, gone, "audit", 30, date(2026, 3, 3), of=qms.CaseType.INTEGRITY)
    assert found == (Told(role.AUDIT_OFFICE, None, merged=False),)  # kept for that office: nobody else is told


def test_a_case_kept_for_one_office_is_escalated_to_it_alone(office: Office) -> None:
    directory, profile = office.registry.facts().directory, office.registry.facts().profile
    found = told(profile, directory, "audit", 30, date(2026, 3, 3), of=qms.CaseType.INTEGRITY)
    assert found == (Told(qms.Role.AUDIT_OFFICE, AUDITOR, merged=False),)
