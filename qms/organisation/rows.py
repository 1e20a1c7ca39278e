"""Rows of an organisation's manual and of the standards it follows, each in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field

from qms.base.record import Code, Value
from qms.base.text import one_line
from qms.organisation.terms import Role

if TYPE_CHECKING:
    from qms.i18n import Language

Line = Annotated[str, AfterValidator(one_line), Field(min_length=1, max_length=1000)]
"""One line of 1 to 1,000 characters."""
Slug = Annotated[str, Field(max_length=64, pattern=r"^[a-z][a-z0-9_]*$")]
"""A name within the profile: small letters, digits, underscores."""
Number = Annotated[str, Field(pattern=r"^-?\d{1,9}(\.\d{1,6})?$")]
"""A decimal number as text: the profile is a record, and records hold no float."""
Percent = Annotated[str, Field(pattern=r"^(100(\.0{1,2})?|\d{1,2}(\.\d{1,2})?)$")]
"""0 to 100 as text."""
Ref = Annotated[
    str, Field(max_length=96, pattern=r"^(act|figure|register|field|profile):[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")
]
"""What shows that a row works: ``figure:case.on_time_share``, ``act:case.acknowledge``, ``register:capas``, a field
of a record or of its parts, ``field:case.communications.by``, or a part of the profile itself: ``profile:charter``."""


class Bilingual(Value):
    """The same words in Korean and English."""

    ko: Line
    en: Line

    def say(self, language: Language) -> str:
        """The words in one language."""
        return self.ko if language == "ko" else self.en


class Basis(StrEnum):
    """Where a number or a term of the profile comes from."""

    LAW = "law"
    MANUAL = "manual"
    OWN = "own"


class Source(Value):
    """Where a number or a term comes from.

    Attributes:
        basis: law, the organisation's manual, or its own setting.
        text: act and article, or row of the manual.
        certain: False where the law was read in one weak source or none: a setting then, never silently law.

    """

    basis: Basis
    text: Bilingual
    certain: bool = True


class Row(Value):
    """One row that the records have to show as kept.

    Attributes:
        id: stable id, e.g. ``R-UH-4``; unique in the profile.
        text: what it asks, in the organisation's own words.
        shown_by: figures, registers and acts that show it; never empty.

    """

    id: Code
    text: Bilingual
    shown_by: Annotated[tuple[Ref, ...], Field(min_length=1)]


class ScopeRow(Row):
    """Scope of the procedure, or a term that it defines (``role`` where the term is one)."""

    term: Bilingual | None = None
    role: Role | None = None


class DutyKind(StrEnum):
    """Whether a duty obliges or empowers."""

    RESPONSIBILITY = "responsibility"
    AUTHORITY = "authority"


class Duty(Row):
    """A responsibility or authority of a role (ISO 9001 5.3).

    Attributes:
        role: who carries it out (R of the matrix).
        clause: clause of the standard that it serves.
        involves: other roles: A accountable, C consulted, I informed.

    """

    role: Role
    kind: DutyKind
    clause: Line
    involves: Mapping[Role, Literal["A", "C", "I"]] = {}


class Clause(Row):
    """A clause of a standard by number and topic, never its text; ``clause`` None: the standard as a whole."""

    standard: Line
    edition: Line
    clause: Line | None = None


class Revision(Row):
    """A revision of the charter and its standard; in force from ``adopted_on`` on, that day included."""

    adopted_on: date


class Office(Value):
    """Where customers turn to, and for what."""

    name: Bilingual
    purpose: Bilingual
    phones: Annotated[tuple[Line, ...], Field(min_length=1)]
    fax: tuple[Line, ...] = ()
    role: Role | None = None


class Contacts(Row):
    """The organisation's contact points (manual K-1)."""

    offices: Annotated[tuple[Office, ...], Field(min_length=1)]
