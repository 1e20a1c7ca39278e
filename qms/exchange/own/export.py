"""Records out of the house, as files that this program and others can read."""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from qms.base.level import Level
from qms.errors import StorageFailed
from qms.exchange.own.contents import CONTENT
from qms.exchange.own.outgoing import FileForm, Outgoing, Tally, nothing_kept
from qms.exchange.own.text import DELIMITERS, write_contents, write_document, write_lines, write_table
from qms.exchange.own.workbook import write_workbook
from qms.kinds import kind as kind_named

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence
    from io import BufferedRandom

    from qms.base.record import Record
    from qms.exchange.own.outgoing import Keeping


@dataclass(frozen=True)
class Exported:
    """A file that was written.

    Attributes:
        kinds: how many records of each kind it holds.
        masked: how many of them are without what is personal.
        digest: SHA-256 of the file.
        contents: SHA-256 of what the store keeps for the records.
        whole: codes of the records that left with everything in them.

    """

    path: Path
    kinds: dict[str, int]
    masked: int
    digest: str
    contents: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many records it holds."""
        return sum(self.kinds.values())


def export_records(
    kind: str,
    records: Iterable[Record],
    to: Path,
    form: FileForm,
    *,
    level: Level = Level.MASKED,
    zone: tzinfo = UTC,
) -> Exported:
    """Write the records of one kind to the file ``to``; see `export_kinds`."""
    return export_kinds([Outgoing(kind_named(kind), records, level, zone=zone)], to, form)[0]


def export_kinds(
    outgoing: Sequence[Outgoing], to: Path, form: FileForm, kept: Keeping = nothing_kept
) -> tuple[Exported, ...]:
    """Write records of one or more kinds; each file is there whole or not at all, and the same records are its bytes.

    One kind, a workbook and JSON lines are the one file ``to``. Several kinds as CSV, TSV or JSON are files named
    after the kinds in the folder ``to``. A file of `Level.INTERNAL` or `Level.FULL` is for its owner alone. What the
    store keeps for the records leaves with them in a workbook, in JSON lines and in a folder; ``kept`` gives it.

    Raises:
        StorageFailed: the place cannot be written; what stood there is untouched.
        TooManyRows: more records than a sheet has rows.
        NoRecord: there is no such kind.
        NothingPublic: `Level.PUBLIC`, of a kind of which counts alone are public.

    """
    if len(outgoing) == 1 or form in {FileForm.XLSX, FileForm.JSONL}:
        return (_file(outgoing, to, form, kept),)
    try:
        to.mkdir(exist_ok=True)
    except OSError:
        raise StorageFailed(place=str(to)) from None
    files = [_file([one], to / f"{one.kind.name}.{form}", form, kept) for one in outgoing]
    private = any(one.level.shows(Level.INTERNAL) for one in outgoing)
    _contents(files, to / f"{CONTENT}.{FileForm.JSONL}", kept, 0o600 if private else 0o666)
    return tuple(files)


def write_kinds(
    outgoing: Sequence[Outgoing], stream: BinaryIO, form: FileForm, kept: Keeping = nothing_kept
) -> list[Tally]:
    """Write to an open stream; only a workbook and JSON lines hold several kinds, and what is kept for records."""
    if form is FileForm.XLSX:
        return write_workbook(stream, outgoing, kept)
    if form is FileForm.JSONL:
        tallies = [write_lines(stream, one) for one in outgoing]
        write_contents(stream, kept([digest for tally in tallies for digest in tally.contents]))
        return tallies
    if form is FileForm.JSON:
        return [write_document(stream, one) for one in outgoing]
    return [write_table(stream, one, DELIMITERS[form]) for one in outgoing]


def _contents(files: Sequence[Exported], to: Path, kept: Keeping, mode: int) -> None:
    """Beside the files of a folder, what is kept for their records; nothing where there is none."""
    wanted = list(kept([digest for file in files for digest in file.contents]))
    try:
        to.unlink(missing_ok=True)
        if wanted:
            with _whole(to, mode) as stream:
                write_contents(stream, wanted)
    except OSError:
        raise StorageFailed(place=str(to)) from None


def _file(outgoing: Sequence[Outgoing], to: Path, form: FileForm, kept: Keeping) -> Exported:
    private = any(one.level.shows(Level.INTERNAL) for one in outgoing)
    try:
        with _whole(to, 0o600 if private else 0o666) as stream:
            tallies = write_kinds(outgoing, stream, form, kept)
            stream.flush()
            stream.seek(0)
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        raise StorageFailed(place=str(to)) from None
    kinds = {one.kind.name: tally.count for one, tally in zip(outgoing, tallies, strict=True)}
    contents = tuple(digest for tally in tallies for digest in tally.contents)
    whole = tuple(code for tally in tallies for code in tally.whole)
    return Exported(to, kinds, sum(tally.masked for tally in tallies), digest, contents, whole)


@contextmanager
def _whole(to: Path, mode: int) -> Generator[BufferedRandom]:
    """A file beside ``to`` that takes its place when all went well, and is gone when not."""
    if to.exists() and not to.is_file():
        raise IsADirectoryError(str(to))  # a folder or a device: nothing takes its place
    beside = to.with_name(f".{to.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR | _BINARY, mode), "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(to)
    finally:
        beside.unlink(missing_ok=True)


_BINARY = getattr(os, "O_BINARY", 0)  # Windows would change line ends


__all__ = ["Exported", "export_kinds", "export_records", "write_kinds"]
