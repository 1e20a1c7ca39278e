"""Signers: who may sign, with a PIN or a key of their own."""

from typing import Annotated

import typer

from qms_cli import signing
from qms_cli.commands.records import add_questions
from qms_cli.desk import Desk
from qms_cli.frame import acts, group
from qms_cli.given import APerson, Code, Reason

app = group()
add_questions(app, "signer")


@acts(app, "enrol")
def enrol(
    desk: Desk, person: APerson, key: Annotated[str | None, typer.Option("--key", metavar="NAME+ID+KEY")] = None
) -> None:
    """Enrol somebody else to sign."""
    desk.put(signing.enrol(desk, person, key))


@acts(app, "change-pin")
def change_pin(desk: Desk, code: Code) -> None:
    """Change one's own PIN."""
    desk.put(signing.change(desk, code))


@acts(app, "reset")
def reset(desk: Desk, code: Code) -> None:
    """Give somebody else a new PIN."""
    desk.put(signing.reset(desk, code))


@acts(app, "lock")
def lock(desk: Desk, code: Code, reason: Reason) -> None:
    """Let a PIN or key sign no more until it is unlocked or reset."""
    desk.put(desk.acting.signers.lock(code, reason=reason))


@acts(app, "unlock")
def unlock(desk: Desk, code: Code, reason: Reason) -> None:
    """Let a locked PIN or key of somebody else sign again as it was."""
    desk.put(desk.acting.signers.unlock(code, reason=reason))


@acts(app, "revoke")
def revoke(desk: Desk, code: Code, reason: Reason) -> None:
    """Take a PIN or key back for good."""
    desk.put(desk.acting.signers.revoke(code, reason=reason))
