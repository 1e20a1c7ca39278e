"""An empty store, without any organisation in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms.store.store import Store


@pytest.fixture
def empty(place: str) -> Iterator[Store]:
    """A new store with no record in it."""
    from qms.store.store import Store

    store = Store.create(place)
    yield store
    store.close()
