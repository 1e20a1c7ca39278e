"""The organisation as it stands, read once and again only after an act has changed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from qms.kinds import ORGANISATION, kind
from qms.organisation.directory import Directory
from qms.organisation.profile import Profile

if TYPE_CHECKING:
    from qms.base.calendar import WorkingCalendar
    from qms.store.reading import Reading


@dataclass(frozen=True)
class Stood:
    """The organisation at one moment."""

    profile: Profile
    calendar: WorkingCalendar
    directory: Directory
    zone: ZoneInfo


class Standing:
    """Keeps the newest reading of the organisation."""

    def __init__(self) -> None:
        """Nothing read yet."""
        self._position = -1
        self._stood: Stood | None = None

    def at(self, reading: Reading) -> Stood:
        """The organisation as this reading sees it."""
        position = reading.newest(ORGANISATION)
        if self._stood is None or position != self._position:
            self._stood, self._position = _read(reading), position
        return self._stood


def _read(reading: Reading) -> Stood:
    profile = Profile.model_validate_json(reading.find(kind("profile"))[-1].content)
    calendar = reading.find(kind("calendar"))[-1]
    directory = Directory(
        departments={one.code: one for one in reading.find(kind("department"))},
        people={one.code: one for one in reading.find(kind("person"))},
        assignments=reading.find(kind("assignment")),
    )
    return Stood(profile, calendar.working, directory, ZoneInfo(calendar.zone))
