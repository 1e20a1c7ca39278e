"""The organisation as it stands, read once and again only after an act has changed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from qms.kinds import ORGANISATION, kind
from qms.organisation.directory import Directory
from qms.organisation.profile import Profile

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    """Keeps the newest reading of the organisation; of five kinds only those that changed are read again."""

    def __init__(self) -> None:
        """Nothing read yet."""
        self._position = -1
        self._stood: Stood | None = None
        self._kept: dict[str, tuple[int, Sequence[Any]]] = {}
        self._profile: tuple[str, Profile] | None = None

    def at(self, reading: Reading) -> Stood:
        """The organisation as this reading sees it."""
        position = reading.newest(ORGANISATION)
        if self._stood is None or position != self._position:
            self._stood, self._position = self._read(reading), position
        return self._stood

    def _read(self, reading: Reading) -> Stood:
        for name in ORGANISATION:
            position = reading.newest((name,))
            if name not in self._kept or self._kept[name][0] != position:
                self._kept[name] = position, _in_force(reading, name)
        found = {name: records for name, (_, records) in self._kept.items()}
        directory = Directory(
            departments={one.code: one for one in found["department"]},
            people={one.code: one for one in found["person"]},
            assignments=found["assignment"],
        )
        (calendar,) = found["calendar"]
        profile = self._understood(found["profile"][0].content)
        return Stood(profile, calendar.working, directory, ZoneInfo(calendar.zone))

    def _understood(self, content: str) -> Profile:
        if self._profile is None or self._profile[0] != content:
            self._profile = content, Profile.model_validate_json(content)
        return self._profile[1]


def _in_force(reading: Reading, name: str) -> Sequence[Any]:
    """All records of the kind; of a calendar or profile the one that was adopted or changed last."""
    of = kind(name)
    return reading.find(of, code=reading.newest_code(of)) if name in {"calendar", "profile"} else reading.find(of)
