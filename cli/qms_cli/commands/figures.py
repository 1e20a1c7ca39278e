"""Figures: what is counted, over which period, and how."""

from typing import Annotated

import typer

from qms.base.level import Level
from qms.base.period import Period
from qms_cli import counting
from qms_cli.desk import Desk
from qms_cli.frame import answers, group
from qms_cli.words import choice

app = group()

Name = Annotated[str, typer.Argument(metavar="FIGURE")]
Spelled = Annotated[Period | None, typer.Option("--period", "-p", metavar="PERIOD", parser=Period.of)]


@answers(app, "list")
def list_(desk: Desk) -> None:
    """List all figures."""
    desk.show(counting.listed(desk))


@answers(app, "show")
def show(
    desk: Desk,
    figure: Name,
    period: Spelled = None,
    by: Annotated[str | None, typer.Option("--by", metavar="FIELD")] = None,
    level: Annotated[Level | None, typer.Option("--level", parser=choice(Level), metavar="LEVEL")] = None,
) -> None:
    """Count a figure over a period; for the public without small counts."""
    of = counting.find(figure)
    found = counting.counted(desk, of, period or counting.this_half(desk), by)
    desk.show(counting.published(desk, of, found) if level is Level.PUBLIC else found)


@answers(app, "explain")
def explain(desk: Desk, figure: Name, period: Spelled = None) -> None:
    """Tell how a figure is counted, and list the records behind it."""
    desk.show(counting.explained(desk, counting.find(figure), period or counting.this_half(desk)))
