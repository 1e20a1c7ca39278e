"""The records of the organisation: departments, people, assignments, the calendar and the profile in force."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from qms.base.calendar import Holiday, Hours, WorkingCalendar
from qms.base.record import MOST, Code, PersonalTitle, Record, Title
from qms.organisation.terms import DepartmentKind, Role

Subject = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class Department(Record):
    """A department from a day on; a tree by `parent` (manual S-2, S-3). Its own code is not its `department`."""

    name_ko: Title
    name_en: Title
    kind: DepartmentKind
    parent: Code | None = Field(default=None, description="None: directly below the organisation itself")
    place: int = Field(default=0, ge=-MOST, le=MOST, description="Order among its siblings")
    since: date
    until: date | None = Field(default=None, description="First day on which it is no more; None: open end")


class Person(Record):
    """Somebody who works here; the name is personal data, the code is not."""

    subject: Subject
    name: PersonalTitle = None
    email: PersonalTitle = None
    phone: PersonalTitle = None
    since: date
    until: date | None = Field(default=None, description="First day after leaving; None: open end")


class Assignment(Record):
    """A person holds a role over a department for a span of days (manual S-2)."""

    person: Code
    role: Role
    since: date
    until: date | None = Field(default=None, description="First day on which it is held no more; None: open end")
    deputy_of: Code | None = Field(default=None, description="Person for whom the role is held in absence")


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
