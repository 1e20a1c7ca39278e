"""The rules that systems of quality records are judged by."""

from typing import Annotated

import typer

from qms_cli import rules as shown
from qms_cli.desk import Desk
from qms_cli.frame import does, group

app = group()


@does(app, "rules")
def rules(
    desk: Desk,
    id_: Annotated[str | None, typer.Argument(metavar="ID")] = None,
    *,
    open_: Annotated[bool, typer.Option("--open")] = False,
) -> None:
    """Show which rules the program supports, how far, and what is still to come."""
    desk.show(shown.listed(desk, id_, open_=open_))
