"""Records as the reader may see them: at the level that was asked for, the last one with an entry in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from qms.base.level import Level
from qms.errors import Unusable
from qms.flows.levels import at_level
from qms.organisation.sight import Sight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms_cli.desk import Desk

R = TypeVar("R", bound="Record")


def shown_to(kind: Kind[Any], record: R) -> R:
    """The record in its masked form, as whoever works with it sees it."""
    return at_level(kind, record, Level.INTERNAL)


def seen(desk: Desk, kind: Kind[Any], records: Sequence[R]) -> list[R]:
    """The records at the level that was asked for; everything of them by an entry in the log alone, or not at all.

    Where the log cannot be written, on a medium that is only read for instance, they stay masked.
    """
    level = desk.level
    if level is Level.FULL:
        desk.session.need_actor()
        try:
            # What is kept for others stands silent in a list; asked for by itself it is refused, and that is logged.
            readable = [one for one in records if desk.registry.sight(kind, one) is Sight.FULL] or records
            desk.registry.accesses.disclose(kind, readable, act=desk.typed, reason=desk.common("reason"))
        except Unusable as fault:
            desk.note(desk.say("access.masked", why=fault.say(desk.language)))
            level = Level.INTERNAL
    return [at_level(kind, one, level) for one in records]
