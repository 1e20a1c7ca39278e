"""Stores that tests of the store begin with."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from qms.store.store import Store


@pytest.fixture
def empty(place: str) -> Iterator[Store]:
    """A new store with no record in it."""
    from qms.store.store import Store

    store = Store.create(place)
    yield store
    store.close()


@pytest.fixture
def closed(founded: Path, tmp_path: Path) -> Path:
    """The small organisation in a closed file; it is the test's own."""
    path = tmp_path / "records.db"
    shutil.copy(founded, path)
    return path
