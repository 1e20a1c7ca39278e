"""Corrective and preventive action (manual R-QM-2, R-UH-1, R-UH-2; ISO 9001 10.2)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from qms.base.record import MOST, Code, Narrative, OptionalNarrative, OptionalTitle, Record, Title, Value


class CapaType(StrEnum):
    """Against a cause that has struck, or against one that may."""

    CORRECTIVE = "corrective"
    PREVENTIVE = "preventive"


class CapaStatus(StrEnum):
    """Where a CAPA stands."""

    OPEN = "open"
    CONTAINED = "contained"
    ANALYSED = "analysed"
    PLANNED = "planned"
    APPROVED = "approved"
    IN_PROGRESS = "in_progress"
    IMPLEMENTED = "implemented"
    EVALUATING = "evaluating"
    CLOSED = "closed"
    VOID = "void"


class CapaSeverity(StrEnum):
    """Weight of the nonconformity behind it."""

    MAJOR = "major"
    MINOR = "minor"


class Method(StrEnum):
    """How the cause was looked for."""

    FIVE_WHYS = "five_whys"
    FISHBONE = "fishbone"
    OTHER = "other"


class Verdict(StrEnum):
    """Whether it worked; *inconclusive* when there was too little to tell."""

    EFFECTIVE = "effective"
    NOT_EFFECTIVE = "not_effective"
    INCONCLUSIVE = "inconclusive"


class Why(Value):
    """One answer in a chain of whys, or one branch of a cause-and-effect diagram with its category."""

    text: Narrative
    category: OptionalTitle = None


class ActionItem(Value):
    """One action of the plan; it ends done or cancelled with a reason."""

    text: Narrative
    owner: Code
    due_on: date
    done_on: date | None = None
    evidence: OptionalTitle = None
    cancelled: OptionalTitle = None


class Evaluation(Value):
    """One judgement of the effect; it stays when the CAPA is taken up again."""

    judged_on: date
    verdict: Verdict
    measured: Title
    judged_by: Code


class Postponement(Value):
    """The date of implementation put off, with its reason and who agreed."""

    on: date
    until: date
    reason: Title
    by: Code


class Capa(Record):
    """A corrective or preventive action from the problem to the proof that it worked."""

    status: CapaStatus
    type: CapaType = CapaType.CORRECTIVE
    severity: CapaSeverity = CapaSeverity.MAJOR
    title: Title
    problem: Narrative
    topic: OptionalTitle = Field(default=None, description="Topic by which a recurrence is recognised")
    owner: Code
    opened_by: Code
    opened_on: date

    containment: OptionalNarrative = Field(default=None, description="Correction made at once")
    containment_skipped: OptionalTitle = Field(default=None, description="Why none was needed")
    contained_on: date | None = None

    method: Method | None = None
    whys: tuple[Why, ...] = ()
    cause: OptionalNarrative = Field(
        default=None, description="Root cause, or for a preventive one the potential cause"
    )
    cause_verified_by: Code | None = None
    cause_verified_how: OptionalNarrative = None
    analysed_on: date | None = None

    actions: tuple[ActionItem, ...] = ()
    planned_by: Code | None = None
    planned_on: date | None = None
    implement_due_on: date | None = None
    criterion: OptionalTitle = Field(
        default=None, description="What will show that it worked, fixed before work starts"
    )
    indicator: Code | None = Field(default=None, description="Figure that measures it; None: the criterion is judged")
    threshold: str | None = Field(default=None, pattern=r"^-?\d{1,9}(\.\d{1,6})?$", description="Value it must reach")
    effect_check_on: date | None = Field(
        default=None, description="End of the window; the verdict comes on or after it"
    )
    checker: Code | None = Field(default=None, description="Judges the effect; neither owner nor author of the plan")
    postponements: tuple[Postponement, ...] = ()
    evaluations: tuple[Evaluation, ...] = Field(default=(), description="All judgements of the effect, oldest first")

    approved_by: Code | None = None
    approved_on: date | None = None
    sent_back: OptionalTitle = None
    started_on: date | None = None
    implemented_on: date | None = None

    verdict: Verdict | None = Field(
        default=None, description="The newest judgement; None: not judged, or taken up again"
    )
    measured: OptionalTitle = Field(default=None, description="What was seen in the window")
    evaluated_by: Code | None = None
    evaluated_on: date | None = None
    lessons: OptionalNarrative = None
    spread_to: OptionalTitle = Field(default=None, description="Similar places where it was carried out too")
    closed_on: date | None = None
    void_reason: OptionalTitle = None
    reopened: int = Field(default=0, ge=0, le=MOST)
