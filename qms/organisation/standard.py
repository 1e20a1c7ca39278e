"""The service charter and its performance standard (manual H-*, V-*, P-*; ISO 10001)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, NamedTuple, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from qms.base.record import Value
from qms.organisation.rows import Basis, Bilingual, Number, Percent, Revision, Row, Slug

if TYPE_CHECKING:
    from collections.abc import Iterable


class Aspect(Value):
    """One thing that a topic asks for; a commitment covers it or none does."""

    id: Slug
    text: Bilingual


class Topic(Value):
    """A topic that the performance standard must cover (manual H-6), with all that belongs to it."""

    id: Slug
    text: Bilingual
    aspects: Annotated[tuple[Aspect, ...], Field(min_length=1)]


class Charter(Value):
    """The service charter.

    Attributes:
        pledge: the body's mission and its pledge to keep the standard (manual H-0).
        proclaimed_by, proclaimed_on: who proclaimed it, and when.
        promises: the promises to customers (manual H-1 to H-5).
        coverage: the duty that the standard covers all ``topics`` (manual H-6).
        revisions: in the order of their days.

    """

    pledge: Row
    proclaimed_by: Bilingual
    proclaimed_on: date
    promises: Annotated[tuple[Row, ...], Field(min_length=1)]
    coverage: Row
    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]
    revisions: Annotated[tuple[Revision, ...], Field(min_length=1)]

    def revision_on(self, day: date) -> Revision | None:
        """The revision in force on ``day``; None before the first. A revision holds from its own day on."""
        past = [revision for revision in self.revisions if revision.adopted_on <= day]
        return max(past, key=lambda revision: revision.adopted_on, default=None)

    def rows(self) -> tuple[Row, ...]:
        """All rows of the manual that the charter carries."""
        return (self.pledge, *self.promises, self.coverage, *self.revisions)


class MeasureKind(StrEnum):
    """How keeping a commitment is known: a number, a look (yes or no), or what the records show."""

    MEASURED = "measured"
    OBSERVED = "observed"
    RECORDED = "recorded"


class MeasureUnit(StrEnum):
    """What a measured commitment is measured in."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    RINGS = "rings"


class Comparator(StrEnum):
    """How the measured value stands to the limit where the commitment is kept."""

    LT = "<"
    LE = "<="
    GE = ">="
    GT = ">"


class Commitment(Row):
    """One promise of the performance standard.

    Attributes:
        heading: id of the heading it stands under.
        measure: how keeping it is known.
        comparator, limit, unit: for a measured one alone: kept where ``value comparator limit``.
        target: share in percent that is to be kept; None: no share is set.
        target_basis: where the target comes from; given with it.
        covers: aspects of the charter's topics.
        remedy: what the customer gets where it was broken.

    """

    heading: Slug
    measure: MeasureKind
    comparator: Comparator | None = None
    limit: Number | None = None
    unit: MeasureUnit | None = None
    target: Percent | None = None
    target_basis: Basis | None = None
    covers: tuple[Slug, ...] = ()
    remedy: Bilingual | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        given = {self.comparator is not None, self.limit is not None, self.unit is not None}
        if given != {self.measure is MeasureKind.MEASURED}:
            raise PydanticCustomError("measure", "limit, unit and comparator go with a measured commitment alone")
        if (self.target is None) != (self.target_basis is None):
            raise PydanticCustomError("target", "a target goes with its basis")
        return self

    def kept(self, value: int | Decimal) -> bool:
        """Whether ``value``, in the commitment's unit, keeps it: 5 minutes break "less than 5 minutes".

        Raises:
            ValueError: the commitment is not a measured one.

        """
        if self.limit is None or self.comparator is None:
            msg = f"{self.id} is not measured"
            raise ValueError(msg)
        limit = Decimal(self.limit)
        return {
            Comparator.LT: value < limit,
            Comparator.LE: value <= limit,
            Comparator.GE: value >= limit,
            Comparator.GT: value > limit,
        }[self.comparator]


class Heading(Value):
    """A heading of the performance standard."""

    id: Slug
    text: Bilingual


class Gap(NamedTuple):
    """A topic of the charter with aspects that no commitment covers."""

    topic: Topic
    missing: tuple[Aspect, ...]


def gaps(charter: Charter | None, commitments: Iterable[Commitment]) -> tuple[Gap, ...]:
    """The topics that the standard does not cover whole, in the charter's order; none without a charter."""
    covered = {aspect for commitment in commitments for aspect in commitment.covers}
    topics = charter.topics if charter else ()
    found = (Gap(topic, tuple(a for a in topic.aspects if a.id not in covered)) for topic in topics)
    return tuple(gap for gap in found if gap.missing)
