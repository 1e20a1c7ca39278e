"""What must hold of a store after anything at all was done to whoever wrote to it."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import qms
from qms.errors import OldVersion, QmsError
from tests.office import QUALITY, Clock
from tests.reliability.work import STORE, opened

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from qms import Registry
    from tests.reliability.work import Work

BESIDE = ("", "-wal", "-shm", "-journal")
TIDIED = ".qms-export-"
"""A folder of the export's own; it is left where taking it away is what fails."""


class Oracle:
    """Judges what a work left; files with the same bytes as before are judged as those were."""

    def __init__(self, work: Work, staged: Path) -> None:
        """For one work, before which the folder ``staged`` was laid."""
        self._work = work
        self._before = 0 if work.begins or work.migrates else _size(staged / STORE)
        self._staged = {file.name for file in staged.iterdir()}
        self._known: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        self.whole: bytes | None = None
        """What the work writes beside the store when nothing stops it."""
        self.states: set[str] = set()
        """The different files that were seen."""

    def faults(self, folder: Path, acknowledged: tuple[str, ...], *, killed: bool) -> list[str]:
        """What does not hold; empty when all is well."""
        place = folder / STORE
        digest = _settled(place)
        self.states.add(digest)
        found = self._beside(folder, killed=killed)
        key = digest, acknowledged
        if key not in self._known:
            self._known[key] = self._judged(place, acknowledged)
        return found + self._known[key]

    def _beside(self, folder: Path, *, killed: bool) -> list[str]:
        """What is in the folder that nobody wants, and what is not whole; who is killed cannot tidy up."""
        wanted = self._staged | {STORE + end for end in BESIDE} | {self._work.makes}
        strange = {file.name for file in folder.iterdir()} - wanted
        found = []
        for name in sorted(strange):
            if name.endswith(".bak"):
                if _integrity(folder / name) != "ok":
                    found.append(f"not a whole copy: {name}")
            elif not (name.startswith(TIDIED) or (killed and ".part" in name)):
                found.append(f"left behind: {name}")
        made = folder / self._work.makes if self._work.makes else None
        if made and made.exists() and self.whole is not None and made.read_bytes() != self.whole:
            found.append(f"by halves: {made.name}")
        return found

    def _judged(self, place: Path, acknowledged: Sequence[str]) -> list[str]:
        work = self._work
        if work.begins and not acknowledged and not _begun(place):
            return _begun_again(place)
        try:
            with self._opened(place) as registry:
                return self._held(registry, acknowledged)
        except QmsError as fault:
            return [f"after it: {fault}"]

    def _opened(self, place: Path) -> Registry:
        try:
            return opened(place, QUALITY)
        except OldVersion:
            if not self._work.migrates:
                raise
            qms.migrate(place)
            return opened(place, QUALITY)

    def _held(self, registry: Registry, acknowledged: Sequence[str]) -> list[str]:
        found = [f"verify: {one.rule} at {one.place}" for one in registry.verify()]
        size = registry.checkpoint()[1]
        steps = size - self._before
        found += [f"lost: {code}" for code in acknowledged if not registry.history(code)]
        if steps < len(acknowledged):
            found.append(f"{len(acknowledged)} acts acknowledged, {steps} kept")
        if self._work.acts and steps not in {0, self._work.acts}:
            found.append(f"half of it kept: {steps} of {self._work.acts} acts")
        if not self._work.migrates:
            registry.cases.receive(type=qms.CaseType.INQUIRY, channel=qms.Channel.WEB, title="And on?")
            if registry.checkpoint()[1] != size + 1:
                found.append("the next act was not kept")
        return found


def _size(place: Path) -> int:
    with opened(place) as registry:
        return registry.checkpoint()[1]


def _integrity(place: Path) -> str:
    try:
        with closing(sqlite3.connect(place)) as connection:
            return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    except sqlite3.DatabaseError as fault:
        return str(fault)


def _settled(place: Path) -> str:
    """The bytes of the store's file once the database has put right what a stop left."""
    if not place.is_file():
        return "none"
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(place, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        connection.execute("ROLLBACK")
    return hashlib.sha256(place.read_bytes()).hexdigest()


def _begun(place: Path) -> bool:
    try:
        opened(place, QUALITY).close()
    except QmsError:
        return False
    return True


def _begun_again(place: Path) -> list[str]:
    """A store that was half made is none, and says so; once its file is gone another can be made there."""
    for end in BESIDE:
        place.with_name(place.name + end).unlink(missing_ok=True)
    qms.create(place, actor=QUALITY, name="서하나", clock=Clock()).close()
    return []
