"""What the ledger tells of the records, and what in it is in doubt."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from qms.store.columns import table_of
from qms.store.replay import Replay, Unfit
from qms.store.signatures import Grounds, Signatures
from qms.store.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from qms.base.kind import Kind
    from qms.store.walk import Step

    Codes = Mapping[str, Mapping[str, int]]
    """Kind → code → version of the rows that are there."""

_SAME = ("code", "version", "origin")
_CONTENTS = {"snapshot": "application/json"}
"""Fields of a record that name kept content by its SHA-256, and of what media type that is."""


class Trouble(NamedTuple):
    """An entry that is not what was recorded; ``rule`` is the last part of the finding's key."""

    rule: str
    position: Any
    code: Any


class Told:
    """The ledger as it was walked.

    Attributes:
        signatures: those of the records, by the same entries.
        replay: the records by all entries that are what was recorded.
        leaves: position → hash of the entry that stands there, whatever it is.
        named: digest of kept content → record that names it.
        media: digest of kept content → media type that it must have.
        trouble: entries that are not what was recorded.
        touched: records of which some entry is in doubt or missing.
        doubted: records of which the newest entry is.
        begin: position from which on the ledger is looked at; 0: the whole of it.
        size: number of entries that there are, or must have been.
        missing: first and last position, both inclusive, of entries that are not there.
        unheard: records of which an entry is missing.
        skipped: record and version that no entry tells of, though no entry is missing.

    """

    def __init__(self, connection: Connection, kinds: Sequence[Kind[Any]], begin: int = 0) -> None:
        self.signatures = Signatures(Grounds(connection, kinds))
        self.begin = begin
        self.kinds = {kind.name: kind for kind in kinds}
        self.replay = Replay(self.kinds.__getitem__)
        self.leaves: dict[int, bytes] = {}
        self.named: dict[str, str] = {}
        self.media: dict[str, str] = {}
        self.trouble: list[Trouble] = []
        self.touched: set[str] = set()
        self.doubted: set[str] = set()
        self.size = 0
        self.missing: list[tuple[int, int]] = []
        self.unheard: list[str] = []
        self.skipped: list[tuple[str, int]] = []
        self._versions: dict[str, set[int]] = {}
        self._in_place: list[int] = []
        self._aside: list[int] = []

    def hear(self, step: Step) -> None:
        """Take in one row of the ledger."""
        if step.leaf is not None and isinstance(step.position, int):
            self.leaves[step.position] = step.leaf
        if fault := self._fault(step):
            self.trouble.append(Trouble(fault, step.position, _named(step)))
        if step.intact:
            self._in_place.append(step.position)
        elif isinstance(step.position, int):
            self._aside.append(step.position)

    def _fault(self, step: Step) -> str | None:
        if not (step.intact and step.entry):
            self._doubt([code for code in codes_of(step) if isinstance(code, str)])
            return "entry_changed"
        told = step.told or {}
        try:
            if [told.get(name) for name in _SAME] != [getattr(step.entry, name) for name in _SAME]:
                raise ValueError(step.code)
            kept = list(contents_of(told))
            self.replay.play([step.entry])
            self.signatures.hear(vars(step.entry), told)
        except Unfit:
            self._doubt([step.entry.code])
            return "entry_unreadable"
        self.doubted.discard(step.entry.code)
        self._versions.setdefault(step.entry.code, set()).add(step.entry.version)
        for digest, media in kept:
            self.named[digest] = step.entry.code
            self.media.setdefault(digest, media)
        return None if step.linked else "hashes_changed"

    def _doubt(self, codes: Sequence[str]) -> None:
        listed = set(codes)
        self.touched |= listed
        self.doubted |= listed

    # --- what is not there ---

    def whole(self, counted: int) -> bool:
        """Whether every entry from `begin` on is there, in its place and as it was recorded, and no other."""
        newer = [one for one in self._in_place if one >= self.begin]
        return not self._aside and len(newer) == counted - self.begin and newer == list(range(self.begin, counted))

    def conclude(self, there: Codes, counted: int) -> None:
        """Find what is missing, by the rows that are there and by the number of entries the store counted."""
        rows = {code: version for codes in there.values() for code, version in codes.items()}
        behind = {code for code, version in rows.items() if version > max(self._versions.get(code, ()), default=0)}
        gaps = {code: _gaps(versions) for code, versions in self._versions.items() if code not in self.touched}
        unheard = (behind - self.touched) | {code for code, found in gaps.items() if found}
        self._end(counted, unheard)
        if self.missing:
            self.unheard = sorted(unheard)
            self.touched |= unheard
            self.doubted |= behind
        else:
            self.skipped = [(code, version) for code, found in sorted(gaps.items()) for version in found]
        for name, codes in there.items():
            for code in self.doubted & codes.keys():
                self.replay.count(self.kinds[name], code)

    def _end(self, counted: int, unheard: set[str]) -> None:
        self.size = max([self.begin - 1, *self._in_place]) + 1
        for position in sorted(self._aside):
            # One far behind all others was moved there: it says nothing of the size.
            self.size = max(self.size, position + 1) if position <= max(self.size, counted - 1) else self.size
        if unheard:
            self.size = max(self.size, counted)
        present = sorted({one for one in (*self._in_place, *self._aside) if self.begin <= one < self.size})
        edges = [self.begin - 1, *present, self.size]
        self.missing = [(one + 1, other - 1) for one, other in pairwise(edges) if other - one > 1]

    # --- what must stand in the tables ---

    def rows(self) -> dict[str, dict[Any, Mapping[str, Any]]]:
        """Table → primary key → row, spelled as JSON, of all records in no doubt; what fits no table is in doubt."""
        found: dict[str, dict[Any, Mapping[str, Any]]] = {}
        for code in sorted(self.replay.newest.keys() - self.doubted):
            try:
                listed = list(self.replay.rows(code))
            except Unfit:
                self._doubt([code])
                self.trouble.append(Trouble("entry_unreadable", "?", code))
                continue
            for row, key, plain in listed:
                found.setdefault(table_of(row).name, {})[key] = plain
        return found


def listen(connection: Connection, kinds: Sequence[Kind[Any]]) -> Told:
    """Hear the whole ledger."""
    told = Told(connection, kinds)
    for step in walk(connection):
        told.hear(step)
    return told


def codes_of(step: Step) -> tuple[Any, ...]:
    """The record beside which the entry stands, and the one that it tells of: the same, unless one was changed."""
    return step.code, (step.told or {}).get("code", step.code)


def contents_of(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Digest and media type of what the store keeps for a record."""
    for name, media in _CONTENTS.items():
        if isinstance(told.get(name), str):
            yield told[name], media
    for part in told.get("attachments", ()):
        yield part["digest"], part["media"]


def _named(step: Step) -> Any:  # noqa: ANN401 - whatever stands there
    one, other = codes_of(step)
    return one if one == other else f"{one}, {other}"


def _gaps(versions: set[int]) -> list[int]:
    return [] if len(versions) == max(versions) else sorted(set(range(1, max(versions))) - versions)
