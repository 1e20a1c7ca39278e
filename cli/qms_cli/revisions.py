"""Which revision of a controlled document held on a day, as the command line shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms_cli.show.result import Named, Page

if TYPE_CHECKING:
    from datetime import date

    from qms_cli.desk import Desk


def in_force(desk: Desk, code: str, on: date | None) -> Page:
    """The revision in force on a day (None: today), with what it changed and who approved it; or that none was."""
    document, day = desk.registry.documents.get(code), on or desk.today
    number = document.revision_on(day)
    one = document.revisions[number - 1] if number else None
    until = [after.effective_on for after in document.revisions[number or 0 :] if after.effective_on]
    values: dict[str, object] = {
        "on": day,
        "title": document.title,
        "revision": number or desk.told("no_revision"),
        "text": one and one.text,
        "holds_from": one and one.effective_on,
        "holds_until": min([*until, *filter(None, [document.withdrawn_on])], default=None) if one else None,
        "approved_on": one and one.approved_on,
        "approved_by": _called(desk, one.approved_by if one else None),
        "external_document": one and one.external_document,
        "kept_at": document.place,
    }
    machine = {**values, "code": document.code, "revision": number, "approved_by": one and one.approved_by}
    return Page("qms.revision/1", document.code, desk.fields(values), machine)


def _called(desk: Desk, person: str | None) -> Named | None:
    somebody = desk.session.facts.directory.people.get(person or "")
    return Named(somebody.code, somebody.name or somebody.code) if somebody else None
