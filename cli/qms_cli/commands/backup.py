"""The whole store out of the house, and back."""

from pathlib import Path
from typing import Annotated

import typer

from qms_cli import backing
from qms_cli.commands.evidence import Keys
from qms_cli.desk import Desk
from qms_cli.frame import does, group
from qms_cli.given import Switch

app = group()


@does(app, "backup")
def backup(
    desk: Desk,
    target: Annotated[Path, typer.Argument(metavar="FILE", parser=Path)],
    *,
    as_database: Annotated[bool, typer.Option("--as-database")] = False,
    without_personal: Annotated[bool, typer.Option("--without-personal")] = False,
    sign: Switch = False,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT")] = None,
) -> None:
    """Keep the whole store as one sealed bundle that anybody can check."""
    asked = backing.Asked(target, reason, as_database=as_database, without_personal=without_personal, sign=sign)
    desk.exit(backing.backup(desk, asked))


@does(app, "restore")
def restore(
    desk: Desk,
    source: Annotated[Path, typer.Argument(metavar="FILE", parser=Path)],
    *,
    drill: Annotated[bool, typer.Option("--drill")] = False,
    key: Keys = None,
) -> None:
    """Make a new store of a sealed bundle; never write into one that is there."""
    desk.exit((backing.drilled if drill else backing.restored)(desk, source, key or ()))
