"""Whatever organisation there is: given out and brought in elsewhere it is the same, past states and leavers too."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import qms
from qms.base.csvfile import neutral
from qms.exchange.moving import import_organisation, organisation_of, organisation_tables, organisation_toml
from qms.exchange.moving.plan import planned
from qms.organisation.terms import Capacity, DepartmentKind, Role
from tests.office import BEGIN, Clock

if TYPE_CHECKING:
    from pathlib import Path

    from qms.organisation.directory import Directory
    from qms.registry import Registry
    from tests.office import Office

DAY = date(2024, 1, 1)
NAMES = st.text(alphabet="가나다라\\\"'=+@ #[]ABab한\u2028", min_size=1, max_size=12).filter(lambda one: one.strip())
CODES, PEOPLE = tuple("abcdefg"), ("p1", "p2", "p3")
DAYS = st.integers(0, 700).map(lambda days: DAY + timedelta(days=days))


Act = tuple[str, str, tuple[str, ...], dict[str, object]]
"""Room, act, code of the record where it is there already, and what the act is given."""


@st.composite
def histories(draw: st.DrawFn) -> list[Act]:
    """Acts in a random order, some of which the rules will refuse: whatever is left is an organisation."""
    acts: list[Act] = []
    anywhere = st.sampled_from(["head-office", *CODES])
    for code in CODES[: draw(st.integers(1, 5))]:
        given: dict[str, object] = {"code": code, "name_ko": draw(NAMES), "name_en": draw(NAMES), "since": draw(DAYS)}
        given |= {"kind": draw(st.sampled_from(DepartmentKind)), "parent": draw(anywhere)}
        acts.append(("departments", "establish", (), given | {"place": draw(st.integers(0, 3))}))
    for code in PEOPLE[: draw(st.integers(1, 3))]:
        given = {"code": code, "name": draw(NAMES), "department": draw(anywhere), "since": draw(DAYS)}
        acts.append(("people", "enrol", (), given | {"phone": draw(st.none() | NAMES)}))
    return [*acts, *(draw(_later()) for _ in range(draw(st.integers(0, 12))))]


@st.composite
def _later(draw: st.DrawFn) -> Act:
    code, person, day = draw(st.sampled_from(CODES)), draw(st.sampled_from(PEOPLE)), draw(DAYS)
    other = draw(st.sampled_from(["head-office", *CODES]))
    kind, heir = draw(st.sampled_from(DepartmentKind)), draw(st.sampled_from([None, other]))
    act = draw(st.sampled_from(["rename", "move", "up", "reclassify", "dissolve", "transfer", "leave", "assign"]))
    if act == "assign":
        given: dict[str, object] = {"person": person, "role": draw(st.sampled_from(Role)), "department": other}
        given |= {"since": day, "until": draw(st.none() | DAYS), "deputy_of": draw(st.sampled_from([None, *PEOPLE]))}
        return "assignments", "assign", (), given | {"capacity": draw(st.none() | st.sampled_from(Capacity))}
    made: dict[str, Act] = {
        "rename": ("departments", "rename", (code,), {"name_ko": draw(NAMES), "name_en": "New", "since": day}),
        "move": ("departments", "move", (code,), {"parent": other, "since": day}),
        "up": ("departments", "move", (code,), {"parent": None, "since": day}),
        "reclassify": ("departments", "reclassify", (code,), {"kind": kind, "since": day}),
        "dissolve": ("departments", "dissolve", (code,), {"until": day, "successor": heir}),
        "transfer": ("people", "move", (person,), {"department": other, "since": day}),
        "leave": ("people", "leave", (person,), {"until": day}),
    }  # fmt: skip
    return made[act]


def _play(acts: list[Act], to: Registry) -> None:
    for room, act, which, said in acts:
        with suppress(qms.errors.QmsError):
            getattr(getattr(to, room), act)(*which, **said)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with its head office and its first person, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "records.db"
    qms.create(path, actor="first", name="처음", since=DAY, clock=Clock()).close()
    return path


def _open(empty: Path, name: str) -> Registry:
    path = empty.with_name(name)
    shutil.copy(empty, path)
    return qms.open(path, actor="first", clock=Clock())


def _same(directory: Directory) -> tuple[object, ...]:
    """The organisation without the numbers of assignments and versions, which are the store's own."""
    departments = [one.model_copy(update={"version": 1}) for one in directory.departments.values()]
    people = [one.model_copy(update={"version": 1, "subject": ""}) for one in directory.people.values()]
    held = [
        (one.person, one.role, one.department or "", one.since, str(one.until), one.held_as, one.deputy_of or "")
        for one in directory.assignments
    ]
    return sorted(departments, key=lambda one: one.code), sorted(people, key=lambda one: one.code), sorted(held)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=histories())
def test_an_organisation_given_out_and_brought_in_is_the_same(empty: Path, tmp_path: Path, acts: list[Act]) -> None:
    with _open(empty, "here.db") as here, _open(empty, "there.db") as there:
        _play(acts, here)
        directory = here.facts().directory
        text = organisation_toml(directory, names=True, head=["기관", "Seen on\n2026-03-03"])
        path = tmp_path / "org.toml"
        path.write_text(text, encoding="utf-8", newline="")
        result = import_organisation(there, [path])
        assert result.findings == ()
        assert _same(there.facts().directory) == _same(directory)
        # And where everything is there already, nothing is left to be done: with names or without.
        for names in (True, False):
            told = organisation_of(
                [("o.toml", organisation_toml(directory, names=names).encode())], here.facts().profile
            )
            plan = planned(told, directory, BEGIN.date(), here.facts().profile)
            assert (plan.steps, plan.findings) == ((), ())


def test_tables_say_what_the_file_says(office: Office) -> None:
    facts = office.registry.facts()
    tables = organisation_tables(facts.directory, "ko", names=True)
    told = organisation_of(list(tables.items()), facts.profile)
    assert told.findings == ()
    plan = planned(told, facts.directory, facts.on, facts.profile)
    assert (plan.steps, plan.findings) == ((), ())
    assert plan.same == sum(map(len, (told.departments, told.people, told.assignments))) > 30


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_names_leave_the_store_only_when_asked_for(office: Office) -> None:
    office.registry.people.correct("kim.minji", phone="=cmd|' /C calc'!A0")
    directory = office.registry.facts().directory
    silent = organisation_toml(directory) + "".join(
        data.decode() for data in organisation_tables(directory, "en").values()
    )
    for person in directory.people.values():
        assert str(person.name) not in silent
    assert "calc" not in silent
    # In a table for a spreadsheet no cell begins a formula, and it is read back as it was.
    spoken = organisation_tables(directory, "en", names=True)
    assert neutral("=cmd|' /C calc'!A0").encode() in spoken["people.csv"]
    told = organisation_of(list(spoken.items()), office.registry.facts().profile)
    assert {one.entry.code: one.entry.phone for one in told.people}["kim.minji"] == "=cmd|' /C calc'!A0"
