"""Records as the reader may see them: at the level that was asked for, the last one with an entry in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from qms.base.level import Level
from qms.errors import NothingPublic, QmsError, Unusable
from qms.flows.levels import at_level, said_at
from qms.kinds import kind_of_code
from qms.organisation.sight import Sight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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

    def disclose() -> None:
        # What is kept for others stands silent in a list; asked for by itself it is refused, and that is logged.
        readable = [one for one in records if desk.registry.sight(kind, one) is Sight.FULL] or records
        desk.registry.accesses.disclose(kind, readable, act=desk.typed, reason=desk.common("reason"))

    level = _level(desk, disclose)
    return [at_level(kind, one, level) for one in records]


def said(desk: Desk, told: Sequence[tuple[Sequence[str], str | None]]) -> list[str | None]:
    """Reasons at the level that was asked for, each with the codes of the records that it was said of.

    Raises:
        NothingPublic: reasons are not for the public.

    """
    if desk.level is Level.PUBLIC:
        raise NothingPublic(kind="store.entry")

    def disclose() -> None:
        codes = [code for some, reason in told if reason for code in some]
        desk.registry.accesses.note(codes, act=desk.typed, reason=desk.common("reason"))

    level, known = _level(desk, disclose), dict[str, "Record | None"]()

    def about(codes: Sequence[str]) -> Iterator[Record]:
        for code in codes:
            if code not in known:
                known[code] = _found(desk, code)
            if (found := known[code]) is not None:
                yield found

    return [said_at(level, reason, about(codes)) for codes, reason in told]


def _level(desk: Desk, disclose: Callable[[], None]) -> Level:
    """The level that was asked for; where everything is, once it stands in the log."""
    if desk.level is not Level.FULL:
        return desk.level
    desk.session.need_actor()
    try:
        disclose()
    except Unusable as fault:
        desk.note(desk.say("access.masked", why=fault.say(desk.language)))
        return Level.INTERNAL
    return Level.FULL


def _found(desk: Desk, code: str) -> Record | None:
    kind = kind_of_code(code)
    try:
        return desk.session.present.get(kind, code) if kind else None
    except QmsError:
        return None  # a record that is not there names nobody
