"""Witnesses: a second office signs that it saw a checkpoint; it needs no store."""

from pathlib import Path
from typing import Annotated

import typer

from qms.ledger.note import VerifierKey, read_key
from qms_cli import keeping
from qms_cli.desk import Desk
from qms_cli.frame import does, group
from qms_cli.given import AFile

app = group()

LogKey = Annotated[VerifierKey | None, typer.Option("--key", metavar="NAME+ID+KEY", parser=read_key)]


@does(app, "sign")
def sign(
    desk: Desk,
    file: AFile,
    key: LogKey = None,
    earlier: Annotated[Path | None, typer.Option("--earlier", parser=Path, metavar="FILE")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", parser=Path, metavar="FILE")] = None,
) -> None:
    """Sign that a checkpoint was seen, and when."""
    keeping.cosigned(desk, file, key, earlier, output)
