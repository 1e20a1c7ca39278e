"""Exit codes: the one table, which `qms help exit-codes` prints."""

from __future__ import annotations

from enum import IntEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from qms import errors

if TYPE_CHECKING:
    from collections.abc import Mapping


class Exit(IntEnum):
    """What a run ended in; the words of each are at ``cli.exit.<name>``."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    REFUSED = 3
    NOT_PERMITTED = 4
    NOT_FOUND = 5
    STALE = 6
    PARTLY = 7
    NO_STORE = 10
    LOCKED = 11
    OTHER_VERSION = 12
    LEDGER_BROKEN = 13
    PART_MISSING = 69
    BUG = 70
    STORAGE = 74
    INTERRUPTED = 130


EXIT_CODES: Final[Mapping[type[errors.QmsError], Exit]] = MappingProxyType(
    {
        errors.Invalid: Exit.USAGE,
        errors.StoreExists: Exit.USAGE,
        errors.Refused: Exit.REFUSED,
        errors.NotPermitted: Exit.NOT_PERMITTED,
        errors.NotUnderGuard: Exit.NOT_PERMITTED,
        errors.NotGranted: Exit.NOT_PERMITTED,
        errors.NotFound: Exit.NOT_FOUND,
        errors.StaleRecord: Exit.STALE,
        errors.NoStore: Exit.NO_STORE,
        errors.NotAStore: Exit.NO_STORE,
        errors.StoreLocked: Exit.LOCKED,
        errors.OtherVersion: Exit.OTHER_VERSION,
        errors.LedgerBroken: Exit.LEDGER_BROKEN,
        errors.AttachmentChanged: Exit.LEDGER_BROKEN,
        errors.Diverged: Exit.LEDGER_BROKEN,
        errors.NotVouched: Exit.LEDGER_BROKEN,
        errors.NotMigrated: Exit.LEDGER_BROKEN,
        errors.BadBundle: Exit.LEDGER_BROKEN,
        errors.NotBackedUp: Exit.LEDGER_BROKEN,
        errors.NotRestored: Exit.LEDGER_BROKEN,
        errors.BundleTooLarge: Exit.USAGE,
        errors.NotGuardable: Exit.USAGE,
        errors.NotGuarded: Exit.USAGE,
        errors.PersonalLocked: Exit.USAGE,
        errors.BadJournal: Exit.USAGE,
        errors.PartMissing: Exit.PART_MISSING,
        errors.StorageFailed: Exit.STORAGE,
        errors.NotScrubbed: Exit.STORAGE,
        errors.NoMemory: Exit.STORAGE,
        errors.NoRoom: Exit.STORAGE,
        errors.ClockImpossible: Exit.STORAGE,
    }
)
"""Class of fault → exit code; a class that is not here ends as the nearest above it, none as `Exit.BUG`."""


def exit_of(fault: type[errors.QmsError]) -> Exit:
    """The exit code of a class of faults."""
    return next((EXIT_CODES[one] for one in fault.__mro__ if one in EXIT_CODES), Exit.BUG)
