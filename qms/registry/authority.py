"""Authority at the desk: deny by default, by the profile's table of acts, roles and scopes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from qms import i18n
from qms.errors import Called, NotAllowed, UnknownActor
from qms.organisation.authority import permitted, roles_for

if TYPE_CHECKING:
    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.organisation.facts import Facts


def check(facts: Facts, kind: Kind[Any], act: str, record: Record) -> None:
    """Raise unless the actor may do ``act`` on ``record`` today, by the tree of today.

    Raises:
        UnknownActor: nobody of this code works here on this day.
        NotAllowed: no role that the actor holds on this day permits it.

    """
    name = f"{kind.name}.{act}"
    day, directory = facts.today, facts.directory
    held = directory.held(facts.actor, day)
    if not held:
        raise UnknownActor(actor=facts.actor)
    of = getattr(record, "type", None) if kind.name == "case" else None
    # What belonged to a department that is no more is in the hands of the one in charge of it now.
    place = directory.current(record.department, day) or record.department
    if not permitted(facts.profile, name, held, place, partial(directory.below, on=day), of=of):
        raise NotAllowed(
            actor=_person(facts),
            act=f"{kind.words}.act.{act}",
            department=_department(facts, record.department),
            roles=tuple(facts.profile.called(role) for role, _ in roles_for(facts.profile, name, of=of)),
        )


def _person(facts: Facts) -> Called:
    """The actor by name, the code behind it."""
    found = facts.directory.person(facts.actor, facts.today)
    return _behind(facts.actor, found.name if found else None, found.name if found else None)


def _department(facts: Facts, code: str | None) -> Called:
    if code is None:
        return Called(*(i18n.text("registry.everywhere", language) for language in ("ko", "en")))
    found = facts.directory.department(code, facts.today)
    return _behind(code, found.name_ko if found else None, found.name_en if found else None)


def _behind(code: str, ko: str | None, en: str | None) -> Called:
    return Called(f"{ko}({code})" if ko else code, f"{en} ({code})" if en else code)
