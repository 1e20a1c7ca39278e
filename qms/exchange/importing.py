"""Importing a register: read it, see what is new, bring it in; all of a file or, where asked for, its good rows.

A register is converted twice: once to judge every row, once more to keep them. So what is in memory is the file and a
place for each row, never all of its records.
"""

from __future__ import annotations

import secrets
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Protocol

from qms.base.finding import Finding, Weight
from qms.exchange.convert import Incoming, is_error
from qms.exchange.found import Every, Found
from qms.exchange.keeping import laid_down
from qms.exchange.looking import Looked, Rooms
from qms.exchange.partial import Partial, Reasons, refused_whole
from qms.exchange.progress import EVERY, Told, silent
from qms.exchange.read import file_bytes, file_name
from qms.exchange.refused import refused_file
from qms.exchange.sheet import FILE_BYTES
from qms.exchange.target import RECORDED, target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from collections.abc import Mapping as Table
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from qms.base.record import Record
    from qms.exchange.looking import Place
    from qms.exchange.mapping import Mapping
    from qms.exchange.sheet import Sheet


class Shelf(Rooms, Protocol):
    """Where imported records go; the registry is the only one in the program."""

    def known(self, kind_name: str, source: str) -> set[str]:
        """Keys of the records that came from this register already."""
        ...

    def bring(
        self, kind_name: str, records: Iterable[Record], told: Callable[[int], None] | None = None
    ) -> tuple[str, ...]:
        """Number and keep the records, all of them or none; return the codes that they were given, in this order.

        ``told`` is called with how many are done, each time one is.
        """
        ...


