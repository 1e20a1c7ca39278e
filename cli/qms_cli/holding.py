"""Who holds which role, looked through at intervals, as the command line shows and records it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.flows.holding import fingerprint, holdings, looked
from qms_cli.faults import Missing
from qms_cli.show.result import Named, Page, Rows
from qms_cli.words import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms.flows.holding import Holding
    from qms_cli.desk import Desk

_COLUMNS = ("person", "name", "role", "department", "capacity", "since", "last_act")


def listed(desk: Desk) -> Rows:
    """Every role that is held, and when its holder last did anything; beside it when this was last looked through."""
    with desk.registry.reading() as reading:
        held, last = holdings(reading, desk.session.facts), looked(reading)
    found = desk.say("holding.last", on=desk.read(last.at), person=last.by, found=last.found) if last else None
    desk.note(found or desk.say("holding.never"))
    rows = tuple(_row(desk, one) for one in held)
    columns, empty = desk.columns(*_COLUMNS), desk.say("nothing_found")
    return Rows("qms.holding/1", columns, rows, many="holdings", empty=empty, wrapped=True)


def _row(desk: Desk, held: Holding) -> dict[str, object]:
    one, facts = held.assignment, desk.session.facts
    person = facts.directory.people.get(one.person)
    return {
        "code": one.code,
        "person": one.person,
        "name": person.name if person else None,
        "role": Named(one.role.value, facts.profile.role_label(one.role, desk.language)),
        "department": one.department,
        "capacity": Named(one.held_as.value, label(one.held_as, desk.language)),
        "since": one.since,
        "last_act": held.last_act,
    }


def review(desk: Desk, found: str) -> Page:
    """Record that it was looked through; the reason in the ledger says what was found, of how many roles, of which."""
    by = desk.session.need_actor()
    if not found.strip():
        raise Missing(name="--found", command="qms role review")
    with desk.registry.reading() as reading:
        held = holdings(reading, desk.session.facts)
    values = _counted(held)
    told = f"{found} [roles {values['held']}, people {values['people']}; sha256 {values['fingerprint']}]"
    desk.session.present.acting(reason=told).people.review_roles(by)
    document = {**values, "person": by, "found": found}
    return Page("qms.role_review/1", desk.say("holding.reviewed"), desk.fields(document), document)


def _counted(held: Sequence[Holding]) -> dict[str, object]:
    people = {one.assignment.person for one in held}
    return {"held": len(held), "people": len(people), "fingerprint": fingerprint(held)}
