"""Inputs that set figures beside what was wanted: a earlier decisions, c2 objectives, c5 the service standard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.compile.figures import all_figures
from qms.compile.gathered import Gathered, column, table
from qms.compile.snapshot import Align, FollowUp
from qms.compile.wording import both, sentences, words
from qms.kinds import kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms.compile.scene import Scene
    from qms.compile.snapshot import Cell, FigureLine, Words
    from qms.records.review import Decision, Review

FIGURE = "figure:"


def decision_code(review: str, number: int) -> str:
    """The code of a decision: ``MR-2025H2-D1``."""
    return f"{review}-D{number}"


def earlier(scene: Scene) -> tuple[FollowUp, ...]:
    """Every decision of earlier reviews that was not verified by the review before, nor earlier than it."""
    reviews: list[Review] = [one for one in scene.reading.find(kind("review")) if one.begin < scene.review.begin]
    since = max((one.frozen_at for one in reviews if one.frozen_at), default=None)
    since_day = since.astimezone(scene.facts.zone).date() if since else None
    return tuple(
        _follow_up(scene, review, one)
        for review in reviews
        for one in review.decisions
        if one.verified_on is None or since_day is None or one.verified_on >= since_day
    )


def _follow_up(scene: Scene, review: Review, one: Decision) -> FollowUp:
    done = one.verified_on is not None
    late = not done and one.due_on < scene.today
    return FollowUp(
        code=decision_code(review.code, one.number), text=one.text, owner=scene.person(one.owner), due_on=one.due_on,
        state="done" if done else "late" if late else "going_on", done_on=one.verified_on,
    )  # fmt: skip


def follow_up(scene: Scene) -> Gathered:
    """Earlier decisions and where they stand (9.3.2 a); overdue is judged by the due date, never by the last edit.

    The decisions themselves are `qms.compile.snapshot.Snapshot.earlier`.
    """
    found = earlier(scene)
    done, late = (sum(one.state == state for one in found) for state in ("done", "late"))
    first = not any(one.begin < scene.review.begin for one in scene.reading.find(kind("review")))
    return Gathered(
        count=1 if first else len(found),
        message=both("compile.message.first_review") if first else both(
            "compile.message.follow_up", n=len(found), done=done, late=late
        ),
    )  # fmt: skip


def objectives(scene: Scene) -> Gathered:
    """Figures beside their targets (9.3.2 c 2)."""
    lines = tuple(_targeted(scene))
    known = [one for one in lines if one.met is not None]
    said = [both("compile.message.objectives", n=len(known), met=sum(one.met is True for one in known))]
    if len(known) < len(lines):
        said.append(both("compile.message.objectives_without", n=len(lines) - len(known)))
    return Gathered(
        count=len(known),
        message=sentences(said),
        figures=lines,
    )


def _targeted(scene: Scene) -> Iterator[FigureLine]:
    for one in all_figures():
        if scene.facts.profile.target(one.id):
            yield scene.line(one.id)


def standard(scene: Scene) -> Gathered:
    """Each commitment of the service standard with the figure that shows it, or *no record* (9.3.2 c 5)."""
    known = {one.id for one in all_figures()}
    rows: list[tuple[Cell, ...]] = []
    shown = 0
    for commitment in scene.facts.profile.commitments:
        ids = [ref.removeprefix(FIGURE) for ref in commitment.shown_by if ref.startswith(FIGURE)]
        lines = [scene.line(one) for one in ids if one in known]
        first = next((one for one in lines if one.value is not None and one.n), None)
        shown += first is not None
        rows.append(
            (
                commitment.id, words(commitment.text), first.label if first else None,
                _valued(first) if first else both("compile.no_record"), first.n if first else None,
            )
        )  # fmt: skip
    columns = [
        column("id", Align.CODE, 9), column("commitment", weight=46), column("figure", weight=22),
        column("value", Align.CHIP, 14), column("n", Align.NUMBER, 8),
    ]  # fmt: skip
    return Gathered(
        count=shown,
        message=both("compile.message.standard", n=len(rows), shown=shown),
        tables=(table("commitments", columns, rows, both("compile.note.no_record")),) if rows else (),
    )


def _valued(one: FigureLine) -> Words:
    return both("compile.valued", value=one.value, unit=one.unit)
