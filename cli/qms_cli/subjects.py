"""Reports of what is held about a person, on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms import i18n
from qms_cli.faults import OneOf
from qms_cli.handing import PDF
from qms_cli.show.result import Named, Page, Rows

if TYPE_CHECKING:
    from qms.registry.subject import Held, SubjectReport
    from qms_cli.desk import Desk

COLUMNS = ("code", "field", "value", "state")


def report(desk: Desk, code: str | None, contact: str | None, reason: str | None) -> None:
    """Show it; where ``--output`` names a PDF, as a page to hand over."""
    if (code is None) == (contact is None):
        raise OneOf(options=("CODE", "--contact"))
    from qms.registry.subject import subject_report

    desk.session.need_actor()
    found = subject_report(desk.registry, reason=reason, code=code, contact=contact)
    to = desk.common("output")
    if to is None or to.suffix.casefold() != PDF:
        desk.show(_page(desk, found))
        return
    from qms.packet.subject import subject_pdf
    from qms_cli.attaching import new_file

    made = subject_pdf(found, desk.session.facts.profile.name.say(desk.language), language=desk.language)
    new_file(to, made.pdf)
    desk.note(desk.say("subject.written", file=to, count=len(found.held)))


def _page(desk: Desk, found: SubjectReport) -> Page:
    rows = tuple(_row(desk, one) for one in found.held)
    held = Rows("qms.held_value/1", desk.columns(*COLUMNS), rows, many="held", wrapped=True)
    values: dict[str, object] = {"cases": " ".join(found.cases), "count": len(found.held), "due": found.due}
    document = {**values, "cases": list(found.cases), "held": [dict(row) for row in rows]}
    title = desk.say("subject.title")
    return Page("qms.subject/1", title, desk.fields(values), document, ((desk.say("subject.held"), held),))


def _row(desk: Desk, one: Held) -> dict[str, object]:
    state = "elsewhere" if not one.found else "stands" if one.until is None else "before"
    return {
        "code": one.code,
        "field": Named(one.field.rpartition(".")[2], i18n.text(one.field, desk.language)),
        "value": one.value,
        "state": desk.told(f"subject.{state}"),
    }
