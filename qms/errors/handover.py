"""Faults of hand-overs."""

from __future__ import annotations

from qms.errors.base import NotPermitted, Refused


class SameParty(Refused):
    """Who gives, who receives and the witness are not three different people."""

    key = "handover.same_party"
    code: str
    person: str


class NotTheParty(NotPermitted):
    """A signature of a hand-over is another person's to give."""

    key = "handover.not_the_party"
    code: str
    act: str
    actor: str
    party: str


class HandoverChanged(Refused):
    """What is held is no longer what the hand-over lists; things as ``CA-2026-0007/2``, ``–`` where there are none."""

    key = "handover.changed"
    code: str
    new: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]
