"""A range of the ledger by position: are the entries all there, and do the hashes beside them follow?"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam

from qms.ledger.tree import NODE
from qms.store.raw import Question, Ranged, columns_of
from qms.store.share import PRIME, Doubt, Share
from qms.store.table import entries
from qms.store.walk import HASH

if TYPE_CHECKING:
    from sqlalchemy import Connection

_COLUMNS = ("position", "hashes")


class Chain:
    """Asks for ranges of the ledger."""

    def __init__(self, connection: Connection, secret: int) -> None:
        """Put the questions together once."""
        self._secret = secret
        self._rows = Ranged(connection, entries, _COLUMNS, entries.c.position)
        one = columns_of(entries, _COLUMNS).where(entries.c.position == bindparam("position"))
        self._one = Question(connection, one)

    def look(self, low: int | None, high: int | None) -> Share:
        """Follow the hashes from position ``low`` on and before ``high``; raise `Doubt`.

        What the first of them are built on is believed here: whoever looks at the range before has followed it.
        """
        share, position = Share(), low or 0
        peaks = self._peaks(position)
        for found, hashes in sorted(self._rows(low, high), key=_position):
            levels = (position ^ (position + 1)).bit_length()
            if found != position or type(hashes) is not bytes or len(hashes) != levels * HASH:
                raise Doubt
            last = hashes[:HASH]
            share.hashes = share.hashes * (int.from_bytes(last) + self._secret) % PRIME
            for level in range(levels - 1):
                last = sha256(NODE + peaks[level] + last).digest()
                if hashes[(level + 1) * HASH : (level + 2) * HASH] != last:
                    raise Doubt
            peaks[levels - 1] = last
            position += 1
        if high is not None and position != high:
            raise Doubt
        return share

    def _peaks(self, begin: int) -> dict[int, bytes]:
        """Level → hash of the perfect subtree that ends before ``begin``."""
        found: dict[int, bytes] = {}
        end = 0
        for level in reversed(range(begin.bit_length())):
            if begin >> level & 1:
                end += 1 << level
                rows = list(self._one(position=end - 1))
                hashes = rows[0][1] if rows else b""
                if type(hashes) is not bytes or len(hashes) <= level * HASH:
                    raise Doubt
                found[level] = hashes[level * HASH : (level + 1) * HASH]
        return found


def _position(row: tuple[Any, ...]) -> Any:  # noqa: ANN401 - whatever stands there
    return row[0]
