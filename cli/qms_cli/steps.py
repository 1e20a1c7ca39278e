"""What can be done with a record now: by its life, and by what the actor's roles permit today."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from qms import i18n
from qms.organisation.authority import permitted, roles_for
from qms_cli.show.records import named
from qms_cli.show.result import Named, Rows, Several
from qms_cli.tree import command_of

if TYPE_CHECKING:
    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.registry.who import Answer
    from qms_cli.desk import Desk

COLUMNS = ("act", "permitted", "why_not", "who", "command")
_NAMED = 3
"""So many of those who may are named on the screen; all of them stand in the data."""


def possible(desk: Desk, kind: Kind[Any], record: Record) -> Rows:
    """The acts that lead on from where the record stands: who may do each, why the actor may not, and the command."""
    rows = tuple(_row(desk, kind, record, one) for one in desk.registry.who.next(kind, record))
    columns = desk.columns(*COLUMNS)
    shown = tuple(row | {"who": _shortened(desk, row["who"])} for row in rows)
    return Rows("qms.next/1", columns, shown, rows, many="acts", empty=desk.say("nothing_to_do"), wrapped=True)


def _shortened(desk: Desk, people: Any) -> tuple[object, ...]:  # noqa: ANN401 - a cell of a row
    left = len(people) - _NAMED
    return people if left <= 1 else Several(people, (*people[:_NAMED], desk.say("and_others", count=str(left))))


def moving_acts(kind: Kind[Any], record: Record) -> tuple[str, ...]:
    """The acts that lead the record on to another status."""
    status: Any = getattr(record, "status", None)
    return tuple(kind.lifecycle.steps[status]) if kind.lifecycle else ()


def may(desk: Desk, kind: Kind[Any], record: Record, act: str) -> bool:
    """Whether the actor may do ``act`` today; separation of duties is judged by the act itself."""
    facts = desk.session.facts
    directory = facts.directory
    held = directory.held(facts.actor, desk.today)
    name = f"{kind.name}.{act}"
    of = getattr(record, "type", None) if kind.name == "case" else None
    place = directory.current(record.department, desk.today) or record.department
    return permitted(facts.profile, name, held, place, partial(directory.below, on=desk.today), of=of)


def _row(desk: Desk, kind: Kind[Any], record: Record, one: Answer) -> dict[str, object]:
    profile = desk.session.facts.profile
    of = getattr(record, "type", None) if kind.name == "case" else None
    roles = roles_for(profile, f"{kind.name}.{one.act}", of=of)
    why = one.refusal and Named(one.refusal.say("en"), one.refusal.say(desk.language))
    return {
        "act": Named(one.act, i18n.text(f"{kind.words}.act.{one.act}", desk.language)),
        "permitted": one.refusal is None,
        "why_not": why,
        "who": tuple(named(desk, "person", code) for code in one.people),
        "roles": tuple(Named(role.value, profile.role_label(role, desk.language)) for role, _ in roles),
        "command": f"qms {command_of(f'{kind.name}.{one.act}')} {record.code}",
    }
