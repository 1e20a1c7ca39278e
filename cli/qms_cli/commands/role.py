"""Roles: who holds which, over which department, from when to when."""

from datetime import date
from typing import Annotated

import typer

from qms.kinds import kind
from qms.organisation.terms import Capacity
from qms_cli import giving, holding, people
from qms_cli.desk import Desk
from qms_cli.frame import acts, answers, does, group
from qms_cli.given import (
    APerson,
    ARole,
    Code,
    Department,
    OptionalPerson,
    OptionalRole,
    OptionalSince,
    OptionalUntil,
    Until,
    a_person,
)
from qms_cli.show import records
from qms_cli.times import day
from qms_cli.words import choice

app = group()


@answers(app, "list")
def list_(
    desk: Desk,
    role: OptionalRole = None,
    person: OptionalPerson = None,
    past: Annotated[bool, typer.Option("--past")] = False,
    on: Annotated[date | None, typer.Option("--on", metavar="DATE", parser=day)] = None,
) -> None:
    """List who holds which role today or on a day, with --past also who once did or will."""
    desk.show(records.listed(desk, kind("assignment"), people.assignments(desk, role, person, past=past, on=on)))


@answers(app, "holders")
def holders(desk: Desk) -> None:
    """List who holds which role, and when each last did anything; tell when this was last reviewed."""
    desk.show(holding.listed(desk))


@answers(app, "show")
def show(desk: Desk, role: ARole) -> None:
    """Show a role: over what it is held, who holds it, by whom it is given and who may give it today."""
    desk.show(giving.page(desk, role))


@does(app, "review")
def review(desk: Desk, found: Annotated[str, typer.Option("--found", metavar="TEXT")]) -> None:
    """Record that it was reviewed who holds which role, and what was found."""
    desk.show(holding.review(desk, found))


@acts(app, "assign")
def assign(
    desk: Desk,
    person: APerson,
    role: ARole,
    department: Department,
    since: OptionalSince = None,
    until: OptionalUntil = None,
    deputy_of: Annotated[str | None, typer.Option("--deputy-of", metavar="PERSON", callback=a_person)] = None,
    capacity: Annotated[
        Capacity | None, typer.Option("--capacity", metavar="CAPACITY", parser=choice(Capacity))
    ] = None,
) -> None:
    """Give a person a role over a department."""
    made = desk.acting.assignments.assign(
        person=person, role=role, department=department, since=since, until=until, capacity=capacity,
        deputy_of=deputy_of,
    )  # fmt: skip
    desk.put(made)


@acts(app, "delegate")
def delegate(
    desk: Desk,
    person: APerson,
    to: Annotated[str, typer.Argument(metavar="DEPUTY", callback=a_person)],
    until: Until,
    since: OptionalSince = None,
) -> None:
    """Let somebody stand in for a person in every role held today."""
    desk.put(*people.delegated(desk, person, to, since, until))


@acts(app, "end")
def end(desk: Desk, code: Code, until: Until) -> None:
    """End an assignment."""
    desk.put(desk.acting.assignments.end(code, until=until))
