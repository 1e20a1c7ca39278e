"""Faults of notices that go out."""

from __future__ import annotations

from qms.errors.base import Refused


class StillSending(Refused):
    """Somebody else began to send it not long ago."""

    key = "notice.still_sending"
    code: str


class NoAddress(Refused):
    """The customer's contact is none for this medium; ``medium`` is the key of its name. The contact is not told."""

    key = "packet.no_address"
    code: str
    medium: str


class NotSpelled(Refused):
    """A text message is too long, or has signs that Korean carriers cannot spell; ``signs`` are those."""

    key = "packet.not_spelled"
    code: str
    size: int
    signs: str
