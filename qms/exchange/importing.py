"""Importing a register: read it, see what is new, bring it in; all of a file or nothing of it."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from qms.base.finding import Finding, Weight
from qms.base.record import Record
from qms.exchange.convert import Incoming, Origin, convert, is_error
from qms.exchange.integrity import doubts
from qms.exchange.read import file_bytes, file_name, read_sheet
from qms.exchange.references import absent
from qms.exchange.sheet import FILE_BYTES, Spot
from qms.exchange.target import RECORDED, target

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
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

    def bring(self, kind_name: str, records: Sequence[R]) -> tuple[R, ...]:
        """Number and keep the records, all of them or none; return them as they are kept."""
        ...


@dataclass(frozen=True)
class Register:
    """A register as it was read: a function of the file's bytes and the mapping alone.

    Attributes:
        digest: SHA-256 of the file.
        rows: how many rows the file holds below its head.
        incoming: the rows without an error.
        findings: everything noticed in the file, in its order.

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
        new: the records that came in; on a dry run those that would, without their numbers.
        known: how many rows were in the store before; they stay as they are.
        findings: everything noticed; with an error among them nothing came in.
        dry_run: whether it was only tried.

    """

    source: str
    digest: str
    rows: int
    new: tuple[Record, ...]
    known: int
    findings: tuple[Finding, ...]
    dry_run: bool

    @property
    def refused(self) -> bool:
        """Whether an error kept the whole file out."""
        return any(map(is_error, self.findings))


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

    """

    at: datetime
    token: Callable[[], str] = _token
    source: str | None = None
    dry_run: bool = False


def read_register(path: Path, mapping: Mapping) -> Register:
    """Read a register and convert its rows. Raises `NoSuchFile`."""
    return register_of(file_bytes(path, FILE_BYTES), file_name(path), mapping)


def register_of(data: bytes, name: str, mapping: Mapping) -> Register:
    """Convert the bytes of a register; ``name`` goes into the findings."""
    digest = hashlib.sha256(data).hexdigest()
    sheet, findings = read_sheet(data, name, mapping.form)
    if sheet is None:
        return Register(name, digest, 0, (), findings)
    incoming, more = convert(sheet, mapping, Origin(name, digest))
    return Register(name, digest, len(sheet.rows), incoming, (*findings, *more))


def import_register(shelf: Shelf, path: Path, mapping: Mapping, how: Bringing) -> ImportResult:
    """Bring the rows of a register in that are not yet known by their key: all of them, or none.

    Raises:
        NoSuchFile: there is no file at this path.

    """
    register = read_register(path, mapping)
    source = how.source or mapping.source
    kind = target(mapping.kind).kind
    findings = (
        *register.findings,
        *absent(register.incoming, register.name, mapping, kind, partial(_there, shelf)),
        *doubts(register.incoming, register.name, how.at),
    )
    if any(map(is_error, findings)):
        return ImportResult(source, register.digest, register.rows, (), 0, findings, how.dry_run)
    there = shelf.known(mapping.kind, source)
    fresh = [row for row in register.incoming if row.key not in there]
    fresh.sort(key=partial(_opened, kind))  # numbers follow the order of receipt, not of the file
    known = len(register.incoming) - len(fresh)
    if known:
        findings += (Spot(register.name).finding("known", Weight.NOTE, count=known, source=source),)
    new = tuple(_stamped(row.record, source, how, kind) for row in fresh)
    if new and not how.dry_run:
        new = shelf.bring(mapping.kind, new)
    return ImportResult(source, register.digest, register.rows, new, known, findings, how.dry_run)


def _there(shelf: Shelf, kind_name: str, codes: set[str]) -> set[str]:
    return {record.code for record in shelf.room(kind_name).find(code=tuple(codes))}


def _opened(kind: Kind[Record], row: Incoming) -> datetime:
    opened: datetime = getattr(row.record, kind.opened or RECORDED)
    return opened


def _stamped(record: Record, source: str, how: Bringing, kind: Kind[Record]) -> Record:
    """The record with what only the import knows, validated as a whole."""
    changes: dict[str, object] = {RECORDED: how.at, "source": source}
    if kind.subject and any(getattr(record, name) is not None for name in kind.personal()):
        changes[kind.subject] = how.token()
    return record.but(**changes)
