"""What the acts on the organisation ask of days: who and what is there, and what ends after it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.errors import ChangeAhead, NotThatDay, WrongOrder

if TYPE_CHECKING:
    from datetime import date

    from qms.organisation.facts import Facts
    from qms.organisation.model import Department, Person


def needs_department(facts: Facts, code: str | None, on: date, *, but: str | None = None) -> None:
    """Raise `NotThatDay` where a department that is known is not there on a day, or is ``but``."""
    if (
        code is not None
        and code in facts.directory.departments
        and (code == but or not facts.directory.is_there(code, on))
    ):
        raise absent("department", code, on)


def absent(kind: str, code: str, on: date) -> NotThatDay:
    """The fault that a department or person, by the name of its kind, is not there on a day."""
    return NotThatDay(kind=f"organisation.{kind}.name", code=code, on=on.isoformat())


def ends(one: Department | Person, until: date) -> None:
    """Raise where ``until`` lies before the first day, or not after the last change."""
    after(one.code, one.since, until)
    if one.earlier and one.earlier[-1].until >= until:
        raise ChangeAhead(code=one.code, on=one.earlier[-1].until.isoformat())


def after(code: str, begin: date, end: date) -> None:
    """Raise `WrongOrder` where ``end`` lies before ``begin``."""
    if end < begin:
        raise WrongOrder(code=code, later="organisation.field.until", earlier="organisation.field.since")
