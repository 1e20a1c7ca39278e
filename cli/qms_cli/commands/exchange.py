"""What comes in from other registers, and what leaves as open files."""

from pathlib import Path
from typing import Annotated

import typer

from qms.kinds import KINDS
from qms_cli import interchange
from qms_cli.desk import Desk
from qms_cli.frame import answers, group, writes_many
from qms_cli.given import AFile, OptionalWords, Switch
from qms_cli.words import one_of

app = group()

Kind = Annotated[str, typer.Argument(metavar="KIND", parser=one_of(tuple(KINDS)))]
OptionalKind = Annotated[str | None, typer.Argument(metavar="KIND", parser=one_of(tuple(KINDS)))]


@writes_many(app, "import")
def import_(
    desk: Desk,
    file: AFile,
    mapping: Annotated[Path, typer.Option("--map", "-m", metavar="MAP", parser=Path)],
    source: OptionalWords = None,
    partial: Switch = False,
    refused: Annotated[Path | None, typer.Option("--refused", metavar="FILE", parser=Path)] = None,
) -> None:
    """Bring in a register by a mapping: all of a file or nothing of it; with --partial, its good rows."""
    result = interchange.bring(desk, file, mapping, interchange.Wanted(source, partial, refused))
    desk.show(interchange.told(desk, result))
    desk.exit(interchange.ended(result))


@answers(app, "export")
def export(desk: Desk, kind: Kind) -> None:
    """Give out all records of a kind, customers' particulars masked."""
    desk.show(interchange.exported(desk, kind))


@answers(app, "schema")
def schema(desk: Desk, kind: OptionalKind = None) -> None:
    """Show the fields of a kind's records as JSON Schema, or list the kinds."""
    interchange.schema(desk, kind)
