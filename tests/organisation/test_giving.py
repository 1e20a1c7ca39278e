"""Who gives which role: what a quality representative cannot do alone, and the ways on that there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qms import errors
from qms.organisation import giving, rules
from qms.organisation.authority import permitted
from qms.organisation.directory import Directory
from qms.organisation.facts import Facts
from qms.organisation.model import Assignment, Department, Person
from qms.organisation.profile import Profile, load_profile
from qms.organisation.terms import Capacity, DepartmentKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qms.base.record import Record

NOW: Final = datetime(2026, 3, 3, tzinfo=UTC)
TODAY, SINCE = date(2026, 3, 3), date(2024, 1, 1)
QUALITY, TOP, AUDITOR, NEW, OTHER = "quality", "top", "auditor", "new", "other"
HEAD, AUDIT = "head-office", "audit"
KEPT: Final = (Role.TOP_MANAGEMENT, Role.AUDIT_OFFICE)


def _held(person: str, role: Role, **more: Any) -> Assignment:  # noqa: ANN401 - any field
    known: dict[str, Any] = {"code": f"AS-{person}-{role}", "person": person, "role": role, "since": SINCE}
    return Assignment.model_validate({**known, "department": HEAD, **more})


def _nowhere(_above: str, _below: str) -> bool:
    return False


def _facts(*assignments: Assignment, profile: Profile | None = None) -> Facts:
    """An organisation in which everybody works, and these roles are held beside the quality representative's."""
    kinds = {HEAD: DepartmentKind.TOP_MANAGEMENT, AUDIT: DepartmentKind.AUDIT_OFFICE}
    departments = {
        code: Department(code=code, name_ko=code, name_en=code, kind=kind, since=SINCE) for code, kind in kinds.items()
    }
    people = {
        code: Person(code=code, department=HEAD, subject="0" * 32, since=SINCE)
        for code in (QUALITY, TOP, AUDITOR, NEW, OTHER)
    }
    return Facts(
        actor=QUALITY, at=NOW, now=NOW, zone=ZoneInfo("UTC"), calendar=cast("Any", None), fresh="0" * 32,
        profile=profile or load_profile("technopark"),
        directory=Directory(departments, people, (_held(QUALITY, Role.QUALITY_REPRESENTATIVE), *assignments)),
    )  # fmt: skip


def _by(facts: Facts, actor: str, *, on: date = TODAY) -> Facts:
    return replace(facts, actor=actor, now=NOW + (on - TODAY), at=NOW + (on - TODAY))


def _kept(facts: Facts, record: Record) -> Facts:
    """The facts with a record in the place of what it was."""
    known = facts.directory
    if isinstance(record, Person):
        return replace(facts, directory=replace(known, people={**known.people, record.code: record}))
    assert isinstance(record, Assignment)
    others = tuple(one for one in known.assignments if one.code != record.code)
    return replace(facts, directory=replace(known, assignments=(*others, record)))


def _assign(facts: Facts, person: str, role: Role, **more: Any) -> Assignment:  # noqa: ANN401 - any argument
    return rules.assign(
        facts, f"AS-{len(facts.directory.assignments)}", person=person, role=role, department=HEAD, **more
    )


TOP_HELD, AUDITOR_HELD = _held(TOP, Role.TOP_MANAGEMENT), _held(AUDITOR, Role.AUDIT_OFFICE)
DAYS: Final = st.integers(-900, 40).map(lambda days: TODAY + timedelta(days=days))
PUPPETS: Final = (QUALITY, NEW, OTHER)
"""Whoever the quality representative acts as: themselves, and people of their own making."""


@st.composite
def _step(draw: st.DrawFn) -> tuple[str, str, partial[Any]]:
    """Who acts, which act, and the rule with all but its record and facts."""
    actor, act = draw(st.sampled_from(PUPPETS)), draw(st.sampled_from(["assign", "assign", "end", "leave"]))
    person = draw(st.sampled_from([*PUPPETS, TOP, AUDITOR]))
    if act == "assign":
        in_stead = draw(st.none() | st.sampled_from([TOP, AUDITOR, QUALITY]))
        capacity = Capacity.STAND_IN if in_stead and draw(st.booleans()) else None
        role = draw(st.sampled_from([*KEPT, *KEPT, *Role]))
        made = partial(
            _assign, person=person, role=role, deputy_of=in_stead, capacity=capacity,
            since=draw(DAYS), until=draw(st.none() | DAYS),
        )  # fmt: skip
        return actor, act, made
    rule = rules.end if act == "end" else rules.leave
    return actor, act, partial(rule, until=draw(DAYS))


