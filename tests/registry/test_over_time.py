"""An organisation that changes: a unit moved on 1 July, heads of past days, absences, leavers; on both databases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

import qms
from qms import errors
from qms.kinds import all_kinds
from qms.organisation.ladder import Upward, report_to
from qms.organisation.terms import Scope
from qms.store.verify import verify
from tests.office import (
    BEGIN,
    DEPUTY,
    EQUIPMENT_HEAD,
    GROWTH_HEAD,
    NOBODY,
    PLANNING_HEAD,
    QUALITY,
    SINCE,
    SUPPORT_HEAD,
    SUPPORT_STAFF,
    Clock,
    Office,
)
from tests.store.older import older

if TYPE_CHECKING:
    from qms.organisation.directory import Directory

JULY = date(2026, 7, 1)
EVE = JULY - timedelta(days=1)


def _directory(office: Office) -> Directory:
    return office.registry.facts().directory


def _at(office: Office, day: date) -> None:
    office.clock.now = datetime.combine(day, BEGIN.timetz())


def _may_close(office: Office, by: str) -> bool:
    """Whether somebody may take a case of support back, judged by the tree of the day."""
    case = office.receive(department="support")
    try:
        office.by(by).cases.withdraw(case.code)
    except errors.NotAllowed:
        return False
    return True


@pytest.mark.req("S-2")
def test_a_moved_department_obeys_its_old_head_until_the_eve_and_its_new_one_from_the_day_on(office: Office) -> None:
    office.registry.departments.move("support", parent="planning", since=JULY)
    _at(office, EVE)
    assert [_may_close(office, by) for by in (GROWTH_HEAD, PLANNING_HEAD)] == [True, False]
    _at(office, JULY)
    assert [_may_close(office, by) for by in (GROWTH_HEAD, PLANNING_HEAD)] == [False, True]
    directory = _directory(office)
    assert [directory.above("support", day)[1] for day in (EVE, JULY)] == ["growth", "planning"]
    assert report_to(directory, "support", EVE, SUPPORT_HEAD) == Upward(GROWTH_HEAD, merged=False)
    assert report_to(directory, "support", JULY, SUPPORT_HEAD) == Upward(PLANNING_HEAD, merged=False)


def test_the_tables_hold_the_past_and_the_ledger_gives_them_back(office: Office) -> None:
    registry = office.registry
    registry.departments.rename("support", name_ko="기업성장팀", name_en="Growth Team", since=JULY)
    registry.departments.move("support", parent="planning", place=1, since=date(2026, 9, 1))
    registry.departments.reclassify("support", kind=qms.DepartmentKind.SENIOR, since=date(2027, 1, 1))
    registry.people.move(SUPPORT_STAFF, department="equipment", since=JULY)
    registry.people.correct(SUPPORT_STAFF, name="장누리", email="woori@example.org")
    registry.assignments.assign(
        person=NOBODY, role=qms.Role.STAFF, department="support", capacity=qms.Capacity.STAND_IN,
        deputy_of=SUPPORT_STAFF,
    )  # fmt: skip
    with registry.reading() as reading:
        assert list(verify(reading, all_kinds())) == []
        rows = reading.connection.execute(
            sa.text("SELECT seq, until, name_ko, parent FROM departments_before WHERE record = 'support' ORDER BY seq")
        ).all()
    assert [(seq, str(until), name, parent) for seq, until, name, parent in rows] == [
        (0, "2026-07-01", "기업지원팀", "growth"),
        (1, "2026-09-01", "기업성장팀", "growth"),
        (2, "2027-01-01", "기업성장팀", "planning"),
    ]
    again = office.open()
    assert again.departments.get("support") == registry.departments.get("support")
    person = again.people.get(SUPPORT_STAFF)
    assert (person.name, person.email, person.department) == ("장누리", "woori@example.org", "equipment")
    then = _directory(office).person(SUPPORT_STAFF, EVE)
    assert then is not None
    assert then.department == "support"
    again.close()


def test_a_change_of_an_earlier_day_recorded_later_leaves_what_came_after(office: Office) -> None:
    departments = office.registry.departments
    departments.rename("support", name_ko="나중 이름", name_en="Later", since=date(2026, 9, 1))
    departments.rename("support", name_ko="중간 이름", name_en="Between", since=JULY)
    departments.move("support", parent="planning", since=date(2026, 5, 1))
    found = departments.get("support")
    days = (date(2026, 4, 30), date(2026, 5, 1), JULY, date(2026, 9, 1))
    states = [state for day in days if (state := found.on(day))]
    assert [one.name_ko for one in states] == ["기업지원팀", "기업지원팀", "중간 이름", "나중 이름"]
    assert [one.parent for one in states] == ["growth", "planning", "planning", "planning"]
    assert found.on(SINCE - timedelta(days=1)) is None


def test_a_leap_day_is_a_day(office: Office) -> None:
    leap = date(2028, 2, 29)
    held = office.registry.assignments.find(person=SUPPORT_HEAD)[0]
    office.registry.assignments.end(held.code, until=leap)
    office.registry.assignments.assign(
        person=NOBODY, role=qms.Role.UNIT_HEAD, department="support", since=leap, until=date(2028, 3, 1)
    )
    directory = _directory(office)
    days = [leap - timedelta(days=1), leap, date(2028, 3, 1)]
    assert [directory.head("support", day) for day in days] == [SUPPORT_HEAD, NOBODY, None]


def test_two_do_not_head_one_department_on_one_day(office: Office) -> None:
    assign = office.registry.assignments.assign
    for capacity in (None, qms.Capacity.ACTING):
        with pytest.raises(errors.AlreadyHeaded) as refused:
            assign(person=NOBODY, role=qms.Role.UNIT_HEAD, department="support", since=JULY, capacity=capacity)
        assert SUPPORT_HEAD in refused.value.say("ko")
    held = office.registry.assignments.find(person=SUPPORT_HEAD)[0]
    office.registry.assignments.end(held.code, until=JULY)
    acting = assign(
        person=NOBODY, role=qms.Role.UNIT_HEAD, department="support", since=JULY, until=date(2026, 8, 1),
        capacity=qms.Capacity.ACTING,
    )  # fmt: skip
    assign(person=DEPUTY, role=qms.Role.UNIT_HEAD, department="support", since=date(2026, 8, 1))
    directory = _directory(office)
    assert [directory.head("support", day) for day in (EVE, JULY, date(2026, 8, 1))] == [SUPPORT_HEAD, NOBODY, DEPUTY]
    assert directory.heading("support", JULY) == acting
    with pytest.raises(errors.AlreadyHeaded):
        office.registry.assignments.end(held.code, until=date(2026, 7, 2))


def test_a_deputy_heads_only_where_nobody_else_does(office: Office) -> None:
    during = date(2026, 5, 15)
    assert _directory(office).head("support", during) == SUPPORT_HEAD
    office.registry.people.leave(SUPPORT_HEAD, until=date(2026, 5, 10))
    directory = _directory(office)
    assert directory.head("support", date(2026, 5, 9)) == SUPPORT_HEAD
    assert directory.head("support", during) == DEPUTY
    assert directory.head("support", date(2026, 6, 1)) is None


@pytest.mark.parametrize(
    ("capacity", "deputy_of"),
    [
        (qms.Capacity.DEPUTY, None),
        (qms.Capacity.STAND_IN, None),
        (qms.Capacity.HOLDER, SUPPORT_HEAD),
        (qms.Capacity.ACTING, SUPPORT_HEAD),
        (qms.Capacity.STAND_IN, NOBODY),
    ],
)
def test_a_deputy_or_stand_in_is_somebody_s_and_nobody_else_is(
    office: Office, capacity: qms.Capacity, deputy_of: str | None
) -> None:
    with pytest.raises(errors.InvalidRecord):
        office.registry.assignments.assign(
            person=NOBODY, role=qms.Role.STAFF, department="support", capacity=capacity, deputy_of=deputy_of
        )


@pytest.mark.req("P-2.3")
def test_a_stand_in_acts_for_a_colleague_and_the_ledger_says_for_whom(office: Office) -> None:
    office.registry.assignments.assign(
        person=NOBODY, role=qms.Role.STAFF, department="support", capacity=qms.Capacity.STAND_IN,
        deputy_of=SUPPORT_STAFF, until=date(2026, 3, 10),
    )  # fmt: skip
    standing_in = office.registry.acting(NOBODY, on_behalf_of=SUPPORT_STAFF)
    case = standing_in.cases.receive(type=qms.CaseType.INQUIRY, channel=qms.Channel.PHONE, title="문의")
    entry = office.registry.history(case.code)[-1]
    assert (entry.actor, entry.on_behalf_of) == (NOBODY, SUPPORT_STAFF)
    _at(office, date(2026, 3, 10))
    with pytest.raises(errors.NotDeputy):
        standing_in.cases.receive(type=qms.CaseType.INQUIRY, channel=qms.Channel.PHONE, title="문의")


def test_who_left_holds_nothing_and_is_assigned_nothing(office: Office) -> None:
    office.registry.people.leave(SUPPORT_HEAD, until=JULY)
    _at(office, JULY)
    with pytest.raises(errors.UnknownActor):
        office.by(SUPPORT_HEAD).cases.receive(type=qms.CaseType.INQUIRY, channel=qms.Channel.PHONE, title="x")
    with pytest.raises(errors.NotThatDay):
        office.registry.assignments.assign(person=SUPPORT_HEAD, role=qms.Role.STAFF, department="support")
    directory = _directory(office)
    assert directory.assignments_of(SUPPORT_HEAD, EVE)
    assert (directory.assignments_of(SUPPORT_HEAD, JULY), directory.head("support", JULY)) == ((), None)


def test_no_circle_on_any_day(office: Office) -> None:
    with pytest.raises(errors.Circle) as refused:
        office.registry.departments.move("growth", parent="support", since=JULY)
    assert "2026-07-01" in refused.value.say("ko")
    office.registry.departments.move("support", parent="planning", since=JULY)
    office.registry.departments.move("growth", parent="support", since=date(2026, 8, 1))
    with pytest.raises(errors.Circle):  # back below growth, which by then stands below it
        office.registry.departments.move("support", parent="growth", since=date(2026, 9, 1))


def test_what_is_left_of_a_dissolved_department_is_its_successor_s(office: Office) -> None:
    case = office.receive(department="support")
    with pytest.raises(errors.StillBelow) as refused:
        office.registry.departments.dissolve("growth", until=JULY)
    assert refused.value.below == ("equipment", "support")
    office.registry.departments.dissolve("support", until=JULY, successor="equipment")
    _at(office, JULY)
    with pytest.raises(errors.UnknownActor):  # the post is gone with the department
        office.receive(department="support")
    with pytest.raises(errors.NotThatDay):
        office.by(EQUIPMENT_HEAD).cases.receive(
            type=qms.CaseType.COMPLAINT, channel=qms.Channel.PHONE, title="x", department="support"
        )
    assert office.by(EQUIPMENT_HEAD).cases.assign(case.code, department="equipment").department == "equipment"
    directory = _directory(office)
    assert directory.current("support", JULY) == "equipment"
    assert "support" not in [one.code for one in directory.in_order(JULY)]
    assert "support" in [one.code for one in directory.in_order(EVE)]


def test_a_store_of_before_keeps_who_may_do_what_and_who_held_what(place: str) -> None:
    """Before there were branches, the own department meant it with all below; deputies were those of somebody."""
    older(place, "0005")
    qms.migrate(place)
    clock = Clock()
    clock.ahead(days=200)  # later than what the kept store recorded, so that no clock goes back
    with qms.open(place, actor=QUALITY, clock=clock) as registry:
        office = Office(place, registry, clock)
        scopes = registry.facts().profile.authority["case.close"]
        assert scopes[qms.Role.SENIOR_HEAD] is Scope.BRANCH
        assert _may_close(office, GROWTH_HEAD)
        held = {one.code: one for one in registry.assignments.all()}
        assert {one.capacity for one in held.values()} == {None}
        stood_in = {one.held_as for one in held.values() if one.deputy_of}
        assert (stood_in, {one.held_as for one in held.values() if not one.deputy_of}) == (
            {qms.Capacity.DEPUTY},
            {qms.Capacity.HOLDER},
        )
        (deputy,) = [one for one in held.values() if one.deputy_of]
        ended = registry.assignments.end(deputy.code, until=date(2026, 5, 20))
        assert ended.capacity is qms.Capacity.DEPUTY
        assert registry.verify() == ()


def _moved_and_taken_back(office: Office) -> None:
    with office.registry.batch() as registry:
        registry.people.move(NOBODY, department="equipment")
        registry.people.move(NOBODY, department="equipment", since=SINCE - timedelta(days=1))


def test_what_was_read_before_is_brought_up_to_date_by_what_changed(office: Office) -> None:
    """Acts of this view, acts of others, and acts that were taken back: all as if read anew."""
    registry = office.registry
    registry.facts()
    registry.departments.rename("support", name_ko="새 이름", name_en="New", since=JULY)
    with office.open() as other:
        other.people.enrol(code="a.first", name="가나다", department="support")
        other.assignments.assign(person="a.first", role=qms.Role.STAFF, department="support")
    with pytest.raises(errors.NotThatDay):
        _moved_and_taken_back(office)
    registry.people.leave(NOBODY, until=JULY)
    with office.open() as anew:
        assert registry.facts().directory == anew.facts().directory
        assert list(registry.facts().directory.people) == sorted(registry.facts().directory.people)
