"""Faults of evidence that comes from outside: checkpoints, notes, keys."""

from __future__ import annotations

from dataclasses import dataclass

from qms.errors.base import Invalid, QmsError


@dataclass(eq=False)
class BadNote(Invalid):
    """What was given is not a signed note, a checkpoint or a key in its published form; ``what`` is a key of words."""

    key = "ledger.bad_note"
    what: str


@dataclass(eq=False)
class NotVouched(QmsError):
    """No signature under the note is of a key that is known, or one that is known does not fit the text.

    ``name`` is of the key whose signature does not fit; blank where none is known.
    """

    key = "ledger.not_vouched"
    name: str
    what: str
