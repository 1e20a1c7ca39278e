"""Tables of the organisation's records."""

from __future__ import annotations

import datetime as dt

from qms.base.calendar import HolidayKind
from qms.organisation.terms import DepartmentKind, Role
from qms.store.columns import ChildRow, RecordRow, Tables, choice


class DepartmentRow(RecordRow, table=True):
    """See `qms.organisation.model.Department`."""

    __tablename__ = "departments"
    name_ko: str
    name_en: str
    kind: DepartmentKind = choice(DepartmentKind)
    parent: str | None = None
    place: int
    since: dt.date
    until: dt.date | None = None


class PersonRow(RecordRow, table=True):
    """See `qms.organisation.model.Person`."""

    __tablename__ = "people"
    subject: str
    since: dt.date
    until: dt.date | None = None


class AssignmentRow(RecordRow, table=True):
    """See `qms.organisation.model.Assignment`."""

    __tablename__ = "assignments"
    person: str
    role: Role = choice(Role)
    since: dt.date
    until: dt.date | None = None
    deputy_of: str | None = None


class CalendarRow(RecordRow, table=True):
    """See `qms.organisation.model.Calendar`."""

    __tablename__ = "calendars"
    zone: str
    hours: str
    weekend: str
    first_year: int
    last_year: int


class HolidayRow(ChildRow, table=True):
    """See `qms.base.calendar.Holiday`."""

    __tablename__ = "holidays"
    on: dt.date
    name_ko: str
    name_en: str
    kind: HolidayKind = choice(HolidayKind)


class AdoptedProfileRow(RecordRow, table=True):
    """See `qms.organisation.model.AdoptedProfile`."""

    __tablename__ = "profiles"
    content: str
    edition: str


TABLES = {
    "department": Tables(DepartmentRow),
    "person": Tables(PersonRow),
    "assignment": Tables(AssignmentRow),
    "calendar": Tables(CalendarRow, {"holidays": HolidayRow}),
    "profile": Tables(AdoptedProfileRow),
}
