"""Tables of the organisation's records."""

from __future__ import annotations

import datetime as dt

from qms.base.calendar import HolidayKind
from qms.organisation.terms import Capacity, DepartmentKind, Role
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
    successor: str | None = None


class DepartmentBeforeRow(ChildRow, table=True):
    """See `qms.organisation.model.DepartmentBefore`."""

    __tablename__ = "departments_before"
    until: dt.date
    name_ko: str
    name_en: str
    kind: DepartmentKind = choice(DepartmentKind)
    parent: str | None = None
    place: int


class PersonRow(RecordRow, table=True):
    """See `qms.organisation.model.Person`."""

    __tablename__ = "people"
    subject: str
    since: dt.date
    until: dt.date | None = None


class PersonBeforeRow(ChildRow, table=True):
    """See `qms.organisation.model.PersonBefore`."""

    __tablename__ = "people_before"
    until: dt.date
    department: str | None = None


class AssignmentRow(RecordRow, table=True):
    """See `qms.organisation.model.Assignment`."""

    __tablename__ = "assignments"
    person: str
    role: Role = choice(Role)
    since: dt.date
    until: dt.date | None = None
    capacity: Capacity | None = choice(Capacity, optional=True)
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
    "department": Tables(DepartmentRow, {"earlier": DepartmentBeforeRow}),
    "person": Tables(PersonRow, {"earlier": PersonBeforeRow}),
    "assignment": Tables(AssignmentRow),
    "calendar": Tables(CalendarRow, {"holidays": HolidayRow}),
    "profile": Tables(AdoptedProfileRow),
}
