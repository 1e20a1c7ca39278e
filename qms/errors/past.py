"""Faults of looking at the store as it was."""

from __future__ import annotations

from qms.errors.base import Invalid, NotFound, Refused


class PastIsFixed(Refused):
    """A view of the store as it was can be read and not written; ``position`` is of the last entry that it knows."""

    key = "registry.past_is_fixed"
    position: int


class PresentOnly(Refused):
    """Copies, bundles and verification are of the store as it is now; ``position`` as in `PastIsFixed`."""

    key = "registry.present_only"
    position: int


class BadMoment(Invalid):
    """What is given is neither a day nor a time (in Python: with its zone) nor a position in the ledger."""

    key = "registry.bad_moment"
    text: str


class BeyondTheEnd(NotFound):
    """The ledger has no entry at this position yet; ``last`` is that of its newest."""

    key = "registry.beyond_the_end"
    position: int
    last: int


class BeforeTheBeginning(NotFound):
    """Nothing was recorded up to this moment; ``first`` is when the first entry was. Both are local."""

    key = "registry.before_the_beginning"
    when: str
    first: str


class NotKnownYet(NotFound):
    """What will be known at a moment to come is not known; ``when`` and ``now`` are local."""

    key = "registry.not_known_yet"
    when: str
    now: str
