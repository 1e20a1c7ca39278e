"""What commands are given: options and arguments whose words become values before the function runs."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from qms.kinds import kind
from qms.organisation.terms import CaseType, Channel, Medium, PetitionKind, Role
from qms_cli import lookup
from qms_cli.desk import Desk
from qms_cli.times import day, number
from qms_cli.words import choice


def a_department(desk: Desk, value: str | None) -> str | None:
    """The code of the department that is meant."""
    return None if value is None else lookup.department(desk.session, value)


def a_person(desk: Desk, value: str | None) -> str | None:
    """The code of the person who is meant."""
    return None if value is None else lookup.person(desk.session, value)


def a_person_or_handover(desk: Desk, value: str | None) -> str | None:
    """The code of the person or of the hand-over that is meant."""
    of = kind("handover")
    return of.read_code(value) if value and value.upper().startswith(f"{of.prefix}-") else a_person(desk, value)


def some_people(desk: Desk, value: list[str] | None) -> list[str] | None:
    """The codes of the people who are meant."""
    return None if value is None else [lookup.person(desk.session, one) for one in value]


# --- records, people, departments ---

Code = Annotated[str, typer.Argument(metavar="CODE")]
OptionalCode = Annotated[str | None, typer.Argument(metavar="CODE")]
Department = Annotated[str, typer.Option("--department", "-d", metavar="DEPARTMENT", callback=a_department)]
OptionalDepartment = Annotated[
    str | None, typer.Option("--department", "-d", metavar="DEPARTMENT", callback=a_department)
]
Owner = Annotated[str, typer.Option("--owner", metavar="PERSON", callback=a_person)]
OptionalOwner = Annotated[str | None, typer.Option("--owner", metavar="PERSON", callback=a_person)]
Owners = Annotated[list[str], typer.Option("--owner", metavar="PERSON", callback=some_people)]
Checker = Annotated[str, typer.Option("--checker", metavar="PERSON", callback=a_person)]
OptionalHandler = Annotated[str | None, typer.Option("--handler", metavar="PERSON", callback=a_person)]
OptionalPerson = Annotated[str | None, typer.Option("--person", metavar="PERSON", callback=a_person)]
APerson = Annotated[str, typer.Argument(metavar="PERSON", callback=a_person)]
Chair = Annotated[str, typer.Option("--chair", metavar="PERSON", callback=a_person)]

# --- closed lists ---

ARole = Annotated[Role, typer.Argument(metavar="ROLE", parser=choice(Role))]
OptionalRole = Annotated[Role | None, typer.Option("--role", metavar="ROLE", parser=choice(Role))]
Type = Annotated[CaseType, typer.Option("--type", metavar="TYPE", parser=choice(CaseType))]
FromChannel = Annotated[Channel, typer.Option("--channel", metavar="CHANNEL", parser=choice(Channel))]
Via = Annotated[Medium, typer.Option("--via", metavar="MEDIUM", parser=choice(Medium))]
OptionalPetition = Annotated[
    PetitionKind | None, typer.Option("--petition", metavar="KIND", parser=choice(PetitionKind))
]

# --- days and numbers ---

Day = Annotated[date, typer.Argument(metavar="DATE", parser=day)]
Until = Annotated[date, typer.Option("--until", metavar="DATE", parser=day)]
OptionalUntil = Annotated[date | None, typer.Option("--until", metavar="DATE", parser=day)]
OptionalSince = Annotated[date | None, typer.Option("--since", metavar="DATE", parser=day)]
Due = Annotated[date, typer.Option("--due", metavar="DATE", parser=day)]
Dues = Annotated[list[date], typer.Option("--due", metavar="DATE", parser=day)]
Number = Annotated[int, typer.Argument(metavar="NUMBER", parser=number)]
OptionalNumber = Annotated[int | None, typer.Option(metavar="NUMBER", parser=number)]

# --- text ---

Title = Annotated[str, typer.Option("--title", "-t", metavar="TEXT")]
Text = Annotated[str, typer.Option("--text", metavar="TEXT")]
OptionalText = Annotated[str | None, typer.Option("--text", metavar="TEXT")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT")]
Words = Annotated[str, typer.Option(metavar="TEXT")]
OptionalWords = Annotated[str | None, typer.Option(metavar="TEXT")]
AFile = Annotated[Path, typer.Argument(metavar="FILE", parser=Path)]
Switch = Annotated[bool, typer.Option()]
