"""The service charter and its performance standard."""

from qms_cli import carriage, profiles
from qms_cli.desk import Desk
from qms_cli.frame import answers, group

app = group()


@answers(app, "show")
def show(desk: Desk) -> None:
    """Show the charter: its promises, and the commitments that keep them."""
    desk.show(profiles.charter(desk))


@answers(app, "check")
def check(desk: Desk) -> None:
    """List the topics of the charter that the standard does not cover whole."""
    found = profiles.gaps(desk)
    desk.show(found)
    desk.note(carriage.summary(desk))
    desk.exit(int(bool(found.rows)))
