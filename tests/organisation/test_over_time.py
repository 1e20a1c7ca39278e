"""Any history of an organisation, told act by act, is on every day what a plain day-by-day account says it was."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qms import errors
from qms.organisation import rules, tree_rules
from qms.organisation.directory import Directory
from qms.organisation.facts import Facts
from qms.organisation.model import Assignment, Department, Person
from qms.organisation.profile import load_profile
from qms.organisation.terms import Capacity, DepartmentKind, Role
from tests.organisation.naive import DAYS, ROOT, Naive, Place, Post, day

if TYPE_CHECKING:
    from qms.base.record import Record

CODES = ("a", "b", "c")
PEOPLE = ("p", "q")
NOW = datetime(2024, 2, 25, tzinfo=UTC)
EMPTY = Facts(
    actor="b", at=NOW, now=NOW, zone=cast("Any", UTC), calendar=cast("Any", None), profile=load_profile("technopark"),
    directory=Directory({}, {}, ()), fresh="0" * 32,
)  # fmt: skip


@dataclass
class Both:
    """An organisation by the rules, and the plain account beside it."""

    facts: Facts = EMPTY
    naive: Naive = field(default_factory=Naive)

    def keep(self, record: Record) -> None:
        """Put a record in the place of what it was."""
        known = self.facts.directory
        if isinstance(record, Department):
            known = replace(known, departments={**known.departments, record.code: record})
        elif isinstance(record, Person):
            known = replace(known, people={**known.people, record.code: record})
        elif isinstance(record, Assignment):
            known = replace(known, assignments=(*known.assignments, record))
        self.facts = replace(self.facts, directory=known)

    def begin(self) -> None:
        """A top that is always there, and people who are there from the first day."""
        self.establish(ROOT, None, DepartmentKind.TOP_MANAGEMENT, 0)
        for person in PEOPLE:
            record = rules.enrol(self.facts, code=person, name="x", department=ROOT, since=day(0))
            self.keep(record)
            self.naive.people[person] = (0, DAYS)

    # --- acts: each is refused by the rules where the plain account says so, and only there ---

    def establish(self, code: str, parent: str | None, kind: DepartmentKind, since: int) -> None:
        wanted = None if parent is None or self.naive.there(parent, since) else errors.NotThatDay
        given: dict[str, Any] = {"code": code, "name_ko": code, "name_en": code, "kind": kind, "parent": parent}
        record = _tried(wanted, lambda: tree_rules.establish(self.facts, since=day(since), **given))
        if record:
            self.keep(record)
            self.naive.places[code] = Place(since, [code] * DAYS, [kind] * DAYS, [parent] * DAYS)

    def rename(self, code: str, name: str, since: int) -> None:
        one, place = self.facts.directory.departments[code], self.naive.places[code]
        wanted = None if place.there(since) else errors.NotThatDay
        record = _tried(
            wanted, lambda: tree_rules.rename(one, self.facts, name_ko=name, name_en=name, since=day(since))
        )
        if record:
            self.keep(record)
            _follow(place.name, since, name)

    def reclassify(self, code: str, kind: DepartmentKind, since: int) -> None:
        one, place = self.facts.directory.departments[code], self.naive.places[code]
        wanted = None if place.there(since) else errors.NotThatDay
        record = _tried(wanted, lambda: tree_rules.reclassify(one, self.facts, kind=kind, since=day(since)))
        if record:
            self.keep(record)
            _follow(place.kind, since, kind)

    def move(self, code: str, parent: str, since: int) -> None:
        one, place = self.facts.directory.departments[code], self.naive.places[code]
        wanted: type[errors.QmsError] | None = None
        moved = deepcopy(self.naive)
        if not (place.there(since) and self.naive.there(parent, since)):
            wanted = errors.NotThatDay
        else:
            _follow(moved.places[code].parent, since, parent)
            wanted = errors.Circle if moved.circle(code, since) else None
        record = _tried(wanted, lambda: tree_rules.move(one, self.facts, parent=parent, since=day(since)))
        if record:
            self.keep(record)
            self.naive = moved

    def dissolve(self, code: str, until: int, successor: str | None) -> None:
        one, place = self.facts.directory.departments[code], self.naive.places[code]
        wanted: type[errors.QmsError] | None = None
        if until < place.begin:
            wanted = errors.WrongOrder
        elif place.changes(until):
            wanted = errors.ChangeAhead
        elif any(
            self.naive.there(other, on) and self.naive.places[other].parent[on] == code
            for other in self.naive.places
            for on in range(until, DAYS)
        ):
            wanted = errors.StillBelow
        elif successor == code or (successor is not None and not self.naive.there(successor, until)):
            wanted = errors.NotThatDay
        record = _tried(wanted, lambda: tree_rules.dissolve(one, self.facts, until=day(until), successor=successor))
        if record:
            self.keep(record)
            place.end, place.successor = until, successor

    def assign(self, person: str, role: Role, code: str, span: tuple[int, int], capacity: Capacity) -> None:
        begin, end = span
        stead = next(one for one in PEOPLE if one != person) if capacity in rules_in_stead() else None
        # With no end of its own it ends with whoever is known to leave.
        last = min(end, self.naive.people[person][1]) if end == DAYS else end
        new = Post(f"AS-{len(self.naive.posts):04}", person, role, code, begin, last, capacity, stead)
        wanted: type[errors.QmsError] | None = None
        gone = any(not self.naive.here(one, begin) for one in (person, stead) if one)
        if not self.naive.there(code, begin) or gone:
            wanted = errors.NotThatDay
        elif self.naive.clash(new):
            wanted = errors.AlreadyHeaded
        record = _tried(
            wanted,
            lambda: rules.assign(
                self.facts, new.code, person=person, role=role, department=code, since=day(begin),
                until=None if end == DAYS else day(end), capacity=capacity, deputy_of=stead,
            ),
        )  # fmt: skip
        if record:
            self.keep(record)
            self.naive.posts.append(new)

    def leave(self, person: str, until: int) -> None:
        self.keep(rules.leave(self.facts.directory.people[person], self.facts, until=day(until)))
        self.naive.people[person] = (0, until)

    # --- what is compared ---

    def agree(self) -> None:
        """Every question of every day has the plain account's answer."""
        directory, naive = self.facts.directory, self.naive
        for on in range(DAYS):
            assert [one.code for one in directory.in_order(day(on))] == list(naive.in_order(on))
            for code, place in naive.places.items():
                self._agree_on(code, place, on)
            for person in PEOPLE:
                assert list(directory.held(person, day(on))) == naive.held(person, on)

    def _agree_on(self, code: str, place: Place, on: int) -> None:
        directory, naive = self.facts.directory, self.naive
        then = directory.department(code, day(on))
        assert (then is not None) is place.there(on)
        if then is not None:
            wanted = (place.name[on], place.kind[on], place.parent[on])
            assert (then.name_ko, then.kind, then.parent) == wanted
        assert directory.above(code, day(on)) == naive.above(code, on)
        assert directory.current(code, day(on)) == naive.current(code, on)
        assert directory.head(code, day(on)) == naive.head(code, on)
        for other in naive.places:
            assert directory.below(other, code, day(on)) is (other == code or other in naive.above(code, on))


