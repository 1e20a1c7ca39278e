"""Periods of retention: what is over, and how long every record is kept."""

from datetime import date
from typing import Annotated

import typer

from qms_cli import retaining
from qms_cli.desk import Desk
from qms_cli.frame import answers, group
from qms_cli.times import day

app = group()

OnDay = Annotated[date | None, typer.Option("--on", metavar="DATE", parser=day)]


@answers(app, "due")
def due(desk: Desk, on: OnDay = None) -> None:
    """List what is to be appraised, and whose personal values are to be erased, because their period is over."""
    desk.show(retaining.listed(desk, desk.registry.retention.due(on)))


@answers(app, "list")
def list_(desk: Desk, on: OnDay = None) -> None:
    """List how long every record is kept."""
    desk.show(retaining.listed(desk, desk.registry.retention.all(on)))
