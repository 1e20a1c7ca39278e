"""Long forms: of a message by its code, and of topics."""

from typing import Annotated

import typer

from qms_cli import topics
from qms_cli.desk import Desk
from qms_cli.frame import answers, group
from qms_cli.words import choice

app = group()


@answers(app, "explain")
def explain(desk: Desk, message: Annotated[str, typer.Argument(metavar="MESSAGE")]) -> None:
    """Tell what a message means, which rule is behind it, and what to do."""
    desk.show(topics.explain(desk, message))


@answers(app, "help")
def help_(
    desk: Desk, topic: Annotated[topics.Topic, typer.Argument(metavar="TOPIC", parser=choice(topics.Topic))]
) -> None:
    """Tell about a topic: exit codes, formats, environment."""
    desk.show(topics.about(desk, topic))
