"""What a profile says about a deadline, and the spans of days that it leaves out."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from qms.base.record import Value
from qms.base.text import Code, OptionalTitle

HOURS_A_DAY: Final = 8
"""Working hours that the Civil Petitions Treatment Act takes for a day, however long the place is open."""
_MOST_DAYS_IN_HOURS: Final = 5
_AT_ONCE: Final = 3
_ACT: Final = "base.deadline.rule."


class Unit(StrEnum):
    """What a term is counted in."""

    HOURS = "hours"
    """Working hours."""
    DAYS = "days"
    """Working days."""
    CALENDAR_DAYS = "calendar_days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"
    NONE = "none"
    """No deadline."""

    @property
    def by_date(self) -> bool:
        """Whether days off count like any other."""
        return self in {Unit.CALENDAR_DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS}


class Term(Value):
    """How long a matter may take, as a profile says it."""

    id: Code
    unit: Unit
    amount: int = Field(default=0, ge=0, le=10_000, description="In units; 0 only with unit none")
    rule: OptionalTitle = Field(
        default=None,
        description="Where it is laid down: a key of words, or the words themselves; None: the unit says it",
    )
    first_day_counts: bool = Field(default=True, description="Whether the day of receipt is day one; not for hours")
    late_filing_counts: bool = Field(
        default=True,
        description="Whether a working day is still the day of receipt after closing time; not for hours",
    )
    moves_on: bool = Field(
        default=True,
        description="Whether an end on a day off moves to the next working day; for dates only",
    )

    @model_validator(mode="after")
    def _some_amount(self) -> Self:
        if (self.amount == 0) != (self.unit is Unit.NONE):
            raise PydanticCustomError("term_amount", "a term has an amount, and no term has none", {})
        return self

    @property
    def said_by(self) -> str:
        """Its rule: a key of words, or the words themselves."""
        return self.rule or f"base.deadline.unit.{self.unit.value}"

    @classmethod
    def at_once(cls, id: Code) -> Term:
        """The term of a petition to be settled at once: 3 working hours (Enforcement Decree 19)."""
        return cls(id=id, unit=Unit.HOURS, amount=_AT_ONCE, rule=_ACT + "at_once")

    @classmethod
    def petition(cls, id: Code, days: int, *, late_filing_counts: bool = True) -> Term:
        """The term of a petition of so many days (Civil Petitions Treatment Act 19 (1) and (2)).

        Up to 5 days are counted as working hours, 8 for a day; 6 days and more as working days, the first
        included.
        """
        if days <= _MOST_DAYS_IN_HOURS:
            return cls(id=id, unit=Unit.HOURS, amount=days * HOURS_A_DAY, rule=_ACT + "petition_hours")
        rule = _ACT + "petition_days"
        return cls(id=id, unit=Unit.DAYS, amount=days, rule=rule, late_filing_counts=late_filing_counts)

    @classmethod
    def petition_by_date(cls, id: Code, amount: int, unit: Unit) -> Term:
        """The term of a petition of so many weeks, months or years (Civil Petitions Treatment Act 19 (3))."""
        return cls(id=id, unit=unit, amount=amount, rule=_ACT + "petition_by_date")


class PauseReason(StrEnum):
    """Why days are left out of the count (Enforcement Decree 20)."""

    SUPPLEMENT = "supplement"
    TRANSFER = "transfer"
    HEARING = "hearing"
    TEST = "test"
    INVESTIGATION = "investigation"
    OUTAGE = "outage"


class Pause(Value):
    """Days left out of the count, ``begin`` and ``end`` among them; ``end`` None: it has not ended."""

    begin: date
    end: date | None = None
    reason: PauseReason

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.end is not None and self.end < self.begin:
            raise PydanticCustomError("pause_backward", "a pause ends before it begins", {})
        return self

    def covers(self, day: date) -> bool:
        """Whether the day is left out."""
        return self.begin <= day and (self.end is None or day <= self.end)
