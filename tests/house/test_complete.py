"""A kind is whole: what the one list names has its room, its place on the registry, its authority, its tests.

That table, migration and model agree is shown in tests/store/test_schema.py, that everything has words in
tests/words/test_kinds.py, that every act has a command in tests/cli/test_tree.py.
"""

from __future__ import annotations

from functools import cached_property
from importlib.util import find_spec
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from qms_cli.tree import TREE

from qms.kinds import KINDS, ORGANISATION, acts_of, all_kinds, room_of
from qms.organisation.profile import load_profile
from qms.registry.rooms import Rooms

if TYPE_CHECKING:
    from pathlib import Path

    from qms.base.kind import Kind

ROOMS = [one for one in all_kinds() if one.name not in ORGANISATION]
PROFILES = "qms/organisation/profiles"
each_kind = pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.name)
each_room = pytest.mark.parametrize("kind", ROOMS, ids=lambda kind: kind.name)


def test_every_room_is_on_the_list(root: Path) -> None:
    rooms = {path.parent.name for path in (root / "qms" / "records").glob("*/__init__.py")}
    assert rooms == {kind.name for kind in ROOMS}


@each_kind
def test_a_kind_has_its_property_on_the_registry(kind: Kind[Any]) -> None:
    given = vars(Rooms)[kind.plural]
    assert isinstance(given, cached_property)
    assert isinstance(given.func(SimpleNamespace(_desk=None)), room_of(kind.name))


def test_the_registry_has_no_other_rooms() -> None:
    properties = {name for name, one in vars(Rooms).items() if isinstance(one, cached_property)}
    assert properties == {kind.plural for kind in all_kinds()}


@each_kind
def test_what_a_kind_says_of_its_fields_is_so(kind: Kind[Any]) -> None:
    fields = kind.model.model_fields
    named = {one for one in (kind.opened, kind.due, kind.closed, kind.met, kind.subject, *kind.hands) if one}
    assert named <= fields.keys()
    assert set(kind.hands) <= set(kind.people)
    for place in kind.people:
        name, _, inner = place.partition(".")
        assert inner in kind.children()[name].model_fields if inner else name in fields, place
    assert ("status" in fields) is (kind.lifecycle is not None)
    assert KINDS[kind.name][1] == "KIND" or kind.name in ORGANISATION


@each_kind
def test_an_example_is_a_record_with_a_code_of_its_kind(kind: Kind[Any]) -> None:
    assert kind.model.model_validate_json(kind.example.model_dump_json()) == kind.example
    assert kind.read_code(kind.example.code) == kind.example.code
    if kind.prefix and kind.counted:
        year = int(kind.example.code.split("-")[1])
        assert kind.read_code(f"{kind.prefix.lower()}-{year % 100}-1") == kind.number(year, 1)


def test_no_two_kinds_share_a_name_a_table_or_a_prefix() -> None:
    every = all_kinds()
    for names in (
        [one.name for one in every],
        [one.plural for one in every],
        [one.prefix for one in every if one.prefix],
    ):
        assert len(set(names)) == len(names)


@each_kind
def test_every_profile_of_the_house_permits_each_act_to_somebody(root: Path, kind: Kind[Any]) -> None:
    """That records come in from a file need be permitted to nobody; the first profile is adopted by its founding."""
    for file in sorted((root / PROFILES).glob("*.toml")):
        given = {act for act, roles in load_profile(file.stem).authority.items() if roles}
        assert {act for act in acts_of(kind.name) if not act.endswith(".bring")} <= given, file.name


@each_kind
def test_a_kind_with_a_life_has_it_in_the_list_of_lives(root: Path, kind: Kind[Any]) -> None:
    told = (root / "tests" / "data" / "lives.txt").read_text(encoding="utf-8").splitlines()
    assert any(line.startswith(f"{kind.name} ") for line in told) is (kind.lifecycle is not None)


@each_room
def test_a_room_is_a_folder_with_its_name(kind: Kind[Any]) -> None:
    room, _ = KINDS[kind.name]
    assert room == f"qms.records.{kind.name}"
    assert kind.words == kind.name
    assert kind.table == f"{room}.table"
    assert all(find_spec(f"{room}.{file}") for file in ("model", "table"))


@each_room
def test_a_kind_has_its_group_of_commands(kind: Kind[Any]) -> None:
    assert kind.name in TREE


@each_room
def test_a_kind_has_a_test_and_a_page_of_its_own(root: Path, kind: Kind[Any]) -> None:
    assert list((root / "tests" / "records").glob(f"test_{kind.name}*.py"))
    assert (root / "docs" / "reference" / f"{kind.name}.md").exists()
