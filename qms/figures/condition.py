"""Conditions on a record, as data: ``field("answered_at").le(field("due_at"))``.

All conditions of a tuple must hold. A comparison with an unknown value never holds, `ne` included: "other
than closed" is said of a record whose status is known; `known` and `unknown` ask for just that. An instant
counts with its fraction in a comparison, and at its whole second (cut, not rounded) in a span of time.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field as Limits
from pydantic import StrictBool, StrictInt, StrictStr, model_validator

from qms.base.record import Value

Name = Annotated[str, Limits(pattern=r"^[a-z][a-z0-9_]*$")]
"""Name of a field of the record, which is also its column."""
Constant = StrictBool | StrictInt | StrictStr


class Unit(StrEnum):
    """Unit of a span of time. A day is 86,400 seconds, whatever the local clock did."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"

    @property
    def seconds(self) -> int:
        """Length of one unit."""
        return {Unit.SECONDS: 1, Unit.MINUTES: 60, Unit.HOURS: 3600, Unit.DAYS: 86_400}[self]


class Op(StrEnum):
    """What a test asks."""

    EQ = "eq"
    NE = "ne"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    IN = "in"
    KNOWN = "known"
    UNKNOWN = "unknown"


ORDER = frozenset({Op.LT, Op.LE, Op.GT, Op.GE})


class Edge(Value):
    """The first moment of the period (`BEGIN`), or the first one after it (`END`)."""

    edge: Literal["begin", "end"]


BEGIN, END = Edge(edge="begin"), Edge(edge="end")


class _Side(Value):
    """The left side of a test."""

    def eq(self, right: Right) -> Test:
        """Holds where both sides are known and equal."""
        return _test(self, Op.EQ, right)

    def ne(self, right: Right) -> Test:
        """Holds where both sides are known and differ."""
        return _test(self, Op.NE, right)

    def lt(self, right: Right) -> Test:
        """Holds where both sides are known and this one is smaller or earlier."""
        return _test(self, Op.LT, right)

    def le(self, right: Right) -> Test:
        """Holds where both sides are known and this one is not larger or later."""
        return _test(self, Op.LE, right)

    def gt(self, right: Right) -> Test:
        """Holds where both sides are known and this one is larger or later."""
        return _test(self, Op.GT, right)

    def ge(self, right: Right) -> Test:
        """Holds where both sides are known and this one is not smaller or earlier."""
        return _test(self, Op.GE, right)


class Field(_Side):
    """A field of the record."""

    field: Name

    def among(self, *values: str) -> Test:
        """Holds where the field is one of these values."""
        return Test(left=self, op=Op.IN, right=tuple(_plain(value) for value in values))

    def yes(self) -> Test:
        """Holds where the answer is known and yes."""
        return Test(left=self, op=Op.EQ, right=True)

    def no(self) -> Test:
        """Holds where the answer is known and no."""
        return Test(left=self, op=Op.EQ, right=False)

    def known(self) -> Test:
        """Holds where the field has a value."""
        return Test(left=self, op=Op.KNOWN)

    def unknown(self) -> Test:
        """Holds where the field has none."""
        return Test(left=self, op=Op.UNKNOWN)


class Elapsed(_Side):
    """Time from one instant or day of the record to another; below zero when ``end`` is the earlier.

    Tests compare it with whole units: ``elapsed("received_at", "answered_at", Unit.HOURS).le(24)``.
    """

    begin: Name
    end: Name
    unit: Unit = Unit.DAYS


Right = Field | Edge | Constant


class Test(Value):
    """One condition on a record; made by `field` or `elapsed`."""

    __test__ = False  # no test of pytest

    left: Field | Elapsed
    op: Op
    right: Field | Edge | Constant | tuple[StrictStr, ...] | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        several, whole = isinstance(self.right, tuple), isinstance(self.right, int)
        faults = {
            "`in`, and nothing else, takes one or more values": (self.op is Op.IN) != several or self.right == (),
            "`known` and `unknown` take no right side, all others need one": (
                (self.op in {Op.KNOWN, Op.UNKNOWN}) != (self.right is None)
            ),
            "text and yes/no have no order": self.op in ORDER and isinstance(self.right, str | bool),
            "a span of time is compared with whole units": (
                isinstance(self.left, Elapsed) and (not whole or isinstance(self.right, bool))
            ),
        }
        for message, broken in faults.items():
            if broken:
                raise ValueError(message)
        return self


class AnyOf(Value):
    """Holds where at least one of its conditions does."""

    any_of: Annotated[tuple[Condition, ...], Limits(min_length=1)]


class AllOf(Value):
    """Holds where each of its conditions does."""

    all_of: Annotated[tuple[Condition, ...], Limits(min_length=1)]


Condition = Test | AnyOf | AllOf


def field(name: str) -> Field:
    """A field of the record, to ask of: ``field("answered_at").le(field("due_at"))``."""
    return Field(field=name)


def elapsed(begin: str, end: str, unit: Unit = Unit.DAYS) -> Elapsed:
    """The time from ``begin`` to ``end``, as a value or to ask of."""
    return Elapsed(begin=begin, end=end, unit=unit)


def any_of(*conditions: Condition) -> AnyOf:
    """Holds where at least one of the conditions does."""
    return AnyOf(any_of=conditions)


def all_of(*conditions: Condition) -> AllOf:
    """Holds where each of the conditions does."""
    return AllOf(all_of=conditions)


def _plain(value: str) -> str:
    return value.value if isinstance(value, StrEnum) else value


def _test(left: _Side, op: Op, right: Right) -> Test:
    plain = _plain(right) if isinstance(right, str) else right
    return Test.model_validate({"left": left, "op": op, "right": plain})


Test.model_rebuild()
AnyOf.model_rebuild()
AllOf.model_rebuild()
