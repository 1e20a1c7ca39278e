"""The long harnesses run when they are asked for: ``QMS_RELIABILITY=ci`` or ``release``."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.reliability import level

if TYPE_CHECKING:
    from collections.abc import Iterator

collect_ignore = [] if os.environ.get("QMS_RELIABILITY") else [f"test_{name}.py" for name in level.LONG]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Give each test its part of the time of a long run."""
    items = item.session.items
    level.begin(len(items) - items.index(item))


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory: where the kernel's files are looked at, the speed of a disk says nothing."""
    shm = Path("/dev/shm")  # noqa: S108 - a folder of our own is made there
    folder = Path(tempfile.mkdtemp(prefix="qms-", dir=shm if shm.is_dir() else None))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
