"""Importing a register: read it, see what is new, bring it in; all of a file or, where asked for, its good rows."""

from __future__ import annotations

import hashlib
import secrets
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from qms.base.finding import Finding, Weight
from qms.base.record import Record
from qms.exchange.convert import Incoming, Origin, convert, is_error
from qms.exchange.integrity import doubts
from qms.exchange.keeping import laid_down
from qms.exchange.partial import Parted, Partial, Sheetful, part
from qms.exchange.progress import EVERY, Told, silent
from qms.exchange.read import file_bytes, file_name, read_sheet
from qms.exchange.references import absent
from qms.exchange.refused import refused_file
from qms.exchange.sheet import FILE_BYTES, Sheet, Spot
from qms.exchange.target import RECORDED, target

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime
    from pathlib import Path

    from qms.base.kind import Kind
    from qms.exchange.mapping import Mapping

R = TypeVar("R", bound=Record)


class Shelf(Protocol):
    """Where imported records go; the registry is the only one in the program."""

    def known(self, kind_name: str, source: str) -> set[str]:
        """Keys of the records that came from this register already."""
        ...

    def room(self, name: str) -> Any:  # noqa: ANN401 - any room, by the name of its kind
        """The room of a kind, of which ``find(code=…)`` is asked."""
        ...

    def bring(self, kind_name: str, records: Sequence[R], told: Callable[[int], None] | None = None) -> tuple[R, ...]:
        """Number and keep the records, all of them or none; return them as they are kept.

        ``told`` is called with how many are done, each time one is.
        """
        ...


@dataclass(frozen=True)
class Register:
    """A register as it was read: a function of the file's bytes and the mapping alone.

    Attributes:
        digest: SHA-256 of the file.
        rows: how many rows the file holds below its head.
        incoming: the rows without an error.
        findings: everything noticed in the file, in its order.
        sheet: the rows as they stand in the file; None where it holds none.
        whole: whether every row of the file was found, good or bad.

    """

    name: str
    digest: str
    rows: int
    incoming: tuple[Incoming, ...]
    findings: tuple[Finding, ...]
    sheet: Sheet | None = None
    whole: bool = False

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
        new: the records that came in; on a dry run those that would, without their numbers.
        known: how many rows were in the store before; they stay as they are.
        findings: everything noticed.
        dry_run: whether it was only tried.
        left_out: how many rows did not come in though others may have; 0 where none was refused, or the whole file.
        refused: whether an error kept the whole file out.

    """

    source: str
    digest: str
    rows: int
    new: tuple[Record, ...]
    known: int
    findings: tuple[Finding, ...]
    dry_run: bool
    left_out: int = 0
    refused: bool = False


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

    """

    at: datetime
    token: Callable[[], str] = _token
    source: str | None = None
    dry_run: bool = False
    partial: Partial | None = None
    told: Told = silent


def read_register(path: Path, mapping: Mapping, told: Told = silent) -> Register:
    """Read a register and convert its rows. Raises `NoSuchFile`, and `PartMissing` for Parquet without its library."""
    return register_of(file_bytes(path, FILE_BYTES), file_name(path), mapping, told)


def register_of(data: bytes, name: str, mapping: Mapping, told: Told = silent) -> Register:
    """Convert the bytes of a register; ``name`` goes into the findings."""
    digest = hashlib.sha256(data).hexdigest()
    reading = read_sheet(data, name, mapping.form)
    sheet = reading.sheet
    if sheet is None:
        return Register(name, digest, 0, (), reading.findings)
    incoming, more = convert(sheet, mapping, Origin(name, digest), told)
    rows = len(sheet.rows) + len(sheet.broken)
    return Register(name, digest, rows, incoming, (*reading.findings, *more), sheet, reading.whole)


