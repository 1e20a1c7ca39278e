"""What a rule is told besides the record: who acts, when, and the organisation as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qms.errors import OwnWork

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from qms.base.calendar import WorkingCalendar
    from qms.organisation.directory import Directory
    from qms.organisation.profile import Profile
    from qms.organisation.terms import Role


@dataclass(frozen=True)
class Facts:
    """The facts of one act.

    Attributes:
        actor: code of the person who acts.
        at: when it happened, as the actor says.
        now: when it is recorded.
        zone: zone in which the organisation keeps its days.
        calendar: working calendar in force.
        directory: departments, people, assignments.
        profile: what the organisation brings.
        fresh: 32 hexadecimal digits never used before, for a person's random number.

    """

    actor: str
    at: datetime
    now: datetime
    zone: ZoneInfo
    calendar: WorkingCalendar
    directory: Directory
    profile: Profile
    fresh: str

    @property
    def on(self) -> date:
        """The local day on which it happened."""
        return self.at.astimezone(self.zone).date()

    @property
    def today(self) -> date:
        """The local day on which it is recorded."""
        return self.now.astimezone(self.zone).date()

    def holds(self, *roles: Role) -> bool:
        """Whether the actor held one of these roles, anywhere, on the day it happened or holds one today."""
        days = (self.on, self.today)
        return any(role in roles for day in days for role, _ in self.directory.held(self.actor, day))

    def refuse_own(self, code: str, act: str, *others: str | None) -> None:
        """Raise `OwnWork` when the actor is one of ``others``: nobody approves or verifies their own work."""
        if self.actor in others:
            raise OwnWork(code=code, act=act, actor=self.actor)
