"""The organisation: departments and people."""

from qms.kinds import kind
from qms_cli import people
from qms_cli.desk import Desk
from qms_cli.frame import answers, group
from qms_cli.given import OptionalDepartment
from qms_cli.show import records

app = group()


@answers(app, "show")
def show(desk: Desk) -> None:
    """Show the tree of departments with their heads."""
    desk.show(people.tree(desk))


@answers(app, "people")
def people_(desk: Desk, department: OptionalDepartment = None) -> None:
    """List people, of a department with all below it or of the whole organisation."""
    desk.show(records.listed(desk, kind("person"), people.of(desk, department)))