def import_register(shelf: Shelf, path: Path, mapping: Mapping, how: Bringing) -> ImportResult:
    """Bring the rows of a register in that are not yet known by their key: all of them or none, or the good ones.

    Raises:
        NoSuchFile: there is no file at this path.
        FileThere: there is something already where refused rows would be written.
        CannotKeep: refused rows cannot be written where they should be; nothing was brought in.
        PartMissing: the register is Parquet, and the library that reads it is not installed.

    """
    register = read_register(path, mapping, how.told)
    if how.partial is None:
        register = replace(register, sheet=None)  # half of the memory that a large register takes
    register = _looked_up(shelf, register, mapping, how)
    result = ImportResult(
        how.source or mapping.source, register.digest, register.rows, (), 0, register.findings, how.dry_run
    )
    if how.partial is not None:
        return _bring_good(shelf, register, mapping, how, result)
    if register.refused:
        return replace(result, refused=True)
    return _bring(shelf, register, mapping, how, result)


def _looked_up(shelf: Shelf, register: Register, mapping: Mapping, how: Bringing) -> Register:
    """The register with what its records say of themselves, and of others that should be there."""
    kind = target(mapping.kind).kind
    more = (
        *absent(register.incoming, register.name, mapping, kind, partial(_there, shelf)),
        *doubts(register.incoming, register.name, how.at),
    )
    return replace(register, findings=(*register.findings, *more))


def _bring_good(
    shelf: Shelf, register: Register, mapping: Mapping, how: Bringing, result: ImportResult
) -> ImportResult:
    """Bring in the rows without an error, and lay the others down to be mended."""
    parted = part(Sheetful(register.name, register.rows, register.sheet if register.whole else None), register.findings)
    result = replace(result, findings=parted.findings, refused=parted.refused)
    if parted.refused or how.partial is None:
        return result
    good = replace(register, incoming=tuple(row for row in register.incoming if row.row not in parted.reasons))
    result = replace(result, left_out=len(parted.reasons))
    with _down(register, parted, how.partial, dry_run=how.dry_run) as settle:
        result = _bring(shelf, good, mapping, how, result)
        settle()
    return result


def _down(
    register: Register, parted: Parted, to: Partial, *, dry_run: bool
) -> AbstractContextManager[Callable[[], None]]:
    """The file with the refused rows, ready to be put in its place once the others are in the store."""
    if dry_run or to.file is None or not parted.reasons or register.sheet is None:
        return nullcontext(_nothing)
    return laid_down(to.file, refused_file(register.sheet, parted.reasons, to.language))


def _nothing() -> None:
    """No file is to be put anywhere."""


def _bring(shelf: Shelf, register: Register, mapping: Mapping, how: Bringing, result: ImportResult) -> ImportResult:
    """Bring in what is not known yet."""
    kind = target(mapping.kind).kind
    there = shelf.known(mapping.kind, result.source)
    fresh = [row for row in register.incoming if row.key not in there]
    fresh.sort(key=partial(_opened, kind))  # numbers follow the order of receipt, not of the file
    known = len(register.incoming) - len(fresh)
    findings = result.findings
    if known:
        findings += (Spot(register.name).finding("known", Weight.NOTE, count=known, source=result.source),)
    new = tuple(_stamped(row.record, result.source, how, kind) for row in fresh)
    if new and not how.dry_run:
        new = shelf.bring(mapping.kind, new, partial(_stored, how.told, len(new)))
    return replace(result, new=new, known=known, findings=findings)


def _stored(told: Told, of: int, done: int) -> None:
    if not done % EVERY:
        told("storing", done, of)


def _there(shelf: Shelf, kind_name: str, codes: set[str]) -> set[str]:
    return {record.code for record in shelf.room(kind_name).find(code=tuple(codes))}


def _opened(kind: Kind[Record], row: Incoming) -> datetime | date:
    opened: datetime | date = getattr(row.record, kind.opened or RECORDED)
    return opened


def _stamped(record: Record, source: str, how: Bringing, kind: Kind[Record]) -> Record:
    """The record with what only the import knows, validated as a whole."""
    changes: dict[str, object] = {"source": source}
    if target(kind.name).recorded:
        changes[RECORDED] = how.at
    if kind.subject and any(getattr(record, name) is not None for name in kind.personal()):
        changes[kind.subject] = how.token()
    return record.but(**changes)
