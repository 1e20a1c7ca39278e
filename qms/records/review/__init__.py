"""Management reviews."""

from datetime import date

from qms.base.act import Changes, Enters, Room
from qms.base.kind import Kind
from qms.base.level import REVIEW, levels
from qms.organisation.facts import Facts
from qms.records.review import rules
from qms.records.review.life import APART, LIFECYCLE
from qms.records.review.model import (
    Approval,
    Attendee,
    Conclusion,
    Decision,
    DecisionKind,
    InputState,
    Review,
    ReviewInput,
    ReviewStatus,
)

KIND = Kind(
    name="review", plural="reviews", words="review", model=Review, table="qms.records.review.table", prefix="MR",
    counted=False,
    lifecycle=LIFECYCLE, opened="opened_on", due="hold_on", closed="closed_on",
    people=("chair", "decisions.owner", "attendees.person"), hands=("chair",),
    tasks=("decisions.owner",), met="held_on",
    contents=("snapshot",), apart=APART,
    levels=levels(
        (REVIEW, "status title period begin end opened_on hold_on planned_by inputs proposals collected_at frozen_at"),
        (REVIEW, "frozen_by snapshot held_on chair attendees minutes suitable adequate effective decisions approval"),
        (REVIEW, "approved_by approved_on external_document closed_on inputs.key inputs.clause inputs.owner_role"),
        (REVIEW, "inputs.state inputs.requested_on inputs.due_on inputs.records inputs.statement inputs.stated_by"),
        (REVIEW, "inputs.stated_at inputs.gap_accepted_by inputs.gap_reason proposals.kind proposals.input"),
        (REVIEW, "proposals.text proposals.options proposals.recommendation proposals.cost_of_waiting"),
        (REVIEW, "proposals.budget proposals.people attendees.person attendees.role decisions.number decisions.kind"),
        (REVIEW, "decisions.input decisions.text decisions.owner decisions.due_on decisions.cost decisions.done_on"),
        (REVIEW, "decisions.done_what decisions.verified_by decisions.verified_on"),
    ),
    example=Review(
        code="MR-2026H1", status=ReviewStatus.PLANNED, title="2026년 상반기 경영검토", period="2026H1",
        begin=date(2026, 1, 1), end=date(2026, 7, 1), opened_on=date(2026, 7, 6), hold_on=date(2026, 7, 20),
        planned_by="kim.minji",
    ),
)  # fmt: skip


class Reviews(Room[Review, Facts]):
    """Reviews and what may be done with them."""

    kind = KIND
    plan = Enters(rules.plan)
    state = Changes(rules.state)
    propose = Changes(rules.propose)
    accept_gap = Changes(rules.accept_gap)
    hold = Changes(rules.hold)
    decide = Changes(rules.decide)
    approve = Changes(rules.approve)
    follow = Changes(rules.follow)
    hand_on = Changes(rules.hand_on)
    verify = Changes(rules.verify)
    close = Changes(rules.close)
    release = Changes(rules.release)


__all__ = [
    "KIND", "Approval", "Attendee", "Conclusion", "Decision", "DecisionKind", "InputState", "Review", "ReviewInput",
    "ReviewStatus", "Reviews",
]  # fmt: skip
