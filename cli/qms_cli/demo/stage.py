"""The stage: a clock of its own, and stories that take turns on it in the order of time.

A story is a generator that gives the instant of its next act and does it when it is called again. So every
record's life is written from its beginning to its end in one place, and yet the ledger fills as a year would
fill it: codes in the order of receipt, each review seeing what was there on its day and no more.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from qms import Registry, Role
from qms.organisation.directory import HEADS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qms.base.calendar import WorkingCalendar
    from qms.organisation.facts import Facts

ZONE = ZoneInfo("Asia/Seoul")
BEGIN = datetime(2025, 6, 30, 9, 10, tzinfo=ZONE)
"""The day on which the organisation sets up its store."""
TODAY = datetime(2026, 7, 24, 17, 0, tzinfo=ZONE)
"""The last moment of the story."""
SEED = 2026
"""The chance that makes the year of the documents; another makes another year."""
HOUR = 3600
_BATCH = 200

Story = Iterator[datetime]


class Clock:
    """The clock of the story: it stands still until the stage puts it on."""

    def __init__(self, now: datetime) -> None:
        """Begin at ``now``."""
        self.now = now

    def __call__(self) -> datetime:
        """The time of the story, in UTC."""
        return self.now.astimezone(UTC)


@dataclass
class Stage:
    """Where the stories take place.

    Attributes:
        codes: the record that a story has made, by the name that other stories know it under.

    """

    registry: Registry
    clock: Clock
    seed: int = SEED
    codes: dict[str, str] = field(default_factory=dict[str, str])

    # --- time ---

    @property
    def now(self) -> datetime:
        """The local time of the story."""
        return self.clock.now.astimezone(ZONE)

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The working calendar."""
        return self.registry.facts().calendar

    def later(self, hours: float) -> datetime:
        """The instant at which so many working hours from now have passed."""
        return _minute(self.calendar.reached(self.calendar.worked(self.now) + max(60, int(hours * HOUR))))

    def on(self, day: date, hours: float) -> datetime:
        """So many hours after 9 o'clock of a day, the lunch hour left out; never before now."""
        noon = 3
        clock = datetime.combine(day, time(9), ZONE) + timedelta(hours=hours + (hours >= noon))
        return _minute(max(clock, self.now + timedelta(minutes=7)))

    # --- people ---

    @cached_property
    def facts(self) -> Facts:
        """The organisation as it stands; asked anew after `renew`."""
        return self.registry.facts()

    def renew(self) -> None:
        """Something has changed in the organisation."""
        self.__dict__.pop("facts", None)

    def head(self, department: str) -> str:
        """Who acts as head of a department today: the deputy, while one is named for the time of an absence."""
        kind = self.facts.directory.kind(department, self.now.date())
        found = self.facts.directory.holders(HEADS[kind], self.now.date(), department)
        return found[0] if HEADS[kind] is Role.AUDIT_OFFICE else found[-1]

    def senior(self, department: str) -> str:
        """The head of the senior department over a department."""
        return self.head(self.facts.directory.senior(department, self.now.date()) or department)

    def staff(self, department: str) -> tuple[str, ...]:
        """Who works in a department today without heading it."""
        return self.facts.directory.holders(Role.STAFF, self.now.date(), department) or (self.head(department),)

    def acting(self, by: str, *, at: datetime | None = None, reason: str | None = None) -> Registry:
        """The registry in the name of ``by``, who may be acting for somebody who is away."""
        today = self.now.date()
        posts = (one for one in self.facts.directory.assignments if one.person == by and one.deputy_of)
        away = next((one.deputy_of for one in posts if one.until and one.since <= today < one.until), None)
        return self.registry.acting(by, at=at, on_behalf_of=away, reason=reason)

    # --- the play ---

    def play(self, stories: Iterable[Story], until: datetime) -> None:
        """Let the stories take turns until the time is up; what would come after it stays undone."""
        waiting: list[tuple[datetime, int, Story]] = []
        for number, story in enumerate(stories):
            _wait(waiting, number, story)
        while waiting and waiting[0][0] <= until:
            with self.registry.batch():
                self._turns(waiting, until)
        self.clock.now = until

    def _turns(self, waiting: list[tuple[datetime, int, Story]], until: datetime) -> None:
        for _ in range(_BATCH):
            if not waiting or waiting[0][0] > until:
                return
            self.clock.now, number, story = heapq.heappop(waiting)
            _wait(waiting, number, story)


def _wait(waiting: list[tuple[datetime, int, Story]], number: int, story: Story) -> None:
    following = next(story, None)
    if following is not None:
        heapq.heappush(waiting, (following, number, story))


def _minute(instant: datetime) -> datetime:
    return instant.astimezone(ZONE).replace(second=0, microsecond=0)


def chance(name: str) -> Random:
    """Chance that is the same in every run: each story has its own, by its name."""
    return Random(name)  # noqa: S311 - a story needs no secrets


def local(naive: datetime) -> datetime:
    """A time of the script, which is written without a zone."""
    return naive.replace(tzinfo=ZONE)
