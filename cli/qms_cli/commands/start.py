"""The first steps: a store, a sample organisation, a look at the machine."""

from pathlib import Path
from typing import Annotated

import typer

from qms_cli import beginning, machine
from qms_cli.desk import Desk
from qms_cli.frame import does, group
from qms_cli.given import OptionalNumber, OptionalSince, OptionalWords

app = group()

Folder = Annotated[Path, typer.Argument(metavar="DIR", parser=Path)]


@does(app, "init")
def init(
    desk: Desk,
    folder: Folder = Path(),
    by: OptionalWords = None,
    name: OptionalWords = None,
    organisation: OptionalWords = None,
    organisation_en: OptionalWords = None,
    profile: Annotated[str, typer.Option("--profile", metavar="PROFILE")] = "technopark",
    since: OptionalSince = None,
) -> None:
    """Make a store with its first person and a configuration beside it."""
    body = (organisation, organisation_en or organisation) if organisation else None
    desk.show(beginning.init(desk, folder, by=by, name=name, profile=profile, organisation=body, since=since))


@does(app, "demo")
def demo(desk: Desk, folder: Folder = Path("qms-demo"), seed: OptionalNumber = None) -> None:
    """Make a year of a sample organisation, its review and its packet."""
    desk.show(beginning.demo(desk, folder, seed=seed))


@does(app, "doctor")
def doctor(desk: Desk) -> None:
    """Look at the machine: what is there, and what is missing with the line that mends it."""
    found = machine.look(desk)
    desk.show(found)
    desk.exit(int(machine.ill(found)))
