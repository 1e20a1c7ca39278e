"""Entering what an organisation file says: all of it or nothing, by the acts of the rooms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qms.base.finding import Finding, Weight
from qms.errors import Invalid, NotFound, QmsError, Refused
from qms.exchange.moving.checks import checked
from qms.exchange.moving.plan import planned
from qms.exchange.moving.read import read_organisation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from qms.exchange.moving.plan import Step
    from qms.registry import Registry

_NAMED: Final = frozenset({"establish", "enrol"})
_MAKING: Final = _NAMED | {"assign"}


@dataclass(frozen=True)
class MoveIn:
    """What an organisation file did, or would do.

    Attributes:
        steps: the acts, in their order.
        same: how many entries are in the store as the file says them.
        findings: everything noticed; with an error among them nothing was done.
        dry_run: whether it was only tried.

    """

    steps: tuple[Step, ...]
    same: int
    findings: tuple[Finding, ...]
    dry_run: bool

    @property
    def refused(self) -> bool:
        """Whether an error kept everything out."""
        return any(one.weight is Weight.ERROR for one in self.findings)


class _TakenBack(Exception):
    """Ends a transaction of which nothing is to be kept."""


def import_organisation(
    registry: Registry, paths: Sequence[Path], *, on: date | None = None, dry_run: bool = False
) -> MoveIn:
    """Bring the store to what the files say.

    What is new is entered, and what is different is changed, by the acts of the rooms in the name of the registry's
    actor: names, places in the tree and kinds of departments and the departments of people from ``on`` (None:
    today), particulars of people at once, last days where none was known. A first day, a last day or a capacity
    that differs is a finding, and the store's word stays. What is equal is left alone. A dry run does all of it and
    takes it back, so that it meets every refusal that the run itself would meet.

    Raises:
        NoSuchFile: there is no file at one of these paths.
        NotPermitted: the actor may not do one of the acts; nothing was kept.

    """
    facts = registry.facts()
    told = read_organisation(paths, facts.profile)
    plan = planned(told, facts.directory, on or facts.on, facts.profile)
    findings = [*told.findings, *checked(told, facts.directory, facts.profile), *plan.findings]
    result = MoveIn(plan.steps, plan.same, tuple(findings), dry_run)
    if result.refused:
        return MoveIn((), plan.same, result.findings, dry_run)
    refused: list[Finding] = []
    try:
        with registry.batch() as batch:
            refused += _done(batch, plan.steps)
            if dry_run or refused:
                raise _TakenBack  # noqa: TRY301 - it has to pass the end of the transaction
    except _TakenBack:
        pass
    return MoveIn(() if refused else plan.steps, plan.same, (*findings, *refused), dry_run)


def _done(registry: Registry, steps: Sequence[Step]) -> Iterator[Finding]:
    """Take every step; what is refused is told, and what rests on it is passed over."""
    lost: set[object] = set()
    for step in steps:
        new = {step.code} if step.act in _NAMED else set[object]()
        if step.code in lost or lost.intersection(step.given.values()):
            lost |= new
            continue
        act = getattr(registry.room(step.kind), step.act)
        try:
            act(*(() if step.act in _MAKING else (step.code,)), **step.given)
        except (Refused, Invalid, NotFound) as fault:
            lost |= new
            yield _refusal(fault, step.where)


def _refusal(fault: QmsError, where: str) -> Finding:
    """The fault's own words as a finding."""
    folder, _, rest = fault.key.partition(".")
    values = {
        name: ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType] - any tuple of facts
        for name, value in fault.facts().items()
    }
    return Finding(rule=f"{folder}.error.{rest}", place=where, values=values)
