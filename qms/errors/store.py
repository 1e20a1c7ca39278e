"""Faults of the store and of the machine below it."""

from __future__ import annotations

from dataclasses import dataclass

from qms.errors.base import QmsError, Unusable


@dataclass(eq=False)
class StoreFault(Unusable):
    """What is wrong is the place itself."""

    place: str


class NoStore(StoreFault):
    """There is no store at this place; opening never makes one."""

    key = "store.no_store"


class NotAStore(StoreFault):
    """What is at this place is not a store, or it is damaged."""

    key = "store.not_a_store"


@dataclass(eq=False)
class StoreExists(Unusable):
    """There is something at the place where a new store was to be made."""

    key = "store.exists"
    place: str


class StoreLocked(StoreFault):
    """Another process kept the store longer than the patience of this one."""

    key = "store.locked"


class StorageFailed(StoreFault):
    """The disk is full, read-only or failing; nothing of this act was kept."""

    key = "store.storage_failed"


@dataclass(eq=False)
class BatchBroken(Unusable):
    """An act inside the batch failed while it was being written, so none of the batch was kept."""

    key = "store.batch_broken"
    place: str


@dataclass(eq=False)
class OtherVersion(Unusable):
    """The store was made by a newer or older version of the program."""

    key = "store.other_version"
    place: str
    found: str
    known: str


@dataclass(eq=False)
class LedgerBroken(QmsError):
    """The ledger does not hold at this position (0-based)."""

    key = "ledger.broken"
    position: int
    what: str


@dataclass(eq=False)
class PartMissing(QmsError):
    """A part that only this ability needs is not installed. ``install`` is the line that mends it."""

    key = "base.part_missing"
    part: str
    install: str
