"""What must hold of a store after anything at all was done to whoever wrote to it."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import qms
from qms.base.finding import Weight
from qms.errors import NoStore, NotAStore, OldVersion, QmsError
from tests.office import QUALITY, Clock
from tests.reliability import stops
from tests.reliability.work import AFTER, BESIDE, STORE, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from qms import Registry
    from tests.reliability.traced import Ended
    from tests.reliability.work import Work

LOCK = "-lock"
"""The file of the lock of a killed writer: it locks nothing, and the next writer takes it away."""
TIDIED = ".qms-"
"""A folder of the program's own; it is left where taking it away is what fails, or by who is killed."""
PART = ".part"
_Key = tuple[str, tuple[str, ...], bool, bool]
"""What was left, what was acknowledged, whether anything may lie about, whether the work said that it was done."""
_PROCESS = re.compile(r"\d+")
_CHANCE = re.compile(r"\.qms-[^/]*")


class Oracle:
    """Judges what a work left; files with the same bytes as before are judged as those were."""

    def __init__(self, work: Work, staged: Path) -> None:
        """For one work, before which the folder ``staged`` was laid."""
        self._work = work
        self._before = 0 if work.begins or work.migrates else _size(staged / STORE)
        self._staged = {file.name for file in staged.iterdir()}
        self._known: dict[_Key, list[str]] = {}
        self.whole: bytes | None = None
        """What the work writes beside the store when nothing stops it."""
        self.states: set[str] = set()
        """The different folders that were seen."""

    def faults(
        self, folder: Path, end: Ended, *, untidied: bool = False, alone: Callable[[], None] = lambda: None
    ) -> list[str]:
        """What does not hold; empty when all is well.

        Args:
            folder: with all that was left.
            end: how the work ended.
            untidied: whether what was stopped was the taking away of a file.
            alone: called before anything is judged that was never seen; it ends whoever still has the files open.

        """
        place, done = folder / STORE, not (end.killed or end.refused or end.raw)
        key = self._key(folder, end, untidied=untidied)
        if key not in self._known:
            alone()
            found = list(self._beside(folder, untidied=key[2], done=done))
            found += self._judged(place, end.acknowledged, done=done)
            self._known[key] = found + list(self._done_again(folder))
        return self._known[key]

    def known(self, folder: Path, end: Ended) -> list[str] | None:
        """What `faults` said of such a folder; None: it was not seen. Only what the database does is done there."""
        return self._known.get(self._key(folder, end))

    def _key(self, folder: Path, end: Ended, *, untidied: bool = False) -> _Key:
        digest = f"{_settled(folder / STORE)} {_others(folder)}"
        self.states.add(digest)
        return digest, end.acknowledged, untidied or end.killed, not (end.killed or end.refused or end.raw)

    def _beside(self, folder: Path, *, untidied: bool, done: bool) -> Iterator[str]:
        """What is in the folder that nobody wants, and what is not whole; who is killed cannot tidy up."""
        work = self._work
        known = self._staged | {STORE + end for end in BESIDE} | {work.makes, "qms.toml"} | work.also
        for name in sorted({file.name for file in folder.iterdir()} - known):
            if name.endswith(".bak"):
                if _integrity(folder / name) != "ok":
                    yield f"not a whole copy: {name}"
            elif not (name.endswith(LOCK) or name.startswith(TIDIED) or (untidied and PART in name)):
                yield f"left behind: {name}"
        made = folder / work.makes if work.makes else None
        if made and made.exists() and not self._is_whole(made):
            yield f"by halves: {made.name}"
        if made and done and not (made.exists() and self._is_whole(made, done=True)):
            yield f"said to be done, and is not: {made.name}"

    def _is_whole(self, made: Path, *, done: bool = False) -> bool:
        if self._work.sound is None:
            return self.whole is None or made.read_bytes() == self.whole
        try:
            return self._work.sound(made)
        except (NoStore, NotAStore):
            return self._work.unmade and not done
        except (QmsError, OSError):
            return False

    def _judged(self, place: Path, acknowledged: Sequence[str], *, done: bool) -> list[str]:
        work = self._work
        if work.begins and not acknowledged and not done and not _begun(place):
            return _begun_again(place)
        try:
            with self._opened(place) as registry:
                found = list(self._meant(registry, place.parent, done=done))
                return found + self._held(registry, acknowledged)
        except QmsError as fault:
            return [f"after it: {fault}"]

    def _meant(self, registry: Registry, folder: Path, *, done: bool) -> Iterator[str]:
        """What does not hold of what this work is for."""
        if self._work.holds:
            yield from self._work.holds(registry, folder, done)

    def _opened(self, place: Path) -> Registry:
        try:
            return opened(place, QUALITY, seed=AFTER)
        except OldVersion:
            if not self._work.migrates:
                raise
            qms.migrate(place)
            return opened(place, QUALITY, seed=AFTER)

    def _held(self, registry: Registry, acknowledged: Sequence[str]) -> list[str]:
        told = [one for one in registry.verify() if one.weight is not Weight.NOTE]
        found = [f"verify: {one.rule} at {one.place}" for one in told]
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

    def _done_again(self, folder: Path) -> Iterator[str]:
        """The work done once more, with nothing to stop it, ends well and tidies up what the first left."""
        if not self._work.again:
            return
        end = stops.run(lambda say: self._work.does(folder, say))
        if end.raw or (end.refused or "0") not in {str(code) for code in self._work.again}:
            yield f"done again: {end.refused or end.raw}"
        if end.refused:  # what there was stays as it is, whatever is beside it
            return
        if self._work.holds and not end.raw:
            with opened(folder / STORE, QUALITY, seed=AFTER) as registry:
                yield from (f"done again: {one}" for one in self._meant(registry, folder, done=True))
        for left in folder.glob(f"{TIDIED}*"):
            yield f"left behind when done again: {_PROCESS.sub('N', left.name)}"


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


def _others(folder: Path) -> str:
    """The other files, whatever the process was that made them.

    What is in a file counts only where somebody may read it: not in the lock, nor in what is left for the next to take
    away. Another store that the work makes counts as the database puts it right.
    """
    files = sorted(file for file in folder.rglob("*") if file.is_file() and not file.name.startswith(STORE))
    made = [_settled(file) for file in files if file.suffix == ".db"]
    stores = tuple(file.name for file in files if file.suffix == ".db")
    told = hashlib.sha256(repr(made).encode())
    for file in files:
        name = _named(file.relative_to(folder))
        if file.exists():
            told.update(name.encode())
        if PART not in name and not name.startswith(TIDIED) and not name.startswith(stores):
            told.update(file.read_bytes())
    names = sorted(_named(file.relative_to(folder)) for file in folder.glob(f"{STORE}*"))
    return f"{told.hexdigest()} {names}"


def _named(path: Path) -> str:
    """A path without what differs from run to run: numbers, and chance in the name of a folder of the program's own."""
    return _PROCESS.sub("N", _CHANCE.sub(TIDIED, str(path)))


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
