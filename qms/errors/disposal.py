"""Faults of holds, of periods that still run, and of the disposal of records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.errors.base import Refused

if TYPE_CHECKING:
    from qms.errors.base import Called


class NothingHeld(Refused):
    """A hold names neither records nor a person."""

    key = "hold.nothing_held"
    code: str


class UnderHold(Refused):
    """These records may not be erased or disposed of; each as ``CS-2026-0001 (HD-2026-0001)``, record and hold."""

    key = "registry.under_hold"
    records: tuple[str, ...]


class PeriodRuns(Refused):
    """The period of these is not over; each as ``CS-2026-0001 (2031-12-31)``, ``–`` where there is no last day."""

    key = "registry.period_runs"
    records: tuple[str, ...]


class AlreadyListed(Refused):
    """Records are on a list for disposal that is not decided yet; each as ``CS-2026-0001 (DP-2026-0001)``."""

    key = "registry.already_listed"
    records: tuple[str, ...]


class SeveralUnits(Refused):
    """A list for disposal is of one producing unit; ``records`` as ``CS-2026-0001 (support)``."""

    key = "registry.several_units"
    records: tuple[str, ...]


class StepOwed(Refused):
    """A step of a disposal is owed before this act: ``owed`` is a key of words, ``roles`` are those who may do it."""

    key = "registry.step_owed"
    code: str
    act: str
    owed: str
    roles: tuple[Called, ...]


class BoardUnfit(Refused):
    """These are not up to five members, two or more of them from outside, each named once."""

    key = "disposal.board_unfit"
    code: str
    members: int
    outside: int


class NotOnList(Refused):
    """Records are not on the list, or were named twice."""

    key = "disposal.not_on_list"
    code: str
    records: tuple[str, ...]


class NoLongerClass(Refused):
    """Something is set again and no class given, or a class is given and nothing set again."""

    key = "disposal.no_longer_class"
    code: str


class NothingToDispose(Refused):
    """The board decided to dispose of nothing."""

    key = "disposal.nothing_to_dispose"
    code: str
