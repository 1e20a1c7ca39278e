"""Long forms: of a message by its code, and of topics."""

from typing import Annotated

import typer

from qms_cli import topics
from qms_cli.desk import Desk
from qms_cli.frame import does, group
from qms_cli.words import choice

app = group()


@does(app, "explain")
def explain(desk: Desk, message: Annotated[str | None, typer.Argument(metavar="MESSAGE")] = None) -> None:
    """Tell what a message means, which rule is behind it, and what to do; without one list all."""
    desk.show(topics.explain(desk, message) if message else topics.messages(desk))


@does(app, "help")
def help_(
    desk: Desk,
    topic: Annotated[topics.Topic | None, typer.Argument(metavar="TOPIC", parser=choice(topics.Topic))] = None,
) -> None:
    """Tell about a topic: exit codes, formats, environment; without one list the topics."""
    desk.show(topics.about(desk, topic) if topic else topics.listed(desk))
