"""Records out: which, how much of what is personal in them, in which form of file, and where to."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from qms.kinds import KINDS, ORGANISATION, kind
from qms_cli.faults import BadChoice, Missing
from qms_cli.options import FileFormat, Format
from qms_cli.selection import Selection, each
from qms_cli.show import records
from qms_cli.show.mask import is_kept_from
from qms_cli.show.result import Rows
from qms_cli.show.sink import STDOUT

if TYPE_CHECKING:
    from pathlib import Path

    from qms.base.kind import Kind
    from qms.exchange import Level, Outgoing
    from qms.exchange.own.outgoing import Keeping
    from qms.store.reading import Reading
    from qms_cli.desk import Desk

RECORDS = tuple(name for name in KINDS if name not in ORGANISATION)
"""Kinds that leave where none is named."""
_SEVERAL = frozenset({FileFormat.XLSX, FileFormat.JSONL})
"""Forms in which one file holds several kinds."""


@dataclass(frozen=True)
class Asked:
    """What is to leave, as the command line says it."""

    kinds: tuple[str, ...]
    format: FileFormat | None
    by: Selection


def export(desk: Desk, asked: Asked) -> None:
    """Write the records, masked, and say so."""
    from qms.exchange import Level
    from qms.exchange.own.contents import kept_in

    kinds = [kind(name) for name in dict.fromkeys(asked.kinds or RECORDS)]
    form = _format(desk, asked.format)
    with desk.registry.reading() as reading:
        outgoing = [_outgoing(desk, reading, of, asked.by, Level.MASKED) for of in kinds]
        if form is FileFormat.TABLE or desk.common("fields") is not None:
            _show(desk, outgoing, form)
        else:
            _write(desk, outgoing, form, partial(kept_in, reading))


def _outgoing(desk: Desk, reading: Reading, of: Kind[Any], by: Selection, level: Level) -> Outgoing:
    from qms.exchange import Outgoing

    return Outgoing(
        of, each(desk, reading, of, by), level, partial(is_kept_from, desk, of), zone=desk.session.facts.zone
    )


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
        raise Missing(name="KIND", command="qms export")
    if form is FileFormat.XLSX:
        raise BadChoice(text=form, choices=tuple(Format), near=None)
    desk.settle("format", Format(form))
    (one,) = outgoing
    listed = records.listed(desk, one.kind, [record for _, record in one.rows(Tally())])
    desk.show(Rows(listed.schema, listed.others, listed.rows, listed.documents, listed.many, empty=listed.empty))
    if form is FileFormat.TABLE:
        _tell(desk, STDOUT, outgoing, len(listed.rows), len(listed.rows))


def _write(desk: Desk, outgoing: list[Outgoing], form: FileFormat, kept: Keeping) -> None:
    from qms.exchange import FileForm, export_kinds
    from qms.exchange.own.export import write_kinds

    to: Path | None = desk.common("output")
    if to is not None and str(to) != STDOUT:
        for file in export_kinds(outgoing, to, FileForm(form), kept):
            _tell(desk, str(file.path), outgoing, file.count, file.masked)
        return
    if len(outgoing) > 1 and form not in _SEVERAL:
        raise Missing(name="--output", command="qms export")
    if form is FileFormat.XLSX and sys.stdout.isatty():
        raise BadChoice(text=form, choices=tuple(Format), near=None)
    stream = io.BytesIO()
    tallies = write_kinds(outgoing, stream, FileForm(form), kept)
    desk.write(stream.getvalue())
    _tell(desk, STDOUT, outgoing, sum(one.count for one in tallies), sum(one.masked for one in tallies))


def _tell(desk: Desk, place: str, outgoing: list[Outgoing], count: int, masked: int) -> None:
    level = outgoing[0].level
    desk.note(desk.say(f"exported.{level.value}", place=place, count=count, masked=masked))
