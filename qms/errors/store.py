"""Faults of the store and of the machine below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.errors.base import Fault, QmsError, Unusable

if TYPE_CHECKING:
    from qms.i18n import Language

MOST = 10
"""Faults that are told one by one."""


class StoreFault(Unusable):
    """What is wrong is the place itself."""

    place: str


class NoStore(StoreFault):
    """There is no store at this place; opening never makes one."""

    key = "store.no_store"


class NotAStore(StoreFault):
    """What is at this place is not a store, or it is damaged."""

    key = "store.not_a_store"


class StoreExists(Unusable):
    """There is something at the place where a new store was to be made."""

    key = "store.exists"
    place: str


class StoreUnfinished(NotAStore):
    """What is at this place holds nothing: an empty file, or a store whose making was broken off."""

    key = "store.unfinished"


class StoreLocked(StoreFault):
    """Another process kept the store longer than the patience of this one."""

    key = "store.locked"


class StoreHeld(StoreLocked):
    """The process ``pid`` on ``host`` has kept the store since ``since`` (ISO 8601), longer than our patience."""

    key = "store.held"
    pid: int
    host: str
    since: str


class StorageFailed(StoreFault):
    """The disk is full, read-only or failing; nothing of this act was kept."""

    key = "store.storage_failed"


class StorageUncertain(StorageFailed):
    """The disk failed while it was read or written: whether this act was kept is to be seen, not to be guessed."""

    key = "store.storage_uncertain"


class NotScrubbed(StoreFault):
    """The files of the store could not be written anew; what was done is kept, what it deleted may still be there."""

    key = "store.not_scrubbed"


class NoMemory(StoreFault):
    """This machine has no memory left for what is to be done with the store; nothing of this act was kept."""

    key = "store.no_memory"


class ClockImpossible(Unusable):
    """The clock of this machine shows a time that no record can hold; ``now`` is its day."""

    key = "registry.clock_impossible"
    now: str


class ServerLost(StorageUncertain):
    """The connection to the database server broke off: whether this act was kept is to be seen, not to be guessed."""

    key = "store.server_lost"


class PartOfStore(NotAStore):
    """What is at this place was cut off, or copied while somebody wrote: a part of a store, not all of it."""

    key = "store.part_of_store"


class StoreDamaged(NotAStore):
    """The file of a store does not hold together: copied while somebody wrote, or on a failing disk."""

    key = "store.damaged"


class UnsafeJournal(StoreLocked):
    """Others have the store open with write-ahead logging, which this old SQLite must not use."""

    key = "store.unsafe_journal"


class BatchBroken(Unusable):
    """An act inside the batch failed while it was being written, so none of the batch was kept."""

    key = "store.batch_broken"
    place: str


class OtherVersion(Unusable):
    """The store was made by another version of the program, one that this program does not know."""

    key = "store.other_version"
    place: str
    found: str
    known: str


class OldVersion(OtherVersion):
    """The store was made by an older version of the program; `qms.migrate` brings it to this one."""

    key = "store.old_version"


class NoRoom(Unusable):
    """The disk has no room for what is to be done; ``needed`` and ``free`` are in MiB. Nothing was changed."""

    key = "store.no_room"
    place: str
    needed: int
    free: int


class NotMigrated(Unusable):
    """The store would not hold after its migration, so it was left as it was; all faults at once."""

    key = "store.not_migrated"
    place: str
    faults: tuple[Fault, ...]

    def shown(self, name: str, value: object, language: Language) -> str:
        """The first faults are listed one after another, and how many there are."""
        if name != "faults":
            return super().shown(name, value, language)
        told = "; ".join(fault.say(language) for fault in self.faults[:MOST])
        return f"{told}; … ({len(self.faults)})" if len(self.faults) > MOST else told


class LedgerBroken(QmsError):
    """The ledger does not hold at this position (0-based)."""

    key = "ledger.broken"
    position: int
    what: str


class PartMissing(QmsError):
    """A part that only this ability needs is not installed. ``install`` is the line that mends it."""

    key = "base.part_missing"
    part: str
    install: str
