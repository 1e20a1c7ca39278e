"""Each rule that is said to be supported has a test that shows it, and each row of the manual that is carried too.

The rows of rules stand in ``qms/compile/rulebook``, those of the manual in the profile; tests wear their ids.
"""

from __future__ import annotations

import importlib.util
import re
import sys
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from qms_cli.tree import TREE

from qms.compile.carrying import Carriage, carried, coming, known
from qms.compile.rulebook import Support, all_rules, sources
from qms.organisation.profile import load_profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from types import ModuleType

pytestmark = pytest.mark.req("CSA-4")
MARK = re.compile(r"pytest\.mark\.req\(")


@pytest.fixture(scope="module")
def builder(root: Path) -> ModuleType:
    """What reads the marks, as the pages do."""
    spec = importlib.util.spec_from_file_location("marks_of_the_tests", root / "docs" / "builder" / "marks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def shown(builder: ModuleType, root: Path) -> Mapping[str, tuple[Any, ...]]:
    """Row → the tests that wear it."""
    found: Mapping[str, tuple[Any, ...]] = builder.marked(root / "tests")
    return found


def _rows() -> dict[str, bool]:
    """Every row, and whether it says that something is there."""
    rules = {one.id: one.support is not Support.OPEN for one in all_rules().values()}
    manual = carried(load_profile("technopark"), known(), coming())
    return {**rules, **{one.row.id: one.state is not Carriage.OPEN for one in manual}}


def _unproved(rows: Mapping[str, bool], marked: Iterable[str]) -> set[str]:
    return {id for id, there in rows.items() if there} - set(marked)


def _unheard(rows: Mapping[str, bool], marked: Iterable[str]) -> set[str]:
    return set(marked) - {id for id, there in rows.items() if there}


def test_every_row_of_the_design_is_there_and_no_other(root: Path) -> None:
    wanted = (root / "tests" / "data" / "rule_ids.txt").read_text(encoding="utf-8").split("\n")
    assert list(all_rules()) == [one for one in wanted if one]
    assert sum(len(one.rules) for one in sources()) == len(all_rules())


def test_what_is_said_to_be_there_is_shown_by_a_test(shown: Mapping[str, tuple[Any, ...]]) -> None:
    assert _unproved(_rows(), shown) == set()


def test_no_test_wears_a_row_that_is_open_or_unknown(shown: Mapping[str, tuple[Any, ...]]) -> None:
    assert _unheard(_rows(), shown) == set()


def test_a_row_without_a_test_and_a_stale_mark_would_be_found() -> None:
    rows = {"A-1": True, "A-2": False, "A-3": True}
    assert _unproved(rows, ["A-1"]) == {"A-3"}
    assert _unheard(rows, ["A-1", "A-2", "B-1"]) == {"A-2", "B-1"}


def test_no_mark_is_overlooked(builder: ModuleType, root: Path, tmp_path: Path) -> None:
    """Marks are read without running a test: each that stands in a file is one that was read."""
    source = (
        'import pytest\npytestmark = [pytest.mark.slow, pytest.mark.req("A-1")]\n\n'
        '@pytest.mark.req("A-2", "A-3")\ndef test_one(): ...\n\n\ndef helper(): ...\n'
    )
    (tmp_path / "test_some.py").write_text(source)
    assert {id: [one.name for one in tests] for id, tests in builder.marked(tmp_path).items()} == {
        "A-1": ["one"], "A-2": ["one"], "A-3": ["one"],
    }  # fmt: skip
    for path in (root / "tests").rglob("test_*.py"):
        text = path.read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if MARK.search(line)]
        read = [line for line in lines if line.startswith(("@pytest.mark.req(", "pytestmark = "))]
        assert lines == read or path.name == "test_rules.py", path


@pytest.mark.parametrize("id", all_rules())
def test_a_rule_says_where_what_it_says_is(root: Path, id: str) -> None:
    one = all_rules()[id]
    assert bool(one.where) is (one.support is not Support.OPEN)
    assert one.does or one.missing
    for where in one.where:
        if where.startswith("docs/"):
            assert (root / where).is_file(), where
        elif where.startswith("qms "):
            assert _is_command(where), where
        else:
            assert importlib.util.find_spec(where), where


def _is_command(where: str) -> bool:
    from qms_cli.frame import load

    _, name, *below = where.split()
    if name not in TREE:
        return False
    return not below or below[0] in getattr(load(name), "commands", {})


def test_every_capability_to_come_is_waited_for(root: Path) -> None:
    folder = root / "qms" / "compile" / "rulebook"
    named = set(tomllib.loads((folder / "carriers.toml").read_text(encoding="utf-8")))
    told = (tomllib.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.toml"))
    used = {rule["by"] for one in told for rule in one.values() if isinstance(rule, dict) and "by" in rule}
    assert named == used


@pytest.mark.parametrize("id", all_rules())
def test_a_rule_speaks_both_languages(id: str) -> None:
    one = all_rules()[id]
    for words in (one.asks, one.does, one.yours, one.missing and one.missing.what):
        if words:
            assert re.search("[가-힣]", words.ko), words
            assert not re.search("[가-힣]", words.en), words
