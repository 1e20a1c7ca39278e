"""What no text may hold, wherever it would be kept: see `qms.base.resident`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qms.base.label import field_key
from qms.base.record import Value
from qms.base.resident import holds_resident_number
from qms.errors import ResidentNumber

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms.base.kind import Kind
    from qms.base.record import Record


def admit(kind: Kind[Any], before: Record | None, after: Record) -> None:
    """Raise `ResidentNumber` where a text of ``after`` holds one that ``before`` did not; None: there was none.

    What an earlier version let in stands in nobody's way: the record goes on, and the text can be put right.
    """
    known = set[str]() if before is None else {text for _, text in texts_of(before)}
    places = places_of(kind, ((name, text) for name, text in texts_of(after) if text not in known))
    if places:
        raise ResidentNumber(kind=f"{kind.words}.name", places=places)


def admit_text(text: str | None, kind: str, place: str) -> None:
    """Raise `ResidentNumber` where a text that belongs to no record holds one; both names are keys of words."""
    if text is not None and holds_resident_number(text):
        raise ResidentNumber(kind=kind, places=(place,))


def places_of(kind: Kind[Any], texts: Iterator[tuple[str, str]]) -> tuple[str, ...]:
    """Keys of the names of the fields whose texts hold such a number, each once, in their order."""
    found = (field_key(kind.words, name) for name, text in texts if holds_resident_number(text))
    return tuple(dict.fromkeys(found))


def texts_of(value: Value) -> Iterator[tuple[str, str]]:
    """Every text of a record, those of its parts among them, with the name of its own field."""
    for name, one in value:
        if type(one) is str:
            yield name, one
        elif isinstance(one, tuple):
            for part in one:  # pyright: ignore[reportUnknownVariableType] - parts of whatever kind
                if isinstance(part, Value):
                    yield from texts_of(part)
                elif isinstance(part, str):
                    yield name, part
        elif isinstance(one, Value):
            yield from texts_of(one)


__all__ = ["admit", "admit_text", "places_of", "texts_of"]
