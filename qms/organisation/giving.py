"""Who gives which role (ISO 9001 5.3): nobody makes the second person for their own work.

A profile may say of a role by the holders of which roles it is given (`given_by`). The first that it names gives it;
each further one only while nobody holds those before, so that a vacant post can be filled. A role that stands only
behind others gives nothing else. Who gives holds a role in their own right: a deputy does not hand on what was lent.

Until the first role that is named was held for the first time, whoever may assign roles gives it, for an organisation
has to begin. What was held once stays held in this sense: no end of an assignment opens that door again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from qms.errors import LastToGive, NobodyGives, NotTheirsToGive
from qms.organisation.authority import roles_for
from qms.organisation.terms import Capacity, Role

if TYPE_CHECKING:
    from datetime import date

    from qms.organisation.directory import Directory
    from qms.organisation.facts import Facts
    from qms.organisation.model import Assignment
    from qms.organisation.profile import Profile

ASSIGN: Final = "assignment.assign"
OWN: Final = frozenset({Capacity.HOLDER, Capacity.ACTING})
"""Capacities in which a role is held in one's own right, be it for the time being."""


def named(profile: Profile, role: Role) -> tuple[Role, ...]:
    """The roles that the profile names for giving a role, in their order; empty: whoever may assign roles gives it."""
    title = profile.roles.get(role)
    return title.given_by if title else ()


def begun(profile: Profile, directory: Directory, role: Role, on: date) -> bool:
    """Whether a role is given by those alone whom the profile names: from when the first of them was held."""
    first = next(iter(named(profile, role)), None)
    return first is not None and any(one.role is first and one.since <= on for one in directory.assignments)


def givers(profile: Profile, directory: Directory, role: Role, on: date) -> tuple[Role, ...]:
    """The roles whose holders may give a role on a day; empty: nobody may, for nobody holds one that is named.

    Of a role that is kept (see `begun`) at most one, and who holds it in their own right; of any other role those that
    may assign roles by the table of authority, as far as it says.
    """
    if not begun(profile, directory, role, on):
        spare = _spare(profile)
        return tuple(one for one, _ in roles_for(profile, ASSIGN) if one not in spare)
    return tuple(one for one in named(profile, role) if owners(directory, one, on))[:1]


def owners(directory: Directory, role: Role, on: date) -> tuple[str, ...]:
    """Who holds a role in their own right on a day."""
    return tuple(dict.fromkeys(one.person for one in directory.posts(role, on) if one.held_as in OWN))


def check(facts: Facts, code: str, person: str, role: Role) -> None:
    """Raise unless the actor may give a person a role today; ``code`` is the assignment's.

    Somebody whom the table of authority lets assign nothing is left to it.

    Raises:
        NotTheirsToGive: the profile leaves it to others.
        NobodyGives: it leaves it to the holders of roles that nobody holds.
        OwnWork: somebody would give themselves a role that others are to give.

    """
    profile, directory, day = facts.profile, facts.directory, facts.today
    held = {one for one, _ in directory.held(facts.actor, day)}
    if not held.intersection(profile.authority.get(ASSIGN, {})):
        return
    may, kept = givers(profile, directory, role, day), begun(profile, directory, role, day)
    if not may:
        raise NobodyGives(role=profile.called(role), roles=tuple(profile.called(one) for one in named(profile, role)))
    own = facts.actor in owners(directory, may[0], day) if kept else bool(held.intersection(may))
    if not own:
        raise NotTheirsToGive(
            role=profile.called(role), actor=facts.actor, roles=tuple(profile.called(one) for one in may),
            people=tuple(dict.fromkeys(who for one in may for who in owners(directory, one, day))),
        )  # fmt: skip
    if kept and role not in named(profile, role):
        facts.refuse_own(code, "organisation.assignment.act.assign", person)


def check_left(facts: Facts, ended: Assignment) -> None:
    """Raise `LastToGive` where, once an assignment has ended, nobody is left by whom a role could ever be given."""
    profile, directory, day = facts.profile, facts.directory, max(facts.today, ended.until or facts.today)
    if ended.held_as not in OWN or not any(ended.role in title.given_by for title in profile.roles.values()):
        return
    others = tuple(one for one in directory.assignments if one.code != ended.code)
    if ended.until is not None and ended.since < ended.until:
        others = (*others, ended)
    left = replace(directory, assignments=others)
    for role in profile.roles:
        if not _reachable(profile, left, role, day):
            raise LastToGive(
                code=ended.code, person=ended.person, held=profile.called(ended.role), role=profile.called(role)
            )


def can_be_given(facts: Facts, role: Role) -> bool:
    """Whether somebody is left today by whom a role could be given, be it after another role was given first."""
    return _reachable(facts.profile, facts.directory, role, facts.today)


def turn(profile: Profile, role: Role) -> int:
    """Whose turn it is where one person enters everybody: what others are to give comes before those who give it."""
    met, at = [role], next(iter(named(profile, role)), None)
    while at is not None and at not in met:
        met.append(at)
        at = next(iter(named(profile, at)), None)
    return -len(met)


def _reachable(profile: Profile, directory: Directory, role: Role, on: date) -> bool:
    """Whether a role can be given on a day, be it after another role was given first."""
    if not begun(profile, directory, role, on):
        return True
    met, waiting = {role}, [role]
    while waiting:
        at = waiting.pop()
        if givers(profile, directory, at, on):
            return True
        fresh = [one for one in named(profile, at) if one not in met]
        met.update(fresh)
        waiting += fresh
    return False


def _spare(profile: Profile) -> frozenset[Role]:
    """Roles that stand only behind others in what the profile names."""
    every = [title.given_by for title in profile.roles.values()]
    return frozenset(one for some in every for one in some[1:]) - {some[0] for some in every if some}
