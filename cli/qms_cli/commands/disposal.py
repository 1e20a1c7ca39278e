"""Disposal of records whose period is over: opinion, examination, decision, and carrying out."""

from typing import Annotated

import typer

from qms.organisation.retention import RetentionClass
from qms.records.disposal import Verdict
from qms_cli import disposing
from qms_cli.commands.records import add_questions
from qms_cli.desk import Desk
from qms_cli.frame import acts, group
from qms_cli.given import Code, Reason, some_people
from qms_cli.words import choice

app = group()
add_questions(app, "disposal")
Records = Annotated[list[str], typer.Argument(metavar="CODE…")]
AVerdict = Annotated[Verdict, typer.Option("--verdict", metavar="VERDICT", parser=choice(Verdict))]
Members = Annotated[list[str] | None, typer.Option("--member", metavar="PERSON", callback=some_people)]
Outside = Annotated[list[str] | None, typer.Option("--outside", metavar="TEXT")]
Minutes = Annotated[str, typer.Option("--minutes", metavar="TEXT")]
Kept = Annotated[list[str] | None, typer.Option("--keep", metavar="CODE")]
Again = Annotated[list[str] | None, typer.Option("--again", metavar="CODE")]
NewClass = Annotated[RetentionClass | None, typer.Option("--class", metavar="CLASS", parser=choice(RetentionClass))]


@acts(app, "draw-up")
def draw_up(desk: Desk, records: Records) -> None:
    """List records of one department whose period is over."""
    desk.put(desk.acting.disposals.draw_up(codes=records))


@acts(app, "opinion")
def opinion(desk: Desk, code: Code, verdict: AVerdict, reason: Reason) -> None:
    """Say, as the unit that produced the records, what is to become of them."""
    desk.put(desk.acting.disposals.give_opinion(code, verdict=verdict, reason=reason))


@acts(app, "examine")
def examine(desk: Desk, code: Code, verdict: AVerdict, reason: Reason) -> None:
    """Say, as the records specialist, what is to become of them."""
    desk.put(desk.acting.disposals.examine(code, verdict=verdict, reason=reason))


@acts(app, "decide")
def decide(
    desk: Desk,
    code: Code,
    verdict: AVerdict,
    reason: Reason,
    minutes: Minutes,
    member: Members = None,
    outside: Outside = None,
    keep: Kept = None,
    again: Again = None,
    new_class: NewClass = None,
) -> None:
    """Record what the evaluation board decided."""
    done = desk.acting.disposals.decide(
        code, verdict=verdict, reason=reason, minutes=minutes, members=disposing.board(member or [], outside or []),
        keep=keep or (), again=again or (), new_class=new_class,
    )  # fmt: skip
    desk.put(done)


@acts(app, "carry-out")
def carry_out(desk: Desk, code: Code) -> None:
    """Ask for the erasure of what the board decided to dispose of."""
    disposing.carry_out(desk, code)


@acts(app, "void")
def void(desk: Desk, code: Code, reason: Reason) -> None:
    """End a list before the board has decided."""
    desk.put(desk.acting.disposals.void(code, reason=reason))
