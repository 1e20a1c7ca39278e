"""The small organisation in a database that guards itself: a login for each person, and the tests' own clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy.engine import make_url

import qms
from qms.registry.guarding import give_login, guard
from tests.office import BEGIN, PEOPLE, QUALITY, Clock, Office

if TYPE_CHECKING:
    from datetime import datetime

    from qms import Registry
    from tests.postgres import Server

CLOCK = """
CREATE TABLE IF NOT EXISTS qms_guard.clock_of_tests (now timestamptz);
INSERT INTO qms_guard.clock_of_tests VALUES ('{now}');
GRANT SELECT ON qms_guard.clock_of_tests TO PUBLIC;
CREATE OR REPLACE FUNCTION qms_guard.clock() RETURNS timestamptz LANGUAGE sql VOLATILE SECURITY DEFINER
AS $$ SELECT now FROM qms_guard.clock_of_tests $$;
"""
"""The administrator may put another clock into the database; a login may not."""


SPELLED = "-c datestyle=ISO -c timezone=UTC"
"""As the driver reads instants."""


class ClockOfBoth(Clock):
    """A clock that the program and the database read."""

    def __init__(self, place: str) -> None:
        """Begin where the tests begin."""
        self._admin = psycopg.connect(_plain(place), autocommit=True)
        super().__init__(BEGIN)

    @property
    def now(self) -> datetime:
        """The time."""
        return self._now

    @now.setter
    def now(self, value: datetime) -> None:
        self._now = value
        self._admin.execute("UPDATE qms_guard.clock_of_tests SET now = %s", (value,))

    def close(self) -> None:
        """Let the database go."""
        self._admin.close()


def lay(place: str) -> None:
    """Guard the organisation at this place, and give a login to everybody in it."""
    guard(place)
    with psycopg.connect(_plain(place)) as connection:
        connection.execute(CLOCK.format(now=BEGIN.isoformat()).encode())
    for person in (QUALITY, *PEOPLE):
        give_login(place, person)


def _plain(place: str) -> str:
    return make_url(place).set(drivername="postgresql").render_as_string(hide_password=False)


@dataclass
class GuardedOffice(Office):
    """The organisation with a connection for each who acts; its own is that of the administrator, who is nobody."""

    _open: dict[str, Registry] = field(default_factory=dict[str, "Registry"])

    def place_of(self, person: str) -> str:
        """The store as a person connects to it."""
        return make_url(self.place).set(username=person).render_as_string(hide_password=False)

    def open(self, person: str = QUALITY) -> Registry:
        """The store opened once more, with the login of a person."""
        return qms.open(self.place_of(person), actor=person, clock=self.clock)

    def by(self, person: str, *, at: datetime | None = None, reason: str | None = None) -> Registry:
        """The store over the login of a person."""
        if person not in self._open:
            self._open[person] = self.open(person)
        return self._open[person].acting(at=at, reason=reason)

    def sql(self, person: str) -> psycopg.Connection[Any]:
        """The database as somebody with a tool of their own reaches it."""
        return psycopg.connect(_plain(self.place_of(person)), autocommit=True, options=SPELLED)

    def administrator(self) -> psycopg.Connection[Any]:
        """The database as its superuser reaches it."""
        return psycopg.connect(_plain(self.place), autocommit=True, options=SPELLED)

    def close(self) -> None:
        """Close what was opened."""
        for one in self._open.values():
            one.close()
        if isinstance(self.clock, ClockOfBoth):
            self.clock.close()


def opened(place: str) -> GuardedOffice:
    """The organisation at a place that was guarded."""
    clock = ClockOfBoth(place)
    registry = qms.open(
        make_url(place).set(username=QUALITY).render_as_string(hide_password=False), actor=QUALITY, clock=clock
    )
    office = GuardedOffice(place, registry, clock)
    office._open[QUALITY] = registry  # noqa: SLF001 - its own
    return office


def guarded_template(running: Server, plain: str) -> str:
    """A guarded copy of the organisation, to be copied."""
    place = running.make(plain)
    lay(place)
    return place
