"""Due dates of cases on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.base.deadline import count
from qms.base.explanation import explain as explained
from qms.base.explanation import say_date
from qms.base.term import Term, Unit
from qms_cli.faults import OneOf
from qms_cli.kinds_of import day_of
from qms_cli.show.result import Lines

if TYPE_CHECKING:
    from datetime import date

    from qms.base.deadline import Deadline
    from qms.records.case import Case
    from qms_cli.desk import Desk

SCHEMA = "qms.due/1"


def supplement(desk: Desk, code: str, by: date | None, what: str | None, *, arrived: bool) -> Case:
    """Ask for a supplement by a day, or record its arrival: exactly one of the two."""
    if arrived and by is None and what is None:
        return desk.acting.cases.receive_supplement(code)
    if arrived or by is None or what is None:
        raise OneOf(options=("--arrived", "--by … --what …"))
    return desk.acting.cases.ask_supplement(code, what=what, by_on=by)


def due(desk: Desk, case: Case, *, explain: bool) -> Lines:
    """When a case is due; ``explain``: each day that was counted or left out, and why."""
    from qms.records.case.clock import deadline

    counted = deadline(case, desk.session.facts)
    late = desk.overdue(desk.kind("case"), case)
    facts: dict[str, object] = {"code": case.code, "term": case.term, "due_at": case.due_at, "overdue": late}
    lines = [desk.say("due.line", code=case.code, due=desk.read(case.due_at))]
    if counted is not None and counted.due_at != case.due_at and explain:
        lines += [desk.say("due.moved", due=desk.read(counted.due_at))]
    if counted is not None and explain:
        lines += explained(counted, desk.language)
        facts["count"] = counted.model_dump(mode="json")
    if late and case.due_at and case.department:
        rungs = _told(desk, case, day_of(case.due_at, desk.session.facts.zone))
        lines += [line for line, _ in rungs]
        facts["told"] = [rung for _, rung in rungs]
    return Lines(SCHEMA, tuple(lines), facts)


def _told(desk: Desk, case: Case, due_on: date) -> list[tuple[str, dict[str, object]]]:
    """Who is to be told that the case is overdue, rung by rung of the profile's escalation."""
    from qms.organisation.concern import About
    from qms.organisation.ladder import told

    profile, directory = desk.session.facts.profile, desk.session.facts.directory
    days = (desk.today - due_on).days
    found: list[tuple[str, dict[str, object]]] = []
    for one in told(profile, directory, case.department or "", days, desk.today, of=case.type, about=About.of(case)):
        somebody = directory.people.get(one.person or "")
        passed = "due.told_merged" if one.merged else "due.told_vacant" if one.vacant else "due.told"
        key = "due.told_nobody" if somebody is None else passed
        name = (somebody.name or somebody.code) if somebody else ""
        line = desk.say(key, role=profile.role_label(one.role, desk.language), name=name)
        rung: dict[str, object] = {
            "role": one.role.value,
            "person": one.person,
            "merged": one.merged,
            "vacant": one.vacant,
        }
        found.append((line, rung))
    return found


def term(desk: Desk, begin: date, days: int | None, hours: int | None) -> Lines:
    """A term counted from a day: ``days`` as a petition counts them, or ``hours`` of work."""
    if (days is None) == (hours is None):
        raise OneOf(options=("--days", "--hours"))
    calendar = desk.session.facts.calendar
    asked = Term.petition("asked", days) if days is not None else Term(id="asked", unit=Unit.HOURS, amount=hours or 0)
    opening = calendar.start_of(begin).astimezone(desk.session.facts.zone).replace(hour=calendar.hours[0].begin.hour)
    counted: Deadline = count(calendar, asked, opening)
    return Lines(SCHEMA, explained(counted, desk.language), counted.model_dump(mode="json"))


__all__ = ["due", "say_date", "supplement", "term"]
