"""The frozen content of a review: everything a packet prints, in data, with its words in both languages.

A snapshot is what `freeze` stores as canonical JSON with its digest in the ledger. It holds no float
(decimals are text), no name of a customer and no narrative of a case (redaction level L1), and its words are
kept as they were on the day of the freeze, so that a packet rendered years later says the same.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from qms.base.record import Instant, Value

Number = Annotated[str, Field(pattern=r"^-?\d{1,15}(\.\d{1,6})?$")]
"""A decimal number as text."""


class Words(Value):
    """The same words in both languages."""

    ko: str
    en: str


class Align(StrEnum):
    """How a column stands: words left, numbers right, dates and codes left unbroken, a status as a chip."""

    TEXT = "text"
    NUMBER = "number"
    CODE = "code"
    CHIP = "chip"


class Column(Value):
    """One column of a table; ``weight`` is its share of the width beside the others."""

    key: str
    label: Words
    align: Align = Align.TEXT
    weight: int = Field(default=10, ge=1, le=100)


Cell = Words | str | int | None
"""None is printed as an en dash: nothing known."""


class Table(Value):
    """A table; every row has one cell for each column."""

    id: str
    title: Words
    columns: tuple[Column, ...] = Field(min_length=1)
    rows: tuple[tuple[Cell, ...], ...]
    note: Words | None = None

    @model_validator(mode="after")
    def _rows_are_whole(self) -> Self:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise PydanticCustomError("row_length", "a row has not one cell for each column", {})
        return self


class ChartShape(StrEnum):
    """Bars lie and compare named things; columns and lines follow time, a line against a target."""

    BARS = "bars"
    COLUMNS = "columns"
    LINE = "line"


class Series(Value):
    """One row of values, one for each label of its chart; None: no data there, which is not zero."""

    label: Words
    values: tuple[Number | None, ...]


class Chart(Value):
    """A chart; ``message`` says in words what it shows, made from its data."""

    id: str
    shape: ChartShape
    title: Words
    message: Words
    labels: tuple[Words, ...]
    series: tuple[Series, ...]
    unit: Words | None = None
    target: Number | None = None

    @model_validator(mode="after")
    def _series_are_whole(self) -> Self:
        if any(len(one.values) != len(self.labels) for one in self.series):
            raise PydanticCustomError("series_length", "a series has not one value for each label", {})
        return self


class FigureLine(Value):
    """One figure of the period, with what is needed to check it.

    Attributes:
        id: name of its definition, e.g. ``case.on_time_share``.
        value: None when there is no data; shares in percent.
        unit: 건, %, 일 …
        n: how many records it was counted from.
        top, bottom: numerator and denominator of a share; None for all others.
        target: wanted value; ``met`` says whether it was reached, None without target or data.
        before, year_before: the same figure in the period before and a year ago; None: no data.
        method: how it was counted, in one sentence.
        unmeasurable: codes of records in scope that could not be measured; counted apart, never in ``n``.
        historical, imported: how many of ``n`` are of earlier years and came in without gates, or came from another
            system; also of the numbers of ``before`` and ``year_before``. A review frozen before these were told has 0.

    """

    id: str
    label: Words
    value: Number | None
    unit: Words
    n: int
    top: int | None = None
    bottom: int | None = None
    target: Number | None = None
    met: bool | None = None
    before: Number | None = None
    year_before: Number | None = None
    method: Words
    unmeasurable: tuple[str, ...] = ()
    historical: int = Field(default=0, ge=0)
    imported: int = Field(default=0, ge=0)
    before_historical: int = Field(default=0, ge=0)
    year_before_historical: int = Field(default=0, ge=0)


class State(StrEnum):
    """How an input of the review came about."""

    COLLECTED = "collected"
    STATED = "stated"
    NOTHING = "nothing"
    MISSING = "missing"


class Comment(Value):
    """What a department said about its figures before the freeze; the words of a person, in one language."""

    department: Words
    text: str
    by: str
    on: date


class Section(Value):
    """One input of the review (ISO 9001 9.3.2).

    Attributes:
        key: letter and number without marks: ``a``, ``b``, ``c1`` … ``f``.
        clause: as printed: ``9.3.2 c) 1)``.
        owner: the role that owes it, with person and department where known.
        since: day from which it has been owed; set when it is missing.
        message: what it says in one sentence.
        statement: what its owner stated, and ``stated_by`` who did; the words of a person, in one language.
        conclusion: what was concluded from it, in one sentence.

    """

    key: str
    clause: str
    title: Words
    state: State
    owner: Words
    since: date | None = None
    message: Words
    statement: str | None = None
    stated_by: str | None = None
    figures: tuple[FigureLine, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    comments: tuple[Comment, ...] = ()
    conclusion: Words | None = None


class Ask(Value):
    """A decision that top management is asked for; texts are the words of a person, in one language.

    Attributes:
        clause: as printed: ``9.3.3 a)``.
        input: key of the section that it rests on.
        cost_of_waiting: what happens when it is not decided.
        budget: what it needs in money, as written: ``48,000천원``; ``people`` likewise: ``1명``.

    """

    code: str
    clause: str
    input: str | None = None
    text: str
    options: tuple[str, ...] = ()
    recommendation: str | None = None
    cost_of_waiting: str | None = None
    budget: str | None = None
    people: str | None = None


class FollowUp(Value):
    """A decision of an earlier review and where it stands."""

    code: str
    text: str
    owner: str
    due_on: date
    state: Literal["done", "going_on", "late"]
    done_on: date | None = None


class Gap(Value):
    """An input that is missing, who owes it and since when."""

    key: str
    clause: str
    title: Words
    owner: Words
    since: date | None = None
    accepted_by: str | None = None
    reason: str | None = None


class OutputLine(Value):
    """A kind of decision that the organisation asks of its review, by the clause that asks it (9.3.3)."""

    clause: str
    title: Words


class Source(Value):
    """The state of the ledger that the snapshot was compiled from."""

    origin: str
    size: int = Field(ge=0)
    root: str = Field(pattern=r"^[0-9a-f]{64}$")


class Cover(Value):
    """What stands on the first page of a Korean public body's document."""

    organisation: Words
    code: str
    title: Words
    period_label: str
    begin: date
    end: date = Field(description="exclusive")
    department: Words
    prepared_by: str
    contact: str
    retention: Words
    disclosure: Words
    distribution: Words
    standards: tuple[str, ...]
    in_force_on: date | None = Field(default=None, description="None: with its approval")


class Snapshot(Value):
    """A frozen review."""

    schema_id: Literal["qms.review/1"] = "qms.review/1"
    profile: str
    zone: str
    compiled_at: Instant
    cover: Cover
    source: Source
    agenda: tuple[Words, ...]
    key_figures: tuple[FigureLine, ...]
    earlier: tuple[FollowUp, ...]
    gaps: tuple[Gap, ...]
    alerts: tuple[Words, ...] = Field(description="missed periods, reports to the audit office")
    risks: tuple[Words, ...] = Field(default=(), description="outside risks")
    asked: tuple[Ask, ...] = Field(default=(), description="decisions that top management is asked for")
    sections: tuple[Section, ...]
    outputs: tuple[OutputLine, ...] = Field(default=(), description="kinds of decision; empty: those of 9.3.3")
    registers: tuple[Table, ...] = Field(description="annexes, complete: cases, CAPA, the profile's rows")
