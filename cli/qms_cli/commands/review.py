"""Management reviews: planned, collected, frozen, held, decided, approved, followed."""

from datetime import date
from typing import Annotated

import typer

from qms.base.period import Period
from qms.records.review import Approval, Conclusion, DecisionKind
from qms_cli import reviewing, signing
from qms_cli.commands.records import add_questions
from qms_cli.desk import Desk
from qms_cli.frame import acts, answers, group, signed
from qms_cli.given import Chair, Due, OptionalText, OptionalWords, Owner, Reason, Switch, Text, Words
from qms_cli.options import AsOf
from qms_cli.times import day, number
from qms_cli.words import choice

app = group()
add_questions(app, "review", reviewing.code)

Spelled = Annotated[str, typer.Argument(metavar="PERIOD")]
Review = Annotated[str, typer.Argument(metavar="REVIEW", parser=reviewing.code)]
HoldOn = Annotated[date | None, typer.Option("--on", metavar="DATE", parser=day)]
Input = Annotated[str, typer.Option("--input", "-i", metavar="INPUT")]
OptionalInput = Annotated[str | None, typer.Option("--input", "-i", metavar="INPUT")]
Kind = Annotated[DecisionKind, typer.Option("--kind", "-k", metavar="KIND", parser=choice(DecisionKind))]
Decision = Annotated[int, typer.Argument(metavar="NUMBER", parser=number)]
Judged = Annotated[Conclusion, typer.Option(parser=choice(Conclusion), metavar="CONCLUSION")]


@acts(app, "compile")
def compile_(desk: Desk, period: Spelled, on: HoldOn = None, as_of: AsOf = None) -> None:
    """Plan the review of a period, if not planned yet, and collect its inputs; as of a moment, show what they were."""
    reviewing.compile_(desk, period, on, as_of)


@acts(app, "plan")
def plan(desk: Desk, period: Spelled, on: HoldOn = None) -> None:
    """Plan the review of a period: its inputs are asked of their owners."""
    desk.put(desk.acting.reviews.plan_period(Period.of(period), hold_on=on))


@acts(app, "collect")
def collect(desk: Desk, review: Review) -> None:
    """Gather again what records can answer."""
    collected = desk.acting.reviews.collect(review)
    desk.put(collected)
    desk.note(reviewing.owed_note(desk, collected))


@answers(app, "missing")
def missing(desk: Desk, review: Review, fail_if_any: Switch = False) -> None:
    """List the inputs that are owed, by whom and since when."""
    owed = desk.registry.reviews.missing(review)
    desk.show(reviewing.owed(desk, desk.registry.reviews.get(review), owed))
    desk.exit(int(fail_if_any and bool(owed)))


@acts(app, "state")
def state(desk: Desk, review: Review, input: Input, text: OptionalText = None, nothing: Switch = False) -> None:
    """State an input, or that there is nothing to report."""
    desk.put(desk.acting.reviews.state(review, key=input, statement=reviewing.statement(text, nothing=nothing)))


@acts(app, "propose")
def propose(
    desk: Desk,
    review: Review,
    kind: Kind,
    text: Text,
    input: OptionalInput = None,
    option: Annotated[list[str] | None, typer.Option("--option", metavar="TEXT")] = None,
    recommendation: OptionalWords = None,
    cost_of_waiting: OptionalWords = None,
    budget: OptionalWords = None,
    people: OptionalWords = None,
) -> None:
    """Ask top management for a decision."""
    made = desk.acting.reviews.propose(
        review, kind=kind, text=text, input=input, options=option or (), recommendation=recommendation,
        cost_of_waiting=cost_of_waiting, budget=budget, people=people,
    )  # fmt: skip
    desk.put(made)


@acts(app, "accept-gap")
def accept_gap(desk: Desk, review: Review, input: Input, reason: Reason, owner: Owner, due: Due) -> None:
    """Accept by name and reason that an input is missing."""
    desk.put(desk.acting.reviews.accept_gap(review, key=input, reason=reason, owner=owner, due_on=due))


@acts(app, "freeze")
def freeze(desk: Desk, review: Review) -> None:
    """Fix the figures: nothing in them changes any more."""
    desk.put(desk.acting.reviews.freeze(review))


@acts(app, "hold")
def hold(
    desk: Desk,
    review: Review,
    chair: Chair,
    attendee: Annotated[list[str], typer.Option("--attendee", "-a", metavar="PERSON[=ROLE]")],
    minutes: Words,
    suitable: Judged,
    adequate: Judged,
    effective: Judged,
) -> None:
    """Record the meeting: who took part, what was concluded."""
    held = desk.acting.reviews.hold(
        review, attendees=reviewing.seats(desk, attendee), minutes=minutes, chair=chair, suitable=suitable,
        adequate=adequate, effective=effective,
    )  # fmt: skip
    desk.put(held)


@acts(app, "decide")
def decide(
    desk: Desk,
    review: Review,
    kind: Kind,
    text: Text,
    owner: Owner,
    due: Due,
    input: OptionalInput = None,
    cost: OptionalWords = None,
) -> None:
    """Record an output of the review with its owner and date."""
    made = desk.acting.reviews.decide(review, kind=kind, text=text, owner=owner, due_on=due, input=input, cost=cost)
    desk.put(made)


@signed(app, "approve")
def approve(
    desk: Desk,
    review: Review,
    approval: Annotated[Approval, typer.Option("--as", metavar="APPROVAL", parser=choice(Approval))] = Approval.SIGNED,
) -> None:
    """Approve a review, here or by a document of the groupware."""
    told = signing.elsewhere(desk, approval)
    desk.put(desk.acting.reviews.approve(review, **told))


@acts(app, "follow")
def follow(desk: Desk, review: Review, decision: Decision, what: Words) -> None:
    """Report that a decision was carried out."""
    desk.put(desk.acting.reviews.follow(review, number=decision, what=what))


@acts(app, "hand-on")
def hand_on(desk: Desk, review: Review, decision: Decision, owner: Owner) -> None:
    """Give a decision that is not carried out yet another owner."""
    desk.put(desk.acting.reviews.hand_on(review, number=decision, owner=owner))


@acts(app, "verify")
def verify(desk: Desk, review: Review, decision: Decision) -> None:
    """Verify that somebody else's decision was carried out."""
    desk.put(desk.acting.reviews.verify(review, number=decision))


@acts(app, "release")
def release(desk: Desk, review: Review, reader: Annotated[str, typer.Option("--reader", metavar="PERSON")]) -> None:
    """Let somebody have the packet in which nothing is masked."""
    desk.settle("reason", reviewing.released(desk, review, reader))
    desk.put(desk.acting.reviews.release(review))


@acts(app, "close")
def close(desk: Desk, review: Review) -> None:
    """Close a review once every decision is verified."""
    desk.put(desk.acting.reviews.close(review))
