"""An access to personal values: who, when, from where, to whose, for what (rows KR-PI-29/30, KR-REC-27/28)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class AccessOutcome(StrEnum):
    """What became of an access."""

    GIVEN = "given"
    REFUSED = "refused"


@dataclass(frozen=True)
class Access:
    """One reading of personal values in the clear, or one that was refused. It holds no value.

    Attributes:
        number: its place in the log, from 0.
        at: when, in UTC; ``zone`` is that of the organisation.
        person: code of who read.
        place: machine, account of the operating system and terminal; on PostgreSQL the address and role besides.
        act: what was done: a command (``case show``, ``export``, ``attachment get``, ``subject report``).
        level: how much was shown.
        outcome: given, or refused.
        subjects: codes of the records whose people's values were read.
        reason: why, as it was said; None: none was.

    """

    number: int
    at: datetime
    zone: str
    person: str
    place: str
    act: str
    level: str
    outcome: AccessOutcome
    subjects: tuple[str, ...]
    reason: str | None = None


__all__ = ["Access", "AccessOutcome"]
