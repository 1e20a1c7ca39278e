"""Holds placed over what is there, and what they keep from being erased and disposed of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qms import errors
from qms.kinds import kind, kind_of_code
from qms.records.hold import HeldRecord, Hold, Holds, HoldStatus
from qms.registry.authority import check

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.registry.registry import Registry

Found = tuple["Kind[Any]", "Record"]


class PlacedHolds(Holds):
    """Holds over records that are there."""

    def __init__(self, registry: Registry) -> None:
        """Put the acts at the registry."""
        super().__init__(registry)
        self._registry = registry

    def place(  # type: ignore[override]  # pyright: ignore[reportIncompatibleVariableOverride, reportIncompatibleMethodOverride] - the act, with what it is about
        self,
        *,
        law: str,
        reason: str,
        codes: Sequence[str] = (),
        about: str | None = None,
        until_on: date | None = None,
        department: str | None = None,
    ) -> Hold:
        """Keep records, or all that is kept about a person, from being erased and disposed of.

        ``about`` is the number that stands for a person, ``until_on`` the last day (None: until it is released).

        Raises:
            NoRecord: there is no such record.
            NothingHeld: neither records nor a person are named.
            NotAllowed: the actor may not in the department of one of the records.

        """
        facts = self._registry.facts()
        found = [record_of(self._registry, code) for code in codes]
        for _, record in found:
            check(facts, self.kind, "place", record)
        records = tuple(HeldRecord(matter=code) for code in dict.fromkeys(record.code for _, record in found))
        return super().place(
            law=law, reason=reason, about=about, until_on=until_on, records=records, department=department
        )


def kind_named(code: str) -> Kind[Any]:
    """The kind of the record with this code; a code of no kind's numbers is a person's."""
    return kind_of_code(code.strip().upper()) or kind("person")


def record_of(registry: Registry, code: str) -> Found:
    """The record with this code, as whoever acts may see it."""
    of = kind_named(code)
    return of, registry.get(of, of.read_code(code))


class Holding:
    """The holds of one day."""

    def __init__(self, registry: Registry, on: date) -> None:
        """Ask for them once; ``on`` is the local day, and one in the past is told by what is known now."""
        lasting = [one for one in registry.holds.find(status=HoldStatus.PLACED) if one.lasts(on)]
        self._records = {part.matter: one.code for one in lasting for part in one.records}
        self._people = {one.about: one.code for one in lasting if one.about is not None}

    def over(self, of: Kind[Any], record: Record) -> str | None:
        """Code of the newest hold over a record or over the person whom it is about; None: there is none."""
        subject = str(getattr(record, of.subject)) if of.subject else ""
        return self._records.get(record.code) or self._people.get(subject)

    def refuse(self, found: Iterable[Found]) -> None:
        """Raise `UnderHold` where one of the records is held."""
        held = tuple(f"{one.code} ({hold})" for of, one in found if (hold := self.over(of, one)) is not None)
        if held:
            raise errors.UnderHold(records=held)
