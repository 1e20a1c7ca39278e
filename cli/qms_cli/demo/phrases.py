"""Phrases: sentences with places, filled alike throughout one story.

``{장비}`` is a word of the table's ``slots``, the same one each time; ``{을/를}`` the particle that fits what stands
before it; ``{3~9}`` a number between the two; ``{-7}`` the last working day seven days before, ``{+7}`` the first one
seven days after.
"""

from __future__ import annotations

import re
import string
from datetime import timedelta
from typing import TYPE_CHECKING

from qms.i18n import particle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from random import Random

    from qms.base.calendar import WorkingCalendar

_SHIFT, _RANGE = re.compile(r"[+-]\d+"), re.compile(r"(\d+)~(\d+)")


def spoken(day: date) -> str:
    """A day as it is said: ``7월 11일``."""
    return f"{day.month}월 {day.day}일"


def places(words: str) -> tuple[str, ...]:
    """The places in a sentence, in order."""
    return tuple(place for _, place, _, _ in string.Formatter().parse(words) if place)


class Filler:
    """What stands in the places of the sentences of one story."""

    def __init__(
        self, slots: Mapping[str, Sequence[str]], chance: Random, calendar: WorkingCalendar, day: date
    ) -> None:
        """A story of ``day``: each slot is drawn when it first comes up."""
        self._slots = slots
        self._chance = chance
        self._calendar = calendar
        self._day = day
        self.chosen: dict[str, str] = {}

    def __call__(self, words: str | None) -> str | None:
        """The sentence with its places filled; nothing for nothing."""
        return None if words is None else self.fill(words)

    def fill(self, words: str) -> str:
        """The sentence with its places filled."""
        filled = ""
        for literal, place, _, _ in string.Formatter().parse(words):
            filled += literal
            if place:
                filled += particle(filled, place) if "/" in place else self._value(place)
        return filled

    def _value(self, place: str) -> str:
        if _SHIFT.fullmatch(place):
            return spoken(self._shifted(int(place)))
        if found := _RANGE.fullmatch(place):
            return str(self._chance.randint(int(found[1]), int(found[2])))
        if place not in self.chosen:
            self.chosen[place] = self._chance.choice(self._slots[place])
        return self.chosen[place]

    def _shifted(self, days: int) -> date:
        day = self._day + timedelta(days=days)
        while not self._calendar.is_working(day):
            day += timedelta(days=1 if days > 0 else -1)
        return day
