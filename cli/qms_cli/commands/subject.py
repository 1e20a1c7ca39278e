"""What is held about a person, for the person who asks."""

from typing import Annotated

import typer

from qms_cli import subjects
from qms_cli.desk import Desk
from qms_cli.frame import does, group

app = group()


@does(app, "report")
def report(
    desk: Desk,
    code: Annotated[str | None, typer.Argument(metavar="CODE")] = None,
    contact: Annotated[str | None, typer.Option("--contact", metavar="TEXT")] = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT")] = None,
) -> None:
    """Gather everything that is held about the person of a case, or with a contact; the log tells of it."""
    subjects.report(desk, code, contact, reason)
