"""The organisation: departments and people."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from qms.kinds import kind
from qms.organisation.terms import DepartmentKind
from qms_cli import moving, people
from qms_cli.desk import Desk
from qms_cli.frame import acts, answers, group, writes_many
from qms_cli.given import (
    APerson,
    Department,
    OptionalDepartment,
    OptionalNumber,
    OptionalSince,
    OptionalWords,
    Switch,
    Until,
    Words,
    a_department,
)
from qms_cli.show import records
from qms_cli.times import day
from qms_cli.words import choice

app = group()

Files = Annotated[list[Path], typer.Argument(metavar="FILE", parser=Path)]
Tables = Annotated[Path | None, typer.Option("--tables", metavar="DIR", parser=Path)]
OnDay = Annotated[date | None, typer.Option("--on", metavar="DATE", parser=day)]
NewCode = Annotated[str, typer.Argument(metavar="CODE")]
ADepartment = Annotated[str, typer.Argument(metavar="DEPARTMENT", callback=a_department)]
OptionalParent = Annotated[str | None, typer.Option("--parent", metavar="DEPARTMENT", callback=a_department)]
OptionalTo = Annotated[str | None, typer.Option("--to", metavar="DEPARTMENT", callback=a_department)]
To = Annotated[str, typer.Option("--to", metavar="DEPARTMENT", callback=a_department)]
OfKind = Annotated[DepartmentKind, typer.Option("--kind", metavar="KIND", parser=choice(DepartmentKind))]
Heir = Annotated[str | None, typer.Option("--successor", metavar="DEPARTMENT", callback=a_department)]


# --- questions ---


@answers(app, "show")
def show(desk: Desk, on: OnDay = None) -> None:
    """Show the tree of departments with their heads."""
    desk.show(people.tree(desk, on))


@answers(app, "people")
def people_(desk: Desk, department: OptionalDepartment = None) -> None:
    """List people, of a department with all below it or of the whole organisation."""
    desk.show(records.listed(desk, kind("person"), people.of(desk, department)))


@answers(app, "head")
def head(desk: Desk, department: ADepartment, on: OnDay = None) -> None:
    """Tell who heads a department, or headed it on a day."""
    desk.show(people.head(desk, department, on))


@answers(app, "check")
def check(desk: Desk) -> None:
    """List what is out of order: departments without a head, leavers with open matters, and more."""
    found = moving.checked(desk)
    desk.show(found)
    desk.exit(int(bool(found.rows)))


# --- files ---


@writes_many(app, "import")
def import_(desk: Desk, files: Files, on: OnDay = None) -> None:
    """Enter departments, people and their roles from files: all of them, or nothing."""
    result = moving.bring(desk, files, on)
    desk.show(moving.told(desk, result))
    desk.exit(moving.exit_of(result))


@answers(app, "export")
def export(desk: Desk, tables: Tables = None, names: Switch = False, reason: OptionalWords = None) -> None:
    """Give out departments, people and their roles as files that can be brought in again."""
    moving.export(desk, tables, names=names, why=reason)


# --- departments ---


@acts(app, "establish")
def establish(
    desk: Desk,
    code: NewCode,
    name: Words,
    kind: OfKind,
    name_en: OptionalWords = None,
    parent: OptionalParent = None,
    place: OptionalNumber = None,
    since: OptionalSince = None,
) -> None:
    """Set up a department."""
    made = desk.acting.departments.establish(
        code=code, name_ko=name, name_en=name_en or name, kind=kind, parent=parent, place=place or 0, since=since
    )
    desk.put(made)


@acts(app, "rename")
def rename(
    desk: Desk, department: ADepartment, name: Words, name_en: OptionalWords = None, since: OptionalSince = None
) -> None:
    """Give a department another name from a day on."""
    room = desk.acting.departments
    desk.put(room.rename(department, name_ko=name, name_en=name_en or name, since=since))


@acts(app, "move")
def move(desk: Desk, department: ADepartment, to: OptionalTo = None, since: OptionalSince = None) -> None:
    """Put a department, with all below it, elsewhere in the tree from a day on."""
    desk.put(desk.acting.departments.move(department, parent=to, since=since))


@acts(app, "reclassify")
def reclassify(desk: Desk, department: ADepartment, kind: OfKind, since: OptionalSince = None) -> None:
    """Make a department one of another kind from a day on."""
    desk.put(desk.acting.departments.reclassify(department, kind=kind, since=since))


@acts(app, "dissolve")
def dissolve(desk: Desk, department: ADepartment, until: Until, successor: Heir = None) -> None:
    """End a department; its open matters pass to its successor."""
    desk.put(desk.acting.departments.dissolve(department, until=until, successor=successor))


# --- people ---


@acts(app, "enrol")
def enrol(
    desk: Desk,
    code: NewCode,
    name: Words,
    department: Department,
    email: OptionalWords = None,
    phone: OptionalWords = None,
    since: OptionalSince = None,
) -> None:
    """Enter a person."""
    made = desk.acting.people.enrol(code=code, name=name, department=department, email=email, phone=phone, since=since)
    desk.put(made)


@acts(app, "transfer")
def transfer(desk: Desk, person: APerson, to: To, since: OptionalSince = None) -> None:
    """Let a person work in another department from a day on; roles are assigned apart."""
    desk.put(desk.acting.people.move(person, department=to, since=since))


@acts(app, "correct")
def correct(
    desk: Desk,
    person: APerson,
    name: OptionalWords = None,
    email: OptionalWords = None,
    phone: OptionalWords = None,
) -> None:
    """Put right what is known of a person."""
    desk.put(desk.acting.people.correct(person, name=name, email=email, phone=phone))


@acts(app, "leave")
def leave(desk: Desk, person: APerson, until: Until) -> None:
    """Record that a person leaves; what is left in their hands is told."""
    made = desk.acting.people.leave(person, until=until)
    moving.left_behind(desk, person, until)
    desk.put(made)
