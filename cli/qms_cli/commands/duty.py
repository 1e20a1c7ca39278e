"""Responsibilities and authority: who has to do what, and who may."""

from typing import Annotated

import typer

from qms_cli import profiles
from qms_cli.desk import Desk
from qms_cli.frame import answers, group
from qms_cli.given import OptionalRole

app = group()


@answers(app, "list")
def list_(
    desk: Desk,
    role: OptionalRole = None,
    clause: Annotated[str | None, typer.Option("--clause", metavar="CLAUSE")] = None,
    every: Annotated[bool, typer.Option("--all")] = False,
) -> None:
    """List duties with their clause and how far each is carried, with --all every row of the profile."""
    desk.show(profiles.rows(desk, role, clause, every=every))


@answers(app, "matrix")
def matrix(desk: Desk, acts: Annotated[bool, typer.Option("--acts")] = False) -> None:
    """Show duties by role as a matrix, with --acts who may do what."""
    desk.show(profiles.acts(desk) if acts else profiles.matrix(desk))
