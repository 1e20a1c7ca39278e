"""The organisation: departments and people."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from qms.kinds import kind
from qms_cli import moving, people
from qms_cli.desk import Desk
from qms_cli.frame import answers, group, writes_many
from qms_cli.given import OptionalDepartment, OptionalWords, Switch
from qms_cli.show import records
from qms_cli.times import day

app = group()

OnDay = Annotated[date | None, typer.Option("--on", metavar="DATE", parser=day)]
Files = Annotated[list[Path], typer.Argument(metavar="FILE", parser=Path)]
Tables = Annotated[Path | None, typer.Option("--tables", metavar="DIR", parser=Path)]


@answers(app, "show")
def show(desk: Desk) -> None:
    """Show the tree of departments with their heads."""
    desk.show(people.tree(desk))


@answers(app, "people")
def people_(desk: Desk, department: OptionalDepartment = None) -> None:
    """List people, of a department with all below it or of the whole organisation."""
    desk.show(records.listed(desk, kind("person"), people.of(desk, department)))


@writes_many(app, "import")
def import_(desk: Desk, files: Files, on: OnDay = None) -> None:
    """Enter departments, people and their roles from files: all of them, or nothing."""
    result = moving.bring(desk, files, on)
    desk.show(moving.told(desk, result))
    desk.exit(moving.exit_of(result))


@answers(app, "export")
def export(desk: Desk, tables: Tables = None, names: Switch = False, reason: OptionalWords = None) -> None:
    """Give out departments, people and their roles as files that can be brought in again."""
    moving.export(desk, tables, names=names, why=reason)
