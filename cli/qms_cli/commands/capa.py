"""CAPA: from a problem to the proof that it does not come back."""

from datetime import date
from typing import Annotated

import typer

from qms.records.capa import CapaSeverity, CapaType, Method, Verdict
from qms_cli import planning
from qms_cli.commands.records import add_questions
from qms_cli.desk import Desk
from qms_cli.frame import acts, group, signed
from qms_cli.given import (
    Checker,
    Code,
    Department,
    Dues,
    OptionalOwner,
    OptionalWords,
    Owner,
    Owners,
    Reason,
    Title,
    Until,
    Words,
)
from qms_cli.times import day, number
from qms_cli.words import choice

app = group()
add_questions(app, "capa")

ActionNumber = Annotated[int, typer.Option("--action", "-a", metavar="NUMBER", parser=number)]
CheckOn = Annotated[date, typer.Option("--check-on", metavar="DATE", parser=day)]
ImplementBy = Annotated[date | None, typer.Option("--implement-by", metavar="DATE", parser=day)]


@acts(app, "open")
def open_(
    desk: Desk,
    title: Title,
    problem: Words,
    department: Department,
    source: Annotated[str | None, typer.Option("--from", metavar="CODE")] = None,
    type: Annotated[CapaType, typer.Option(parser=choice(CapaType), metavar="TYPE")] = CapaType.CORRECTIVE,
    severity: Annotated[
        CapaSeverity, typer.Option(parser=choice(CapaSeverity), metavar="SEVERITY")
    ] = CapaSeverity.MAJOR,
    owner: OptionalOwner = None,
    topic: OptionalWords = None,
) -> None:
    """Open a CAPA, from another record or from nothing."""
    made = desk.acting.capas.open(
        title=title, problem=problem, department=department, source=planning.source(source), type=type,
        severity=severity, owner=owner, topic=topic,
    )  # fmt: skip
    desk.put(made)


@acts(app, "contain")
def contain(desk: Desk, code: Code, what: OptionalWords = None, skipped: OptionalWords = None) -> None:
    """Record what was corrected at once, or why nothing had to be."""
    desk.put(desk.acting.capas.contain(code, what=what, skipped=skipped))


@acts(app, "analyse")
def analyse(
    desk: Desk,
    code: Code,
    cause: Words,
    verified: Words,
    method: Annotated[Method, typer.Option(parser=choice(Method), metavar="METHOD")] = Method.OTHER,
    why: Annotated[list[str] | None, typer.Option("--why", metavar="TEXT")] = None,
) -> None:
    """Write down the root cause and how it was verified."""
    desk.put(desk.acting.capas.analyse(code, cause=cause, verified=verified, method=method, whys=why or ()))


@acts(app, "plan")
def plan(
    desk: Desk,
    code: Code,
    action: Annotated[list[str], typer.Option("--action", "-a", metavar="TEXT")],
    owner: Owners,
    due: Dues,
    criterion: Words,
    check_on: CheckOn,
    checker: Checker,
    implement_by: ImplementBy = None,
    indicator: OptionalWords = None,
    threshold: OptionalWords = None,
) -> None:
    """Plan actions, and what will show that they worked."""
    planned = desk.acting.capas.plan(
        code, actions=planning.actions(action, owner, due), implement_by=implement_by or max(due),
        criterion=criterion, check_on=check_on, checker=checker, indicator=indicator, threshold=threshold,
    )  # fmt: skip
    desk.put(planned)


@signed(app, "approve")
def approve(desk: Desk, code: Code) -> None:
    """Approve the plan of somebody else."""
    desk.put(desk.acting.capas.approve(code))


@acts(app, "send-back")
def send_back(desk: Desk, code: Code, reason: Reason) -> None:
    """Send a plan back to its author."""
    desk.put(desk.acting.capas.send_back(code, reason=reason))


@acts(app, "start")
def start(desk: Desk, code: Code) -> None:
    """Begin with the work."""
    desk.put(desk.acting.capas.start(code))


@acts(app, "finish")
def finish(desk: Desk, code: Code, action: ActionNumber, evidence: Words) -> None:
    """Record that an action of the plan is done."""
    desk.put(desk.acting.capas.finish(code, action=action, evidence=evidence))


@acts(app, "cancel")
def cancel(desk: Desk, code: Code, action: ActionNumber, reason: Reason) -> None:
    """Give up an action of the plan."""
    desk.put(desk.acting.capas.cancel(code, action=action, reason=reason))


@acts(app, "assign")
def assign(desk: Desk, code: Code, owner: Owner) -> None:
    """Give the CAPA another owner."""
    desk.put(desk.acting.capas.assign(code, owner=owner))


@acts(app, "hand-on")
def hand_on(desk: Desk, code: Code, action: ActionNumber, owner: Owner) -> None:
    """Give an action of the plan another owner."""
    desk.put(desk.acting.capas.hand_on(code, action=action, owner=owner))


@acts(app, "name-checker")
def name_checker(desk: Desk, code: Code, checker: Checker) -> None:
    """Let somebody else check the effect."""
    desk.put(desk.acting.capas.name_checker(code, checker=checker))


@acts(app, "extend")
def extend(desk: Desk, code: Code, until: Until, reason: Reason) -> None:
    """Put the date of implementation off."""
    desk.put(desk.acting.capas.extend(code, until=until, reason=reason))


@acts(app, "implement")
def implement(desk: Desk, code: Code) -> None:
    """Record that all actions are done; from here the effect is watched."""
    desk.put(desk.acting.capas.implement(code))


@signed(app, "evaluate")
def evaluate(
    desk: Desk,
    code: Code,
    verdict: Annotated[Verdict, typer.Option(parser=choice(Verdict), metavar="VERDICT")],
    measured: Words,
    lessons: OptionalWords = None,
    spread_to: OptionalWords = None,
) -> None:
    """Judge the effect when the window is over."""
    made = desk.acting.capas.evaluate(code, verdict=verdict, measured=measured, lessons=lessons, spread_to=spread_to)
    desk.put(made)


@signed(app, "close")
def close(desk: Desk, code: Code) -> None:
    """Close what was found effective."""
    desk.put(desk.acting.capas.close(code))


@acts(app, "reopen")
def reopen(desk: Desk, code: Code, reason: Reason) -> None:
    """Take a CAPA up again."""
    desk.put(desk.acting.capas.reopen(code, reason=reason))


@acts(app, "void")
def void(desk: Desk, code: Code, reason: Reason) -> None:
    """End a CAPA that should not have been opened."""
    desk.put(desk.acting.capas.void(code, reason=reason))
