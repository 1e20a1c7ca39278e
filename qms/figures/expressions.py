"""Conditions and values of a definition as SQL expressions over the columns of a table.

Unknown is NULL, and a comparison with NULL is neither true nor false. As no condition is ever negated, "not
true" is all that WHERE and CASE need to know: so the databases agree with the definition by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from operator import eq, ge, gt, le, lt, ne
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Integer,
    String,
    and_,
    cast,
    extract,
    func,
    literal,
    or_,
    true,
)
from sqlalchemy import type_coerce as seen_as
from sqlalchemy.types import TypeDecorator

from qms.figures.condition import AllOf, AnyOf, Edge, Elapsed, Field, Op, Test

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import ColumnElement, FromClause
    from sqlalchemy.types import TypeEngine

    from qms.figures.condition import Condition

_COMPARE: dict[Op, Callable[[Any, Any], Any]] = {
    Op.EQ: eq,
    Op.NE: ne,
    Op.LT: lt,
    Op.LE: le,
    Op.GT: gt,
    Op.GE: ge,
}
_WHOLE_SECONDS = len("2026-01-01 00:00:00")


class Form(StrEnum):
    """What a column holds."""

    INSTANT = "instant"
    DAY = "day"
    NUMBER = "number"
    YES_NO = "yes_no"
    TEXT = "text"


_TYPES: tuple[tuple[type[TypeEngine[Any]], Form], ...] = (
    (DateTime, Form.INSTANT),
    (Date, Form.DAY),
    (Boolean, Form.YES_NO),
    (Integer, Form.NUMBER),
    (String, Form.TEXT),
)


def form_of(column: ColumnElement[Any]) -> Form | None:
    """What the column holds; None: nothing that a figure can use."""
    kind: TypeEngine[Any] = column.type
    while isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    return next((form for type_, form in _TYPES if isinstance(kind, type_)), None)


@dataclass(frozen=True)
class Columns:
    """The columns of a table, as tests and values see them.

    Attributes:
        table: a table, or a query with the columns of one.
        spans: begin and end of each period, as instants (``begin_at``) and as days (``begin_on``).
        dialect: name of the database's dialect.

    """

    table: FromClause
    spans: FromClause
    dialect: str

    def of(self, name: str) -> ColumnElement[Any]:
        """The column of a field; an enumeration is seen as the text that is stored."""
        column = self.table.c[name]
        return seen_as(column, String()) if form_of(column) is Form.TEXT else column

    def edge(self, name: str, edge: str) -> ColumnElement[Any]:
        """``begin`` or ``end`` of the period, comparable with the field ``name``."""
        return self.spans.c[f"{edge}_on" if self.is_day(name) else f"{edge}_at"]

    def is_day(self, name: str) -> bool:
        """Whether the field ``name`` holds days, and not instants."""
        return form_of(self.table.c[name]) is Form.DAY

    def holds(self, conditions: Iterable[Condition]) -> ColumnElement[bool]:
        """Whether all of the conditions hold; NULL is as good as false."""
        return and_(true(), *(self._condition(condition) for condition in conditions))

    def value(self, value: Field | Elapsed) -> ColumnElement[Any]:
        """A number, or a span of time in whole seconds."""
        if isinstance(value, Field):
            return self.of(value.field)
        return self._seconds(value.end) - self._seconds(value.begin)

    def _condition(self, condition: Condition) -> ColumnElement[bool]:
        if isinstance(condition, AnyOf):
            return or_(*(self._condition(one) for one in condition.any_of))
        if isinstance(condition, AllOf):
            return and_(*(self._condition(one) for one in condition.all_of))
        return self._test(condition)

    def _test(self, test: Test) -> ColumnElement[bool]:
        left = self.value(test.left)
        if test.op is Op.KNOWN:
            return left.is_not(None)
        if test.op is Op.UNKNOWN:
            return left.is_(None)
        if isinstance(test.right, tuple):
            return left.in_(test.right)
        compared: ColumnElement[bool] = _COMPARE[test.op](left, self._right(test))
        return compared

    def _right(self, test: Test) -> ColumnElement[Any]:
        right = test.right
        if isinstance(test.left, Elapsed):
            return literal(int(str(right)) * test.left.unit.seconds, BigInteger())
        if isinstance(right, Field):
            return self.of(right.field)
        if isinstance(right, Edge):
            return self.edge(test.left.field, right.edge)
        if isinstance(right, bool):
            return literal(right, Boolean())
        return literal(right, String() if isinstance(right, str) else BigInteger())

    def _seconds(self, name: str) -> ColumnElement[Any]:
        """Whole seconds since 1970, fractions cut off; a day stands for its first second."""
        column = self.table.c[name]
        if self.dialect == "sqlite":
            # strftime rounds milliseconds up to the next second: the fraction goes before it can.
            text = func.substr(seen_as(column, String()), 1, _WHOLE_SECONDS)
            return cast(func.strftime("%s", text), BigInteger)
        whole = column if form_of(column) is Form.DAY else func.date_trunc("second", column)
        return cast(extract("epoch", whole), BigInteger)
