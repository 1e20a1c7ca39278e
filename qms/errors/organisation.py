"""Faults of the organisation over time: who and what is there on a day."""

from __future__ import annotations

from qms.errors.base import Called, NotPermitted, Refused


class NotThatDay(Refused):
    """A department or person is not there on a day. ``kind`` is the key of the kind's name."""

    key = "organisation.not_that_day"
    kind: str
    code: str
    on: str


class Circle(Refused):
    """The department would stand below itself on a day."""

    key = "organisation.circle"
    code: str
    parent: str
    on: str


class StillBelow(Refused):
    """A department cannot end while others stand directly below it."""

    key = "organisation.still_below"
    code: str
    on: str
    below: tuple[str, ...]


class ChangeAhead(Refused):
    """It cannot end before a change that is recorded for a later day."""

    key = "organisation.change_ahead"
    code: str
    on: str


class NoSuchTitle(Refused):
    """The organisation has no such role; ``open`` are those that its profile gives a title."""

    key = "organisation.no_such_title"
    role: str
    open: tuple[Called, ...]


class AlreadyHeaded(Refused):
    """Two would hold one post at a time; ``code`` is the assignment that is in the way."""

    key = "organisation.already_headed"
    department: str
    role: str
    person: str
    code: str
    on: str


class NotTheirsToGive(NotPermitted):
    """It is for others to give this role: for holders of ``roles``; ``people`` are those that do it today."""

    key = "organisation.not_theirs_to_give"
    role: Called
    actor: str
    roles: tuple[Called, ...]
    people: tuple[str, ...]


class NobodyGives(NotPermitted):
    """The profile leaves it to the holders of ``roles`` to give this role, and nobody holds one of them any more."""

    key = "organisation.nobody_gives"
    role: Called
    roles: tuple[Called, ...]


class LastToGive(Refused):
    """Without this assignment nobody could ever be given ``role`` again; it is the last of those that give it."""

    key = "organisation.last_to_give"
    code: str
    person: str
    held: Called
    role: Called
