"""The packet of a review: its file, to be printed, handed over and re-checked."""

from pathlib import Path
from typing import Annotated

import typer

from qms_cli import packing
from qms_cli.commands.review import Review
from qms_cli.desk import Desk
from qms_cli.frame import answers, group
from qms_cli.words import choice

app = group()


@answers(app, "render")
def render(
    desk: Desk,
    review: Review,
    format: Annotated[
        packing.Form | None, typer.Option("--format", parser=choice(packing.Form), metavar="FORMAT")
    ] = None,
    edition: Annotated[
        packing.Edition | None, typer.Option("--language", "-l", parser=choice(packing.Edition), metavar="LANGUAGE")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", parser=Path, metavar="FILE")] = None,
) -> None:
    """Write the packet of a review as a file."""
    desk.show(packing.render(desk, review, format, edition or packing.Edition(desk.language), output))
