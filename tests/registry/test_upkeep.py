"""What `qms org check` finds: circles, unknown parents, open records of departments that are no more, old leavers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from qms.flows.upkeep import organisation_findings
from tests.office import EQUIPMENT_STAFF, LEAVER, SUPPORT_STAFF

if TYPE_CHECKING:
    from qms.base.finding import Finding
    from qms.organisation.facts import Facts
    from tests.office import Office

RULE = "organisation.upkeep."


def _found(office: Office, facts: Facts | None = None) -> dict[tuple[str, str], Finding]:
    with office.registry.reading():
        found = organisation_findings(office.registry, facts or office.registry.facts())
    return {(one.rule.removeprefix(RULE), one.place): one for one in found}


def _with_parents(facts: Facts, **parents: str) -> Facts:
    """Departments as no act makes them."""
    departments = dict(facts.directory.departments)
    for code, parent in parents.items():
        departments[code] = departments[code].but(parent=parent)
    return replace(facts, directory=replace(facts.directory, departments=departments))


def test_nothing_is_found_in_an_office_that_is_in_order_but_what_is_known(office: Office) -> None:
    assert {rule for rule, _ in _found(office)} <= {"over"}


def test_a_circle_is_named_with_its_way(office: Office) -> None:
    circled = _with_parents(office.registry.facts(), growth="support")
    found = _found(office, circled)
    assert {place for rule, place in found if rule == "circle"} == {"growth", "support"}
    assert found["circle", "support"].values["path"] == "support → growth → support"
    own = _found(office, _with_parents(office.registry.facts(), audit="audit"))
    assert ("circle", "audit") in own


def test_a_parent_that_nobody_knows_is_named(office: Office) -> None:
    found = _found(office, _with_parents(office.registry.facts(), audit="nowhere"))
    assert found["unknown_parent", "audit"].values["parent"] == "nowhere"


def test_open_records_of_a_department_that_is_no_more_are_told_with_who_has_them_now(office: Office) -> None:
    open_, done = office.receive().code, office.receive().code
    for code in (open_, done):
        office.by(SUPPORT_STAFF).cases.assign(code, department="equipment", handler=EQUIPMENT_STAFF)
    office.by(EQUIPMENT_STAFF).cases.withdraw(done)
    office.by("lee.junho").cases.close(done)
    office.clock.ahead(days=10)
    office.registry.departments.dissolve("equipment", until=date(2026, 3, 10), successor="support")
    found = _found(office)
    assert {place for rule, place in found if rule == "dissolved"} == {open_}
    assert found["dissolved", open_].values["now"] == "support"
    assert ("department_gone", EQUIPMENT_STAFF) in found
    assert {rule for rule, _ in found} >= {"over_nothing"}


@pytest.mark.req("A11d-11")
def test_what_a_leaver_still_holds_in_an_older_store_is_told(office: Office) -> None:
    facts = office.registry.facts()
    held = tuple(one.but(until=None) if one.person == LEAVER else one for one in facts.directory.assignments)
    code = next(one.code for one in held if one.person == LEAVER)
    assert ("leaver_holds", code) not in _found(office)
    assert ("leaver_holds", code) in _found(
        office, replace(facts, directory=replace(facts.directory, assignments=held))
    )
