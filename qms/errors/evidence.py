"""Faults of evidence that comes from outside, and of the keys that vouch for it: checkpoints, notes, witnesses."""

from __future__ import annotations

from qms.errors.base import Invalid, QmsError, Refused


class BadNote(Invalid):
    """What was given is not a signed note, a checkpoint or a key in its published form; ``what`` is a key of words."""

    key = "ledger.bad_note"
    what: str


class BadKeyName(Invalid):
    """A key cannot have this name: it is blank, or holds a blank or a ``+`` (C2SP signed-note)."""

    key = "ledger.bad_key_name"
    name: str


class NotVouched(QmsError):
    """No signature under the note is of a key that is known, or one that is known does not fit the text.

    ``name`` is of the key whose signature does not fit; blank where none is known.
    """

    key = "ledger.not_vouched"
    name: str
    what: str


class BadKeyFile(Invalid):
    """A key's file cannot be made or used; ``what`` is a key of words."""

    key = "ledger.bad_key_file"
    place: str
    what: str


class Diverged(QmsError):
    """What is to be signed is not the ledger that was signed before, grown.

    ``what`` is a key of words; ``kept`` and ``given`` are the checkpoint signed before and the one now, ``SIZE:ROOT``.
    """

    key = "ledger.diverged"
    what: str
    kept: str
    given: str


class NeedsGrowth(Refused):
    """A witness that signed this ledger before signs it again only with the proof that it grew from there."""

    key = "ledger.needs_growth"
    kept: str


class NeedsLogKey(Refused):
    """A witness that never signed this ledger has to be told whose signature it believes."""

    key = "ledger.needs_log_key"
    origin: str
