"""What an organisation sets: periods, agenda of its review, targets, escalation, cover of its packet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from qms.base.calendar import OFFICE_HOURS, Holiday, Hours, Weekday, WorkingCalendar, Zone
from qms.base.record import Code, Value
from qms.base.term import Term, Unit
from qms.organisation.rows import Bilingual, Line, Number, Slug, Source
from qms.organisation.terms import CaseType, Channel, DepartmentKind, Medium, PetitionKind, Role

_ANY_YEAR: Final = 2026

FigureId = Annotated[str, Field(max_length=64, pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
ActName = Annotated[str, Field(max_length=64, pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
"""Kind and verb: ``case.acknowledge``."""


class Counting(StrEnum):
    """How a period is counted."""

    AT_ONCE = "at_once"
    """Within the 3 working hours of the Enforcement Decree, article 19; has no amount."""
    PETITION_DAYS = "petition_days"
    """Days of the Civil Petitions Treatment Act, article 19: up to 5 as working hours, 6 or more as days."""
    WORKING_HOURS = "working_hours"
    DAYS = "days"
    """Working days, the first one counted."""
    CALENDAR_DAYS = "calendar_days"
    WEEKS = "weeks"
    MONTHS = "months"


_UNITS = {
    Counting.WORKING_HOURS: Unit.HOURS,
    Counting.DAYS: Unit.DAYS,
    Counting.CALENDAR_DAYS: Unit.CALENDAR_DAYS,
    Counting.WEEKS: Unit.WEEKS,
    Counting.MONTHS: Unit.MONTHS,
}


class Length(Value):
    """How long a period is."""

    unit: Counting
    amount: int = Field(default=0, ge=0, le=1000)

    @model_validator(mode="after")
    def _some_amount(self) -> Self:
        if (self.amount == 0) != (self.unit is Counting.AT_ONCE):
            raise PydanticCustomError("term_amount", "a period has an amount, at once has none")
        return self


class Clock(Value):
    """When the organisation works, before its calendar knows any holiday.

    Attributes:
        weekend: days of the week off, Monday 0.
        late_filing_counts: whether a filing after closing time counts that day as the first of a period of
            six days or more; the Act leaves it open.

    """

    zone: Zone = "Asia/Seoul"
    hours: Annotated[tuple[Hours, ...], Field(min_length=1)] = OFFICE_HOURS
    weekend: tuple[Weekday, ...] = (5, 6)
    late_filing_counts: bool = True

    @model_validator(mode="after")
    def _countable(self) -> Self:
        self.calendar((), first_year=_ANY_YEAR, last_year=_ANY_YEAR)
        return self

    def calendar(self, holidays: Iterable[Holiday], *, first_year: int, last_year: int) -> WorkingCalendar:
        """The working calendar with these holidays; it covers both years."""
        return WorkingCalendar(
            zone=self.zone,
            hours=self.hours,
            weekend=self.weekend,
            holidays=tuple(holidays),
            first_year=first_year,
            last_year=last_year,
        )


class RoleTitle(Value):
    """What the organisation calls a role.

    Attributes:
        label: its title.
        over: the kinds of department it is held over.
        given_by: roles whose holders alone give it, and to themselves only where its own holders give it; the first
            gives it, each further one while nobody holds those before. Empty: whoever may assign roles. Until the
            first was held for the first time whoever may assign roles gives it, for an organisation has to begin.

    """

    label: Bilingual
    over: Annotated[tuple[DepartmentKind, ...], Field(min_length=1)]
    given_by: tuple[Role, ...] = ()


class Labels(Value):
    """What the organisation calls values of closed lists, where the program's own word does not fit.

    What is stored, imported and exported is the value; on input every word is understood, the program's and its own.
    """

    case_type: Mapping[CaseType, Bilingual] = {}
    channel: Mapping[Channel, Bilingual] = {}
    medium: Mapping[Medium, Bilingual] = {}
    petition_kind: Mapping[PetitionKind, Bilingual] = {}
    department_kind: Mapping[DepartmentKind, Bilingual] = {}

    def named(self) -> Iterator[tuple[StrEnum, Bilingual]]:
        """Every value that has a word of its own, with that word."""
        for _, labels in self:
            yield from labels.items()


class PeriodUse(StrEnum):
    """What a period is counted for."""

    ANSWER = "answer"
    ACKNOWLEDGE = "acknowledge"
    REPORT = "report"
    PROGRESS = "progress"
    SUPPLEMENT = "supplement"
    FIELD_INVESTIGATION = "field_investigation"
    OBJECTION = "objection"
    DECIDE_OBJECTION = "decide_objection"
    EXTEND_OBJECTION = "extend_objection"
    RETRAINING = "retraining"
    CATALOGUE_CHECK = "catalogue_check"


class PeriodRule(Value):
    """A period and what it counts for.

    Attributes:
        id: kept with each case whose due date was counted by it.
        petition: the kind of petition it counts for; None: not a rule for petitions.
        case_types: the types of case it counts for; both empty: it counts for every case.
        length: how long; None: the service catalogue says it service by service.

    """

    id: Code
    use: PeriodUse
    label: Bilingual
    petition: PetitionKind | None = None
    case_types: tuple[CaseType, ...] = ()
    length: Length | None = None
    source: Source

    def counts_for(self, case_type: CaseType | None, petition: PetitionKind | None) -> bool:
        """Whether it counts for such a case; a rule for petitions never counts without a kind of petition."""
        if self.petition is not None:
            return self.petition is petition
        return not self.case_types or case_type in self.case_types

    def term(self, clock: Clock) -> Term | None:
        """The term to count with, under the id of the period; None: the service catalogue says it."""
        if self.length is None:
            return None
        unit, amount, late = self.length.unit, self.length.amount, clock.late_filing_counts
        if unit is Counting.AT_ONCE:
            return Term.at_once(self.id)
        if unit is Counting.PETITION_DAYS:
            return Term.petition(self.id, amount, late_filing_counts=late)
        if self.petition is not None and _UNITS[unit].by_date:
            return Term.petition_by_date(self.id, amount, _UNITS[unit])
        return Term(id=self.id, unit=_UNITS[unit], amount=amount, late_filing_counts=late)


class Limit(Value):
    """A number of times that a rule allows, e.g. extensions without consent."""

    id: Slug
    label: Bilingual
    times: int = Field(ge=0, le=1000)
    source: Source


class Channels(Value):
    """The ways in that are open, and those of which at least one must be (manual C-1)."""

    open: tuple[Channel, ...]
    at_least_one_of: tuple[Channel, ...] = ()


class Reserved(Value):
    """A type of case that one role alone may handle.

    Attributes:
        case_type: the type.
        role: the role that handles it.
        save: acts that others do too, as the table of authority has it.
        instead: where a report is about the office of that role: the roles that handle it in its place, by turns,
            the first that it is not about; they may do what ``role`` may.
        outside: the bodies outside to whom a report goes that nobody within may handle, as `qms doctor` names them.

    """

    case_type: CaseType
    role: Role
    save: tuple[ActName, ...] = ()
    instead: tuple[Role, ...] = (Role.TOP_MANAGEMENT,)
    outside: Bilingual | None = None


class AgendaItem(Value):
    """One item of the management review, in the order in which it is printed.

    Attributes:
        key: of an input its letter and number in 9.3.2 (``c1``), of another line a name.
        clause: as printed: ``9.3.2 c) 1)``.
        input: whether it is an input of 9.3.2, which may be missing; False: a line of the organisation's own.
        owner: the role that owes it.
        due_days_before: days before the review by which it is owed.

    """

    key: Slug
    clause: Line
    title: Bilingual
    input: bool = True
    owner: Role
    due_days_before: int = Field(ge=0, le=365)

    @model_validator(mode="after")
    def _lettered(self) -> Self:
        if self.input and not re.fullmatch(r"[a-z][0-9]?", self.key):
            raise PydanticCustomError("input_key", "an input is named by its letter and number")
        return self


class Output(Value):
    """A letter of 9.3.3 and the kind of decision that answers it."""

    key: Annotated[str, Field(pattern=r"^[a-z]$")]
    clause: Line
    title: Bilingual
    kind: Literal["improvement", "change", "resource"]


class Target(Value):
    """The wanted value of a figure; reached at it or on its better side."""

    figure: FigureId
    value: Number
    better: Literal["higher", "lower"]
    source: Source


class Rung(Value):
    """From this many calendar days past the due date on, the role is told."""

    days_overdue: int = Field(ge=1, le=365)
    role: Role


class ApprovalStep(Value):
    """A cell of the approval box and the role that signs in it."""

    title: Bilingual
    role: Role


class Cover(Value):
    """What stands on the cover of a packet, as a Korean public body writes it.

    Attributes:
        document_prefix: first part of the document's number.
        retention: retention period of the document.
        disclosure, disclosure_ground: class of disclosure, and the law it rests on; None: none.
        approval: the approval box, from the drafter to the one who decides.

    """

    document_prefix: Line
    department: Bilingual
    retention: Bilingual
    disclosure: Bilingual
    disclosure_ground: Bilingual | None = None
    distribution: Bilingual
    approval: Annotated[tuple[ApprovalStep, ...], Field(min_length=1)]
