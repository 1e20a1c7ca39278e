"""Erasures of personal data: planned, asked for, approved by a second person, carried out, certified."""

from pathlib import Path
from typing import Annotated

import typer

from qms.records.erasure import ErasureBasis
from qms_cli import erasing
from qms_cli.commands.records import add_questions
from qms_cli.desk import Desk
from qms_cli.frame import acts, answers, does, group
from qms_cli.given import Code, OptionalDepartment, Reason
from qms_cli.words import choice

app = group()
add_questions(app, "erasure")
Codes = Annotated[list[str] | None, typer.Argument(metavar="CODE…")]
Subject = Annotated[str | None, typer.Option("--subject", metavar="NUMBER")]
Contact = Annotated[str | None, typer.Option("--contact", metavar="TEXT")]
Basis = Annotated[ErasureBasis, typer.Option("--basis", metavar="BASIS", parser=choice(ErasureBasis))]


@answers(app, "plan")
def plan(desk: Desk, codes: Codes = None, subject: Subject = None, contact: Contact = None) -> None:
    """Show whose data an erasure would take, and what is still needed."""
    desk.show(erasing.planned(desk, codes or [], subject, contact))


@acts(app, "ask")
def ask(
    desk: Desk,
    records: Annotated[list[str], typer.Argument(metavar="CODE…")],
    basis: Basis,
    law: Annotated[str, typer.Option("--law", metavar="TEXT")],
    department: OptionalDepartment = None,
) -> None:
    """Ask for the personal data of records to be erased."""
    desk.put(desk.acting.erasures.ask(basis=basis, law=law, codes=records, department=department))


@acts(app, "approve")
def approve(desk: Desk, code: Code) -> None:
    """Approve an erasure that somebody else asked for."""
    desk.put(desk.acting.erasures.approve(code))


@acts(app, "refuse")
def refuse(desk: Desk, code: Code, reason: Reason) -> None:
    """Refuse an erasure before it was carried out."""
    desk.put(desk.acting.erasures.refuse(code, reason=reason))


@acts(app, "carry-out")
def carry_out(desk: Desk, code: Code) -> None:
    """Erase what was approved, or go on where it was broken off."""
    erasing.carry_out(desk, code)


@does(app, "certificate")
def certificate(
    desk: Desk, code: Code, output: Annotated[Path, typer.Option("--output", "-o", parser=Path, metavar="FILE")]
) -> None:
    """Write the certificate of an erasure as a page to print."""
    erasing.certificate(desk, code, output)
