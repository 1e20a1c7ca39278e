"""Authority at the desk: deny by default, by the profile's table of acts, roles and scopes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from qms.errors import NotAllowed, UnknownActor
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
            actor=facts.actor,
            act=f"{kind.words}.act.{act}",
            department=record.department or "registry.everywhere",
            roles=tuple(facts.profile.called(role) for role, _ in roles_for(facts.profile, name, of=of)),
        )