def rules_in_stead() -> set[Capacity]:
    return {Capacity.DEPUTY, Capacity.STAND_IN}


def _follow(values: list[Any], since: int, value: object) -> None:
    """From a day on another value, until a day on which it was changed anyway."""
    old = values[since]
    for on in range(since, DAYS):
        if values[on] != old:
            return
        values[on] = value


def _tried(wanted: type[errors.QmsError] | None, act: Any) -> Record | None:  # noqa: ANN401 - a rule with its arguments
    try:
        found: Record = act()
    except errors.QmsError as refused:
        assert type(refused) is wanted, refused  # noqa: PT017 - whether it is refused at all is what is asked
        return None
    assert wanted is None, wanted
    return found


@st.composite
def histories(draw: st.DrawFn, acts: tuple[str, ...], codes: tuple[str, ...] = CODES) -> Both:
    """Departments that come, move, change and go, and people who hold posts over them and leave."""
    both = Both()
    both.begin()
    days, kinds = st.integers(0, DAYS - 1), st.sampled_from(list(DepartmentKind))
    for code in codes:
        known = st.sampled_from(sorted(both.naive.places))
        both.establish(code, draw(known), draw(kinds), draw(st.sampled_from([0, 0, 2])))
    for _ in range(draw(st.integers(4, 24))):
        places = st.sampled_from(sorted(both.naive.places))
        act = draw(st.sampled_from(acts))
        if act == "move":
            both.move(draw(places), draw(places), draw(days))
        elif act == "rename":
            both.rename(draw(places), draw(st.sampled_from(["x", "y"])), draw(days))
        elif act == "reclassify":
            both.reclassify(draw(places), draw(kinds), draw(days))
        elif act == "dissolve":
            both.dissolve(draw(places), draw(days), draw(st.none() | places))
        elif act == "leave":
            both.leave(draw(st.sampled_from(PEOPLE)), draw(days))
        else:
            begin = draw(days)
            span = begin, draw(st.integers(begin, DAYS))
            role = draw(st.sampled_from([Role.UNIT_HEAD, Role.UNIT_HEAD, *Role]))
            capacity = draw(st.sampled_from([Capacity.HOLDER, *Capacity]))
            both.assign(draw(st.sampled_from(PEOPLE)), role, draw(places), span, capacity)
    return both


TREE = ("move", "move", "move", "rename", "reclassify", "dissolve")
POSTS = ("assign", "assign", "assign", "assign", "leave", "reclassify", "dissolve")


@settings(max_examples=100)
@given(both=histories(TREE))
def test_the_tree_of_every_day_is_what_a_day_by_day_account_says(both: Both) -> None:
    both.agree()


@pytest.mark.req("S-2")
@settings(max_examples=100)
@given(both=histories(POSTS, ("a",)))
def test_who_holds_what_on_every_day_is_what_a_day_by_day_account_says(both: Both) -> None:
    both.agree()


@settings(max_examples=50)
@given(both=histories((*TREE, *POSTS)))
def test_tree_and_posts_together_are_what_a_day_by_day_account_says(both: Both) -> None:
    both.agree()


@settings(max_examples=60)
@given(both=histories((*TREE, *POSTS)), data=st.data())
def test_a_past_day_does_not_change_when_something_later_does(both: Both, data: st.DataObject) -> None:
    on = data.draw(st.integers(1, DAYS - 1))
    before = [_seen(both.facts.directory, past) for past in range(on)]
    both.rename(data.draw(st.sampled_from(sorted(both.naive.places))), "later", on)
    both.move(data.draw(st.sampled_from(sorted(both.naive.places))), ROOT, on)
    assert [_seen(both.facts.directory, past) for past in range(on)] == before


def _seen(directory: Directory, on: int) -> list[tuple[object, ...]]:
    then = day(on)
    return [
        (one.code, one.name_ko, one.kind, one.parent, directory.head(one.code, then))
        for one in directory.in_order(then)
    ]
