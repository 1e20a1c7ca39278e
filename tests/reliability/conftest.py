"""The long harnesses run when they are asked for: ``QMS_RELIABILITY=ci`` or ``release``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.reliability import level

if TYPE_CHECKING:
    import pytest

LONG = ("kill", "power", "cut", "full", "flips", "clocks", "differential", "wal_fault")
collect_ignore = [] if os.environ.get("QMS_RELIABILITY") else [f"test_{name}.py" for name in LONG]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Give each test its part of the time of a long run."""
    items = item.session.items
    level.begin(len(items) - items.index(item))
