"""Records as rows of cells and back: one column for each field of the kind's model, and nothing listed twice.

The first two columns say what a row is, so that sorting, cutting and joining files loses nothing: ``schema``
(``qms.case/1``) and ``level`` (how much of what is personal is in the row). A field that holds parts, links among
them, stands in one cell as JSON with sorted keys. An empty cell is no value. The last column, ``signed``, is for people
and is not read back: the signatures in the words in which they are printed everywhere.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, tzinfo
from functools import cache, cached_property
from types import NoneType
from typing import TYPE_CHECKING, Any, Final, get_args, get_origin

from qms.base.level import Level
from qms.base.record import Value
from qms.exchange.target import is_day, is_instant, leaf
from qms.flows.levels import at_level
from qms.kinds import kind as kind_named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic.fields import FieldInfo

    from qms.base.kind import Kind
    from qms.base.record import Record

SCHEMA: Final = "schema"
LEVEL: Final = "level"
ABOUT: Final = (SCHEMA, LEVEL)
"""The columns, and the keys of a JSON line, that come before the fields."""
SIGNED: Final = "signed"
"""The column of a table that comes after the fields: the signatures for people (row P11-50b)."""
Cell = str | int | bool | date | None
"""What stands in a cell: a text, a whole number, a yes or no, a day, or nothing."""


class Layout:
    """The columns of one kind.

    Attributes:
        names: its fields, in the order of the model.
        columns: those of a table, which has one for people besides.

    """

    def __init__(self, kind: Kind[Any]) -> None:
        """Read the kind's model."""
        self.kind = kind
        self._fields: Mapping[str, FieldInfo] = kind.model.model_fields
        self.names = tuple(self._fields)
        self.columns = (*ABOUT, *self.names, SIGNED)

    @property
    def schema(self) -> str:
        """Name and version of the form: ``qms.case/1``."""
        return f"qms.{self.kind.name}/1"

    @cached_property
    def nested(self) -> frozenset[str]:
        """Fields whose value is made of parts."""
        return frozenset(name for name, field in self._fields.items() if _is_nested(field.annotation))

    @cached_property
    def days(self) -> frozenset[str]:
        """Fields that hold a day."""
        return frozenset(name for name in self._simple() if is_day(self._fields[name]))

    @cached_property
    def instants(self) -> frozenset[str]:
        """Fields that hold a point in time."""
        return frozenset(name for name in self._simple() if is_instant(self._fields[name]))

    @cached_property
    def texts(self) -> frozenset[str]:
        """Fields that hold a text of any form, so that an empty one is a text too."""
        return frozenset(name for name in self._simple() if leaf(self._fields[name]) is str)

    @cached_property
    def optional(self) -> frozenset[str]:
        """Fields that may have no value."""
        return frozenset(name for name, field in self._fields.items() if NoneType in _leaves(field.annotation))

    @cached_property
    def required(self) -> frozenset[str]:
        """Fields that every record must give."""
        return frozenset(name for name, field in self._fields.items() if field.is_required())

    def _simple(self) -> Iterator[str]:
        return (name for name in self.names if name not in self.nested)

    # --- out ---

    def masked(self, record: Record) -> Record:
        """The record without what is personal in it and in its parts, and without the number that stands for whom."""
        return at_level(self.kind, record, Level.MASKED)

    def document(self, record: Record, level: Level) -> dict[str, Any]:
        """The record as JSON has it, with what it is before its fields."""
        return {SCHEMA: self.schema, LEVEL: level.value, **record.model_dump(mode="json")}

    def cells(self, record: Record, zone: tzinfo = UTC) -> Iterator[Cell]:
        """A cell for each field, in order; instants in ``zone``, with its offset."""
        plain = record.model_dump(mode="json")
        for name, value in plain.items():
            if value is None or value == []:
                yield None
            elif name in self.nested:
                yield json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            elif name in self.days or (name in self.instants and zone is not UTC):
                own: date | datetime = getattr(record, name)
                yield own.astimezone(zone).isoformat() if isinstance(own, datetime) else own
            else:
                yield value

    # --- in ---

    def value(self, name: str, text: str) -> object:
        """What a cell of this field says, for the model to judge; raise `ValueError` where it is no JSON but must be.

        `ABSENT` where the cell is empty and the field must have a value that no empty cell is.
        """
        if name in self.nested:
            return parsed(text) if text else []
        if not text:
            return None if name in self.optional else "" if name in self.texts else ABSENT
        if name in self.instants:
            return _instant(text)
        return text


ABSENT: Final = object()


def parsed(text: str) -> Any:  # noqa: ANN401 - any JSON
    """The JSON value of a text; raise `ValueError` for what is none, not finite, or nested beyond reason."""
    try:
        return json.loads(text, parse_constant=_refused)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _refused(constant: str) -> object:
    raise ValueError(constant)


def _instant(text: str) -> object:
    # More than the model's own reader takes: before 1908 the offset of Seoul has seconds.
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text


def _leaves(annotation: object) -> frozenset[object]:
    arguments = [one for one in get_args(annotation) if isinstance(one, type) or get_args(one)]
    if not arguments or get_origin(annotation) in {tuple, list, dict}:
        return frozenset({annotation})
    return frozenset[object]().union(*map(_leaves, arguments))


def _is_nested(annotation: object) -> bool:
    return any(
        get_origin(one) in {tuple, list, dict} or (isinstance(one, type) and issubclass(one, Value))
        for one in _leaves(annotation)
    )


@cache
def layout(kind_name: str) -> Layout:
    """The columns of the kind of this name; raise `NoRecord` where there is none."""
    return Layout(kind_named(kind_name))


__all__ = ["ABOUT", "ABSENT", "LEVEL", "SCHEMA", "SIGNED", "Cell", "Layout", "Level", "layout", "parsed"]
