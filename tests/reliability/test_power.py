"""After a power cut at any moment, whatever the disk kept of what was not durable, nothing acknowledged is lost.

Writes are recorded once and every state is rebuilt from them. The four controls are settings that are known to lose
or to break: they must be seen to.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qms.store import engine
from tests.office import QUALITY
from tests.reliability.bench import Bench
from tests.reliability.crashes import Disk
from tests.reliability.level import SEED, figure, share
from tests.reliability.recorded import recorded
from tests.reliability.work import STORE, WORKS, opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.reliability.work import Work

pytestmark = [pytest.mark.needs_strace, pytest.mark.slow]
STATES, CONTROL = share(2_500, 1_300_000), 800
"""Of one work under one setting, about how many states are tried."""
BY_NAME = {work.name: work for work in WORKS}
RIGHT = [("DELETE", "EXTRA"), ("WAL", "FULL")]
WRONG = [("DELETE", "FULL"), ("WAL", "NORMAL"), ("DELETE", "OFF"), ("OFF", "FULL")]
VERIFIED = 12
"""Of the different stores that came of it, so many are verified in full."""


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory, where there is one: the disk's own speed says nothing here."""
    shm = Path("/dev/shm")  # noqa: S108 - a folder of our own is made there
    folder = Path(tempfile.mkdtemp(prefix="qms-", dir=shm if shm.is_dir() else None))
    yield folder
    shutil.rmtree(folder)


class Explorer:
    """Rebuilds what a power cut may leave, and judges it."""

    def __init__(self, bench: Bench, log: Path, folder: Path) -> None:
        self._bench, self._folder = bench, folder
        self._ops = recorded(bench, log)
        self._before = 0 if bench.work.begins else _count(bench.staged / STORE)
        self.states = 0
        self.bad: Counter[str] = Counter()
        self.seen: dict[str, int | str] = {}
        """Digest of each store that came of it → its entries, or what is wrong with it."""

    def explore(self, most: int) -> None:
        """Try about ``most`` states, the same number at each operation that leaves something in doubt."""
        chance = random.Random(f"{SEED} {self._bench.work.name}")
        disk = Disk(self._bench.staged, self._bench.here)
        moments = sum(op.what != "sync" for op in self._ops) or 1
        for op in self._ops:
            disk.do(op)
            if op.what == "sync":
                continue
            for crash in disk.crashes(max(4, most // moments), chance):
                self.states += 1
                self._judge(disk.after(crash), disk.said)

    def _judge(self, files: Mapping[str, bytes], said: int) -> None:
        held = self._recovered(files)
        if isinstance(held, str):
            if not self._bench.work.begins or said:
                self.bad[held] += 1
        elif held - self._before < said:
            self.bad["lost"] += 1
        elif self._bench.work.acts and held - self._before not in {0, self._bench.work.acts}:
            self.bad["by halves"] += 1

    def _recovered(self, files: Mapping[str, bytes]) -> int | str:
        for file in self._folder.iterdir():
            file.unlink()
        for path, data in files.items():
            (self._folder / Path(path).name).write_bytes(data)
        place = self._folder / STORE
        if not place.exists():
            return "no file"
        try:
            with closing(sqlite3.connect(place)) as connection:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        except sqlite3.DatabaseError:
            return "corrupt"
        digest = hashlib.sha1(place.read_bytes(), usedforsecurity=False).hexdigest()
        if digest not in self.seen:
            self.seen[digest] = self._looked_at(place)
        return self.seen[digest]

    def _looked_at(self, place: Path) -> int | str:
        try:
            with closing(sqlite3.connect(place)) as connection:
                if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                    return "corrupt"
            held = _count(place)
        except sqlite3.OperationalError:
            return "no tables"
        except sqlite3.DatabaseError:
            return "corrupt"
        if len(self.seen) < VERIFIED:
            with opened(place, QUALITY) as registry:
                if registry.verify():
                    return "does not verify"
        return held


def _count(place: Path) -> int:
    with closing(sqlite3.connect(place)) as connection:
        return int(connection.execute("SELECT count(*) FROM entries").fetchone()[0])


def _explored(work: Work, mode: tuple[str, str], most: int, founded: Path, folder: Path, memory: Path) -> Explorer:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "journal_mode", lambda: mode)
        explorer = Explorer(Bench(work, founded, folder), folder / "calls", memory)
    explorer.explore(most)
    return explorer


@pytest.mark.parametrize("mode", RIGHT, ids="+".join)
@pytest.mark.parametrize("name", ["three steps", "a batch of twenty", "a new store", "import"])
def test_no_power_cut_loses_what_was_acknowledged(
    name: str, mode: tuple[str, str], founded: Path, tmp_path: Path, memory: Path
) -> None:
    began = time.monotonic()
    found = _explored(BY_NAME[name], mode, STATES, founded, tmp_path, memory)
    assert not found.bad
    speed = found.states / (time.monotonic() - began)
    figure(f"R3 {name}, {'+'.join(mode)}: {found.states} states, {len(found.seen)} stores, 0 bad, {speed:.0f}/s")


@pytest.mark.parametrize("mode", WRONG, ids="+".join)
def test_settings_that_lose_are_seen_to(mode: tuple[str, str], founded: Path, tmp_path: Path, memory: Path) -> None:
    """The controls."""
    found = _explored(BY_NAME["three steps"], mode, CONTROL, founded, tmp_path, memory)
    assert found.bad
    figure(f"R3 control {'+'.join(mode)}: {dict(found.bad)} of {found.states} states")
