"""Whom a case is about, named at receipt or later by whoever handles it (manual P-6.1, P-6.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.errors import AboutOneself
from qms.organisation.concern import About, Concern
from qms.organisation.days import absent
from qms.records.case.life import LIFECYCLE

if TYPE_CHECKING:
    from qms.organisation.facts import Facts
    from qms.records.case.model import Case


def named(case: Case, facts: Facts, about: str | None, about_person: str | None) -> Case:
    """The case as it is about these; with a person comes their department of that day.

    Raises:
        NotThatDay: no department is named, and the person does not work here on that day.

    """
    if about is None and about_person is not None and about_person in facts.directory.people:
        somebody = facts.directory.person(about_person, facts.on)
        if somebody is None:
            raise absent("person", about_person, facts.on)
        about = somebody.department
    return case.but(about=about, about_person=about_person)


def name_about(
    case: Case, facts: Facts, *, reason: str, about: str | None = None, about_person: str | None = None
) -> Case:
    """Say whom a case is about, in place of what was said before; nothing given: about nobody.

    A handler whom it is about is its handler no more.
    """
    LIFECYCLE.allow("name_about", case.status, case.code)
    case = named(case, facts, about, about_person).but(about_reason=reason)
    gone = case.handler is not None and touched(case, facts, case.handler)
    return case.but(handler=None) if gone else case


def touched(case: Case, facts: Facts, person: str) -> bool:
    """Whether a case is kept from a person because of whom it is about."""
    return Concern(facts.profile, facts.directory, facts.today).touches(person, case.type, About.of(case))


def refuse_handler(case: Case, facts: Facts, handler: str | None) -> None:
    """Raise `AboutOneself` where a case would be given to somebody whom it is about."""
    if handler is not None and touched(case, facts, handler):
        raise AboutOneself(code=case.code, act="case.act.assign", actor=handler)
