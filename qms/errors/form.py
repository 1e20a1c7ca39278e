"""Faults of what was given: records, profiles, codes, periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.errors.base import Fault, Invalid

if TYPE_CHECKING:
    from qms.i18n import Language


class InvalidRecord(Invalid):
    """A record's fields are not valid; all faults at once."""

    key = "base.invalid_record"
    kind: str
    faults: tuple[Fault, ...]

    def shown(self, name: str, value: object, language: Language) -> str:
        """Faults are listed one after another."""
        if name == "faults":
            return "; ".join(fault.say(language) for fault in self.faults)
        return super().shown(name, value, language)


class ResidentNumber(Invalid):
    """A text seems to hold the number of a resident or foreigner, which may not be kept (article 24-2, KR-PI-24-2).

    ``places`` are the fields, by the keys of their names; the number itself is told nowhere.
    """

    key = "base.resident_number"
    kind: str
    places: tuple[str, ...]


class NothingPublic(Invalid):
    """Of records of this kind counts alone are for the public (level L0)."""

    key = "base.nothing_public"
    kind: str


class BadFigure(InvalidRecord):
    """A figure asks what its records cannot answer; ``kind`` is the figure's id."""

    key = "figures.bad_figure"


class InvalidProfile(Invalid):
    """An organisation's profile is not valid; all faults at once, each with its table and key."""

    key = "organisation.invalid_profile"
    name: str
    faults: tuple[Fault, ...]

    def shown(self, name: str, value: object, language: Language) -> str:
        """A fault stands in the sentence, several of them each on a line of its own."""
        if name == "faults":
            said = [fault.say(language) for fault in self.faults]
            return f" {said[0]}" if len(said) == 1 else "".join(f"\n  {one}" for one in said)
        return super().shown(name, value, language)


class BadCode(Invalid):
    """A text is not the code of a record of this kind."""

    key = "base.bad_code"
    text: str
    example: str


class BadPeriod(Invalid):
    """A text does not spell a period."""

    key = "base.bad_period"
    text: str


class OutsideCalendar(Invalid):
    """The working calendar says nothing about this year; ``first_year`` and ``last_year`` are covered."""

    key = "base.outside_calendar"
    year: int
    first_year: int
    last_year: int


class BackwardSpan(Invalid):
    """A span of time ends before it begins."""

    key = "base.backward_span"
    begin: str
    end: str
