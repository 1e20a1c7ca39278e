"""Acts on people, what they hold, the calendar and the profile."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from qms.errors import AlreadyHeaded, Fault, InvalidRecord, NoSuchTitle, NotOneself
from qms.organisation import giving
from qms.organisation.days import absent, after, ends, needs_department
from qms.organisation.history import changed, spans
from qms.organisation.model import AdoptedProfile, Assignment, Calendar, Person, PersonBefore
from qms.organisation.terms import Capacity, Role

if TYPE_CHECKING:
    from qms.base.calendar import Holiday
    from qms.organisation.facts import Facts
    from qms.organisation.profile import Profile


# --- people ---


def enrol(
    facts: Facts,
    *,
    code: str,
    name: str,
    department: str,
    email: str | None = None,
    phone: str | None = None,
    since: date | None = None,
) -> Person:
    """Enter a person from a day on (None: from today)."""
    begin = since or facts.on
    needs_department(facts, department, begin)
    return Person(
        code=code, name=name, department=department, email=email, phone=phone, since=begin, subject=facts.fresh
    )


def move(person: Person, facts: Facts, *, department: str, since: date | None = None) -> Person:
    """Let a person work in another department from a day on (None: from today); roles are assigned apart."""
    on = since or facts.on
    if not spans(person, on):
        raise absent("person", person.code, on)
    needs_department(facts, department, on)
    return person.but(**changed(person, PersonBefore, on, department=department))


def correct(
    person: Person, _facts: Facts, *, name: str | None = None, email: str | None = None, phone: str | None = None
) -> Person:
    """Put right what is known of a person. None: as it is; a blank e-mail or phone is taken away.

    These are personal data: a new value takes the place of the old one, on days past too.
    """
    if name is not None and not name.strip():
        raise InvalidRecord(kind="organisation.person.name", faults=(Fault("name", "base.fault.blank"),))
    given = {"name": name, "email": email, "phone": phone}
    return person.but(**{field: value for field, value in given.items() if value is not None})


def leave(person: Person, _facts: Facts, *, until: date) -> Person:
    """A person leaves; ``until`` is the first day after. The front of the kind ends what was assigned, too."""
    ends(person, until)
    return person.but(until=until)


def review_roles(person: Person, facts: Facts) -> Person:
    """Somebody has looked through who holds which role (row A11d-11); the entry's reason says what was found.

    The record stays as it is: the act stands in the ledger, under who did it.
    """
    return take_out(person, facts)


def take_out(person: Person, facts: Facts) -> Person:
    """Somebody takes data out of the house with all that is personal; the entry's reason says what and why.

    The record stays as it is: the act stands in the ledger, under who did it.
    """
    if person.code != facts.actor:
        raise NotOneself(actor=facts.actor, person=person.code)
    return person


def review_accesses(person: Person, facts: Facts) -> Person:
    """Somebody has looked through a month of the log of accesses; the entry's reason says which, and what was found.

    The record stays as it is: the act stands in the ledger, under who did it.
    """
    return take_out(person, facts)


# --- assignments ---


def refuse_untitled(role: Role, facts: Facts) -> None:
    """Raise `NoSuchTitle` for a role that the profile gives no title."""
    if role not in facts.profile.roles:
        there = tuple(facts.profile.called(one) for one in Role if one in facts.profile.roles)
        raise NoSuchTitle(role=f"organisation.role.{role.value}", open=there)


def assign(
    facts: Facts,
    code: str,
    *,
    person: str,
    role: Role,
    department: str,
    since: date | None = None,
    until: date | None = None,
    capacity: Capacity | None = None,
    deputy_of: str | None = None,
) -> Assignment:
    """Give a person a role over a department for a span of days (None: from today; open end, or until they leave).

    ``capacity`` None: deputy where ``deputy_of`` is said, else holder; deputies and stand-ins alone have one.

    Raises:
        NoSuchTitle: the profile gives the role no title.
        AlreadyHeaded: somebody else holds that post, or acts in it, on one of the days.
        NotThatDay: the person, the department or who is stood in for is not there on the first day.
        OwnWork: somebody would give themselves a role that records are kept for (manual P-6.1, P-6.3).
        NotTheirsToGive, NobodyGives: the profile says by whom the role is given; see `giving`.

    """
    _refuse_role(facts, code, person, role)
    begin = since or facts.on
    until = _last(facts, code, person, begin, until)
    if person == deputy_of:
        fault = Fault("deputy_of", "organisation.fault.own_deputy")
        raise InvalidRecord(kind="organisation.assignment.name", faults=(fault,))
    made = Assignment(
        code=code, person=person, role=role, department=department, since=begin, until=until,
        capacity=capacity or (Capacity.DEPUTY if deputy_of else Capacity.HOLDER), deputy_of=deputy_of,
    )  # fmt: skip
    needs_department(facts, department, begin)
    for somebody in (person, deputy_of):
        if somebody is not None and somebody in facts.directory.people and not facts.directory.is_here(somebody, begin):
            raise absent("person", somebody, begin)
    _one_head(facts, made)
    return made


def _refuse_role(facts: Facts, code: str, person: str, role: Role) -> None:
    """Refuse a role without a title, and one that records are kept for to whoever gives it to themselves."""
    refuse_untitled(role, facts)
    if any(one.role is role for one in facts.profile.reserved):
        facts.refuse_own(code, "organisation.assignment.act.assign", person)
    giving.check(facts, code, person, role)


def _last(facts: Facts, code: str, person: str, begin: date, until: date | None) -> date | None:
    """The day on which a role is held no more: as said, else when the person leaves."""
    if until is not None:
        after(code, begin, until)
        return until
    somebody = facts.directory.people.get(person)
    return somebody.until if somebody else None


def end(assignment: Assignment, facts: Facts, *, until: date) -> Assignment:
    """End an assignment; ``until`` is the first day on which the role is held no more.

    To let it last longer than it did is to give the role once more.

    Raises:
        AlreadyHeaded: it would last into days on which somebody else holds the post.
        NotTheirsToGive, NobodyGives, OwnWork: it would last longer, and the role is for others to give.
        LastToGive: nobody would be left who may give a role.

    """
    after(assignment.code, assignment.since, until)
    if assignment.until is not None and until > assignment.until:
        giving.check(facts, assignment.code, assignment.person, assignment.role)
    ended = assignment.but(until=until, capacity=assignment.held_as)
    _one_head(facts, ended)
    giving.check_left(facts, ended)
    return ended


POSTS = frozenset({Role.SENIOR_HEAD, Role.UNIT_HEAD})
"""Roles that one person at a time holds over a department; top management may be several (ISO 9000, 3.1.1)."""


def _one_head(facts: Facts, new: Assignment) -> None:
    if new.role not in POSTS or new.held_as not in giving.OWN:
        return
    begin, end = _effective(facts, new)
    for other in facts.directory.assignments:
        if other.code == new.code or (other.role, other.department) != (new.role, new.department):
            continue
        first, last = _effective(facts, other)
        if other.held_as in giving.OWN and max(begin, first) < min(end, last):
            raise AlreadyHeaded(
                department=other.department or "", role=f"organisation.role.{other.role.value}", person=other.person,
                code=other.code, on=max(begin, first).isoformat(),
            )  # fmt: skip


def _effective(facts: Facts, one: Assignment) -> tuple[date, date]:
    """First day, and first day after: a leaver's assignments end with the person."""
    person = facts.directory.people.get(one.person)
    ends = [day for day in (one.until, person.until if person else None) if day]
    return one.since, min(ends, default=date.max)


# --- calendar and profile ---


def adopt_calendar(
    _facts: Facts,
    *,
    code: str,
    zone: str,
    hours: str,
    weekend: str = "",
    holidays: tuple[Holiday, ...],
    years: tuple[int, int],
) -> Calendar:
    """Put a calendar in force.

    ``weekend`` blank: no weekly day off. ``years`` are the first and the last that it knows, both inclusive.
    """
    first, last = years
    return Calendar(
        code=code, zone=zone, hours=hours, weekend=weekend, holidays=holidays, first_year=first, last_year=last
    )


def add_holiday(calendar: Calendar, _facts: Facts, *, holiday: Holiday) -> Calendar:
    """Add a day declared later, or one of the body's own; the same day again replaces what was there."""
    others = [one for one in calendar.holidays if one.on != holiday.on]
    return calendar.but(holidays=tuple(sorted([*others, holiday], key=lambda one: one.on)))


def adopt_profile(_facts: Facts, *, profile: Profile, code: str | None = None) -> AdoptedProfile:
    """Put a profile in force; ``code`` None: its id. A later edition needs a code of its own."""
    return AdoptedProfile(code=code or profile.id, content=profile.model_dump_json(), edition=profile.edition)
