"""Letters and messages to customers."""

from typing import Annotated

import typer

from qms.organisation.terms import LetterKind
from qms_cli import letters
from qms_cli.desk import Desk
from qms_cli.frame import does, group
from qms_cli.given import Code, OptionalText, Switch
from qms_cli.words import choice

app = group()

ALetter = Annotated[LetterKind, typer.Option("--kind", metavar="KIND", parser=choice(LetterKind))]
OptionalTongue = Annotated[
    letters.Tongue | None, typer.Option("--language", "-l", parser=choice(letters.Tongue), metavar="LANGUAGE")
]


@does(app, "draft")
def draft(
    desk: Desk,
    code: Code,
    kind: ALetter,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT")] = None,
    language: OptionalTongue = None,
    text: OptionalText = None,
    sms: Switch = False,
) -> None:
    """Make a letter or message to the customer of a case; with -o FILE.pdf to print. The log tells of it."""
    letters.draft(desk, code, kind, language=language, reason=reason, text=text, sms=sms)
