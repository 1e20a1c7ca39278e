"""The facts of an act in the small organisation, without a store: rules are pure functions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from qms.organisation.facts import Facts


@dataclass(frozen=True)
class World:
    """The organisation as it stands."""

    base: Facts

    def facts(self, actor: str, at: datetime | None = None) -> Facts:
        """The facts of an act by somebody, by default in the moment in which the tests begin."""
        when = at or self.base.at
        return replace(self.base, actor=actor, at=when, now=max(when, self.base.now))


@pytest.fixture(scope="session")
def worlds(founding: Callable[[str], Path]) -> Callable[[str], World]:
    """Give the small organisation under a profile; each is read once."""
    import qms
    from tests.office import QUALITY, Clock

    @cache
    def read(profile: str) -> World:
        with qms.open(founding(profile), actor=QUALITY, clock=Clock()) as registry:
            return World(registry.facts())

    return read


@pytest.fixture
def world(worlds: Callable[[str], World], profile: str) -> World:
    """The small organisation."""
    return worlds(profile)
