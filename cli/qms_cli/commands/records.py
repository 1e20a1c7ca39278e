"""What can be asked of any kind of record: list, show, history, next."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any

import typer

from qms.base.kind import Kind
from qms.kinds import kind as kind_named
from qms_cli import steps
from qms_cli.desk import Desk
from qms_cli.frame import answers, shows
from qms_cli.given import OptionalDepartment, OptionalSince
from qms_cli.selection import Selection, select
from qms_cli.show import history, likeness, records
from qms_cli.words import choice


class Unknown(StrEnum):
    """What a record without a life can be listed by."""


def add_questions(app: typer.Typer, name: str, code_of: Callable[[str], str] = str) -> None:
    """Give a group the questions that every kind answers; ``code_of`` reads a code as people type it."""
    kind = kind_named(name)
    which = typer.Argument(metavar="CODE", parser=code_of)
    _add_list(app, kind)
    if kind.alike:
        _add_similar(app, kind)

    @shows(app, "show")
    def show(desk: Desk, code: Annotated[str, which]) -> None:
        """Show all of one record."""
        desk.show(records.page(desk, kind, desk.registry.room(name).get(code)))

    @shows(app, "history")
    def history_(desk: Desk, code: Annotated[str, which]) -> None:
        """Tell each act on a record."""
        desk.show(history.of_record(desk, kind, kind.read_code(code)))

    del show, history_
    if kind.lifecycle is None:
        return

    @answers(app, "next")
    def next_(desk: Desk, code: Annotated[str, which]) -> None:
        """Tell what can be done with a record now, by whom."""
        desk.show(steps.possible(desk, kind, desk.registry.room(name).get(code)))

    del next_


def _add_list(app: typer.Typer, kind: Kind[Any]) -> None:
    status = kind.model.model_fields.get("status")
    by_status = typer.Option(
        "--status", "-s", metavar="STATUS", hidden=status is None,
        parser=choice((status.annotation if status else None) or Unknown),
    )  # fmt: skip
    by_due = typer.Option("--overdue", hidden=kind.due is None)

    @shows(app, "list")
    def list_(
        desk: Desk,
        status: Annotated[StrEnum | None, by_status] = None,
        department: OptionalDepartment = None,
        overdue: Annotated[bool, by_due] = False,
        since: OptionalSince = None,
        match: Annotated[str | None, typer.Option("--match", "-m", metavar="TEXT")] = None,
        fail_if_any: Annotated[bool, typer.Option("--fail-if-any")] = False,
    ) -> None:
        """List records."""
        found = select(desk, kind, Selection(status, department, since, match, overdue=overdue))
        desk.show(records.listed(desk, kind, found))
        desk.exit(int(fail_if_any and bool(found)))

    del list_


def _add_similar(app: typer.Typer, kind: Kind[Any]) -> None:
    @shows(app, "similar")
    def similar(desk: Desk, like: Annotated[str, typer.Argument(metavar="TEXT")]) -> None:
        """List records that are like another, or like a text."""
        desk.show(likeness.listed(desk, kind, like))

    del similar
