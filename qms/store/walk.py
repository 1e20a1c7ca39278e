"""The ledger walked from its first entry to its last: what stands in each row, and whether it is what was recorded.

Each entry is held against the hashes beside it, and these against those of the entries before it. What was
changed is told once: of an entry that differs from its hash both are carried on, and the entries after it say
which of the two they were built on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from qms.ledger.entry import Entry
from qms.ledger.tree import leaf_hash, node_hash
from qms.store.lenient import rows
from qms.store.table import entries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection

HASH = 32
MOST = 4
"""Hashes that are carried on for one place; more come about only where much was changed."""
_NUMBERS = ("suite", "position", "version")
_TIMES = ("recorded_at", "occurred_at")
_MAYBE = frozenset({"on_behalf_of", "reason"})


@dataclass(frozen=True)
class Step:
    """What stands in one row of the ledger.

    Attributes:
        position, code: as they stand there, whatever they are.
        entry: the entry; None where the row cannot be one.
        told: the record that the entry tells of; None where it cannot be read.
        leaf: hash of the entry as it stands; None where it has none.
        intact: whether the entry is the one whose hash is kept.
        linked: whether the hashes kept beside it follow from it and from those before it.

    """

    position: Any
    code: Any
    entry: Entry | None
    told: Mapping[str, Any] | None
    leaf: bytes | None
    intact: bool
    linked: bool


def walk(connection: Connection, *only: ColumnElement[bool], peaks: Peaks | None = None) -> Iterator[Step]:
    """Every row of the ledger, by position.

    Args:
        connection: over which to read.
        only: conditions of the rows that are wanted.
        peaks: what the first of those rows is built on. None: they begin with position 0, or are apart from each
            other; of such ones only the entry itself is held against its hash.

    """
    peaks = peaks or Peaks()
    for row in rows(connection, entries, *only):
        entry = _entry(row)
        told, leaf = _leaf(entry) if entry else (None, None)
        kept = pieces(row["hashes"])
        intact = leaf is not None and kept[:1] == (leaf,)
        linked = peaks.follow(entry.position, leaf, kept) if entry else False
        yield Step(row["position"], row["code"], entry, told, leaf, intact, linked)


def _entry(row: Mapping[str, Any]) -> Entry | None:
    fields: dict[str, Any] = {name: value for name, value in row.items() if name != "hashes"}
    return Entry(**fields) if all(_fits(*field) for field in fields.items()) else None


def _fits(name: str, value: object) -> bool:
    if name in _NUMBERS:
        return isinstance(value, int)
    if name in _TIMES:
        return isinstance(value, datetime)
    return isinstance(value, str) or (value is None and name in _MAYBE)


def _leaf(entry: Entry) -> tuple[Mapping[str, Any] | None, bytes | None]:
    """The record that an entry tells of, and the entry's hash; neither where it is not spelled as it must be."""
    try:
        spelled = entry.spelled()
        told: Any = json.loads(entry.record)
        # The record stands within the entry letter by letter, or it was written otherwise than the program does.
        if entry.record.encode() not in spelled:
            return None, None
    except (ValueError, TypeError, RecursionError):
        return None, None
    return cast("Mapping[str, Any]", told) if isinstance(told, dict) else None, leaf_hash(spelled)


def pieces(hashes: object) -> tuple[bytes, ...]:
    """The hashes kept beside an entry, one by one; nothing of what is no bytes."""
    whole = hashes if isinstance(hashes, bytes) else b""
    return tuple(whole[at : at + HASH] for at in range(0, len(whole), HASH))


class Peaks:
    """For each level the newest perfect subtree: where it ends, the hashes it may have, whether it is sure."""

    def __init__(self) -> None:
        self._at: dict[int, tuple[int, tuple[bytes, ...], bool]] = {}

    def begin(self, end: int, level: int, known: bytes, *, sure: bool) -> None:
        """Begin with a perfect subtree that ends before position ``end``."""
        self._at[level] = (end, (known,), sure)

    def follow(self, position: int, leaf: bytes | None, kept: Sequence[bytes]) -> bool:
        """Carry the tree on over one entry; say whether the hashes kept beside it follow."""
        end, levels = position + 1, (position ^ (position + 1)).bit_length()
        good = len(kept) == levels and all(len(one) == HASH for one in kept)
        own, sure = _several((leaf,) if leaf else (), kept[:1]), kept[:1] == (leaf,)
        lefts = [self._before(end - (1 << level), level) for level in range(levels - 1)]
        self._at[0] = (end, own, sure)
        for level, (left, certain) in enumerate(lefts, start=1):
            built = [node_hash(one, other) for one in left for other in own]
            here = kept[level : level + 1]
            if here and here[0] in built:
                own, sure = tuple(here), True
            else:
                # Beside an entry that is changed or gone nothing more can be said.
                good = good and not (certain and sure)
                own, sure = _several(built, here), False
            self._at[level] = (end, own, sure)
        return good

    def _before(self, end: int, level: int) -> tuple[tuple[bytes, ...], bool]:
        there, hashes, sure = self._at.get(level, (end, (), False))
        return (hashes, sure) if there == end else ((), False)


def _several(*parts: Sequence[bytes]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys(one for part in parts for one in part))[:MOST]
