"""`import qms` costs little: heavy libraries come with the first use."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = [
    "alembic",
    "asyncio",
    "cryptography",
    "email",
    "holidays",
    "jinja2",
    "openpyxl",
    "pydantic",
    "python_calamine",
    "rich",
    "sqlalchemy",
    "tomllib",
    "typer",
    "weasyprint",
]


@pytest.mark.parametrize("module", ["qms", "qms.errors", "qms.i18n"])
def test_importing_the_library_loads_nothing_heavy(module: str) -> None:
    code = f"import {module}, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert module in loaded.split()
    assert sorted(set(HEAVY) & set(loaded.split())) == []


def test_each_heavy_library_is_one_that_we_have() -> None:
    """A name misspelt above would never be found loaded."""
    code = f"import importlib; [importlib.import_module(name) for name in {HEAVY!r}]"
    assert subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=False).returncode == 0
