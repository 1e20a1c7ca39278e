"""Letters and messages to customers: drafted, queued, sent, and what became of them."""

from typing import Annotated

import typer

from qms.organisation.terms import LetterKind, Tongue
from qms.records.notice import NoticeMedium
from qms_cli import letters, outgoing
from qms_cli.commands.records import add_questions
from qms_cli.desk import Desk
from qms_cli.frame import acts, does, group, writes_many
from qms_cli.given import Code, OptionalText, Reason, Switch
from qms_cli.words import choice

app = group()
add_questions(app, "notice")

ALetter = Annotated[LetterKind, typer.Option("--kind", metavar="KIND", parser=choice(LetterKind))]
ByWhat = Annotated[NoticeMedium, typer.Option("--via", metavar="MEDIUM", parser=choice(NoticeMedium))]
OptionalTongue = Annotated[Tongue | None, typer.Option("--language", "-l", parser=choice(Tongue), metavar="LANGUAGE")]


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


@acts(app, "queue")
def queue(desk: Desk, code: Code, kind: ALetter, via: ByWhat, language: OptionalTongue = None) -> None:
    """Put a letter or message into the outbox."""
    desk.put(outgoing.queue(desk, code, kind, via, language))


@writes_many(app, "send")
def send(desk: Desk) -> None:
    """Send what waits in the outbox."""
    desk.show(outgoing.sent(desk))


@writes_many(app, "remind")
def remind(desk: Desk) -> None:
    """Queue a digest for each person who is to be told of something that is due."""
    desk.show(outgoing.reminded(desk))


@acts(app, "retry")
def retry(desk: Desk, code: Code, reason: Reason) -> None:
    """Let one be sent again that failed or is unsure."""
    desk.put(desk.acting.notices.retry(code, reason=reason))


@acts(app, "confirm")
def confirm(desk: Desk, code: Code, reason: Reason) -> None:
    """Record that an unsure one did arrive."""
    desk.put(desk.acting.notices.confirm(code, reason=reason))


@acts(app, "cancel")
def cancel(desk: Desk, code: Code, reason: Reason) -> None:
    """Take one out of the outbox."""
    desk.put(desk.acting.notices.cancel(code, reason=reason))
