"""Faults of controlled documents."""

from __future__ import annotations

from qms.errors.step import Required


class NothingToApprove(Required):
    """No revision of the document waits for approval (ISO 9001 7.5.2 c)."""

    key = "document.nothing_to_approve"


class RevisionWaiting(Required):
    """A revision waits for approval; the next is drafted when it is decided (ISO 9001 7.5.2 c)."""

    key = "document.revision_waiting"
