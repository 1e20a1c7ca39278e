"""States that a power cut may leave, rebuilt from one recording, opened with SQLite, and judged."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

from qms.errors import QmsError
from tests.office import QUALITY
from tests.reliability import looked
from tests.reliability.crashes import Disk
from tests.reliability.laid import Laid
from tests.reliability.recorded import recorded
from tests.reliability.work import STORE, opened

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.reliability.bench import Bench
    from tests.reliability.crashes import Crash
    from tests.reliability.unsure import Built

OPENED = 16
VERIFIED = 40
"""So many of the different stores that came of it are verified in full."""
_AFTER_A_WORD = 6
"""Something has just been acknowledged: that is where it can be lost."""
_SOON_TOLD = 5
"""Of so few things in doubt the plain states are nearly all."""
Found = int | str
"""Entries of a store, or what is wrong with it."""


class Explorer:
    """Rebuilds what a power cut may leave, and judges it.

    Attributes:
        states: that were judged.
        plain: how many of them are those that every exploration of this work begins with.
        files: different sets of files among them.
        opened: how many of these SQLite opened: each that it may tell apart from the others (`looked`), and one of
            `OPENED` of those that it cannot, which must come out as these.
        bad: what was wrong, and how often.
        stores: the different stores that came of it, and what is in them.

    """

    def __init__(self, bench: Bench, log: Path, folder: Path) -> None:
        """Record the work; states are rebuilt in ``folder``, best in memory."""
        self._bench, self._folder = bench, folder
        self._ops = recorded(bench, log)
        work = bench.work
        self._before = 0 if work.begins else _count(bench.staged / STORE)
        self.states = self.plain = self.opened = 0
        self.bad: Counter[str] = Counter()
        self.stores: dict[bytes, Found] = {}
        self._known: dict[int, Found] = {}
        self._alike: dict[object, Found] = {}
        self._laid = Laid(folder)

    @property
    def files(self) -> int:
        """How many different sets of files were looked at."""
        return len(self._known)

    def explore(self, most: int, seed: str) -> None:
        """Try about ``most`` states: once the plain ones at each operation, and by chance where most is in doubt."""
        chance = random.Random(f"{seed} {self._bench.work.name}")
        weights, plain = self._surveyed()
        plain = 0 if self.states else plain
        share = max(0, most - plain) / (sum(weights) or 1)
        disk = Disk(self._bench.staged, self._bench.here)
        for at, (op, weight) in enumerate(zip(self._ops, weights, strict=True)):
            disk.do(op)
            for crash in self._plain(disk, at):
                if plain and chance.random() * plain < most:
                    self._judge(disk, crash)
                    self.plain += 1
            for crash in disk.by_chance(round(share * weight), chance):
                self._judge(disk, crash)

    def _surveyed(self) -> tuple[list[int], int]:
        """How much is in doubt after each operation; how many plain states there are."""
        disk, weights, plain = Disk(self._bench.staged, self._bench.here), list[int](), 0
        for at, op in enumerate(self._ops):
            disk.do(op)
            plain += len(self._plain(disk, at))
            much = max(0, disk.doubt - _SOON_TOLD) * (_AFTER_A_WORD if op.what == "said" else 1)
            weights.append(0 if op.what == "sync" else much)
        return weights, plain

    def _plain(self, disk: Disk, at: int) -> list[Crash]:
        """The plain states after the operation ``at``; in the middle of a row of writes all and none will do."""
        last = at + 1 == len(self._ops) or self._ops[at + 1].what != "write"
        return list(disk.plain(few=not last)) if self._ops[at].what != "sync" else []

    def _judge(self, disk: Disk, crash: Crash) -> None:
        key = disk.key(crash)
        self.states += 1
        if key not in self._known:
            self._known[key] = self._found(disk, crash)
        found, work = self._known[key], self._bench.work
        if isinstance(found, str):
            if not work.begins or disk.said:
                self.bad[found] += 1
        elif found - self._before < disk.said:
            self.bad["lost"] += 1
        elif work.acts and found - self._before not in {0, work.acts}:
            self.bad["by halves"] += 1

    def _found(self, disk: Disk, crash: Crash) -> Found:
        """What SQLite makes of it, where that is not known from a state that it cannot tell apart from this one."""
        alike = looked.key(list(disk.named(crash)))
        known = self._alike.get(alike) if alike is not None else None
        if known is not None and self.files % OPENED:
            return known
        self.opened += 1
        found = self._recovered(disk.files(crash))
        assert known in {None, found}, "states that were taken for alike end otherwise"
        if alike is not None:
            self._alike[alike] = found
        return found

    def _recovered(self, files: Mapping[str, Built]) -> Found:
        """Let SQLite put right what is there; what came of it is looked at when it is new."""
        there = self._laid.lay(files)
        if not there:
            return "no file"
        try:
            with closing(sqlite3.connect(self._folder / STORE)) as connection:
                connection.execute("PRAGMA user_version").fetchone()  # reads, so it recovers
        except sqlite3.DatabaseError:
            return "corrupt"
        data, new = self._laid.came_of_it(self.stores)
        if new:
            self.stores[data] = self._looked_at(self._folder / STORE)
            self._laid.forget()  # whoever opens it as a user does may change its journal mode
        return self.stores[data]

    def _looked_at(self, place: Path) -> Found:
        try:
            with closing(sqlite3.connect(place)) as connection:
                if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                    return "corrupt"
            held = _count(place)
        except sqlite3.OperationalError:
            return "no tables"
        except sqlite3.DatabaseError:
            return "corrupt"
        return "does not verify" if len(self.stores) < VERIFIED and not _verified(place) else held


def _verified(place: Path) -> bool:
    try:
        with opened(place, QUALITY) as registry:
            return not registry.verify()
    except QmsError:
        return False


def _count(place: Path) -> int:
    with closing(sqlite3.connect(place)) as connection:
        return int(connection.execute("SELECT count(*) FROM entries").fetchone()[0])
