"""The records of the organisation: departments, people, assignments, the calendar and the profile in force."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Annotated, Final, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from qms.base.calendar import Holiday, Hours, WorkingCalendar
from qms.base.record import MOST, Code, PersonalTitle, Record, Title
from qms.organisation.history import Earlier, as_of, spans
from qms.organisation.terms import Capacity, DepartmentKind, Role

Subject = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class DepartmentBefore(Earlier):
    """What a department was until a day."""

    name_ko: Title
    name_en: Title
    kind: DepartmentKind
    parent: Code | None = None
    place: int = Field(default=0, ge=-MOST, le=MOST)


class Department(Record):
    """A department from a day on; a tree by `parent` (manual S-2, S-3). Its own code is not its `department`.

    The fields are those of its newest state, which may lie ahead: `on` tells those of a day.
    """

    name_ko: Title
    name_en: Title
    kind: DepartmentKind
    parent: Code | None = Field(default=None, description="None: directly below the organisation itself")
    place: int = Field(default=0, ge=-MOST, le=MOST, description="Order among its siblings")
    since: date
    until: date | None = Field(default=None, description="First day on which it is no more; None: open end")
    successor: Code | None = Field(default=None, description="Department that took over its work when it ended")
    earlier: tuple[DepartmentBefore, ...] = Field(default=(), description="What it was before, oldest first")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _check_order(self)
        return self

    def on(self, day: date) -> Self | None:
        """The department as it was on a day; None where it was not there."""
        return as_of(self, day) if spans(self, day) else None

    def states(self) -> tuple[DepartmentBefore | Self, ...]:
        """All that it was, is and, as far as recorded, will be, oldest first."""
        return (*self.earlier, self)

    def near(self, day: date) -> Self:
        """The department as it was on a day, or on the nearest day on which it was there."""
        return as_of(self, day)


class PersonBefore(Earlier):
    """Where a person worked until a day."""

    department: Code | None = None


class Person(Record):
    """Somebody who works here; the name is personal data, the code is not.

    `department` is the newest one, which may lie ahead: `on` tells that of a day.
    """

    subject: Subject
    name: PersonalTitle = None
    email: PersonalTitle = None
    phone: PersonalTitle = None
    since: date
    until: date | None = Field(default=None, description="First day after leaving; None: open end")
    earlier: tuple[PersonBefore, ...] = Field(default=(), description="Departments before, oldest first")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _check_order(self)
        return self

    def on(self, day: date) -> Self | None:
        """The person as of a day; None for a day on which they did not work here."""
        return as_of(self, day) if spans(self, day) else None


class Assignment(Record):
    """A person holds a role over a department for a span of days (manual S-2)."""

    person: Code
    role: Role
    since: date
    until: date | None = Field(default=None, description="First day on which it is held no more; None: open end")
    capacity: Capacity | None = Field(default=None, description="None: not said; deputy where it is held for another")
    deputy_of: Code | None = Field(default=None, description="Person in whose stead it is held: deputy and stand-in")

    @model_validator(mode="after")
    def _for_somebody(self) -> Self:
        if (self.held_as in IN_STEAD) != (self.deputy_of is not None):
            raise PydanticCustomError("in_stead", "a deputy or stand-in, and nobody else, is that of a person")
        return self

    @property
    def held_as(self) -> Capacity:
        """As what the role is held; of an assignment older than capacities as it follows from the rest."""
        return self.capacity or (Capacity.DEPUTY if self.deputy_of else Capacity.HOLDER)


IN_STEAD: Final = frozenset({Capacity.DEPUTY, Capacity.STAND_IN})
"""Capacities in which a role is held for another person."""


def _check_order(one: Department | Person) -> None:
    days = [one.since, *(state.until for state in one.earlier)]
    if any(later < earlier for earlier, later in pairwise(days)):
        raise PydanticCustomError("earlier_order", "earlier states follow one another")


class Calendar(Record):
    """The working calendar in force; kept, so that a due date can be explained years later."""

    zone: Title
    hours: Title = Field(description="Spans of a working day: ``09:00-12:00 13:00-18:00``")
    weekend: str = Field(pattern=r"^([0-6]( [0-6])*)?$", description="Weekdays not worked, Monday 0: ``5 6``")
    first_year: int = Field(ge=1900, le=9998)
    last_year: int = Field(ge=1900, le=9998)
    holidays: tuple[Holiday, ...] = ()

    @model_validator(mode="after")
    def _countable(self) -> Self:
        # A calendar that cannot be counted with would stop every later act.
        _ = self.working
        return self

    @property
    def working(self) -> WorkingCalendar:
        """The calendar to count with."""
        spans = (span.split("-") for span in self.hours.split())
        return WorkingCalendar.model_validate(
            {
                "zone": self.zone,
                "hours": tuple(Hours.model_validate({"begin": begin, "end": end}) for begin, end in spans),
                "weekend": tuple(int(one) for one in self.weekend.split()),
                "holidays": self.holidays,
                "first_year": self.first_year,
                "last_year": self.last_year,
            }
        )


class AdoptedProfile(Record):
    """The profile in force, word for word."""

    content: str = Field(description="The profile as JSON")
    edition: Title
