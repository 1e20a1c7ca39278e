"""The small organisation with records around the edges of periods."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

import qms
from tests.compile.world import NOW, filled_in, reopened
from tests.office import QUALITY, Clock, Office

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from qms.compile.snapshot import Snapshot
    from qms.records.capa import Capa
    from qms.records.case import Case


@pytest.fixture(scope="session")
def filled(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world in a closed SQLite file, to be copied."""
    return filled_in(founded, tmp_path_factory.mktemp("filled") / "records.db")


@pytest.fixture
def world(filled: Path, tmp_path: Path) -> Iterator[Office]:
    """The world, open, on the day after which nothing has happened yet; it is the test's own."""
    with reopened(filled, tmp_path / "world.db") as office:
        yield office


@pytest.fixture(scope="session")
def sealed_file(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world with the review of its half year frozen, in a closed file."""
    place = tmp_path_factory.mktemp("sealed") / "records.db"
    shutil.copy(filled, place)
    with qms.open(place, actor=QUALITY, clock=Clock(NOW)) as registry:
        registry.reviews.compile("2026H1")
        registry.reviews.freeze("MR-2026H1")
    return place


@pytest.fixture
def sealed(sealed_file: Path, tmp_path: Path) -> Iterator[Office]:
    """The world with its review frozen, open; it is the test's own."""
    place = str(tmp_path / "sealed.db")
    shutil.copy(sealed_file, place)
    clock = Clock(NOW)
    with qms.open(place, actor=QUALITY, clock=clock) as registry:
        yield Office(place, registry, clock)


@pytest.fixture(scope="session")
def drafts(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Snapshot]:
    """Drafts of the reviews of several periods, over the same records."""
    place = tmp_path_factory.mktemp("drafts") / "records.db"
    shutil.copy(filled, place)
    with qms.open(place, actor=QUALITY, clock=Clock(NOW)) as registry:
        return {one: registry.reviews.content(registry.reviews.compile(one).code).snapshot for one in PERIODS}


PERIODS = ("2026H1", "2026Q2", "2026-04", "2025H2", "2025", "2026", "2026Q3", "2027H1")
"""Over, running (2026, 2026Q3), and not begun (2027H1), seen from the day on which the clock stands."""


@pytest.fixture(scope="session")
def cases(filled: Path) -> Sequence[Case]:
    with qms.open(filled, actor=QUALITY, clock=Clock(NOW)) as registry:
        return registry.cases.all()


@pytest.fixture(scope="session")
def capas(filled: Path) -> Sequence[Capa]:
    with qms.open(filled, actor=QUALITY, clock=Clock(NOW)) as registry:
        return registry.capas.all()
