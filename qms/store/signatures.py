"""Whether the signatures of records hold, entry by entry in the order of the ledger.

A signature is checked where it was made, at the entry of its own version, and in every later entry of the record it
must stand as it did: one that was moved, copied, changed or taken away is named with its record and who is said to
have signed. An act that the profile then in force asked a signature of is named where it stands without.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

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
_ENROLS: Final = "enrol"
"""The act that makes a signer whom somebody saw; one that was brought in signs nothing."""
_PROFILE: Final = "profile"
"""Name of the kind whose newest entry says what is asked for."""


class Broken(NamedTuple):
    """A signature that does not hold: its record, its place there from 1, and who is said to have signed."""

    code: str
    number: int
    person: str


class Missing(NamedTuple):
    """A version that was made by an act which asks for a signature, and has none."""

    code: str
    version: int
    act: str


class Grounds:
    """What a ledger tells that signatures are judged by; each part is read when it is first asked for."""

    def __init__(self, connection: Connection, kinds: Sequence[Kind[Any]]) -> None:
        """Read nothing yet."""
        self._connection = connection
        self._signing = next((kind.name for kind in kinds if kind.signs), None)

    @cached_property
    def origin(self) -> str:
        """The ledger's; blank: nobody can say."""
        first = list(rows(self._connection, entries, entries.c.position == 0))
        hashes = first[0]["hashes"] if first else None
        return origin_of(hashes[:HASH]) if isinstance(hashes, bytes) else ""

    def signer(self, code: Any, position: Any) -> Mapping[str, Any] | None:  # noqa: ANN401 - whatever stands there
        """What was told of a signer before a position; None: nothing, or that nobody enrolled it here."""
        listed = self._signers.get(code, [])
        earlier = [told for at, _, told in listed if at < position]
        return earlier[-1] if earlier and listed[0][1] == f"{self._signing}.{_ENROLS}" else None

    def asks(self, act: Any, position: Any) -> bool:  # noqa: ANN401 - whatever stands there
        """Whether the profile that was in force before a position asks for a signature under an act."""
        if act not in self._ever:
            return False
        earlier = [acts for at, acts in self._asked if at < position]
        return bool(earlier) and act in earlier[-1]

    @cached_property
    def _ever(self) -> frozenset[str]:
        return frozenset[str]().union(*(acts for _, acts in self._asked))

    @cached_property
    def _asked(self) -> list[tuple[int, frozenset[str]]]:
        """Position of each entry of a profile → the acts that it asks for a signature under; the newest is in force."""
        found: list[tuple[int, frozenset[str]]] = []
        for _, position, _, told in self._told(_PROFILE):
            try:
                acts = json.loads(told["content"]).get("signing", {}).get("acts", {})
                found.append((position, frozenset(act for act, one in acts.items() if one.get("required", True))))
            except _FAULTS:
                continue  # a finding about the entry names it
        return found

    @cached_property
    def _signers(self) -> dict[Any, list[tuple[int, str, Mapping[str, Any]]]]:
        """Code of each signer → position, act and record of its entries, in order."""
        found: dict[Any, list[tuple[int, str, Mapping[str, Any]]]] = {}
        for code, position, act, told in self._told(self._signing):
            found.setdefault(code, []).append((position, act, told))
        return found

    def _told(self, kind: str | None) -> Iterator[tuple[Any, int, str, Mapping[str, Any]]]:
        """Code, position, act and record of each entry of a kind, in order."""
        for row in rows(self._connection, entries, entries.c.kind == kind):
            try:
                told = json.loads(row["record"])
            except _FAULTS:
                continue  # a finding about the entry names it
            if isinstance(row["position"], int) and isinstance(told, dict):
                yield row["code"], row["position"], row["act"], told


class Signatures:
    """The signatures of the records whose entries are heard."""

    def __init__(self, known: Grounds) -> None:
        """Hear nothing yet."""
        self._known = known
        self._before: dict[str, list[Any]] = {}
        self.broken: list[Broken] = []
        self.missing: list[Missing] = []

    def hear(self, entry: Mapping[str, Any], told: Mapping[str, Any]) -> None:
        """Take in one entry, by its attributes, with the record that it tells of."""
        code, now = entry["code"], told.get(SIGNATURES, [])
        before = self._before.get(code, [])
        if now == before:
            if self._known.asks(entry["act"], entry["position"]):
                self.missing.append(Missing(code, entry["version"], entry["act"]))
            return
        self._before[code] = now
        known = self._known
        if not known.origin:
            return  # of which ledger it is nobody can say; a finding about the first entry tells it
        try:
            signer = known.signer(now[-1]["signer"], entry["position"])
            good = now[:-1] == before and holds(known.origin, _in_text(entry), told, signer)
        except _FAULTS:
            good = False
        if not good:
            self.broken.append(_first(code, before, now))

    def of(self, doubted: set[str]) -> Iterator[Broken]:
        """Those that do not hold, of records of which no entry is in doubt."""
        return (one for one in self.broken if one.code not in doubted)

    def absent(self, doubted: set[str]) -> Iterator[Missing]:
        """The versions that lack one, of the same records; of one with a signature that does not hold: not told."""
        named = {one.code for one in self.broken}
        return (one for one in self.missing if one.code not in doubted and one.code not in named)


def _in_text(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    times = {name: entry[name] for name in ("recorded_at", "occurred_at")}
    return {**entry, **{name: at.isoformat() if isinstance(at, datetime) else at for name, at in times.items()}}


def _first(code: str, before: list[Any], now: Any) -> Broken:  # noqa: ANN401 - whatever stands there
    """The first signature that is not as it was, or the new one."""
    listed: list[Any] = list(now) if isinstance(now, list) else []  # pyright: ignore[reportUnknownArgumentType] - any JSON
    place = next((at for at, (one, other) in enumerate(zip(before, listed, strict=False)) if one != other), None)
    place = min(len(before), len(listed)) if place is None else place
    one: Any = listed[place] if place < len(listed) else before[place] if place < len(before) else None
    person = cast("dict[str, Any]", one).get("person") if isinstance(one, dict) else None
    return Broken(code, place + 1, str(person or "?"))
