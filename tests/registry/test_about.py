"""Whom a case is about neither reads it nor takes a step on it; one about the audit office goes past that office."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, cast

import pytest

import qms
from qms import errors
from qms.kinds import kind
from qms.organisation.concern import About
from qms.organisation.ladder import Told, told
from qms.registry.stuck import unhandled
from tests.office import AUDITOR, DEPUTY, EQUIPMENT_STAFF, GROWTH_HEAD, QUALITY, SUPPORT_HEAD, SUPPORT_STAFF, TOP

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.office import Office

CASE = kind("case")
CANARY = "카나리아"
INTEGRITY = qms.CaseType.INTEGRITY
FILE = qms.File(f"{CANARY}.txt", f"{CANARY} 통장 사본".encode())
TODAY = date(2026, 3, 3)


def _about_the_office(office: Office, **given: Any) -> str:  # noqa: ANN401 - fields of the act
    """Code of a report about the audit office that top management has in hand."""
    named = given or {"about": "audit"}
    code = office.receive(INTEGRITY, title=CANARY, text=CANARY, name=CANARY, department="audit", **named).code
    mine = office.by(TOP, reason=CANARY).cases
    mine.assign(code, department="head-office", handler=TOP)
    mine.attach(code, FILE)
    return code


def _entries(registry: qms.Registry, ask: Callable[[Any], object]) -> object:
    with registry.reading() as reading:
        return ask(reading)


WAYS: dict[str, Callable[[qms.Registry, str], object]] = {
    "record": lambda one, code: one.cases.get(code),
    "list": lambda one, _: one.cases.all(),
    "found": lambda one, _: one.cases.find(about="audit"),
    "history": lambda one, code: one.history(code),
    "log": lambda one, _: _entries(one, lambda reading: list(reading.entries())),
    "rows": lambda one, _: _entries(one, lambda reading: reading.rows(CASE, ("about", "disposition_reason"))),
    "rows found": lambda one, _: _entries(one, lambda reading: [str(reading.rows(CASE, ("code",), about="audit"))]),
    "past": lambda one, code: one.as_of(TODAY).cases.get(code),
    "past entries": lambda one, code: one.as_of(TODAY).history(code),
    "what is held": lambda one, _: one.handovers.held(TOP),
}


def _told(found: Any) -> str:  # noqa: ANN401 - whatever was read
    if isinstance(found, list | tuple):
        return "\n".join(map(_told, cast("list[object]", found)))
    if hasattr(found, "model_dump_json"):
        return str(found.model_dump_json())
    return json.dumps(getattr(found, "__dict__", str(found)), default=str, ensure_ascii=False)


@pytest.mark.req("P-6.1", "P-6.3", "I-5.3")
def test_a_report_about_the_audit_office_is_top_managements_and_no_way_tells_the_office(office: Office) -> None:
    code = _about_the_office(office)
    for way, ask in WAYS.items():
        for person in (AUDITOR, QUALITY, SUPPORT_STAFF):
            found = _told(ask(office.by(person), code))
            assert CANARY not in found, (way, person)
            assert '"about":"audit"' not in found, (way, person)
            assert code not in found or "found" not in way, (way, person)
    assert CANARY in _told(WAYS["history"](office.by(TOP), code))
    assert office.by(TOP).cases.find(about="audit")[0].title == CANARY
    digest = office.by(TOP).cases.get(code).attachments[0].digest
    for refused in (lambda: office.by(AUDITOR).content(digest), lambda: office.by(AUDITOR).prove(code)):
        with pytest.raises(errors.KeptFromYou):
            refused()
    assert office.registry.verify() == ()


@pytest.mark.req("P-6.1", "P-6.3", "I-5.3")
def test_the_office_takes_no_step_and_is_told_who_does(office: Office) -> None:
    code = _about_the_office(office)
    with pytest.raises(errors.AboutOneself) as refused:
        office.by(AUDITOR).cases.withdraw(code)
    assert f"qms case next {code}" in refused.value.hint("ko")
    with pytest.raises(errors.NotAllowed) as closed:
        office.by(QUALITY).cases.transfer(code, to="국민권익위원회")
    assert closed.value.hint("ko") == "할 수 있는 역할: 원장"
    may = {one.act: one.people for one in office.by(AUDITOR).who.next(CASE, code)}
    assert set(may.values()) == {(TOP,)}
    assert isinstance(office.by(TOP).who.may(CASE, code, "answer", AUDITOR), errors.AboutOneself)
    handled = office.by(TOP).cases
    handled.acknowledge(code, via=qms.Medium.PHONE, told="접수")
    handled.investigate(code, finding="확인")
    handled.answer(code, text="조치함")
    handled.notify(code, via=qms.Medium.PHONE)
    handled.close(handled.dispose(code, disposition=qms.Disposition.ACTION, reason="개선").code)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_report_about_somebody_of_the_office_is_kept_from_all_of_it(office: Office) -> None:
    office.registry.people.enrol(code="new.auditor", name="새 감사", department="audit")
    office.by(TOP).assignments.assign(person="new.auditor", role=qms.Role.AUDIT_OFFICE, department="audit")
    office.by(TOP).assignments.assign(person=DEPUTY, role=qms.Role.AUDIT_OFFICE, department="audit", deputy_of=AUDITOR)
    named, deputy = ({"about_person": one, "about": over} for one, over in ((AUDITOR, None), (DEPUTY, "support")))
    for given in (named, deputy):
        code = _about_the_office(office, **given)
        assert {one: office.by(one).cases.get(code).title for one in (AUDITOR, "new.auditor", DEPUTY, TOP)} == {
            AUDITOR: None, "new.auditor": None, DEPUTY: None, TOP: CANARY,
        }  # fmt: skip
    assert office.by(TOP).cases.find(about_person=AUDITOR)[0].about == "audit"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_it_stays_kept_when_who_it_is_about_moves_or_the_post_is_vacant(office: Office) -> None:
    code = _about_the_office(office, about_person=AUDITOR)
    (held,) = office.registry.assignments.find(person=AUDITOR)
    office.by(TOP).people.move(AUDITOR, department="support")
    office.by(TOP).assignments.end(held.code, until=TODAY.replace(day=4))
    office.clock.ahead(days=3)
    assert office.by(SUPPORT_STAFF).who.may(CASE, code, "withdraw", TOP) is None
    office.by(TOP).assignments.assign(person=DEPUTY, role=qms.Role.AUDIT_OFFICE, department="audit")
    assert office.by(DEPUTY).cases.get(code).title is None
    assert office.by(DEPUTY).as_of(TODAY).cases.get(code).title is None


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_where_top_management_has_a_part_too_the_next_in_the_profile_takes_its_place(office: Office) -> None:
    code = office.receive(INTEGRITY, title=CANARY, about="audit", about_person=TOP).code
    assert office.by(TOP).cases.get(code).title is None
    assert office.by(QUALITY).cases.transfer(code, to="국민권익위원회").transferred_to


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_where_nobody_is_left_it_is_told(office: Office) -> None:
    code = office.receive(INTEGRITY, about="audit", about_person=TOP).code
    assert unhandled(office.registry) == ()
    (held,) = office.registry.assignments.find(person=QUALITY)
    office.by(TOP).assignments.end(held.code, until=TODAY.replace(day=4))
    office.clock.ahead(days=1)
    (found,) = unhandled(office.by(AUDITOR))
    assert (found.code, found.outside and found.outside.ko.split()[0]) == (code, "국민권익위원회")


@pytest.mark.req("P-6.1")
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_named_later_it_is_gone_from_the_office_with_all_that_stood_before(office: Office) -> None:
    code = office.receive(INTEGRITY, title=CANARY, department="audit").code
    mine = office.by(AUDITOR).cases
    mine.assign(code, department="audit", handler=AUDITOR)
    assert mine.get(code).title == CANARY
    given = mine.name_about(code, about="audit", reason=CANARY)
    assert (given.title, given.about, given.about_reason, given.handler) == (None, None, None, None)
    assert CANARY not in _told(office.by(AUDITOR).history(code))
    assert office.by(AUDITOR).as_of(TODAY).cases.get(code).title is None
    with pytest.raises(errors.AboutOneself):
        mine.name_about(code, reason="되돌림")
    assert office.by(TOP).cases.name_about(code, reason="잘못 지정함").about is None
    assert mine.get(code).title == CANARY


@pytest.mark.req("I-5.3")
def test_a_complaint_about_one_person_is_kept_from_that_person_alone(office: Office) -> None:
    code = office.receive(title=CANARY, department="support", about_person=SUPPORT_HEAD).code
    assert office.by(SUPPORT_HEAD).cases.get(code).title is None
    assert office.by(SUPPORT_STAFF).cases.get(code).title == CANARY
    assert office.by(SUPPORT_STAFF).cases.get(code).about == "support"
    with pytest.raises(errors.AboutOneself):
        office.by(SUPPORT_STAFF).cases.assign(code, department="support", handler=SUPPORT_HEAD)
    with pytest.raises(errors.AboutOneself):
        office.by(SUPPORT_HEAD).cases.assess(code, severity=qms.CaseSeverity.MINOR, reason="경미")
    office.by(GROWTH_HEAD).cases.assess(code, severity=qms.CaseSeverity.MAJOR, reason="중대")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_nobody_acts_for_whom_a_case_is_about(office: Office) -> None:
    office.clock.now = office.clock.now.replace(month=5, day=6)
    code = office.receive(department="support", about_person=SUPPORT_HEAD).code
    with pytest.raises(errors.AboutOneself):
        office.registry.acting(DEPUTY, on_behalf_of=SUPPORT_HEAD).cases.withdraw(code)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_of_a_report_nobody_of_the_department_that_it_is_about_is_told(office: Office) -> None:
    """An auditor who stands in for that department has a part in it; the office goes on without them."""
    office.by(TOP).assignments.assign(person=DEPUTY, role=qms.Role.AUDIT_OFFICE, department="audit", deputy_of=AUDITOR)
    code = office.receive(INTEGRITY, title=CANARY, department="audit", about="administration").code
    assert (office.by(DEPUTY).cases.get(code).title, office.by(AUDITOR).cases.get(code).title) == (None, CANARY)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_single_auditor_with_a_part_in_it_leaves_it_to_the_next(office: Office) -> None:
    office.by(TOP).assignments.assign(
        person=AUDITOR, role=qms.Role.STAFF, department="support", deputy_of=SUPPORT_STAFF
    )
    code = office.receive(INTEGRITY, title=CANARY, department="audit", about="support").code
    assert (office.by(AUDITOR).cases.get(code).title, office.by(TOP).cases.get(code).title) == (None, CANARY)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_notices_of_what_is_overdue_go_past_whom_it_is_about(office: Office) -> None:
    facts, role = office.registry.facts(), qms.Role
    ask = (facts.profile, facts.directory)
    about = About("audit", None)
    assert told(*ask, "audit", 30, TODAY, of=INTEGRITY, about=about) == (Told(role.TOP_MANAGEMENT, TOP, merged=False),)
    complained = About("support", SUPPORT_HEAD)
    found = told(*ask, "support", 3, TODAY, of=qms.CaseType.COMPLAINT, about=complained)
    assert [one.person for one in found] == [GROWTH_HEAD, TOP]
    code = office.receive(department="support", about_person=GROWTH_HEAD).code
    office.by(SUPPORT_HEAD).cases.assess(code, severity=qms.CaseSeverity.MAJOR, reason="중대")
    assert office.by(SUPPORT_HEAD).cases.report(code).reported_to == TOP


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_whom_it_is_about_must_be_somebody_here(office: Office) -> None:
    with pytest.raises(errors.NoRecord):
        office.receive(department="support", about="nowhere")
    with pytest.raises(errors.NoRecord):
        office.receive(department="support", about_person="no.one")
    office.by(EQUIPMENT_STAFF).cases.receive(
        type=INTEGRITY, channel=qms.Channel.PHONE, title="나에 관한 신고", about_person=EQUIPMENT_STAFF
    )
