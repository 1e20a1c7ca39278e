"""Files of a record: which there are, one of them out, one taken back."""

from typing import Annotated

import typer

from qms_cli import attaching
from qms_cli.desk import Desk
from qms_cli.frame import acts, answers, group
from qms_cli.given import Code, Reason

app = group()

OptionalReason = Annotated[str | None, typer.Option("--reason", metavar="TEXT")]
Which = Annotated[str, typer.Argument(metavar="NAME")]


@answers(app, "list")
def list_(desk: Desk, code: Code) -> None:
    """List the files of a record, withdrawn ones among them."""
    desk.show(attaching.listed(desk, code))


@answers(app, "get")
def get(desk: Desk, code: Code, which: Which, reason: OptionalReason = None) -> None:
    """Write a file of a record to a new file; the log of accesses tells of it."""
    attaching.get(desk, code, which, reason)


@acts(app, "withdraw")
def withdraw(desk: Desk, code: Code, which: Which, reason: Reason) -> None:
    """Take back a file of a record; it stays on record with the reason."""
    attaching.withdraw(desk, code, which, reason)
