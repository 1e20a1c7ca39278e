"""Days off on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from qms.base.calendar import Holiday, HolidayKind
from qms.errors import InvalidRecord
from qms.kinds import kind
from qms.registry.faults import faults_of
from qms_cli.show.result import Named, Rows

if TYPE_CHECKING:
    from datetime import date

    from qms.organisation.model import Calendar
    from qms_cli.desk import Desk

NAMES = ("on", "name", "kind")


def off(desk: Desk, year: int) -> Rows:
    """The days off of a year, weekends left out; raise `OutsideCalendar` where the calendar knows nothing."""
    from qms.base.explanation import say_date

    (calendar,) = desk.registry.calendars.all()[-1:]
    calendar.working.covered(_first(year))
    found = [one for one in calendar.holidays if one.on.year == year]
    rows = tuple(
        {
            "on": Named(one.on.isoformat(), say_date(one.on, desk.language)),
            "name": Named(one.name_ko, one.name(desk.language)),
            "kind": one.kind,
        }
        for one in found
    )
    columns = desk.columns(*NAMES)
    documents = tuple(one.model_dump(mode="json") for one in found)
    return Rows("qms.holiday/1", columns, rows, documents, many="holidays", empty=desk.say("nothing_found"))


def _first(year: int) -> date:
    from datetime import MAXYEAR, date

    from qms_cli.faults import BadNumber

    if not 0 < year <= MAXYEAR:
        raise BadNumber(text=str(year))
    return date(year, 1, 1)


def added(desk: Desk, on: date, names: tuple[str, str], of: HolidayKind) -> Calendar:
    """The calendar in force with one more day off; its name in Korean and English."""
    try:
        holiday = Holiday(on=on, name_ko=names[0], name_en=names[1], kind=of)
    except ValidationError as fault:
        calendar = kind("calendar")
        raise InvalidRecord(kind=f"{calendar.words}.name", faults=faults_of(calendar, fault)) from None
    (calendar_now,) = desk.registry.calendars.all()[-1:]
    return desk.acting.calendars.add_holiday(calendar_now.code, holiday=holiday)


def feed(desk: Desk, person: str | None) -> bytes:
    """Due dates as a calendar file."""
    from qms.exchange.due_feed import due_feed

    return due_feed(desk.registry, person, language=desk.language)
