"""Holds: what is neither erased nor disposed of while they last."""

from typing import Annotated

import typer

from qms_cli.commands.records import add_questions
from qms_cli.desk import Desk
from qms_cli.frame import acts, group
from qms_cli.given import Code, OptionalDepartment, OptionalUntil, Reason

app = group()
add_questions(app, "hold")


@acts(app, "place")
def place(
    desk: Desk,
    law: Annotated[str, typer.Option("--law", metavar="TEXT")],
    reason: Reason,
    records: Annotated[list[str] | None, typer.Argument(metavar="CODE…")] = None,
    about: Annotated[str | None, typer.Option("--about", metavar="NUMBER")] = None,
    until: OptionalUntil = None,
    department: OptionalDepartment = None,
) -> None:
    """Keep records, or all that is kept about a person, from being erased and disposed of."""
    room = desk.acting.holds
    desk.put(
        room.place(law=law, reason=reason, codes=records or (), about=about, until_on=until, department=department)
    )


@acts(app, "release")
def release(desk: Desk, code: Code, reason: Reason) -> None:
    """Release a hold."""
    desk.put(desk.acting.holds.release(code, reason=reason))
