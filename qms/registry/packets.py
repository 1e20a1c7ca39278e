"""Packets at the levels of redaction: what a review was frozen with, and what stands in the records behind it.

The frozen data are of `Level.MASKED`, for good. What lies above comes from the records as they stood when the figures
were frozen, so that what was erased since is gone here too, and what is kept for one role is left out for others.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from qms import errors
from qms.base.level import Level
from qms.compile.gathered import column, table
from qms.compile.snapshot import Align
from qms.compile.wording import both, same
from qms.flows.levels import at_level
from qms.i18n import own_words
from qms.kinds import kind as kind_of
from qms.organisation.sight import Sight
from qms.registry.subject import values_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.compile.content import PacketContent
    from qms.compile.snapshot import Cell, Table
    from qms.ledger.entry import Entry
    from qms.organisation.facts import Facts
    from qms.registry.registry import Registry

_REGISTERS: Final = {"case_register": "case", "capa_register": "capa"}
"""Registers of the packet, and the kind whose records they list by number."""

DAYS: Final = 7
"""How long a release holds."""
_RELEASED: Final = re.compile(rf"{Level.FULL} ([A-Za-z0-9._:-]+): ")


def packet_content(registry: Registry, review: str, level: Level) -> PacketContent:
    """What a packet of this level prints; above `Level.MASKED` with annexes of what is personal.

    `Level.FULL` has its own way (`disclosed`), with a reason and an approval.

    Raises:
        ValueError: `Level.FULL`.
        NoRecord: there is no such review.

    """
    if level is Level.FULL:
        msg = "what is full is disclosed"
        raise ValueError(msg)
    content = registry.reviews.content(review).but(level=level)
    if level in {Level.PUBLIC, Level.MASKED}:
        return content
    return content.but(particulars=tuple(_tables(_frozen(registry, content), content, level)))


def _frozen(registry: Registry, content: PacketContent) -> Registry:
    """The store as the figures were taken from it; a draft's are taken now."""
    return registry if content.draft else registry.as_of(content.snapshot.source.size - 1)


def _listed(view: Registry, content: PacketContent) -> Iterator[tuple[Kind[Any], list[Record]]]:
    """The records of each register of the packet that whoever asks may read whole."""
    for register in content.snapshot.registers:
        if register.id in _REGISTERS:
            kind: Kind[Any] = kind_of(_REGISTERS[register.id])
            codes = {str(row[0]) for row in register.rows}
            found: Sequence[Record] = view.find(kind)
            yield kind, [one for one in found if one.code in codes and view.sight(kind, one) is Sight.FULL]


def _tables(view: Registry, content: PacketContent, level: Level) -> Iterator[Table]:
    facts = view.facts()
    with own_words(facts.profile.words()):
        for kind, records in _listed(view, content):
            rows = [row for one in records for row in _rows(kind, at_level(kind, one, level), facts)]
            columns = (column("code", Align.CODE, 14), column("item", weight=18), column("said", weight=68))
            yield table(f"{kind.name}_particulars", columns, rows, both("compile.note.particulars"))


def _rows(kind: Kind[Any], record: Record, facts: Facts) -> Iterator[tuple[Cell, ...]]:
    """In whose hands a record is, by name, then what is personal in it: a row each."""
    for field in kind.hands:
        code = getattr(record, field)
        person = facts.directory.people.get(code or "")
        if code is not None:
            yield record.code, both(f"{kind.words}.field.{field}"), same(person.name or code if person else code)
    order = list(kind.model.model_fields)
    for (key, _), value in sorted(values_of(kind, record), key=lambda one: order.index(one[0][1].partition(".")[0])):
        yield record.code, both(key), same(value)


# --- everything: for whom somebody else released it, with a reason ---


def release_reason(registry: Registry, review: str, *, reader: str, reason: str | None) -> str:
    """What the entry of ``reviews.release`` says, so that ``reader`` may have the full packet for some days.

    Raises:
        NoRecord: nobody of this code works here today.
        OwnWork: the reader is who releases.
        ReasonNeeded: there is no reason.

    """
    facts = registry.facts()
    if facts.directory.person(reader, facts.today) is None:
        raise errors.NoRecord(kind="organisation.person.name", code=reader)
    if reader == facts.actor:
        raise errors.OwnWork(code=review, act="review.act.release", actor=reader)
    if not (reason or "").strip():
        raise errors.ReasonNeeded(act="review release")
    return f"{Level.FULL} {reader}: {reason}"


def disclosed(registry: Registry, review: str, *, act: str, reason: str | None) -> PacketContent:
    """The packet with everything in it, for whoever asks, as somebody else released it; it is logged first.

    Raises:
        NotReleased: nobody else did within the last `DAYS` days; that is logged too.
        ReasonNeeded, UnknownActor: see `qms.registry.accesses.Accesses.note`.
        PresentOnly: this is a view of the past, in which what was released is not over.

    """
    from qms.store.past import need_present

    need_present(registry.store)
    content, facts = registry.reviews.content(review), registry.facts()
    view = _frozen(registry, content)
    codes = [one.code for kind, records in _listed(view, content) if kind.subject for one in records]
    if not any(_releases(one, facts) for one in registry.history(review)):
        registry.accesses.refused(codes, act=act, reason=reason)
        raise errors.NotReleased(code=review, reader=facts.actor)
    registry.accesses.note(codes, act=act, reason=reason)
    person = facts.directory.people.get(facts.actor)
    at = facts.now.astimezone(facts.zone)
    name = f"{person.name} " if person and person.name else ""
    return content.but(
        level=Level.FULL, given=f"{name}{facts.actor} {at:%Y-%m-%d %H:%M}",
        particulars=tuple(_tables(view, content, Level.FULL)),
    )  # fmt: skip


def _releases(entry: Entry, facts: Facts) -> bool:
    """Whether somebody else let this reader have the packet, not too long ago."""
    said = _RELEASED.match(entry.reason or "") if entry.act == "review.release" else None
    return (
        said is not None
        and said[1] == facts.actor
        and facts.actor not in {entry.actor, entry.on_behalf_of}
        and timedelta() <= facts.now - entry.recorded_at <= timedelta(days=DAYS)
    )


__all__ = ["DAYS", "disclosed", "packet_content", "release_reason"]
