"""The acts on a review as pure functions (review, facts) → review."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from qms.base.record import Link, LinkKind
from qms.errors import (
    DecisionsOpen,
    InputMissing,
    NeedsConclusion,
    NoDecisions,
    NoSuchDecision,
    NoSuchInput,
    NotTheOwner,
    WrongOrder,
)
from qms.organisation.terms import Role
from qms.records.review.life import APART, LIFECYCLE
from qms.records.review.model import (
    Approval,
    Attendee,
    Conclusion,
    Decision,
    DecisionKind,
    InputState,
    Proposal,
    Review,
    ReviewInput,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from qms.base.period import Period
    from qms.organisation.facts import Facts

SPOKEN = frozenset({InputState.STATED, InputState.NOTHING})


def code_of(period: str) -> str:
    """The code of the review of a period: ``MR-2026H1``."""
    return f"MR-{period}"


def place(review: Review | Period) -> tuple[date, int]:
    """Where a review stands among others: by the end of its period; of two that end together the shorter is first."""
    return review.end, -review.begin.toordinal()


def plan(
    facts: Facts, *, period: Period, title: str, hold_on: date | None = None, follows: str | None = None
) -> Review:
    """Plan the review of a period: each input of the profile's agenda is asked of its owner (ISO 9001 9.3.1).

    ``hold_on`` None: two weeks from the day of planning. ``follows`` is the code of the review before.
    """
    day = hold_on or facts.on + timedelta(days=14)
    inputs = tuple(
        ReviewInput(
            key=item.key, clause=item.clause, owner_role=item.owner, requested_on=facts.on,
            due_on=max(facts.on, day - timedelta(days=item.due_days_before)),
        )
        for item in facts.profile.inputs()
    )  # fmt: skip
    return Review(
        code=code_of(period.label), status=LIFECYCLE.start, title=title, period=period.label, begin=period.begin,
        end=period.end, opened_on=facts.on, hold_on=day, planned_by=facts.actor, inputs=inputs,
        links=(Link(relation=LinkKind.FOLLOWS, target=follows),) if follows else (),
    )  # fmt: skip


def collect(review: Review, facts: Facts, *, found: Mapping[str, int]) -> Review:
    """Take over what was compiled from records: ``found`` says for each input how much it rests on.

    What a person stated stays; an input with nothing found and nothing stated is missing, and is owed.
    """
    status = LIFECYCLE.after("collect", review.status, review.code)
    inputs = tuple(_collected(one, found.get(one.key, 0)) for one in review.inputs)
    return review.but(status=status, inputs=inputs, collected_at=facts.at)


def _collected(one: ReviewInput, count: int) -> ReviewInput:
    spoken = one.state in SPOKEN
    state = one.state if spoken else InputState.COLLECTED if count else InputState.MISSING
    return _changed(one, state=state, records=count)


def state(review: Review, facts: Facts, *, key: str, statement: str | None = None) -> Review:
    """Its owner states an input, or (None) that there is nothing to report."""
    LIFECYCLE.allow("state", review.status, review.code)
    owner = _find(review, key).owner_role
    if not facts.holds(owner, Role.QUALITY_REPRESENTATIVE):
        raise NotTheOwner(
            code=review.code, act="review.act.state", actor=facts.actor, owner=facts.profile.called(owner)
        )
    said = InputState.STATED if statement else InputState.NOTHING
    return _with_input(
        review, key, state=said, statement=statement, stated_by=facts.actor, stated_at=facts.at,
        gap_accepted_by=None, gap_reason=None,
    )  # fmt: skip


def propose(
    review: Review,
    _facts: Facts,
    *,
    kind: DecisionKind,
    text: str,
    input: str | None = None,
    options: Sequence[str] = (),
    recommendation: str | None = None,
    cost_of_waiting: str | None = None,
    budget: str | None = None,
    people: str | None = None,
) -> Review:
    """Ask top management for a decision, with what it needs to decide (packet, page one)."""
    LIFECYCLE.allow("propose", review.status, review.code)
    if input is not None:
        _find(review, input)
    made = Proposal(
        kind=kind, input=input, text=text, options="\n".join(options) or None, recommendation=recommendation,
        cost_of_waiting=cost_of_waiting, budget=budget, people=people,
    )  # fmt: skip
    return review.but(proposals=(*review.proposals, made))


def accept_gap(review: Review, facts: Facts, *, key: str, reason: str, owner: str, due_on: date) -> Review:
    """The chair accepts by name and reason that an input is missing; the gap becomes a decision on page one."""
    LIFECYCLE.allow("accept_gap", review.status, review.code)
    one = _find(review, key)
    if one.state is not InputState.MISSING or one.gap_accepted_by is not None:
        raise NoSuchInput(code=review.code)
    _not_past(review, facts, due_on)
    review = _with_input(review, key, gap_accepted_by=facts.actor, gap_reason=reason)
    made = Decision(
        number=len(review.decisions) + 1, kind=DecisionKind.CHANGE, input=key, text=reason, owner=owner, due_on=due_on
    )
    return review.but(decisions=(*review.decisions, made))


def freeze(review: Review, facts: Facts, *, snapshot: str) -> Review:
    """Fix the figures: ``snapshot`` is the SHA-256 of the frozen content; nothing in it changes any more."""
    status = LIFECYCLE.after("freeze", review.status, review.code)
    if facts.on < review.begin:
        raise WrongOrder(code=review.code, later="review.act.freeze", earlier="review.field.begin")
    return review.but(status=status, snapshot=snapshot, frozen_at=facts.at, frozen_by=facts.actor)


def hold(
    review: Review,
    facts: Facts,
    *,
    attendees: Sequence[tuple[str, Role]],
    minutes: str,
    chair: str,
    suitable: Conclusion,
    adequate: Conclusion,
    effective: Conclusion,
) -> Review:
    """Hold the meeting: who took part in which office, what was concluded (ISO 9001 9.3.1)."""
    status = LIFECYCLE.after("hold", review.status, review.code)
    return review.but(
        status=status, held_on=facts.on, chair=chair, minutes=minutes, suitable=suitable, adequate=adequate,
        effective=effective, attendees=tuple(Attendee(person=person, role=role) for person, role in attendees),
    )  # fmt: skip


def decide(
    review: Review,
    facts: Facts,
    *,
    kind: DecisionKind,
    text: str,
    owner: str,
    due_on: date,
    input: str | None = None,
    cost: str | None = None,
) -> Review:
    """Record an output of the review (ISO 9001 9.3.3) with its owner and date."""
    LIFECYCLE.allow("decide", review.status, review.code)
    if input is not None:
        _find(review, input)
    _not_past(review, facts, due_on)
    made = Decision(
        number=len(review.decisions) + 1, kind=kind, input=input, text=text, owner=owner, due_on=due_on, cost=cost
    )
    return review.but(decisions=(*review.decisions, made))


def approve(
    review: Review,
    facts: Facts,
    *,
    external_document: str | None = None,
    approval: Approval = Approval.SIGNED,
    approved_on: date | None = None,
) -> Review:
    """Approve the review, here or by a groupware document; never by who planned it.

    Refused while an input is missing whose gap the chair has not accepted, and without decision or conclusion.
    """
    status = LIFECYCLE.after("approve", review.status, review.code)
    facts.refuse_own(review.code, "review.act.approve", *APART["approve"].people(review))
    if any(one.state is InputState.MISSING and one.gap_accepted_by is None for one in review.inputs):
        raise InputMissing(code=review.code)
    if not review.decisions:
        raise NoDecisions(code=review.code)
    if not (review.suitable and review.adequate and review.effective):
        raise NeedsConclusion(code=review.code)
    day = approved_on or facts.on
    if review.held_on is not None and day < review.held_on:
        raise WrongOrder(code=review.code, later="review.field.approved_on", earlier="review.field.held_on")
    return review.but(
        status=status, approval=approval, approved_by=facts.actor, approved_on=day,
        external_document=external_document,
    )  # fmt: skip


def follow(review: Review, facts: Facts, *, number: int, what: str) -> Review:
    """Report that a decision was carried out."""
    LIFECYCLE.allow("follow", review.status, review.code)
    one = _decision(review, number)
    if one.done_on is not None:
        raise NoSuchDecision(code=review.code)
    if facts.actor != one.owner and not facts.holds(Role.QUALITY_REPRESENTATIVE):
        raise NotTheOwner(code=review.code, act="review.act.follow", actor=facts.actor, owner=one.owner)
    return _with_decision(review, one, done_on=facts.on, done_what=what)


def hand_on(review: Review, _facts: Facts, *, number: int, owner: str) -> Review:
    """Give a decision that is not carried out yet another owner; what was decided and by when stays."""
    LIFECYCLE.allow("hand_on", review.status, review.code)
    one = _decision(review, number)
    if one.done_on is not None:
        raise NoSuchDecision(code=review.code)
    return _with_decision(review, one, owner=owner)


def verify(review: Review, facts: Facts, *, number: int) -> Review:
    """Somebody other than its owner verifies that a decision was carried out."""
    LIFECYCLE.allow("verify", review.status, review.code)
    one = _decision(review, number)
    if one.done_on is None or one.verified_by is not None:
        raise NoSuchDecision(code=review.code)
    facts.refuse_own(review.code, "review.act.verify", *APART["verify"].people(review, {number - 1}))
    return _with_decision(review, one, verified_by=facts.actor, verified_on=facts.on)


def close(review: Review, facts: Facts) -> Review:
    """Close the review once every decision is verified."""
    status = LIFECYCLE.after("close", review.status, review.code)
    if any(one.verified_by is None for one in review.decisions):
        raise DecisionsOpen(code=review.code)
    return review.but(status=status, closed_on=facts.on)


def release(review: Review, _facts: Facts) -> Review:
    """Let somebody have the full packet: the entry's reason says who and why; the record stays as it is."""
    LIFECYCLE.allow("release", review.status, review.code)
    return review


def missing(review: Review) -> tuple[ReviewInput, ...]:
    """Inputs that are owed and not accepted as a gap."""
    return tuple(one for one in review.inputs if one.state is InputState.MISSING and one.gap_accepted_by is None)


def _not_past(review: Review, facts: Facts, due_on: date) -> None:
    if due_on < facts.on:
        raise WrongOrder(code=review.code, later="review.field.due_on", earlier="review.field.this_step")


def _find(review: Review, key: str) -> ReviewInput:
    for one in review.inputs:
        if one.key == key:
            return one
    raise NoSuchInput(code=review.code)


def _with_input(review: Review, key: str, **changes: object) -> Review:
    _find(review, key)
    return review.but(inputs=tuple(_changed(one, **changes) if one.key == key else one for one in review.inputs))


def _changed(one: ReviewInput, **changes: object) -> ReviewInput:
    return one.but(**changes)


def _decision(review: Review, number: int) -> Decision:
    if not 1 <= number <= len(review.decisions):
        raise NoSuchDecision(code=review.code)
    return review.decisions[number - 1]


def _with_decision(review: Review, one: Decision, **changes: object) -> Review:
    changed = one.but(**changes)
    return review.but(decisions=tuple(changed if old is one else old for old in review.decisions))
