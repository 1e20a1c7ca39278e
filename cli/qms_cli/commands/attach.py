"""Files to a record."""

from pathlib import Path
from typing import Annotated

import typer

from qms_cli import attaching
from qms_cli.desk import Desk
from qms_cli.frame import group, writes_many
from qms_cli.given import Code

app = group()

Files = Annotated[list[Path], typer.Argument(metavar="FILE…", parser=Path)]
Names = Annotated[list[str] | None, typer.Option("--name", metavar="NAME")]


@writes_many(app, "attach")
def attach(desk: Desk, code: Code, files: Files, names: Names = None) -> None:
    """Attach files to a record: all of them, or none."""
    attaching.attach(desk, code, files, names or ())
