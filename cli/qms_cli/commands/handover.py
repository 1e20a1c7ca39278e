"""Hand-overs: what one person gives into another's hands, signed by both."""

from datetime import date
from typing import Annotated

import typer

from qms_cli import handing, packing
from qms_cli.commands.records import add_questions
from qms_cli.desk import Desk
from qms_cli.frame import acts, answers, group
from qms_cli.given import Code, OptionalWords, Reason, Switch, a_person, a_person_or_handover
from qms_cli.times import day
from qms_cli.words import choice

app = group(otherwise="sheet")
add_questions(app, "handover")

Whom = Annotated[str, typer.Argument(metavar="PERSON", callback=a_person_or_handover)]
To = Annotated[str, typer.Option("--to", metavar="PERSON", callback=a_person)]
OptionalTo = Annotated[str | None, typer.Option("--to", metavar="PERSON", callback=a_person)]
OptionalGiver = Annotated[str | None, typer.Option("--giver", metavar="PERSON", callback=a_person)]
OptionalWitness = Annotated[str | None, typer.Option("--witness", metavar="PERSON", callback=a_person)]
OptionalOn = Annotated[date | None, typer.Option("--on", metavar="DATE", parser=day)]
OptionalEdition = Annotated[
    packing.Edition | None, typer.Option("--language", "-l", parser=choice(packing.Edition), metavar="LANGUAGE")
]


@answers(app, "sheet")
def sheet(
    desk: Desk,
    person: Whom,
    to: OptionalTo = None,
    on: OptionalOn = None,
    witness: OptionalWitness = None,
    edition: OptionalEdition = None,
) -> None:
    """Show all that is in a person's hands, or a hand-over by its number; with -o FILE.pdf as a page to sign."""
    handing.show(desk, handing.sheet_of(desk, person, to, witness, on), edition or packing.Edition(desk.language))


@acts(app, "prepare")
def prepare(
    desk: Desk,
    to: To,
    giver: OptionalGiver = None,
    on: OptionalOn = None,
    witness: OptionalWitness = None,
    note: OptionalWords = None,
) -> None:
    """List what is to be handed over, as a record that both sign."""
    room = desk.acting.handovers
    desk.put(room.prepare(receiver=to, giver=giver, effective_on=on, witness=witness, note=note))


@acts(app, "renew")
def renew(desk: Desk, code: Code) -> None:
    """List anew what is to be handed over; who had signed signs again."""
    desk.put(desk.acting.handovers.renew(code))


@acts(app, "give")
def give(desk: Desk, code: Code) -> None:
    """Sign as who gives; for somebody who has left, the head signs."""
    desk.put(desk.acting.handovers.give(code))


@acts(app, "accept")
def accept(desk: Desk, code: Code, as_changed: Switch = False) -> None:
    """Sign as who receives."""
    desk.put(desk.acting.handovers.accept(code, as_changed=as_changed))


@answers(app, "changes")
def changes(desk: Desk, code: Code) -> None:
    """Show what has changed since a hand-over was listed."""
    desk.show(handing.changes(desk, code))


@acts(app, "void")
def void(desk: Desk, code: Code, reason: Reason) -> None:
    """End a hand-over that does not take place."""
    desk.put(desk.acting.handovers.void(code, reason=reason))
