"""The packet of a review: its file, to be printed, handed over and re-checked."""

from pathlib import Path
from typing import Annotated

import typer

from qms.base.level import Level
from qms_cli import packing
from qms_cli.commands.review import Review
from qms_cli.desk import Desk
from qms_cli.frame import answers, group
from qms_cli.given import OptionalWords, Switch
from qms_cli.words import choice

app = group()


Form = Annotated[packing.Form | None, typer.Option("--format", parser=choice(packing.Form), metavar="FORMAT")]
Edition = Annotated[
    packing.Edition | None, typer.Option("--language", "-l", parser=choice(packing.Edition), metavar="LANGUAGE")
]


@answers(app, "render")
def render(
    desk: Desk,
    review: Review,
    format: Form = None,
    edition: Edition = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", parser=Path, metavar="FILE")] = None,
    checkpoint: Annotated[Path | None, typer.Option("--checkpoint", parser=Path, metavar="FILE")] = None,
    reader: Annotated[str | None, typer.Option("--reader", metavar="TEXT")] = None,
    level: Annotated[Level | None, typer.Option("--level", parser=choice(Level), metavar="LEVEL")] = None,
    reason: OptionalWords = None,
    passphrase_file: Annotated[Path | None, typer.Option("--passphrase-file", parser=Path, metavar="FILE")] = None,
    *,
    sign: Switch = False,
) -> None:
    """Write the packet of a review as a file."""
    language = edition or packing.Edition(desk.language)
    locking = (level, reason, passphrase_file)
    wanted = packing.Wanted(format, language, output, checkpoint, sign, reader, *locking)
    desk.show(packing.render(desk, review, wanted))
