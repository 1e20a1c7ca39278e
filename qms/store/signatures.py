"""Whether the signatures of records hold, entry by entry in the order of the ledger.

A signature is checked where it was made, at the entry of its own version, and in every later entry of the record it
must stand as it did: one that was moved, copied, changed or taken away is named with its record and who is said to
have signed.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from qms.ledger.signed import SIGNATURES, holds
from qms.store.lenient import rows
from qms.store.reading import HASH, origin_of
from qms.store.table import entries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from qms.base.kind import Kind

_FAULTS = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)
"""What a signature raises that is none; no act writes such a one."""


class Broken(NamedTuple):
    """A signature that does not hold: its record, its place there from 1, and who is said to have signed."""

    code: str
    number: int
    person: str


class Signatures:
    """The signatures of the records whose entries are heard."""

    def __init__(self, connection: Connection, kinds: Sequence[Kind[Any]]) -> None:
        """Hear nothing yet; what is known of signers is asked for at the first signature."""
        self._connection = connection
        self._signing = next((kind.name for kind in kinds if kind.signs), None)
        self._before: dict[str, list[Any]] = {}
        self.broken: list[Broken] = []

    def hear(self, entry: Mapping[str, Any], told: Mapping[str, Any]) -> None:
        """Take in one entry, by its attributes, with the record that it tells of."""
        code, now = entry["code"], told.get(SIGNATURES, [])
        before = self._before.get(code, [])
        if now == before:
            return
        self._before[code] = now
        if not self._origin:
            return  # of which ledger it is nobody can say; a finding about the first entry tells it
        try:
            good = now[:-1] == before and holds(self._origin, _in_text(entry), told, self._signer(entry, now[-1]))
        except _FAULTS:
            good = False
        if not good:
            self.broken.append(_first(code, before, now))

    def of(self, doubted: set[str]) -> Iterator[Broken]:
        """Those that do not hold, of records of which no entry is in doubt."""
        return (one for one in self.broken if one.code not in doubted)

    def _signer(self, entry: Mapping[str, Any], signature: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What the ledger told of the signer before this entry."""
        earlier = [told for at, told in self._told.get(signature["signer"], []) if at < entry["position"]]
        return earlier[-1] if earlier else None

    @cached_property
    def _origin(self) -> str:
        first = list(rows(self._connection, entries, entries.c.position == 0))
        hashes = first[0]["hashes"] if first else None
        return origin_of(hashes[:HASH]) if isinstance(hashes, bytes) else ""

    @cached_property
    def _told(self) -> dict[Any, list[tuple[int, Mapping[str, Any]]]]:
        """Code of each signer → position and record of its entries, in order."""
        found: dict[Any, list[tuple[int, Mapping[str, Any]]]] = {}
        for row in rows(self._connection, entries, entries.c.kind == self._signing):
            try:
                found.setdefault(row["code"], []).append((row["position"], json.loads(row["record"])))
            except _FAULTS:
                continue  # a finding about the entry names it
        return found


def _in_text(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    at = entry["recorded_at"]
    return {**entry, "recorded_at": at.isoformat() if isinstance(at, datetime) else at}


def _first(code: str, before: list[Any], now: Any) -> Broken:  # noqa: ANN401 - whatever stands there
    """The first signature that is not as it was, or the new one."""
    listed: list[Any] = list(now) if isinstance(now, list) else []  # pyright: ignore[reportUnknownArgumentType] - any JSON
    place = next((at for at, (one, other) in enumerate(zip(before, listed, strict=False)) if one != other), None)
    place = min(len(before), len(listed)) if place is None else place
    one: Any = listed[place] if place < len(listed) else before[place] if place < len(before) else None
    person = cast("dict[str, Any]", one).get("person") if isinstance(one, dict) else None
    return Broken(code, place + 1, str(person or "?"))
