"""A store of an earlier version, on the command line."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from qms_cli.evidence import finding
from qms_cli.show.result import Page, Rows

if TYPE_CHECKING:
    from qms_cli.desk import Desk


def migrate(desk: Desk, *, dry_run: bool, with_findings: bool) -> Page:
    """Bring the store of this place to the version of the program."""
    import qms

    done = qms.migrate(desk.session.place, attempt=dry_run, with_findings=with_findings)
    state = "nothing" if done.found == done.known else "done" if done.kept else "tried"
    values: dict[str, object] = {
        "store": done.place,
        "from_version": done.found,
        "to_version": done.known,
        "size": done.size,
        "backup": str(done.backup) if done.backup else None,
        "findings": len(done.findings) or None,
    }
    found = tuple(finding(desk, one) for one in done.findings)
    columns = desk.columns("weight", "place", "says")
    rows = Rows("qms.finding/1", columns, found, many="findings", wrapped=True)
    if state == "done":
        clear = "migration.next_clear" if done.in_clear else "migration.next"
        desk.note(desk.say(clear if done.backup else "migration.no_backup", file=shlex.quote(str(done.backup))))
    document = {**values, "state": state, "findings": [one.model_dump(mode="json") for one in done.findings]}
    parts = ((desk.say("findings", count=len(found)), rows),) if found else ()
    return Page("qms.migration/1", desk.say(f"migration.{state}"), desk.fields(values), document, parts)
