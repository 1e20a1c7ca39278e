"""The lives of CAPA and reviews: steps that the script names, each on its day."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING, Any

from qms import (
    ActionItem,
    Approval,
    CapaSeverity,
    CapaType,
    Conclusion,
    DecisionKind,
    File,
    Method,
    Period,
    Role,
    Verdict,
)
from qms.figures.definition import by as split_by
from qms_cli.demo.stage import local
from qms_cli.demo.world import REPRESENTATIVE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qms.records.capa import Capas
    from qms_cli.demo.script import CapaScript, ReviewScript, Step
    from qms_cli.demo.stage import Stage, Story

HEAD_OF_ALL = "yoon.taeseok"
_OPENING_HOUR = 7
_REPRESENTATIVES = frozenset({"approve", "send_back", "close", "reopen", "void", "cancel", "extend"})
_VALUES: dict[str, Callable[[Any], object]] = {
    "actions": lambda rows: tuple(ActionItem.model_validate(one) for one in rows),
    "approval": Approval, "method": Method, "verdict": Verdict, "kind": DecisionKind,
    "suitable": Conclusion, "adequate": Conclusion, "effective": Conclusion,
}  # fmt: skip
"""What a step is told that is more than a word, a day or a number."""


def lives(stage: Stage, scripts: tuple[CapaScript, ...]) -> Iterator[Story]:
    """The stories of the CAPA."""
    return (_capa(stage, script) for script in scripts)


def held(stage: Stage, scripts: tuple[ReviewScript, ...]) -> Iterator[Story]:
    """The stories of the reviews."""
    return (_review(stage, script) for script in scripts)


def _capa(stage: Stage, script: CapaScript) -> Story:
    yield stage.on(script.opened, 0.6)
    source = stage.codes[script.source] if script.source else script.from_review
    capa = stage.acting(script.by or stage.head(script.department)).capas.open(
        title=script.title, problem=script.problem, department=script.department, source=source,
        type=CapaType(script.type), severity=CapaSeverity(script.severity), owner=script.owner, topic=script.topic,
    )  # fmt: skip
    if script.key:
        stage.codes[script.key] = capa.code
    checker = ""
    for step in script.steps:
        checker = step.told.get("checker", checker)
        yield max(local(step.at), stage.later(0.1))
        capas = stage.acting(step.by or _usual(stage, script, step, checker)).capas
        if step.act == "implement":
            told = f"{capa.code} {script.title}\n{local(step.at):%Y-%m-%d} 이행 결과를 현장에서 확인함\n"
            capas.attach(capa.code, File("이행 확인서.txt", told.encode()))
        _step_of_capa(capas, capa.code, step)


def _usual(stage: Stage, script: CapaScript, step: Step, checker: str) -> str:
    if step.act == "evaluate":
        return checker
    if step.act in _REPRESENTATIVES:
        return REPRESENTATIVE
    return stage.head(script.department) if script.by_head else script.owner


def _step_of_capa(capas: Capas, code: str, step: Step) -> None:
    acts: dict[str, Callable[..., object]] = {
        "contain": capas.contain, "analyse": capas.analyse, "plan": capas.plan, "approve": capas.approve,
        "send_back": capas.send_back, "start": capas.start, "finish": capas.finish, "cancel": capas.cancel,
        "extend": capas.extend, "implement": capas.implement, "evaluate": capas.evaluate, "close": capas.close,
        "reopen": capas.reopen, "void": capas.void,
    }  # fmt: skip
    acts[step.act](code, **_told(step))


def _review(stage: Stage, script: ReviewScript) -> Story:
    code = f"MR-{script.period}"
    for step in script.steps:
        yield local(step.at)
        usual = HEAD_OF_ALL if step.act in {"approve", "accept_gap"} else REPRESENTATIVE
        _step_of_review(stage, step.by or usual, code, step)


def _step_of_review(stage: Stage, by: str, code: str, step: Step) -> None:
    reviews = stage.acting(by).reviews
    told = _told(step)
    if "statement" in told:
        told["statement"] = _counted(stage, Period.of(code.removeprefix("MR-")), told["statement"])
    if step.act == "compile":
        reviews.compile(code.removeprefix("MR-"), **told)
        return
    if step.act == "hold":
        told["attendees"] = tuple((person, _office(stage, person)) for person in step.told["attendees"])
    acts: dict[str, Callable[..., object]] = {
        "state": reviews.state, "propose": reviews.propose, "accept_gap": reviews.accept_gap,
        "freeze": reviews.freeze, "hold": reviews.hold, "decide": reviews.decide, "approve": reviews.approve,
        "follow": reviews.follow, "verify": reviews.verify, "close": reviews.close,
    }  # fmt: skip
    acts[step.act](code, **told)


def _counted(stage: Stage, period: Period, words: str) -> str:
    """A statement with its numbers, as they stand: ``{received}``, ``{before:topic}``, ``{missed:topic}``."""
    counts = {"received": ("case.received", period), "missed": ("case.missed", period)}
    counts["before"] = ("case.received", period.previous())
    filled = ""
    for literal, name, topic, _ in Formatter().parse(words):
        filled += literal
        if name:
            readings = stage.registry.figures.read(*counts[name], split_by("topic") if topic else None)
            filled += str(sum(one.n for one in readings if not topic or one.group == topic))
    return filled


def _office(stage: Stage, person: str) -> Role:
    """The highest office that a person holds in their own right."""
    held = {
        one.role
        for one in stage.facts.directory.assignments
        if one.person == person and one.deputy_of is None and one.until is None
    }
    return next(role for role in Role if role in held)


def _told(step: Step) -> dict[str, Any]:
    return {
        name: _VALUES[name](value) if name in _VALUES else value.strip() if isinstance(value, str) else value
        for name, value in step.told.items()
    }
