"""What each level shows of a record: every output of records goes by it, and by what each room says of its fields.

A field that its room says nothing of is hidden below `Level.FULL`: deny by default. What is hidden is empty, never
starred over a guess; what has a mask is shown in it at `Level.INTERNAL`. A kind of which something that every record
must have is not public has nothing at `Level.PUBLIC` but counts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypeVar

from qms.base import mask
from qms.base.level import ADDRESS, CONTACT, NAME, SEALED, Level, Rule
from qms.base.record import Record, Value
from qms.errors import NothingPublic
from qms.kinds import KINDS
from qms.kinds import kind as kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from qms.base.kind import Kind

R = TypeVar("R", bound=Record)
V = TypeVar("V", bound=Value)
_BETWEEN: Final = re.compile(r"[\s()\[\]{}<>,/·ㆍ;:]+")
_PARTICULARS: Final = {"customer_name": NAME, "customer_contact": CONTACT, "customer_address": ADDRESS}


def rules(kind: str) -> Mapping[str, Rule]:
    """Field → rule of a kind by its name, those of parts as ``communications.said``; without what has none."""
    return kind_of(kind).levels if kind in KINDS else {}


def rule(kind: str, field: str) -> Rule:
    """The rule of a field; `SEALED` where it has none."""
    return rules(kind).get(field, SEALED)


def is_public(kind: Kind[Any]) -> bool:
    """Whether records of a kind may be shown to the public: everything that they must have is."""
    fields = kind.model.model_fields
    return all(rule(kind.name, name).since is Level.PUBLIC for name, one in fields.items() if one.is_required())


def at_level(kind: Kind[Any], record: R, level: Level) -> R:
    """The record as a level shows it; not to be stored.

    Raises:
        NothingPublic: `Level.PUBLIC`, of a kind of which counts alone are for the public.

    """
    if level is Level.FULL:
        return record
    if level is Level.PUBLIC and not is_public(kind):
        raise NothingPublic(kind=f"{kind.words}.name")
    changes = _shown(kind.name, "", record, level, _known(record))
    for name, of in kind.parts().items():
        if name not in changes:
            parts: tuple[Value, ...] = getattr(record, name) if _can_be_shown(kind.name, name, of, level) else ()
            changes[name] = tuple(
                one.model_copy(update=_shown(kind.name, f"{name}.", one, level, _known(record))) for one in parts
            )
    return record.model_copy(update=changes)


def said_at(level: Level, text: str | None, about: Iterable[Record] = ()) -> str | None:
    """What somebody gave as a reason, as a level shows it: whole, without particulars, or not at all.

    ``about``: the records that it was said of; what they say of their customers is masked in it too.
    """
    if text is None or level is Level.FULL:
        return text
    if level is not Level.INTERNAL:
        return None
    return mask.redacted(text, [pair for record in about for pair in _known(record)])


def _can_be_shown(kind: str, part: str, of: type[Value], level: Level) -> bool:
    """Whether what every part of this class must have is shown; a part without it would be none."""
    needed = (name for name, one in of.model_fields.items() if one.is_required())
    return all(level.shows(rule(kind, f"{part}.{name}").since) for name in needed)


def _known(record: Record) -> tuple[tuple[str, str], ...]:
    """What the record says of its customer, with what stands for it; the longest first, which others are part of."""
    found = [(name, part) for name in _PARTICULARS for part in _said(name, getattr(record, name, None) or "")]
    shown = {part: _mask(_PARTICULARS[name], part, ()) for name, part in found}
    return tuple(sorted(shown.items(), key=lambda one: -len(one[0])))


def _said(name: str, value: str) -> Iterator[str]:
    """A value as it stands in other texts: whole, and of a name with a firm or a post its parts too."""
    yield from (one for one in (value, *(_BETWEEN.split(value) if name == "customer_name" else ())) if one)


def _shown(kind: str, place: str, value: Value, level: Level, known: tuple[tuple[str, str], ...]) -> dict[str, object]:
    """Fields that are not as they are, and what they are instead."""
    changes: dict[str, object] = {}
    for name, one in value:
        of = rule(kind, place + name)
        if level.shows(of.since) or one is None:
            continue
        if level is Level.INTERNAL and of.mask is not None:
            changes[name] = _mask(of, str(one), known)
        else:
            changes[name] = () if isinstance(one, tuple) else None
    return changes


def _mask(of: Rule, value: str, known: tuple[tuple[str, str], ...]) -> str:
    if of.text:
        return mask.redacted(value, known)
    return of.mask(value) if of.mask else ""


__all__ = ["Level", "at_level", "is_public", "rule", "rules", "said_at"]
