"""What the product imports is what it asks for, and it asks for nothing that it does not use."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

# Asked for without an import of ours, each with its reason.
UNIMPORTED = {
    "psycopg": "SQLAlchemy loads it by the address of the store",
    "tzdata": "zoneinfo reads it where the system has no time zones",
}
# Imported without being asked for: it comes with another in one fixed pair.
PAIRED = {"markupsafe": "jinja2", "pydantic-core": "pydantic"}


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


@pytest.fixture(scope="module")
def asked(root: Path) -> set[str]:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    used = [r for extra in extras if extra != "test" for r in extras[extra]]
    return {_name(requirement) for requirement in [*project["dependencies"], *used]}


@pytest.fixture(scope="module")
def imported(root: Path, sources: list[Path]) -> set[str]:
    """Distributions that the product imports from, anywhere in a file."""
    tops: set[str] = set()
    for path in sources:
        if path.relative_to(root).parts[0] == "tests":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                tops |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                tops.add(node.module.partition(".")[0])
    whose = packages_distributions()
    foreign = tops - sys.stdlib_module_names - {"qms", "qms_cli"}
    return {_name(distribution) for top in foreign for distribution in whose.get(top, [top])}


@pytest.mark.req("ASVS-15.1")
def test_every_library_imported_is_asked_for(imported: set[str], asked: set[str]) -> None:
    assert {PAIRED.get(name, name) for name in imported} - asked == set()


def test_every_library_asked_for_is_imported(imported: set[str], asked: set[str]) -> None:
    assert asked - imported - UNIMPORTED.keys() == set()
