"""The kinds that a register can become, and what their fields take: read off the model, never listed twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache, cached_property
from typing import TYPE_CHECKING, Annotated, Any, Final, get_args, get_origin

from pydantic import AwareDatetime, ValidationError
from pydantic.fields import FieldInfo

from qms.base.record import Record
from qms.kinds import all_kinds
from qms.kinds import kind as kind_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails

    from qms.base.kind import Kind

RECORDED: Final = "recorded_at"
"""The field with the instant at which a record was entered."""
# Of the common head a register may fill these two; the rest is the import's own.
_HEAD: Final = frozenset(Record.model_fields) - {"department", "confidentiality"}


@dataclass(frozen=True)
class Target:
    """A kind as an import sees it."""

    kind: Kind[Any]

    @cached_property
    def fields(self) -> dict[str, FieldInfo]:
        """The fields that a mapping may fill."""
        every = self.kind.model.model_fields
        children = {name for name, field in every.items() if get_origin(field.annotation) is tuple}
        closed = _HEAD | children | {self.kind.subject, RECORDED}
        return {name: field for name, field in every.items() if name not in closed}

    @property
    def recorded(self) -> bool:
        """Whether the kind's records say themselves when they were entered."""
        return RECORDED in self.kind.model.model_fields

    @cached_property
    def required(self) -> frozenset[str]:
        """The fields that a mapping must fill."""
        return frozenset(name for name, field in self.fields.items() if field.is_required())

    def errors_of(self, field: str, value: object) -> list[ErrorDetails]:
        """What the model says against this value of one field."""
        try:
            self.kind.model.model_validate({field: value})
        except ValidationError as wrong:
            return [each for each in wrong.errors(include_url=False) if each["loc"][:1] == (field,)]
        return []


@cache
def importable() -> tuple[str, ...]:
    """Kinds whose records can come from a register: those with numbers counted here, and nothing kept beside them.

    Nobody comes to sign by a register, and no register erases, disposes of or holds anything.
    """
    return tuple(one.name for one in all_kinds() if _from_register(one))


def _from_register(kind: Kind[Any]) -> bool:
    counted = kind.from_register and kind.prefix is not None and kind.counted
    return counted and kind.lifecycle is not None and not kind.contents and not kind.signs and not kind.erases


@cache
def target(name: str) -> Target:
    """The kind of this name, one of `importable`."""
    return Target(kind_named(name))


def leaf(field: FieldInfo) -> type[Any]:
    """The type of a field's value, without ``None`` and what is said about it."""
    found: list[type[Any]] = [one for one, _ in _walk(field.annotation) if one is not type(None)]
    return found[0]


def is_instant(field: FieldInfo) -> bool:
    """Whether the field holds a point in time."""
    return leaf(field) in {AwareDatetime, datetime}


def is_day(field: FieldInfo) -> bool:
    """Whether the field holds a day."""
    return leaf(field) is date


def choices(field: FieldInfo) -> tuple[str, ...]:
    """The values that the field can take; empty when it is not a choice."""
    found = leaf(field)
    return tuple(one.value for one in found) if issubclass(found, StrEnum) else ()


def longest(field: FieldInfo) -> int | None:
    """Most characters of a text; None: no bound, or no text."""
    said = [*field.metadata, *(one for _, about in _walk(field.annotation) for one in about)]
    bounds = [bound for one in said if (bound := getattr(one, "max_length", None)) is not None]
    return min(bounds, default=None)


def _walk(annotation: object) -> Iterator[tuple[Any, tuple[object, ...]]]:
    if get_origin(annotation) is Annotated:
        inner, *about = get_args(annotation)
        flat = [one for each in about for one in (each.metadata if isinstance(each, FieldInfo) else [each])]
        for found, more in _walk(inner):
            yield found, (*more, *flat)
    elif get_args(annotation):
        for each in get_args(annotation):
            yield from _walk(each)
    else:
        yield annotation, ()
