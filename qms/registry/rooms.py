"""The rooms of the registry: a property for each kind, named like its table; a room is loaded when it is entered."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from qms.compile.profiles import CheckedProfiles
    from qms.compile.room import CompiledReviews
    from qms.flows.handover import GatheredHandovers
    from qms.flows.leaving import LeavingPeople
    from qms.organisation.rooms import Assignments, Calendars, Departments
    from qms.records.capa import Capas
    from qms.records.case import Cases
    from qms.records.document import Documents
    from qms.records.notice import Notices
    from qms.registry.disposing import CarriedDisposals
    from qms.registry.erasing import CarriedErasures
    from qms.registry.holds import PlacedHolds
    from qms.registry.pins import EnrolledSigners
    from qms.registry.registry import Registry


class Rooms:
    """What every view of a store offers by kind; the registry is the only one."""

    @property
    def _desk(self) -> Registry:
        return cast("Registry", self)

    @cached_property
    def departments(self) -> Departments:
        """Departments."""
        from qms.organisation.rooms import Departments

        return Departments(self._desk)

    @cached_property
    def people(self) -> LeavingPeople:
        """People."""
        from qms.flows.leaving import LeavingPeople

        return LeavingPeople(self._desk, self._desk)

    @cached_property
    def assignments(self) -> Assignments:
        """Roles over time."""
        from qms.organisation.rooms import Assignments

        return Assignments(self._desk)

    @cached_property
    def calendars(self) -> Calendars:
        """The working calendar."""
        from qms.organisation.rooms import Calendars

        return Calendars(self._desk)

    @cached_property
    def profiles(self) -> CheckedProfiles:
        """The profile in force."""
        from qms.compile.profiles import CheckedProfiles

        return CheckedProfiles(self._desk)

    @cached_property
    def cases(self) -> Cases:
        """Cases."""
        from qms.records.case import Cases

        return Cases(self._desk)

    @cached_property
    def capas(self) -> Capas:
        """Corrective and preventive actions."""
        from qms.records.capa import Capas

        return Capas(self._desk)

    @cached_property
    def reviews(self) -> CompiledReviews:
        """Management reviews."""
        from qms.compile.room import CompiledReviews

        return CompiledReviews(self._desk, self._desk)

    @cached_property
    def handovers(self) -> GatheredHandovers:
        """Hand-overs."""
        from qms.flows.handover import GatheredHandovers

        return GatheredHandovers(self._desk, self._desk)

    @cached_property
    def documents(self) -> Documents:
        """Controlled documents."""
        from qms.records.document import Documents

        return Documents(self._desk)

    @cached_property
    def erasures(self) -> CarriedErasures:
        """Erasures of personal data."""
        from qms.registry.erasing import CarriedErasures

        return CarriedErasures(self._desk)

    @cached_property
    def holds(self) -> PlacedHolds:
        """Holds on erasure and disposal."""
        from qms.registry.holds import PlacedHolds

        return PlacedHolds(self._desk)

    @cached_property
    def disposals(self) -> CarriedDisposals:
        """Disposals of records whose period is over."""
        from qms.registry.disposing import CarriedDisposals

        return CarriedDisposals(self._desk)

    @cached_property
    def signers(self) -> EnrolledSigners:
        """Who may sign, and with what."""
        from qms.registry.pins import EnrolledSigners

        return EnrolledSigners(self._desk)

    @cached_property
    def notices(self) -> Notices:
        """Notices that go out to customers."""
        from qms.records.notice import Notices

        return Notices(self._desk)