def _lived(facts: Facts, steps: Iterable[tuple[int, int, tuple[str, str, partial[Any]]]]) -> Facts:
    """What becomes of an organisation; a step that the table or a rule refuses changes nothing."""
    on = TODAY
    for days, which, (actor, act, do) in steps:
        on += timedelta(days=days)
        now = _by(facts, actor, on=on)
        kind = "person" if act == "leave" else "assignment"
        if not permitted(now.profile, f"{kind}.{act}", now.directory.held(actor, on), HEAD, _nowhere):
            continue
        some: list[Any] = list(now.directory.people.values() if act == "leave" else now.directory.assignments)
        try:
            made = do(now) if act == "assign" else do(some[which % len(some)], now)
        except errors.QmsError:
            continue
        facts = _kept(facts, made)
    return facts


STEPS: Final = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 9), _step()), max_size=8)
BEGINNINGS: Final = {
    "both posts": (TOP_HELD, AUDITOR_HELD),
    "no audit office": (TOP_HELD,),
    "a term that runs out": (_held(TOP, Role.TOP_MANAGEMENT, until=date(2026, 3, 20)), AUDITOR_HELD),
    "a term that has run out": (_held(TOP, Role.TOP_MANAGEMENT, until=date(2025, 1, 1)),),
    "who is deputy": (TOP_HELD, _held(NEW, Role.TOP_MANAGEMENT, deputy_of=TOP), AUDITOR_HELD),
}


@pytest.mark.req("I-5.3", "P11-10g")
@pytest.mark.parametrize("beginning", BEGINNINGS)
@settings(max_examples=150)
@given(steps=STEPS)
def test_no_acts_of_a_quality_representative_alone_make_a_second_person(beginning: str, steps: list[Any]) -> None:
    """Nor longer or other than it was given; whatever they end, wait for, or enter in the name of made-up people."""
    before = {one.code: one for one in BEGINNINGS[beginning]}
    after = _lived(_facts(*before.values()), steps)
    for one in after.directory.assignments:
        if one.role in KEPT:
            was = before[one.code]
            assert (one.until or date.max) <= (was.until or date.max)
            assert (one.held_as, one.person) == (was.held_as, was.person)


def test_under_a_profile_that_says_nothing_they_did() -> None:
    """Profiles that were put in force before go on as they were; so the test above can fail."""
    spelled = load_profile("technopark").model_dump(mode="json")
    for title in spelled["roles"].values():
        del title["given_by"]
    older = Profile.model_validate(spelled)
    made = _assign(_facts(TOP_HELD, profile=older), NEW, Role.AUDIT_OFFICE)
    assert (made.person, made.role) == (NEW, Role.AUDIT_OFFICE)


def test_who_begins_enters_both_posts_in_the_order_that_the_rules_ask_for() -> None:
    facts = _facts()
    assert giving.turn(facts.profile, Role.AUDIT_OFFICE) < giving.turn(facts.profile, Role.TOP_MANAGEMENT)
    facts = _kept(facts, _assign(facts, AUDITOR, Role.AUDIT_OFFICE, since=SINCE))
    facts = _kept(facts, _assign(facts, TOP, Role.TOP_MANAGEMENT, since=SINCE))
    for role in KEPT:
        with pytest.raises(errors.NotTheirsToGive) as refused:
            _assign(facts, NEW, role)
        assert refused.value.people == (TOP,)
        assert _assign(_by(facts, TOP), NEW, role).person == NEW


