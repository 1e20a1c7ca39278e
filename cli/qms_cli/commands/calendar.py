"""The working calendar: days off, and terms counted over it."""

from typing import Annotated

import typer

from qms.base.calendar import HolidayKind
from qms_cli import clockwork, holidays
from qms_cli.desk import Desk
from qms_cli.frame import acts, answers, group
from qms_cli.given import Day, OptionalPerson, OptionalWords, Words
from qms_cli.times import number
from qms_cli.words import choice

app = group()


@answers(app, "show")
def show(desk: Desk, year: Annotated[int | None, typer.Argument(metavar="YEAR", parser=number)] = None) -> None:
    """Show the days off of a year."""
    desk.show(holidays.off(desk, year or desk.today.year))


@answers(app, "due")
def due(
    desk: Desk,
    begin: Day,
    days: Annotated[int | None, typer.Option("--days", metavar="NUMBER", parser=number)] = None,
    hours: Annotated[int | None, typer.Option("--hours", metavar="NUMBER", parser=number)] = None,
) -> None:
    """Count a term from a day on, each day explained."""
    desk.show(clockwork.term(desk, begin, days, hours))


@answers(app, "feed")
def feed(desk: Desk, person: OptionalPerson = None) -> None:
    """Write due dates as a calendar file (iCalendar) that other programs subscribe to."""
    desk.write(holidays.feed(desk, person))


@acts(app, "add")
def add(
    desk: Desk,
    on: Day,
    name: Words,
    name_en: OptionalWords = None,
    kind: Annotated[HolidayKind, typer.Option(parser=choice(HolidayKind), metavar="KIND")] = HolidayKind.TEMPORARY,
) -> None:
    """Add a day off that was declared later, or one of the body's own."""
    desk.put(holidays.added(desk, on, (name, name_en or name), kind))
