"""What a figure is: data that says which records it counts, how, in which period, and what is better.

A record stands in the period in which its ``when`` lies; with ``when`` unknown it stands in none. Records are
judged as they are now; what they were on an earlier day is read from the ledger's view of that day. Two
evaluators read a definition, `qms.figures.sql` in the database and a naive one in the tests; they must agree.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field as Limits
from pydantic import model_validator

from qms.base.record import Value
from qms.figures.condition import Condition, Elapsed, Field, Name, any_of, field


class Measure(StrEnum):
    """How a figure is made from its records."""

    COUNT = "count"
    SHARE = "share"
    SUM = "sum"
    MEAN = "mean"
    MEDIAN = "median"
    PERCENTILE = "percentile"
    BALANCE = "balance"


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Figure(Value):
    """The definition of a figure; its words are at ``<room>.figure.<name>.label``, ``….method``, ``….unit``.

    Attributes:
        id: room and name, e.g. ``case.on_time_share``.
        kind: name of the kind whose records it counts.
        measure: how.
        when: instant or day that places a record in the period; for a balance, when it was opened.
        until: for a balance alone: when the record was closed; unknown: still open.
        where: which records are in scope.
        among: which of those are looked at, the denominator of a share; ``scope`` of a reading counts all.
        measurable: what must hold to be measured. Records that fail it are named, never counted in ``n``;
            so are records whose ``value`` is unknown, and in a balance those closed before they were opened.
        hit: the numerator of a share.
        value: what is added up or averaged: a whole number, or a span of time.
        percent: for a percentile alone: 1 to 99, by nearest rank.
        direction: which way is better.
        commitment: id of the commitment in the service standard that sets its target.
        part: field of parts that it counts, e.g. ``evaluations``; None: it counts the records themselves.
        code: the field that names a record in lists; the owner's in tables of parts.

    """

    id: Annotated[str, Limits(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
    kind: str
    measure: Measure
    when: Name
    until: Name | None = None
    where: tuple[Condition, ...] = ()
    among: tuple[Condition, ...] = ()
    measurable: tuple[Condition, ...] = ()
    hit: tuple[Condition, ...] = ()
    value: Field | Elapsed | None = None
    percent: Annotated[int, Limits(ge=1, le=99)] | None = None
    direction: Direction = Direction.NEITHER
    commitment: str | None = None
    part: Name | None = None
    code: Name = "code"

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needs = {
            "hit": (bool(self.hit), self.measure is Measure.SHARE),
            "until": (self.until is not None, self.measure is Measure.BALANCE),
            "value": (
                self.value is not None,
                self.measure not in {Measure.COUNT, Measure.SHARE, Measure.BALANCE},
            ),
            "percent": (self.percent is not None, self.measure is Measure.PERCENTILE),
        }
        for name, (given, needed) in needs.items():
            if given is not needed:
                msg = f"{self.id}: a {self.measure} {'needs' if needed else 'takes no'} `{name}`"
                raise ValueError(msg)
        return self

    def words(self, part: Literal["label", "method", "unit"]) -> str:
        """Key of its words."""
        room, _, name = self.id.partition(".")
        return f"{room}.figure.{name}.{part}"

    @property
    def measured(self) -> tuple[Condition, ...]:
        """All that must hold for a record to be measured: ``measurable``, and what the measure needs by itself."""
        needed: tuple[Condition, ...] = ()
        if isinstance(self.value, Elapsed):
            needed = (field(self.value.begin).known(), field(self.value.end).known())
        elif self.value:
            needed = (self.value.known(),)
        elif self.until:
            opened, closed = field(self.when), field(self.until)
            needed = (opened.known(), any_of(closed.unknown(), closed.ge(opened)))
        return (*needed, *self.measurable)

    def within(self, *conditions: Condition) -> Figure:
        """The same figure over fewer records, e.g. those of one department."""
        return Figure.model_validate({**dict(self), "where": self.where + conditions})


class Month(Value):
    """Split by calendar month of the period, in the organisation's zone."""

    name: Literal["month"] = "month"


class By(Value):
    """Split by a field; ``groups`` puts values of it together (department → senior department)."""

    field: Name
    groups: dict[str, str] | None = None


Split = Month | By
MONTH = Month()


def by(name: str, groups: dict[str, str] | None = None) -> By:
    """Split by this field. With ``groups``, values not named there stand together in the group None."""
    return By(field=name, groups=groups)
