"""Keys: the secret half in a file of its own, the public half to be handed out."""

from pathlib import Path
from typing import Annotated

import typer

from qms_cli import keeping, names_key
from qms_cli.desk import Desk
from qms_cli.frame import does, group
from qms_cli.given import Switch

app = group()


@does(app, "make")
def make(
    desk: Desk,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    *,
    witness: Switch = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", parser=Path, metavar="FILE")] = None,
) -> None:
    """Make a signing key in a file of its own, and show its public half."""
    desk.show(keeping.make_key(desk, name, witness=witness, output=output))


@does(app, "show")
def show(desk: Desk) -> None:
    """Show the public half of the key, and what it signed last."""
    desk.show(keeping.show_key(desk, keeping.own_key(desk)))


@does(app, "names")
def names(desk: Desk) -> None:
    """Show where the key lies that opens personal values."""
    desk.show(names_key.shown(desk))


@does(app, "change")
def change(desk: Desk, *, passphrase: Switch = False) -> None:
    """Exchange the key that opens personal values for a new one."""
    desk.show(names_key.changed(desk, passphrase=passphrase))


@does(app, "copy")
def copy(desk: Desk, to: Annotated[Path, typer.Argument(parser=Path, metavar="FILE")]) -> None:
    """Copy the key that opens personal values to a file elsewhere."""
    desk.show(names_key.copied(desk, to))


@does(app, "bring")
def bring(desk: Desk, file: Annotated[Path, typer.Argument(parser=Path, metavar="FILE")]) -> None:
    """Put a key that opens personal values where such keys lie."""
    desk.show(names_key.brought(desk, file))
