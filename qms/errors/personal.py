"""Faults of personal data: the key that opens it, and its erasure."""

from __future__ import annotations

from qms.errors.base import Invalid, NotPermitted, Refused, Unusable


class PersonalLocked(Unusable):
    """A personal value has to be read or written, and the key that opens them is not here; ``place`` is its file."""

    key = "store.personal_locked"
    place: str


class LockedWritten(Refused):
    """What stands in the place of a locked value was given as a value."""

    key = "store.locked_written"
    code: str
    field: str


class BadWrappingKey(Invalid):
    """The key that opens personal values cannot be made or used; ``what`` is a key of words."""

    key = "ledger.bad_wrapping_key"
    place: str
    what: str


class WrongPassphrase(NotPermitted):
    """The passphrase given is not the one of the key that opens personal values."""

    key = "ledger.wrong_passphrase"
    place: str


class NothingPersonal(Refused):
    """Records of this kind hold nothing personal apart, so nothing of them can be erased."""

    key = "registry.nothing_personal"
    code: str


class StillNeeded(Refused):
    """These matters are not closed, or these people still work here: what is still needed is not erased."""

    key = "registry.still_needed"
    codes: tuple[str, ...]


class NotErased(Refused):
    """There is no certificate of an erasure that is not concluded."""

    key = "packet.not_erased"
    code: str


class BadJournal(Unusable):
    """The journal of erasures cannot be read or written: what must not come back is not known."""

    key = "ledger.bad_journal"
    place: str


class ErasedSince(NotPermitted):
    """Since a backup was made there were erasures (``codes``), which are carried out again in somebody's name."""

    key = "exchange.erased_since"
    codes: tuple[str, ...]


class NotReleased(NotPermitted):
    """What has nothing masked is given to whom somebody else approved it for, and for some days alone."""

    key = "registry.not_released"
    code: str
    reader: str


class WeakPassphrase(Invalid):
    """A passphrase that a file is locked with is too short, or longer than the form takes."""

    key = "packet.weak_passphrase"
    least: int
    most: int
