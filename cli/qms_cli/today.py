"""What is owed now: overdue first, then what falls due within a week, then the inputs of reviews."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from qms.kinds import all_kinds
from qms_cli import lookup, tasks
from qms_cli.kinds_of import day_of
from qms_cli.reviewing import owed
from qms_cli.selection import Selection, select
from qms_cli.show.mask import shown_to
from qms_cli.show.result import Named, Page, Rows
from qms_cli.steps import may, moving_acts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms_cli.desk import Desk

SOON: Final = timedelta(days=7)
NAMES: Final = ("code", "kind", "status", "department", "due", "title")
OWED: Final = ("review", "key", "title", "role", "holders", "due_on")


def standing(desk: Desk, department: str | None, *, mine: bool) -> Page:
    """What is owed, for everybody, a department with all below it, or (``mine``) the actor."""
    if mine:
        lookup.person(desk.session, desk.session.need_actor())
    found: dict[str, list[Mapping[str, Any]]] = {
        "overdue": list(_records(desk, department, mine=mine, late=True)),
        "soon": list(_records(desk, department, mine=mine, late=False)),
        "tasks": [one for one in tasks.open_by(desk, department, desk.today + SOON) if not mine or _own(desk, one)],
        "missing": [one for one in _missing(desk) if not mine or desk.session.actor in one["holders"]],
    }
    columns = {"overdue": NAMES, "soon": NAMES, "tasks": tasks.NAMES, "missing": OWED}
    parts = tuple(
        (desk.say(f"status.{name}", count=len(rows)), _rows(desk, name, columns[name], rows))
        for name, rows in found.items()
        if rows
    )
    fields = desk.fields({name: len(rows) for name, rows in found.items()})
    title = desk.say("status.title", day=desk.today.isoformat())
    return Page("qms.status/1", title, fields, {"today": desk.today, **found}, parts)


def _own(desk: Desk, task: Mapping[str, object]) -> bool:
    return task["owner"] == desk.session.actor


def _rows(desk: Desk, many: str, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Rows:
    return Rows("qms.status/1", desk.columns(*names), tuple(rows), many=many)


def _records(desk: Desk, department: str | None, *, mine: bool, late: bool) -> Iterator[dict[str, object]]:
    from qms_cli.show.records import named

    for kind in all_kinds():
        if kind.lifecycle is None or kind.due is None:
            continue
        for record in select(desk, kind, Selection(department=department, unfinished=True)):
            due = _due(desk, kind, record)
            if due is None or (mine and not _in_hands(desk, kind, record)):
                continue
            if desk.overdue(kind, record) is late and due <= desk.today + SOON:
                yield _row(desk, kind, record, named(desk, "department", record.department))


def _due(desk: Desk, kind: Kind[Any], record: Record) -> date | None:
    """The local day on which something is owed; None: nothing is."""
    if any(getattr(record, name) is not None for name in (kind.met, kind.closed) if name):
        return None
    due = getattr(record, kind.due or "")
    return due and day_of(due, desk.session.facts.zone)


def _in_hands(desk: Desk, kind: Kind[Any], record: Record) -> bool:
    """Whether the record is in the actor's hands, or one of its next acts is the actor's to do in the own place."""
    actor = desk.session.actor
    held = [getattr(record, name) for name in kind.hands]
    if actor in held:
        return True
    unheld = not any(held)
    return unheld and any(may(desk, kind, record, act) for act in moving_acts(kind, record))


def _row(desk: Desk, kind: Kind[Any], record: Record, department: object) -> dict[str, object]:
    from qms import i18n

    shown = shown_to(kind, record)
    return {
        "code": record.code,
        "kind": Named(kind.name, i18n.text(f"{kind.words}.name", desk.language)),
        "status": getattr(record, "status", None),
        "department": department,
        "due": getattr(record, kind.due or ""),
        "title": getattr(shown, "title", None),
    }


def _missing(desk: Desk) -> list[Mapping[str, Any]]:
    """The inputs that reviews still gather."""
    return [
        row
        for review in desk.registry.reviews.all()
        if review.frozen_at is None
        for row in owed(desk, review, desk.registry.reviews.missing(review.code)).rows
    ]
