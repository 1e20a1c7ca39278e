"""A store that PostgreSQL guards: what its administrator does."""

from typing import Annotated

import typer

from qms_cli import guarding
from qms_cli.desk import Desk
from qms_cli.frame import does, group

app = group()

Role = Annotated[str | None, typer.Option("--login", metavar="ROLE")]
Person = Annotated[str, typer.Argument(metavar="PERSON")]


@does(app, "lay")
def lay(desk: Desk) -> None:
    """Let the database itself enforce who writes what and who sees what."""
    desk.show(guarding.laid(desk))


@does(app, "list")
def list_(desk: Desk) -> None:
    """Show which login is whose."""
    desk.show(guarding.listed(desk))


@does(app, "give")
def give(
    desk: Desk, person: Person, login: Annotated[str | None, typer.Option("--login", metavar="ROLE")] = None
) -> None:
    """Let a login of the database stand for a person."""
    desk.show(guarding.given(desk, person, login))


@does(app, "take")
def take(desk: Desk, person: Person) -> None:
    """Let a person's login stand for nobody from now on."""
    desk.show(guarding.taken(desk, person))