@dataclass(frozen=True)
class Register:
    """A register as it was read: a function of the file's bytes and the mapping alone.

    Attributes:
        digest: SHA-256 of the file.
        rows: how many rows the file holds below its head.
        incoming: the rows without an error, in the order of the file.
        findings: everything noticed in the file: about the file as a whole, then about rows, in their order.

    """

    name: str
    digest: str
    rows: int
    incoming: tuple[Incoming, ...]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether an error keeps the whole file out."""
        return any(map(is_error, self.findings))


@dataclass(frozen=True)
class ImportResult:
    """What an import did, or would do.

    Attributes:
        source: name of the register.
        digest: SHA-256 of the file.
        rows: how many rows the file holds below its head.
        new: how many records came in; on a dry run how many would.
        codes: the codes that they were given, in the order of receipt; none on a dry run.
        known: how many rows were in the store before; they stay as they are.
        findings: what was noticed about the file, and about its rows the first thousand of each rule.
        rules: how often each rule was found, exactly; see `Bringing.every` for the findings themselves.
        dry_run: whether it was only tried.
        left_out: how many rows did not come in though others may have; 0 where none was refused, or the whole file.
        refused: whether an error kept the whole file out.

    """

    source: str
    digest: str
    rows: int
    new: int = 0
    codes: tuple[str, ...] = ()
    known: int = 0
    findings: tuple[Finding, ...] = ()
    rules: Table[str, int] = field(default_factory=dict[str, int])
    dry_run: bool = False
    left_out: int = 0
    refused: bool = False

    @property
    def found(self) -> int:
        """How many findings there are, those among them that `findings` does not hold."""
        return sum(self.rules.values())

    def telling(self, found: Found) -> ImportResult:
        """This result with what was found."""
        return replace(self, findings=found.kept, rules=found.rules)


def _token() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True)
class Bringing:
    """What an import needs beside the file.

    Attributes:
        at: the instant of import.
        token: makes a random number of 32 hexadecimal digits that stands for a customer.
        source: another name of the register than the mapping's.
        dry_run: only say what would come in.
        partial: what becomes of rows with an error; None: one such row keeps the whole file out.
        told: is told how far the import is.
        every: is told of each finding as it comes, of those too that the result only counts.

    """

    at: datetime
    token: Callable[[], str] = _token
    source: str | None = None
    dry_run: bool = False
    partial: Partial | None = None
    told: Told = silent
    every: Every | None = None


def read_register(path: Path, mapping: Mapping, told: Told = silent) -> Register:
    """Read a register and convert its rows: all of them in memory at once, as `import_register` never has them.

    Raises:
        NoSuchFile: there is no file at this path.
        PartMissing: the register is Parquet, and the library that reads it is not installed.

    """
    return register_of(file_bytes(path, FILE_BYTES), file_name(path), mapping, told)


def register_of(data: bytes, name: str, mapping: Mapping, told: Told = silent) -> Register:
    """Convert the bytes of a register; ``name`` goes into the findings."""
    looked = Looked(data, name, mapping)
    every: list[Finding] = []
    incoming = tuple(one for _, one in looked.incoming(Found(every.append), told))
    every.sort(key=lambda one: "row" in one.values)
    return Register(name, looked.digest, looked.rows, incoming, tuple(every))


def import_register(shelf: Shelf, path: Path, mapping: Mapping, how: Bringing) -> ImportResult:
    """Bring the rows of a register in that are not yet known by their key: all of them or none, or the good ones.

    Raises:
        NoSuchFile: there is no file at this path.
        FileThere: there is something already where refused rows would be written.
        CannotKeep: refused rows cannot be written where they should be; nothing was brought in.
        PartMissing: the register is Parquet, and the library that reads it is not installed.

    """
    name = file_name(path)
    looked = Looked(file_bytes(path, FILE_BYTES), name, mapping)
    reasons = Reasons(name, how.partial.language) if how.partial else None
    found = Found(reasons.hear if reasons else None, how.every)
    looked.look(shelf, found, how.at, how.told)
    result = ImportResult(how.source or mapping.source, looked.digest, looked.rows, dry_run=how.dry_run)
    if reasons and how.partial:
        return _bring_good(_Bring(shelf, looked, mapping, how, found), reasons, how.partial, result)
    if found.refused:
        return replace(result, refused=True).telling(found)
    return _Bring(shelf, looked, mapping, how, found).new(looked.places, result)


def _bring_good(bring: _Bring, reasons: Reasons, to: Partial, result: ImportResult) -> ImportResult:
    """Bring in the rows without an error, and lay the others down to be mended.

    The whole file is refused where it could not be read to its end (torn, a wrong delimiter or encoding), where a
    column is lacking, and for the reasons of `refused_whole`.
    """
    looked, found = bring.looked, bring.found
    sheet = looked.sheet if looked.whole and not reasons.outside else None
    why = refused_whole(looked.spot, looked.rows, sheet, reasons) if sheet else None
    if why:
        found.add(why)
    if sheet is None or why:
        return replace(result, refused=True).telling(found)
    good = [place for place in looked.places if place.row not in reasons.rows]
    result = replace(result, left_out=len(reasons.rows))
    with _down(sheet, reasons, to, dry_run=result.dry_run) as settle:
        result = bring.new(good, result)
        settle()
    return result


def _down(sheet: Sheet, reasons: Reasons, to: Partial, *, dry_run: bool) -> AbstractContextManager[Callable[[], None]]:
    """The file with the refused rows, ready to be put in its place once the others are in the store."""
    if dry_run or to.file is None or not reasons.rows:
        return nullcontext(_nothing)
    return laid_down(to.file, refused_file(sheet, reasons.rows, to.language))


def _nothing() -> None:
    """No file is to be put anywhere."""


@dataclass(frozen=True)
class _Bring:
    """The second half of an import: what is not known yet is kept."""

    shelf: Shelf
    looked: Looked
    mapping: Mapping
    how: Bringing
    found: Found

    def new(self, places: Sequence[Place], result: ImportResult) -> ImportResult:
        """Bring in what is not known yet of these rows."""
        there = self.shelf.known(self.mapping.kind, result.source)
        fresh = sorted((one for one in places if one.key not in there), key=attrgetter("opened"))
        if known := len(places) - len(fresh):
            self.found.add(self.looked.spot.finding("known", Weight.NOTE, count=known, source=result.source))
        codes: tuple[str, ...] = ()
        if fresh and not self.how.dry_run:
            stored = partial(_stored, self.how.told, len(fresh))
            codes = self.shelf.bring(self.mapping.kind, self._stamped(fresh, result.source), stored)
        return replace(result, new=len(fresh), codes=codes, known=known).telling(self.found)

    def _stamped(self, places: Sequence[Place], source: str) -> Iterator[Record]:
        """The records with what only the import knows, each validated as a whole."""
        kind = target(self.mapping.kind).kind
        always: dict[str, object] = {"source": source}
        if target(kind.name).recorded:
            always[RECORDED] = self.how.at
        for record in self.looked.records(places):
            personal = kind.subject and any(getattr(record, name) is not None for name in kind.personal())
            yield record.but(**always, **({kind.subject: self.how.token()} if kind.subject and personal else {}))


def _stored(told: Told, of: int, done: int) -> None:
    if not done % EVERY:
        told("storing", done, of)
