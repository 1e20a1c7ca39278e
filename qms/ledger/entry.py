"""An entry of the ledger: one act, by whom, when, why, and the record as it was afterwards.

The form is final (suite 1). A change of the form is a new suite; entries of the old one stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from qms.ledger.canonical import MOST, quoted
from qms.ledger.tree import leaf_hash

if TYPE_CHECKING:
    from collections.abc import Mapping
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

        Raises:
            ValueError: it holds what JSON cannot carry.

        """
        times = {"recorded_at": self.recorded_at.isoformat(), "occurred_at": self.occurred_at.isoformat()}
        return spelled({**vars(self), **times})

    def leaf(self) -> bytes:
        """The entry's leaf of the tree."""
        return leaf_hash(self.spelled())


_FORM: Final = (
    '{"act":%s,"actor":%s,"code":%s,"kind":%s,"occurred_at":%s,"on_behalf_of":%s,"origin":%s,"position":%d,'
    '"reason":%s,"record":%s,"recorded_at":%s,"suite":%d,"version":%d,"zone":%s}'
)


def spelled(values: Mapping[str, Any]) -> bytes:
    """The canonical JSON of an entry, of its attributes by name with the times as text (ISO 8601).

    The record is canonical already and is put in as it is. Written out here rather than by `canonical`, whose bytes
    are the same: it is the one thing that is done for every entry, at writing and at each verification.

    Raises:
        ValueError: a number or a text is one that JSON cannot carry.

    """
    one = values.__getitem__
    position, suite, version = one("position"), one("suite"), one("version")
    if not (-MOST <= position <= MOST and -MOST <= suite <= MOST and -MOST <= version <= MOST):
        raise ValueError(position)
    return (_FORM % (
        _often(one("act")), _often(one("actor")), quoted(one("code")), _often(one("kind")),
        quoted(one("occurred_at")), _often(one("on_behalf_of")), _often(one("origin")), position,
        _often(one("reason")), one("record"), quoted(one("recorded_at")), suite, version, _often(one("zone")),
    )).encode()  # fmt: skip


@lru_cache
def _often(text: str | None) -> str:
    """What a few values are repeated of."""
    return "null" if text is None else quoted(text)
