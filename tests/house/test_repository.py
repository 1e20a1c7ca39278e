"""What the repository holds, and what it never holds."""

from __future__ import annotations

import re
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

TOP = {"qms", "cli", "templates", "tests", "docs", ".ci"}
TOP |= {"pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", ".gitignore"}

# Paths of somebody's machine, and hosts of registries: the repository speaks of the project alone.
FOREIGN = re.compile(
    r"(?<![\w./])/(?:work|workspace|root|home/\w+|Users/\w+)/"
    r"|[A-Z]:\\\\Users\\\\"
    r"|(?:files\.)?pypi\.org|python[h]osted|registry\.npmjs|deb\.debian\.org"
)


def test_the_top_level_holds_the_rooms_of_the_house_and_nothing_else(root: Path, tracked: list[Path]) -> None:
    found = {path.relative_to(root).parts[0] for path in tracked} - {"PKG-INFO"}  # an sdist adds that one
    assert found <= TOP


def test_no_file_names_a_machine_or_a_registry(root: Path, tracked: list[Path]) -> None:
    hits = []
    for path in tracked:
        data = path.read_bytes()
        if b"\0" in data:
            continue
        lines = enumerate(data.decode("utf-8", "replace").splitlines(), start=1)
        hits += [f"{path.relative_to(root)}:{number}" for number, line in lines if FOREIGN.search(line)]
    assert hits == []


def test_the_gate_can_be_run(root: Path) -> None:
    assert (root / ".ci" / "run").stat().st_mode & stat.S_IXUSR


def test_the_gate_follows_the_readme(root: Path, start: ModuleType) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8").splitlines()
    assert start.INSTALL["linux"] in readme
    assert "python3 cli demo" in readme
    assert "python3 cli test" in readme
