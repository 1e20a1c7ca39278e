"""The lives of controlled documents: the charter with its revisions, and three others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qms.records.document import DocumentType
from qms_cli.demo.script import documents
from qms_cli.demo.stage import local
from qms_cli.demo.world import REPRESENTATIVE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms_cli.demo.script import Step
    from qms_cli.demo.stage import Stage, Story


def lives(stage: Stage) -> Iterator[Story]:
    """The stories of the documents."""
    return (_document(stage, steps) for steps in documents())


def _document(stage: Stage, steps: tuple[Step, ...]) -> Story:
    code = ""
    for step in steps:
        yield local(step.at)
        room = stage.acting(step.by or REPRESENTATIVE).documents
        told: dict[str, Any] = dict(step.told)
        if step.act == "enter":
            code = room.enter(**{**told, "type": DocumentType(told["type"])}).code
        else:
            getattr(room, step.act)(code, **told)
