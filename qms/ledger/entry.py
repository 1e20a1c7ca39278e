"""An entry of the ledger: one act, by whom, when, why, and the record as it was afterwards.

The form is final (suite 1). A change of the form is a new suite; entries of the old one stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qms.ledger.canonical import canonical
from qms.ledger.tree import leaf_hash

if TYPE_CHECKING:
    from datetime import datetime

SUITE = 1
"""SHA-256, RFC 8785, RFC 9162; commitments by HMAC-SHA-256 with a salt of 32 bytes for each value."""


@dataclass(frozen=True)
class Entry:
    """One entry.

    Attributes:
        suite: how it is spelled and hashed.
        position: place in the ledger, from 0.
        recorded_at: when it was written, by the store's clock.
        zone: IANA name of the zone the organisation kept time in.
        occurred_at: when it happened, as the actor says; equal to ``recorded_at`` unless entered later.
        actor: code of the person who did it.
        on_behalf_of: code of the person for whom the actor stood in, or None.
        act: kind and verb, ``case.acknowledge``.
        kind, code, version: the record and its version afterwards.
        reason: why, where the act asks for it, or None.
        origin: ``native``, ``imported`` or ``historical``.
        record: canonical JSON of the record afterwards, with a commitment in the place of each personal value.

    """

    suite: int
    position: int
    recorded_at: datetime
    zone: str
    occurred_at: datetime
    actor: str
    on_behalf_of: str | None
    act: str
    kind: str
    code: str
    version: int
    reason: str | None
    origin: str
    record: str

    def spelled(self) -> bytes:
        """The canonical JSON of the entry: what is hashed.

        The record is canonical already and is put in as it is, in the place that its name has among the others.
        """
        before = canonical(
            {
                "act": self.act,
                "actor": self.actor,
                "code": self.code,
                "kind": self.kind,
                "occurred_at": self.occurred_at.isoformat(),
                "on_behalf_of": self.on_behalf_of,
                "origin": self.origin,
                "position": self.position,
                "reason": self.reason,
            }
        )
        after = canonical(
            {
                "recorded_at": self.recorded_at.isoformat(),
                "suite": self.suite,
                "version": self.version,
                "zone": self.zone,
            }
        )
        return b'%b,"record":%b,%b' % (before[:-1], self.record.encode(), after[1:])

    def leaf(self) -> bytes:
        """The entry's leaf of the tree."""
        return leaf_hash(self.spelled())
