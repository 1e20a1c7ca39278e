"""The technopark's profile, and its file as the tables that a person writes."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from qms.organisation.profile import Profile, load_profile

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def technopark() -> Profile:
    return load_profile("technopark")


@pytest.fixture
def file(root: Path) -> Path:
    """The file of the technopark's profile."""
    return root / "qms" / "organisation" / "profiles" / "technopark.toml"


@pytest.fixture
def tables(file: Path) -> dict[str, Any]:
    """The bare tables of that file, to spoil."""
    return tomllib.loads(file.read_text(encoding="utf-8"))