def test_who_is_to_begin_later_closes_nothing_and_who_was_there_once_does() -> None:
    ahead = _facts(_held(TOP, Role.TOP_MANAGEMENT, since=date(2027, 1, 1)))
    assert _assign(ahead, AUDITOR, Role.AUDIT_OFFICE).person == AUDITOR
    once = _facts(_held(TOP, Role.TOP_MANAGEMENT, until=SINCE))
    with pytest.raises(errors.NobodyGives):
        _assign(once, AUDITOR, Role.AUDIT_OFFICE)


def test_the_audit_office_gives_the_vacant_post_and_nothing_else() -> None:
    both = _by(_facts(TOP_HELD, AUDITOR_HELD), AUDITOR)
    for role in (*KEPT, Role.STAFF, Role.QUALITY_REPRESENTATIVE):
        with pytest.raises((errors.NotTheirsToGive, errors.OwnWork)):
            _assign(both, NEW, role)
    vacant = _by(_facts(_held(TOP, Role.TOP_MANAGEMENT, until=TODAY), AUDITOR_HELD), AUDITOR)
    assert _assign(vacant, NEW, Role.TOP_MANAGEMENT).person == NEW
    with pytest.raises(errors.NobodyGives):
        _assign(vacant, NEW, Role.AUDIT_OFFICE)
    with pytest.raises(errors.NotTheirsToGive):
        _assign(vacant, NEW, Role.STAFF)


def test_what_a_deputy_was_lent_is_not_handed_on() -> None:
    facts = _facts(TOP_HELD, _held(NEW, Role.TOP_MANAGEMENT, deputy_of=TOP))
    with pytest.raises(errors.NotTheirsToGive):
        _assign(_by(facts, NEW), NEW, Role.TOP_MANAGEMENT)
    acting = _facts(_held(NEW, Role.TOP_MANAGEMENT, capacity=Capacity.ACTING))
    assert _assign(_by(acting, NEW), OTHER, Role.AUDIT_OFFICE).person == OTHER


def test_nobody_gives_themselves_what_others_are_to_give() -> None:
    facts = _by(_facts(TOP_HELD), TOP)
    with pytest.raises(errors.OwnWork):
        _assign(facts, TOP, Role.AUDIT_OFFICE)
    assert _assign(facts, TOP, Role.TOP_MANAGEMENT, until=date(2030, 1, 1)).person == TOP


def test_to_prolong_is_to_give_and_to_shorten_is_not() -> None:
    term = _held(AUDITOR, Role.AUDIT_OFFICE, until=date(2026, 6, 1))
    facts = _facts(TOP_HELD, term)
    with pytest.raises(errors.NotTheirsToGive):
        rules.end(term, facts, until=date(2026, 6, 2))
    assert rules.end(term, _by(facts, TOP), until=date(2026, 6, 2)).until == date(2026, 6, 2)
    assert rules.end(term, facts, until=date(2026, 5, 1)).until == date(2026, 5, 1)
    staff = _held(NEW, Role.STAFF, until=date(2026, 6, 1))
    assert rules.end(staff, facts, until=date(2026, 7, 1)).until == date(2026, 7, 1)


def test_the_last_who_gives_a_role_does_not_go_before_a_successor() -> None:
    plain = load_profile("iso9001")
    alone = _facts(TOP_HELD, profile=plain)
    with pytest.raises(errors.LastToGive):
        rules.end(TOP_HELD, alone, until=TODAY)
    successor = _held(NEW, Role.TOP_MANAGEMENT, since=TODAY)
    assert rules.end(TOP_HELD, _facts(TOP_HELD, successor, profile=plain), until=TODAY).until == TODAY
    # Where the audit office can give the post, and the post the audit office, nothing is lost.
    assert rules.end(TOP_HELD, _facts(TOP_HELD, AUDITOR_HELD), until=TODAY).until == TODAY
    with pytest.raises(errors.LastToGive):
        rules.end(TOP_HELD, _facts(TOP_HELD), until=TODAY)


def test_who_may_assign_nothing_is_left_to_the_table_of_authority() -> None:
    facts = _by(_facts(TOP_HELD, _held(NEW, Role.STAFF)), NEW)
    giving.check(facts, "AS-1", OTHER, Role.AUDIT_OFFICE)
    assert not permitted(facts.profile, giving.ASSIGN, facts.directory.held(NEW, TODAY), HEAD, _nowhere)
