"""Authority at the desk: deny by default, by the profile's table of acts, roles and scopes."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from qms import i18n
from qms.errors import AboutOneself, Called, NotAllowed, UnknownActor
from qms.kinds import BRING
from qms.organisation.authority import permitted, permitted_everywhere, roles_for
from qms.organisation.concern import KEPT_KIND, About, Concern

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.organisation.facts import Facts


def check(facts: Facts, kind: Kind[Any], act: str, record: Record) -> None:
    """Raise unless the actor may do ``act`` on ``record`` today, by the tree of today.

    Raises:
        UnknownActor: nobody of this code works here on this day.
        AboutOneself: the record stands and is about the actor, or about the actor's office.
        NotAllowed: no role that the actor holds on this day permits it.

    """
    name = f"{kind.name}.{act}"
    day, directory = facts.today, facts.directory
    held = directory.held(facts.actor, day)
    if not held:
        raise UnknownActor(actor=facts.actor)
    of = getattr(record, "type", None) if kind.name == KEPT_KIND else None
    about = About.of(record) if kind.name == KEPT_KIND else None
    concern = Concern(facts.profile, directory, day)
    check_about(facts, kind, act, record, facts.actor)
    keeper = concern.moved(name, of, about)
    if keeper is not None and of is not None:
        allowed, may = concern.permits(name, held, of, keeper), [keeper]
    else:
        # What belonged to a department that is no more is in the hands of the one in charge of it now.
        place = directory.current(record.department, day) or record.department
        allowed = permitted(facts.profile, name, held, place, partial(directory.below, on=day), of=of)
        may = [role for role, _ in roles_for(facts.profile, name, of=of)]
    if not allowed:
        raise NotAllowed(
            actor=_person(facts),
            act=f"{kind.words}.act.{act}",
            department=_department(facts, record.department),
            roles=tuple(facts.profile.called(role) for role in may),
        )


def check_everywhere(facts: Facts, kind: Kind[Any], act: str) -> None:
    """Raise unless the actor may do ``act`` over the whole organisation today; raise as `check` does."""
    name = f"{kind.name}.{act}"
    held = facts.directory.held(facts.actor, facts.today)
    if not held:
        raise UnknownActor(actor=facts.actor)
    if not permitted_everywhere(facts.profile, name, held):
        raise NotAllowed(
            actor=_person(facts),
            act=f"{kind.words}.act.{act}",
            department=_department(facts, None),
            roles=tuple(facts.profile.called(role) for role, _ in roles_for(facts.profile, name)),
        )


def check_about(facts: Facts, kind: Kind[Any], act: str, record: Record, *who: str | None) -> None:
    """Raise `AboutOneself` where a case that stands is about one of ``who``: who acts, or for whom.

    To take one in is no step on it: everybody enters what somebody brings, be it about themselves.
    """
    about = About.of(record) if kind.name == KEPT_KIND else None
    if about is None or act == BRING or _makes(kind.name).get(act):
        return
    concern = Concern(facts.profile, facts.directory, facts.today)
    for one in who:
        if one is not None and concern.touches(one, getattr(record, "type", None), about):
            raise AboutOneself(code=record.code, act=f"{kind.words}.act.{act}", actor=one)


def check_step(kind: Kind[Any], act: str, before: Record | None) -> None:
    """Raise unless the act leads on from where a record stands; ``before`` None: the act is to make one.

    What a rule is given it may do anything with, so an act that makes records is none to change one by, or the other
    way round.

    Raises:
        WrongStep: it does not lead on from there.
        ValueError: the kind has no such act, or it is of the other sort.

    """
    makes = _makes(kind.name).get(act)
    if makes is not (before is None):
        message = f"{kind.name}.{act} is no act that {'makes' if before is None else 'changes'} a record"
        raise ValueError(message)
    if before is not None and kind.lifecycle is not None:
        kind.lifecycle.check(act, getattr(before, "status", None), before.code)


@cache
def _makes(name: str) -> Mapping[str, bool]:
    """The acts on records of a kind, and whether each makes one."""
    from qms.base.act import ATTACH, WITHDRAW_ATTACHMENT, Changes, Creates, Enters
    from qms.kinds import kind as kind_of
    from qms.kinds import room_of

    life = kind_of(name).lifecycle
    changing = {*(life.acts() if life else ()), ATTACH, WITHDRAW_ATTACHMENT}
    room: Mapping[str, Any] = vars(room_of(name))
    making = {
        act: isinstance(one, Creates | Enters)
        for act, one in room.items()
        if isinstance(one, Changes | Creates | Enters)
    }
    return {**dict.fromkeys(changing, False), **making}


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
