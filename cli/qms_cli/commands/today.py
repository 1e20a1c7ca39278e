"""What is due today, and for whom."""

from qms_cli import today
from qms_cli.desk import Desk
from qms_cli.frame import answers, group
from qms_cli.given import OptionalDepartment, Switch

app = group()


@answers(app, "status")
def status(desk: Desk, department: OptionalDepartment = None, mine: Switch = False) -> None:
    """Show what is overdue, what is due soon, and which inputs a review still waits for."""
    desk.show(today.standing(desk, department, mine=mine))
