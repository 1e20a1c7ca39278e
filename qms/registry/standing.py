"""The organisation as it stands, read once; after an act has changed it, what was changed is read again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from qms.kinds import ORGANISATION, kind
from qms.organisation.adopted import understood
from qms.organisation.directory import Directory
from qms.store.reading import CHUNK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qms.base.calendar import WorkingCalendar
    from qms.organisation.profile import Profile
    from qms.store.reading import Reading


@dataclass(frozen=True)
class Stood:
    """The organisation at one moment."""

    profile: Profile
    calendar: WorkingCalendar
    directory: Directory
    zone: ZoneInfo


class Standing:
    """Keeps the newest reading of the organisation; of its records only those that changed are read again."""

    def __init__(self) -> None:
        """Nothing read yet."""
        self._position = -1
        self._stood: Stood | None = None
        self._kept: dict[str, tuple[int, Mapping[str, Any]]] = {}
        self._profile: tuple[str, Profile] | None = None

    @property
    def cold(self) -> bool:
        """Whether nothing was read yet."""
        return self._stood is None

    def at(self, reading: Reading) -> Stood:
        """The organisation as this reading sees it."""
        position = reading.newest(ORGANISATION)
        if self._stood is None or position != self._position:
            self._stood, self._position = self._read(reading), position
        return self._stood

    def _read(self, reading: Reading) -> Stood:
        for name in ORGANISATION:
            position = reading.newest((name,))
            before = self._kept.get(name)
            if before is None or before[0] != position:
                self._kept[name] = position, _records(reading, name, before)
        found = {name: records for name, (_, records) in self._kept.items()}
        directory = Directory(
            departments=found["department"], people=found["person"], assignments=tuple(found["assignment"].values())
        )
        (calendar,), (adopted,) = found["calendar"].values(), found["profile"].values()
        profile = self._understood(adopted.content)
        return Stood(profile, calendar.working, directory, ZoneInfo(calendar.zone))

    def _understood(self, content: str) -> Profile:
        if self._profile is None or self._profile[0] != content:
            self._profile = content, understood(content)
        return self._profile[1]


def _records(reading: Reading, name: str, before: tuple[int, Mapping[str, Any]] | None) -> Mapping[str, Any]:
    """The records of the kind by code, in its order; of a calendar or profile the one adopted or changed last.

    ``before`` is a reading of an earlier position: what no entry has told of since is as it was.
    """
    of = kind(name)
    if name in _ONE_IN_FORCE:
        return {one.code: one for one in reading.find(of, code=reading.newest_code(of))}
    if before is None or reading.newest((name,)) < before[0]:
        return {one.code: one for one in reading.find(of)}
    found = dict(before[1])
    changed = reading.changed(of, before[0])
    for start in range(0, len(changed), CHUNK):
        found |= {one.code: one for one in reading.find(of, code=changed[start : start + CHUNK])}
    return dict(sorted(found.items())) if len(found) > len(before[1]) else found


_ONE_IN_FORCE: Final = frozenset({"calendar", "profile"})
