"""Inputs that set figures beside what was wanted: a earlier decisions, c2 objectives, c5 the service standard."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from qms.compile.figures import all_figures
from qms.compile.gathered import Gathered, column, table
from qms.compile.snapshot import Align, FollowUp
from qms.compile.wording import both, sentences, words
from qms.kinds import kind
from qms.records.review import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms.compile.scene import Scene
    from qms.compile.snapshot import Cell, FigureLine, Words
    from qms.records.review import Decision, Review

FIGURE = "figure:"


def decision_code(review: str, number: int) -> str:
    """The code of a decision: ``MR-2025H2-D1``."""
    return f"{review}-D{number}"


def before(scene: Scene) -> list[Review]:
    """The reviews that came before this one."""
    here = rules.place(scene.review)
    reviews: list[Review] = scene.reading.find(kind("review"))
    return sorted((one for one in reviews if rules.place(one) < here), key=rules.place)


def earlier(scene: Scene) -> tuple[FollowUp, ...]:
    """Every decision of earlier reviews that is not verified, and those verified since: shown as done just once."""
    reviews = before(scene)
    shown = {code for one in reviews if one.snapshot for code in _shown_done(scene, one.snapshot)}
    found = [_follow_up(scene, review, one) for review in reviews for one in review.decisions]
    return tuple(one for one in found if one.code not in shown)


def _shown_done(scene: Scene, snapshot: str) -> Iterator[str]:
    """Decisions that a frozen review has printed as done."""
    for one in json.loads(scene.reading.content(snapshot))["earlier"]:
        if one["state"] == "done":
            yield one["code"]


def _follow_up(scene: Scene, review: Review, one: Decision) -> FollowUp:
    done = one.verified_on is not None
    # By the date it was carried out: what waits for verification alone is not its owner's delay.
    late = not done and one.due_on < (one.done_on or scene.today)
    return FollowUp(
        code=decision_code(review.code, one.number), text=one.text, owner=scene.person(one.owner), due_on=one.due_on,
        state="done" if done else "late" if late else "going_on", done_on=one.verified_on,
    )  # fmt: skip


def follow_up(scene: Scene) -> Gathered:
    """Earlier decisions and where they stand (9.3.2 a); overdue is judged by the due date, never by the last edit.

    The decisions themselves are `qms.compile.snapshot.Snapshot.earlier`. None left to follow is an answer too.
    """
    found = earlier(scene)
    done, late = (sum(one.state == state for one in found) for state in ("done", "late"))
    key = "follow_up" if found else "nothing_left" if before(scene) else "first_review"
    return Gathered(
        count=max(1, len(found)), message=both(f"compile.message.{key}", n=len(found), done=done, late=late)
    )


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
    shown = old = 0
    for commitment in scene.facts.profile.commitments:
        ids = [ref.removeprefix(FIGURE) for ref in commitment.shown_by if ref.startswith(FIGURE)]
        lines = [scene.line(one) for one in ids if one in known]
        first = next((one for one in lines if one.value is not None and one.n), None)
        evidence = (first.label, _valued(first), first.n) if first else (None, both("compile.no_record"), None)
        shown += first is not None
        old += bool(first and first.historical)
        rows.append((commitment.id, words(commitment.text), *evidence))
    columns = [
        column("id", Align.CODE, 9), column("commitment", weight=46), column("figure", weight=22),
        column("value", Align.CHIP, 14), column("n", Align.NUMBER, 8),
    ]  # fmt: skip
    notes = [both("compile.note.no_record"), *([both("compile.note.historical_figures", n=old)] if old else [])]
    return Gathered(
        count=shown,
        message=both("compile.message.standard", n=len(rows), shown=shown),
        tables=(table("commitments", columns, rows, sentences(notes)),) if rows else (),
    )


def _valued(one: FigureLine) -> Words:
    return both("compile.valued", value=one.value, unit=one.unit)
