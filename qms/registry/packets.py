"""Packets at the levels of redaction: what a review was frozen with, and what stands in the records behind it.

The frozen data are of `Level.MASKED`, for good. What lies above comes from the records as they stood when the figures
were frozen, so that what was erased since is gone here too, and what is kept for one role is left out for others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

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
    from qms.organisation.facts import Facts
    from qms.registry.registry import Registry

_REGISTERS: Final = {"case_register": "case", "capa_register": "capa"}
"""Registers of the packet, and the kind whose records they list by number."""


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


__all__ = ["packet_content"]
