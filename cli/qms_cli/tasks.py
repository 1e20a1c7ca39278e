"""Actions of plans and decisions of reviews that somebody has to carry out by a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from qms_cli.show.records import named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from qms_cli.desk import Desk

NAMES: Final = ("task", "due", "owner", "text")


def open_by(desk: Desk, department: str | None, last: date) -> list[Mapping[str, Any]]:
    """What is not done and due by ``last`` (inclusive), of a department with all below it or (None) of all."""
    found = (*_actions(desk, department), *(_decisions(desk) if department is None else ()))
    return sorted((one for one in found if one["due"] <= last), key=lambda one: (one["due"], one["task"]))


def _actions(desk: Desk, department: str | None) -> Iterator[Mapping[str, Any]]:
    directory = desk.session.facts.directory
    for capa in desk.registry.capas.find(closed_on=None):
        if department is None or directory.below(department, capa.department, desk.today):
            for at, one in enumerate(capa.actions if capa.approved_on else (), start=1):
                if one.done_on is None and one.cancelled is None:
                    yield _task(desk, f"{capa.code}/{at}", one.due_on, one.owner, one.text)


def _decisions(desk: Desk) -> Iterator[Mapping[str, Any]]:
    for review in desk.registry.reviews.find(closed_on=None):
        for one in review.decisions:
            if one.done_on is None:
                yield _task(desk, f"{review.code}/{one.number}", one.due_on, one.owner, one.text)


def _task(desk: Desk, task: str, due: date, owner: str, text: str) -> Mapping[str, Any]:
    return {"task": task, "due": due, "owner": named(desk, "owner", owner), "text": text}
