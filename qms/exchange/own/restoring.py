"""Bringing an export back: what is new comes in under the code it has, what is here stays as it is.

What a record keeps: every field, its code, ``origin`` and the register it came from among them. What changes: its
``version`` begins at 1 and it has no signatures, because the acts that made it stay in the ledger they were written in,
and signatures belong to them; and where it says of no file that it came from, ``source_file`` and ``source_row`` say of
this one.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from qms.base.finding import Finding, Weight
from qms.base.level import Level
from qms.exchange.convert import is_error
from qms.exchange.found import Every, Found
from qms.exchange.importing import ImportResult
from qms.exchange.own.reading import Export, Returning, read_export
from qms.exchange.own.references import absent
from qms.exchange.read import file_name
from qms.exchange.sheet import Spot
from qms.kinds import KINDS, ORGANISATION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from qms.base.record import Record
    from qms.exchange.own.contents import Kept
    from qms.store.reading import Reading

_ASIDE: Final = frozenset({"version", "signatures", "source_file", "source_row"})
"""Fields in which a record here may differ from its export and be the same record."""
_CHUNK: Final = 500


class House(Protocol):
    """Where records come back to; the registry is the only one in the program."""

    def room(self, name: str) -> Any:  # noqa: ANN401 - any room, by the name of its kind
        """The room of a kind, of which ``find(code=…)`` is asked."""
        ...

    def reading(self) -> AbstractContextManager[Reading]:
        """Ask the store itself."""
        ...

    def restore(
        self, records: Mapping[str, Sequence[Record]], contents: Sequence[tuple[str, bytes]] = ()
    ) -> tuple[Record, ...]:
        """Keep the records and what the store keeps for them; return the records as they are kept."""
        ...


def _token() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True)
class Restoring:
    """How an export is to come back.

    Attributes:
        kinds: names of the kinds that are expected; records of others are refused.
        token: makes a random number of 32 hexadecimal digits that stands for a customer.
        dry_run: only say what would come in.
        every: is told of each finding, of those too that the result only counts.

    """

    kinds: tuple[str, ...] = tuple(name for name in KINDS if name not in ORGANISATION)
    token: Callable[[], str] = _token
    dry_run: bool = False
    every: Every | None = None


def restore_export(house: House, path: Path, how: Restoring | None = None) -> ImportResult:
    """Bring back what is not here yet of an export: all of it, or nothing. ``path`` may be a folder of such files.

    Raises:
        NoSuchFile: there is no file at this path.
        NotAllowed: the actor may not bring in records of this kind, or of this department.

    """
    how = how or Restoring()
    work = _Restoring(house, how, [read_export(file) for file in files_of(path)])
    new = work.new()
    findings = (*work.findings, *work.notes(file_name(path)))
    result = ImportResult(
        file_name(path), work.digest, sum(export.rows for export in work.exports), known=work.known, dry_run=how.dry_run
    )  # fmt: skip
    found = Found(how.every)
    found.extend(findings)
    return work.kept(result.telling(found), new)


def files_of(path: Path) -> list[Path]:
    """The files of a folder by name, those that begin with a full stop left out; or the one file that it is."""
    if not path.is_dir():
        return [path]
    return sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith("."))


@dataclass
class _Restoring:
    """One run."""

    house: House
    how: Restoring
    exports: list[Export]
    known: int = 0
    findings: list[Finding] = field(default_factory=list[Finding])
    _files: dict[str, str] = field(default_factory=dict[str, str])
    _needed: dict[str, Kept] = field(default_factory=dict[str, "Kept"])

    @property
    def digest(self) -> str:
        """SHA-256 of the file; of several, of theirs one after another."""
        digests = [export.digest for export in self.exports]
        return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()

    def new(self) -> dict[str, list[Record]]:
        """The records that are not here yet, by kind; what stands in the way is told."""
        new: dict[str, list[Record]] = {}
        for export in self.exports:
            self.findings += export.findings
            fresh = self._fresh([one for one in export.returning if self._expected(one) and self._first(one)])
            self.findings += (*absent(fresh, self._here, self._coming()), *self._contents(fresh))
            for one in fresh:
                new.setdefault(one.kind.name, []).append(self._stamped(one, export.digest))
        return new

    def kept(self, result: ImportResult, new: dict[str, list[Record]]) -> ImportResult:
        """Keep the new records, unless something stands in the way or it is only tried."""
        if any(map(is_error, result.findings)):
            return replace(result, refused=True)
        result = replace(result, new=sum(map(len, new.values())))
        if not new or self.how.dry_run:
            return result
        contents = [(one.media, one.content) for one in self._needed.values()]
        return replace(result, codes=tuple(record.code for record in self.house.restore(new, contents)))

    def notes(self, file: str) -> Iterator[Finding]:
        """What is worth a word and stands in nobody's way."""
        if self.known:
            yield Spot(file).finding("own_known", Weight.NOTE, count=self.known)

    def _contents(self, fresh: Sequence[Returning]) -> Iterator[Finding]:
        """What the store must keep for new records comes with them, or is here."""
        coming = {kept.digest: kept for export in self.exports for kept in export.kept}
        with self.house.reading() as reading:
            for one in fresh:
                for name, digest, media in _named(one):
                    kept = coming.get(digest)
                    if kept and media in {"", kept.media}:
                        self._needed[digest] = kept
                    elif (here := reading.media(digest)) is None or media not in {"", here}:
                        yield one.line.at(name).finding("own_content", code=one.record.code, digest=digest[:12])

    def _coming(self) -> dict[str, set[str]]:
        coming: dict[str, set[str]] = {}
        for export in self.exports:
            for one in export.returning:
                coming.setdefault(one.kind.name, set()).add(one.record.code)
        return coming

    def _expected(self, one: Returning) -> bool:
        if one.kind.name in self.how.kinds:
            return True
        rule = "own_not_yours" if one.kind.name in ORGANISATION else "own_kind"
        wanted = ", ".join(self.how.kinds)
        self.findings.append(one.line.spot.finding(rule, found=f"{one.kind.words}.name", wanted=wanted))
        return False

    def _first(self, one: Returning) -> bool:
        """Whether no file before it brings the same record; within a file the reader has told."""
        other = self._files.setdefault(one.record.code, one.line.spot.file)
        if other == one.line.spot.file:
            return True
        self.findings.append(one.line.at("code").finding("own_twice", code=one.record.code, other=other))
        return False

    def _fresh(self, returning: list[Returning]) -> list[Returning]:
        """Those that are not here yet; one that is here and differs is told."""
        fresh: list[Returning] = []
        for name in KINDS:
            of = [one for one in returning if one.kind.name == name]
            here = {record.code: record for record in self._found(name, [one.record.code for one in of])}
            for one in of:
                if one.record.code not in here:
                    fresh.append(one)
                elif fields := _differing(one, here[one.record.code]):
                    told = ", ".join(fields)
                    self.findings.append(one.line.at("code").finding("own_taken", code=one.record.code, fields=told))
                else:
                    self.known += 1
        return fresh

    def _here(self, kind_name: str, codes: set[str]) -> set[str]:
        return {record.code for record in self._found(kind_name, sorted(codes))}

    def _found(self, kind_name: str, codes: Sequence[str]) -> Iterator[Record]:
        room = self.house.room(kind_name)
        for start in range(0, len(codes), _CHUNK):
            yield from room.find(code=tuple(codes[start : start + _CHUNK]))

    def _stamped(self, one: Returning, digest: str) -> Record:
        """The record as it is kept: of this file, if of none, and with somebody whom its personal values are about."""
        record, kind = one.record, one.kind
        changes: dict[str, object] = {"version": 1}
        if record.source_file is None:
            changes |= {"source_file": digest, "source_row": one.line.spot.row}
        if kind.subject and getattr(record, kind.subject) is None and record != one.line.layout.masked(record):
            changes[kind.subject] = self.how.token()
        return record.but(**changes)


def _named(one: Returning) -> Iterator[tuple[str, str, str]]:
    """Field, digest and media type of what the store is to keep for a record; blank: the field tells the type."""
    for name in one.kind.contents:
        if (digest := getattr(one.record, name)) is not None:
            yield name, digest, ""
    for part in one.record.attachments:
        yield "attachments", part.digest, part.media


def _differing(one: Returning, here: Record) -> list[str]:
    """Fields in which the record here is not what the export says; what a masked export withholds is no difference."""
    masked = one.line.layout.masked
    mine, theirs, aside = here, one.record, _ASIDE
    if one.level is not Level.FULL:
        mine, theirs, aside = masked(here), masked(one.record), _ASIDE | {"attachments"}
    return [name for name, value in mine if name not in aside and value != getattr(theirs, name)]
