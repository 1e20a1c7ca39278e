"""What comes in from other registers, and what leaves as open files."""

from pathlib import Path
from typing import Annotated

import typer

from qms.base.level import Level
from qms.kinds import KINDS
from qms_cli import interchange, leaving
from qms_cli.desk import Desk
from qms_cli.frame import answers, does, group, writes_many
from qms_cli.given import AFile, OptionalDepartment, OptionalSince, OptionalWords, Switch
from qms_cli.leaving import RECORDS
from qms_cli.options import FileFormat
from qms_cli.selection import Selection
from qms_cli.words import choice, one_of

app = group()

OptionalKinds = Annotated[list[str] | None, typer.Argument(metavar="KIND…", parser=one_of(tuple(KINDS)))]
OptionalKind = Annotated[str | None, typer.Argument(metavar="KIND", parser=one_of(tuple(KINDS)))]


@writes_many(app, "import")
def import_(
    desk: Desk,
    file: AFile,
    mapping: Annotated[Path | None, typer.Option("--map", "-m", metavar="MAP", parser=Path)] = None,
    kinds: Annotated[list[str] | None, typer.Option("--kind", "-k", metavar="KIND", parser=one_of(RECORDS))] = None,
    source: OptionalWords = None,
    partial: Switch = False,
    refused: Annotated[Path | None, typer.Option("--refused", metavar="FILE", parser=Path)] = None,
    findings: Annotated[Path | None, typer.Option("--findings", metavar="FILE", parser=Path)] = None,
) -> None:
    """Bring in a register by a mapping, or an export as it is: all of it or nothing; with --partial, its good rows."""
    wanted = interchange.Wanted(source, partial, refused, findings, tuple(kinds or ()))
    result = interchange.bring(desk, file, mapping, wanted) if mapping else interchange.back(desk, file, wanted)
    desk.show(interchange.told(desk, result))
    desk.exit(interchange.ended(result))


@answers(app, "export")
def export(
    desk: Desk,
    kinds: OptionalKinds = None,
    format: Annotated[FileFormat | None, typer.Option("--format", parser=choice(FileFormat))] = None,
    department: OptionalDepartment = None,
    since: OptionalSince = None,
    level: Annotated[Level | None, typer.Option("--level", parser=choice(Level), metavar="LEVEL")] = None,
    unmasked: Switch = False,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT")] = None,
) -> None:
    """Give out records of one, some or all kinds, what is personal masked unless there is a reason."""
    by = Selection(department=department, since=since)
    shown = Level.FULL if unmasked else level or Level.MASKED
    leaving.export(desk, leaving.Asked(tuple(kinds or ()), format, by, shown, reason))


@does(app, "schema")
def schema(desk: Desk, kind: OptionalKind = None) -> None:
    """Show the fields of a kind's records as JSON Schema, or list the kinds."""
    interchange.schema(desk, kind)
