"""Backups taken while others write: each can be restored, verifies, and is the same bundle again."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from qms.exchange.bundle import restore, write_bundle
from qms.kinds import all_kinds
from qms.store.store import Store
from qms.store.verify import verify
from tests.office import EQUIPMENT_STAFF, SUPPORT_STAFF
from tests.reliability.level import figure, in_time, share

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from qms.exchange.bundle import Written
    from tests.office import Office

pytestmark = pytest.mark.slow
BACKUPS = share(50, 500)
"""On each of the two databases."""
PAUSE_S = 0.1
"""Writers rest so long after each act: as fast as they can they make the store so large that a backup takes minutes."""


@contextmanager
def writing(root: Path, place: str) -> Generator[None]:
    """Processes that go on writing while the block lasts; they must have no other fault than those of the library."""
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.teller", place, actor, str(PAUSE_S)],
            cwd=root, text=True, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )
        for actor in (SUPPORT_STAFF, EQUIPMENT_STAFF)
    ]  # fmt: skip
    try:
        yield
    finally:
        told = [process.communicate("", timeout=120)[1] for process in running]
    assert told == [""] * len(running)


def _restored(done: Written, folder: Path) -> Written:
    """The bundle of the store that is made of a bundle, when all of that store was verified."""
    restore(done.path, folder / "again.db")
    store = Store.open(folder / "again.db")
    try:
        with store.reading() as reading:
            assert list(verify(reading, all_kinds())) == []
        return write_bundle(store, folder / "again.zip")
    finally:
        store.close()
        (folder / "again.db").unlink()


@pytest.mark.req("A11-7.1/7.2", "KR-REC-36⑥")
def test_every_backup_under_load_is_restored_to_the_same(root: Path, office: Office, tmp_path: Path) -> None:
    sizes: list[int] = []
    digests: list[str] = []
    with writing(root, office.place):
        for number in in_time(range(BACKUPS)):
            done = write_bundle(office.registry.store, tmp_path / f"{number}.zip")
            again = _restored(done, tmp_path)
            assert (again.digest, again.size, again.root) == (done.digest, done.size, done.root)
            sizes.append(done.size)
            digests.append(done.digest)
            done.path.unlink()
            again.path.unlink()
    assert sizes == sorted(sizes)
    # The control: what is compared tells one moment of the store from another.
    assert len(set(digests)) == len(set(sizes)) > 1
    assert office.registry.verify() == ()
    told = f"{len(sizes)} backups of {office.registry.store.engine.dialect.name} under load"
    figure(f"R17: {told}, {sizes[0]} to {sizes[-1]} entries, each restored and equal", points=len(sizes), lost=0)
