"""Profiles: what the organisation brings of its own, and what is in force."""

from typing import Annotated

import typer

from qms_cli import adopting
from qms_cli.desk import Desk
from qms_cli.frame import acts, answers, group

app = group()

Source = Annotated[str, typer.Argument(metavar="PROFILE")]


@answers(app, "list")
def list_(desk: Desk) -> None:
    """List the profiles that were put in force, and those that travel with the program."""
    desk.show(adopting.listed(desk))


@answers(app, "compare")
def compare(desk: Desk, profile: Source) -> None:
    """Show every value in which a profile differs from the one in force."""
    desk.show(adopting.compared(desk, profile))


@acts(app, "adopt")
def adopt(desk: Desk, profile: Source) -> None:
    """Put a profile in force from now on; what was in force stays in the ledger."""
    desk.put(adopting.adopt(desk, profile))
