"""Controlled documents: what every register has, and which revision held on a day."""

from datetime import date
from typing import Annotated

import typer

from qms_cli import revisions
from qms_cli.desk import Desk
from qms_cli.frame import answers
from qms_cli.given import Code
from qms_cli.registers import group_of
from qms_cli.times import day

app = group_of("document")

Day = Annotated[date | None, typer.Argument(metavar="[DATE]", parser=day)]


@answers(app, "on")
def on(desk: Desk, code: Code, on: Day = None) -> None:
    """Tell which revision of a document was in force on a day, or is today."""
    desk.show(revisions.in_force(desk, code, on))
