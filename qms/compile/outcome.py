"""What came after the freeze, as it is printed with the frozen figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qms.base.record import Means
from qms.compile.content import DecisionLine, Mark, Outcome, Seat
from qms.compile.signatures import lines
from qms.compile.snapshot import Words
from qms.compile.standing import decision_code
from qms.compile.wording import both, label, words
from qms.records.review import Approval

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from qms.compile.scene import Scene
    from qms.records.review import Attendee, Decision

    Step = tuple[Words, Seat | None, date | None]

_HOW: Final = {Means.GROUPWARE: "groupware"}
"""The word for these means in the approval box; all others were shown here."""


def outcome(scene: Scene) -> Outcome:
    """Meeting, decisions, conclusion and sign-off of a review as they stand."""
    review = scene.review
    judged = (review.suitable, review.adequate, review.effective)
    return Outcome(
        status=both(f"review.status.{review.status.value}"), held_on=review.held_on, minutes=review.minutes,
        attendees=tuple(
            Seat(name=scene.person(one.person), office=_office(scene, one)) for one in review.attendees
        ),
        conclusion=_conclusion(scene) if all(judged) else None,
        decisions=tuple(_decision(scene, one) for one in review.decisions), approval=tuple(_approval(scene)),
        marks=tuple(_marks(scene)), approved_as=label("review.approval", review.approval),
        external_document=review.external_document,
        signatures=lines(review.signatures, scene.person),
    )  # fmt: skip


def _office(scene: Scene, one: Attendee) -> Words:
    """The office in which somebody took part, with the department it was held over that day."""
    on = scene.review.held_on or scene.today
    held = scene.facts.directory.held(one.person, on)
    return scene.titled(one.role, next((place for role, place in held if role is one.role), None), on)


def _conclusion(scene: Scene) -> Words:
    review = scene.review
    return both(
        "compile.conclusion",
        suitable=label("review.conclusion", review.suitable),
        adequate=label("review.conclusion", review.adequate),
        effective=label("review.conclusion", review.effective),
    )


def _decision(scene: Scene, one: Decision) -> DecisionLine:
    clauses = {output.kind: output.clause for output in scene.facts.profile.outputs}
    return DecisionLine(
        code=decision_code(scene.review.code, one.number), clause=clauses.get(one.kind.value, "9.3.3"), input=one.input,
        text=one.text, owner=scene.person(one.owner), due_on=one.due_on,
        state="verified" if one.verified_on else "done" if one.done_on else "open", cost=one.cost,
    )  # fmt: skip


def _marks(scene: Scene) -> Iterator[Mark]:
    """How the steps of the approval box were signed; delegation and absence are marks of the last."""
    steps, review = scene.facts.profile.cover.approval, scene.review
    by = {one.act: one.means for one in review.signatures}
    acts = {len(steps) - 1: "review.approve", 0: "review.freeze"}
    for place, _ in enumerate(steps):
        means = by.get(acts.get(place, ""))
        how = None if means is None else both(f"compile.mark.{_HOW.get(means, 'here')}")
        ordinary = place != len(steps) - 1 or review.approval in {None, Approval.SIGNED}
        yield Mark(kind=None if ordinary else label("review.approval", review.approval), how=how)


def _approval(scene: Scene) -> Iterator[Step]:
    """The approval box: the first step is who froze the figures, the last who approved."""
    steps = scene.facts.profile.cover.approval
    review = scene.review
    for place, step in enumerate(steps):
        who, when = None, None
        if place == 0 and review.frozen_at:
            who, when = review.frozen_by, review.frozen_at.astimezone(scene.facts.zone).date()
        elif place == len(steps) - 1 and review.approved_on:
            who, when = review.approved_by, review.approved_on
        seat = Seat(name=scene.person(who), office=scene.office(who, when)) if who and when else None
        yield words(step.title), seat, when
