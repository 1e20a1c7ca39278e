"""Which files the house is made of."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

# Where there is no git to ask (an unpacked sdist): what the tools make, at any depth.
_MADE = {".venv", "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".import_linter_cache"}
_MADE |= {".hypothesis", ".git", "build", "dist", "qms-demo"}


@pytest.fixture(scope="session")
def tracked(root: Path) -> list[Path]:
    """Every file of the repository, those not yet committed included, those it ignores left out."""
    if not (root / ".git").exists():
        files = (path for path in root.rglob("*") if not _MADE & set(path.relative_to(root).parts))
        return sorted(path for path in files if path.is_file())
    # A clone made by another user is read, not run: its owner does not matter.
    git = ["git", "-c", "safe.directory=*", "-C", str(root), "ls-files", "-z", "-co", "--exclude-standard"]
    listed = subprocess.run(git, check=True, capture_output=True).stdout.decode()
    return sorted(path for name in listed.split("\0") if name and (path := root / name).is_file())


@pytest.fixture(scope="session")
def sources(root: Path, tracked: list[Path]) -> list[Path]:
    """Every Python file of the product and its tests."""
    tops = {"qms", "cli", "tests"}
    return [p for p in tracked if p.suffix == ".py" and p.relative_to(root).parts[0] in tops]
