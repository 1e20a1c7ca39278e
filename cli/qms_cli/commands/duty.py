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
) -> None:
    """List duties with their clause and what shows that they are carried out."""
    desk.show(profiles.duties(desk, role, clause))


@answers(app, "matrix")
def matrix(desk: Desk, acts: Annotated[bool, typer.Option("--acts")] = False) -> None:
    """Show duties by role as a matrix, with --acts who may do what."""
    desk.show(profiles.acts(desk) if acts else profiles.matrix(desk))
