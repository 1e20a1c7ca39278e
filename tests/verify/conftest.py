"""A busy store on both databases, and a connection on which it may be tampered with and is put back."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

import qms
from qms.exchange.bundle import write_bundle
from qms.store.store import Store
from tests.office import QUALITY, Clock, Office
from tests.verify.busy import LIVED, busy
from tests.verify.tamper import Tampering

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from qms import Registry
    from tests.postgres import Server


@pytest.fixture(scope="session")
def lived(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The busy store in a closed SQLite file, to be copied."""
    place = tmp_path_factory.mktemp("lived") / "records.db"
    shutil.copy(founded, place)
    _live(str(place))
    return place


@pytest.fixture(scope="session")
def bundle(lived: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a sealed bundle of the busy store."""
    folder = tmp_path_factory.mktemp("sealed")
    store = Store.open(shutil.copy(lived, folder / "records.db"))
    path = write_bundle(store, folder / "all.zip").path
    store.close()
    return path.read_bytes()


@pytest.fixture(scope="session")
def lived_on_postgresql(postgresql: Server, founded_on_postgresql: str) -> Iterator[str]:
    """The busy store in a database that nobody is connected to, to be copied."""
    url = postgresql.make(founded_on_postgresql)
    _live(url)
    yield url
    postgresql.drop(url)


def _live(place: str) -> None:
    clock = Clock()
    with qms.open(place, actor=QUALITY, clock=clock) as registry:
        busy(Office(place, registry, clock))


@pytest.fixture
def lived_office(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    """The busy store, open; it is the test's own."""
    if backend == "sqlite":
        place = str(tmp_path / "records.db")
        shutil.copy(request.getfixturevalue("lived"), place)
    else:
        running: Server = request.getfixturevalue("postgresql")
        place = running.make(request.getfixturevalue("lived_on_postgresql"))
    clock = Clock(LIVED)
    with qms.open(place, actor=QUALITY, clock=clock) as registry:
        yield Office(place, registry, clock)
    if backend == "postgresql":
        running.drop(place)


@pytest.fixture
def tampering(backend: str, request: pytest.FixtureRequest) -> Iterator[Tampering]:
    """Somebody who gets past the program; what they change is taken back, so the store need not be their own."""
    place = str(request.getfixturevalue("lived" if backend == "sqlite" else "lived_on_postgresql"))
    store = Store.open(place)
    yield Tampering(store)
    store.close()


@pytest.fixture(scope="session")
def looked(lived: Path) -> Iterator[Registry]:
    """The busy store, open; nobody writes to it."""
    with qms.open(lived, actor=QUALITY, clock=Clock()) as registry:
        yield registry
