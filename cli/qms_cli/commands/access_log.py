"""The log of accesses to personal values: read, and looked through month by month."""

from typing import Annotated

import typer

from qms_cli import accessing
from qms_cli.desk import Desk
from qms_cli.frame import does, group, shows

app = group()

OptionalMonth = Annotated[str | None, typer.Option("--month", metavar="MONTH")]


@shows(app, "list")
def list_(
    desk: Desk,
    month: OptionalMonth = None,
    person: Annotated[str | None, typer.Option("--person", metavar="PERSON")] = None,
) -> None:
    """List who read what is personal, when, from where, whose, for what, and what was refused."""
    desk.show(accessing.listed(desk, month, person))


@does(app, "review")
def review(
    desk: Desk,
    month: Annotated[str, typer.Option("--month", metavar="MONTH")],
    found: Annotated[str, typer.Option("--found", metavar="TEXT")],
) -> None:
    """Record that a month of the log was looked through, and what was found."""
    desk.show(accessing.review(desk, month, found))
