"""The recipes for the next builder are followed to the letter, and every step that is left out is noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.docs.recipe import House, Step, steps, touched

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
PAGE = "docs/house.md"
MADE_OF_A_KIND, SHARED_BY_KINDS = 8, 6
"""What a kind costs: files that are its own, and files that all kinds share. More of either wants a reason."""
OF_THE_KIND = (
    "tests/words", "tests/store/test_round_trip.py", "tests/records", "tests/organisation/test_authority.py",
    "tests/figures/test_rooms.py", "tests/figures/test_gauge.py", "tests/cli/test_tree.py",
    "tests/cli/test_gauge.py", "tests/house",
)  # fmt: skip
"""Tests that are told kind by kind, figure by figure, command by command."""
OF_ALL_KINDS = (
    "tests/house/test_complete.py", "tests/house/test_words.py", "tests/store/test_schema.py",
    "tests/verify/test_clean.py", "tests/records/test_steps.py::test_the_lives_are_these",
    "tests/organisation/test_authority.py::test_the_table_of_each_profile_is_this_one",
    "tests/organisation/test_authority.py::test_every_act_of_the_house_has_its_line_and_no_other_has",
    "tests/cli/test_tree.py::test_each_act_has_a_command",
    "tests/cli/test_tree.py::test_whatever_an_act_takes_its_command_takes",
    "tests/cli/test_tree.py::test_the_program_understands_every_example_of_its_help",
)  # fmt: skip


@pytest.fixture(scope="module")
def furnished(root: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    """A copy of the house in which each recipe was followed."""
    house = House(root, tmp_path_factory.mktemp("house") / "copy")
    for recipe in ("a kind", "a figure", "a command"):
        for step in steps(root / PAGE, recipe):
            house.follow(step)
    built = house.run("docs/build.py")
    assert built.returncode == 0, built.stderr
    return house


def test_the_recipes_make_a_whole_house(furnished: House) -> None:
    for words in (("-k", "gauge", *OF_THE_KIND), OF_ALL_KINDS):
        tested = furnished.tests(*words)
        assert tested.returncode == 0, tested.stdout[-6000:]


def test_what_the_recipes_write_is_written_as_the_house_is(root: Path, furnished: House) -> None:
    made = [file for recipe in ("a kind", "a figure", "a command") for file in touched(steps(root / PAGE, recipe))[0]]
    python = [str(furnished.folder / file) for file in made if file.endswith(".py") and "NNNN" not in file]
    for tool in (["ruff", "check", *python], ["ruff", "format", "--check", *python]):
        done = furnished.run("-m", *tool)
        assert done.returncode == 0, done.stdout


def test_a_kind_costs_no_more_files_than_the_page_says(root: Path) -> None:
    made, changed = touched(steps(root / PAGE, "a kind"))
    assert (len(made), len(changed)) == (MADE_OF_A_KIND, SHARED_BY_KINDS)


def _left_out(root: Path) -> list[tuple[str, Step]]:
    return [
        (step.blocks[0].file, step)
        for recipe in ("a kind", "a figure", "a command")
        for step in steps(root / PAGE, recipe)
        if step.red
    ]


def test_a_step_that_is_left_out_is_noticed_where_the_page_says(root: Path, furnished: House) -> None:
    every = _left_out(root)
    assert len(every) > 15
    unnoticed = []
    for file, step in every:
        with furnished.without(step):
            unnoticed += [(file, test) for test in step.red if not furnished.fails(test)]
    assert unnoticed == []


def test_a_profile_travels_when_its_file_and_its_table_are_there(furnished: House) -> None:
    """The fourth recipe has no blocks: a profile is copied from the nearest."""
    profiles, tables = furnished.folder / "qms" / "organisation" / "profiles", furnished.folder / "tests" / "data"
    whole = (profiles / "iso9001.toml").read_text(encoding="utf-8")
    table = "tests/organisation/test_authority.py::test_the_table_of_each_profile_is_this_one"
    (profiles / "harbour.toml").write_text(whole.replace('id = "iso9001"', 'id = "harbour"', 1), encoding="utf-8")
    assert furnished.fails(table)
    (tables / "authority_harbour.txt").write_bytes((tables / "authority_iso9001.txt").read_bytes())
    assert not furnished.fails(table, "tests/house/test_complete.py")
    lacking = whole.replace('"gauge.retire" =', '# "gauge.retire" =').replace('id = "iso9001"', 'id = "harbour"', 1)
    (profiles / "harbour.toml").write_text(lacking, encoding="utf-8")
    assert furnished.fails("tests/house/test_complete.py")
    (profiles / "harbour.toml").unlink()
    (tables / "authority_harbour.txt").unlink()
