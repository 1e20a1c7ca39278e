"""Records out: which, how much of what is personal in them, in which form of file, and where to."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qms.base.level import Level
from qms.kinds import KINDS, ORGANISATION, kind
from qms_cli.faults import BadChoice, CannotWrite, Missing, Together
from qms_cli.options import FileFormat, Format
from qms_cli.selection import Selection, each
from qms_cli.show import records
from qms_cli.show.result import Rows
from qms_cli.show.sink import STDOUT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.exchange import Exported, Outgoing
    from qms.registry.sight import SeenReading
    from qms_cli.desk import Desk

RECORDS = tuple(name for name in KINDS if name not in ORGANISATION)
"""Kinds that leave where none is named."""
_SEVERAL = frozenset({FileFormat.XLSX, FileFormat.JSONL})
"""Forms in which one file holds several kinds."""


@dataclass(frozen=True)
class Asked:
    """What is to leave, as the command line says it.

    Attributes:
        kinds: none given: all but the organisation's own.
        level: how much of what is personal leaves; everything alone has a ``reason``, which says why.

    """

    kinds: tuple[str, ...]
    format: FileFormat | None
    by: Selection
    level: Level
    reason: str | None = None


def export(desk: Desk, asked: Asked) -> None:
    """Write the records and say at which level; what is personal leaves by an act with a reason, or not at all."""
    level, whole = asked.level, asked.level is Level.FULL
    if whole is (asked.reason is None):
        raise Together(options=("--unmasked", "--reason"))
    kinds = [kind(name) for name in dict.fromkeys(asked.kinds or RECORDS)]
    form = _format(desk, asked.format)
    if form is FileFormat.TABLE or desk.common("fields") is not None:
        if whole:
            raise Missing(name="--output", command="qms export")
        with desk.registry.reading() as reading:
            _show(desk, [_outgoing(desk, reading, of, asked.by, level) for of in kinds], form)
    else:
        _write(desk, asked, kinds, form, level)


def _outgoing(desk: Desk, reading: SeenReading, of: Kind[Any], by: Selection, level: Level) -> Outgoing:
    from qms.exchange import Outgoing
    from qms.registry.sight import Sight

    called = records.by_name(desk)

    def withheld(record: Record) -> bool:
        return reading.sight(of, record) is not Sight.FULL

    return Outgoing(of, each(desk, reading, of, by), level, withheld, desk.session.facts.zone, called, desk.language)


def _format(desk: Desk, said: FileFormat | None) -> FileFormat:
    """As ``--format`` says, or the name of the file; else as any other result."""
    to: Path | None = desk.common("output")
    if desk.common("json"):
        return FileFormat.JSON
    if said is not None:
        return said
    ending = to.suffix.removeprefix(".").lower() if to and str(to) != STDOUT else ""
    if ending in set(FileFormat) - {FileFormat.TABLE}:
        return FileFormat(ending)
    return FileFormat.TABLE if sys.stdout.isatty() and to is None else FileFormat.TSV


def _show(desk: Desk, outgoing: list[Outgoing], form: FileFormat) -> None:
    """As a table for people, or with the fields that were chosen: of one kind."""
    from qms.exchange.own.outgoing import Tally

    if len(outgoing) > 1:
        raise Missing(name="cli.metavar.KIND", command="qms export")
    if form is FileFormat.XLSX:
        raise BadChoice(text=form, choices=tuple(Format), near=None)
    desk.settle("format", Format(form))
    (one,) = outgoing
    listed = records.listed(desk, one.kind, [record for _, record in one.rows(Tally())])
    desk.show(Rows(listed.schema, listed.others, listed.rows, listed.documents, listed.many, empty=listed.empty))
    if form is FileFormat.TABLE:
        _tell(desk, STDOUT, one.level, len(listed.rows), len(listed.rows))


def _write(desk: Desk, asked: Asked, kinds: list[Kind[Any]], form: FileFormat, level: Level) -> None:
    """Write the files aside; put them in their place when the act that lets them go stands in the ledger."""
    from qms.exchange import FileForm, export_kinds
    from qms.exchange.aside import aside
    from qms.exchange.own.contents import kept_in

    to = _place(desk, len(kinds), form)
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(aside(to.parent if to else None))
        except OSError:
            raise CannotWrite(place=str(to)) from None
        with desk.registry.reading() as reading:
            outgoing = [_outgoing(desk, reading, of, asked.by, level) for of in kinds]
            staged = folder / (to.name if to else "export")
            files = export_kinds(outgoing, staged, FileForm(form), partial(kept_in, reading))
        if asked.reason is not None:
            left, log = [code for file in files for code in file.whole], desk.session.present.accesses
            with log.if_refused(left, act=desk.typed, reason=asked.reason):
                _take_out(desk, files, asked.reason)
            log.note(left, act=desk.typed, reason=asked.reason)
        if to is None:
            desk.write(staged.read_bytes())
        else:
            _put(staged, to)
    for file in files:
        place = to / file.path.name if to and file.path != staged else to or STDOUT
        _tell(desk, str(place), level, file.count, file.masked)
    if to is not None:
        desk.tell_known()


def _place(desk: Desk, kinds: int, form: FileFormat) -> Path | None:
    """Where the files go; None: to standard output, or to a device."""
    to: Path | None = desk.common("output")
    if to is not None and str(to) != STDOUT and (to.is_file() or to.is_dir() or not to.exists()):
        return to
    if kinds > 1 and form not in _SEVERAL:
        raise Missing(name="--output", command="qms export")
    if form is FileFormat.XLSX and to is None and sys.stdout.isatty():
        raise BadChoice(text=form, choices=tuple(Format), near=None)
    return None


def _take_out(desk: Desk, files: Sequence[Exported], reason: str) -> None:
    """The act: who takes out how many records of which kinds, in which files, and why."""
    desk.session.need_actor()
    counts = [f"{name} {count}" for file in files for name, count in file.kinds.items()]
    digests = " ".join(file.digest[: 64 // len(files)] for file in files)
    told = f"{reason} [{', '.join(counts)}; sha256 {digests}]"
    desk.session.present.acting(reason=told).people.take_out(desk.session.facts.actor)


def _put(staged: Path, to: Path) -> None:
    """Put a file, or the files of a folder, where they belong."""
    try:
        if staged.is_dir():
            to.mkdir(exist_ok=True)
            for file in sorted(staged.iterdir()):
                file.replace(to / file.name)
        else:
            staged.replace(to)
    except OSError:
        raise CannotWrite(place=str(to)) from None


def _tell(desk: Desk, place: str, level: Level, count: int, masked: int) -> None:
    key = "whole" if level is Level.FULL and not masked else level.value
    desk.note(desk.say(f"exported.{key}", place=place, count=count, masked=masked))
