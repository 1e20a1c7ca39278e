"""The acts on a CAPA as pure functions (capa, facts) → capa."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.base.record import Link, LinkKind
from qms.errors import (
    ActionsOpen,
    AlreadyJudged,
    NeedsAction,
    NeedsCause,
    NeedsContainment,
    NeedsCriterion,
    NoSuchAction,
    NotShownEffective,
    NotTheOwner,
    OwnWork,
    TooEarly,
    WrongOrder,
)
from qms.organisation.terms import Role
from qms.records.capa.life import APART, LIFECYCLE
from qms.records.capa.model import (
    ActionItem,
    Capa,
    CapaSeverity,
    CapaType,
    Evaluation,
    Method,
    Postponement,
    Verdict,
    Why,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from qms.organisation.facts import Facts


def open_(
    facts: Facts,
    code: str,
    *,
    title: str,
    problem: str,
    department: str,
    source: str | None = None,
    type: CapaType = CapaType.CORRECTIVE,
    severity: CapaSeverity = CapaSeverity.MAJOR,
    owner: str | None = None,
    topic: str | None = None,
) -> Capa:
    """Open a CAPA, from another record (``source``) or from nothing (manual R-QM-2, R-UH-1)."""
    return Capa(
        code=code, status=LIFECYCLE.start, type=type, severity=severity, title=title, problem=problem, topic=topic,
        department=department, owner=owner or facts.actor, opened_by=facts.actor, opened_on=facts.on,
        links=(Link(relation=LinkKind.CAUSE, target=source),) if source else (),
    )  # fmt: skip


def contain(capa: Capa, facts: Facts, *, what: str | None = None, skipped: str | None = None) -> Capa:
    """Record the correction made at once, or why none was needed (ISO 9001 10.2.1 a)."""
    status = LIFECYCLE.after("contain", capa.status, capa.code)
    if not (what or skipped):
        raise NeedsContainment(code=capa.code)
    _follows(capa, facts, "opened_on")
    return capa.but(status=status, containment=what, containment_skipped=skipped, contained_on=facts.on)


def analyse(
    capa: Capa,
    facts: Facts,
    *,
    cause: str,
    verified: str,
    method: Method = Method.OTHER,
    whys: Sequence[str] = (),
) -> Capa:
    """Write down the root cause, and how it was verified or why it is accepted (ISO 9001 10.2.1 b)."""
    status = LIFECYCLE.after("analyse", capa.status, capa.code)
    if capa.contained_on is None and capa.type is CapaType.CORRECTIVE and capa.severity is CapaSeverity.MAJOR:
        raise NeedsContainment(code=capa.code)
    _follows(capa, facts, "opened_on", "contained_on")
    return capa.but(
        status=status, method=method,
        whys=tuple(Why(text=one) for one in whys), cause=cause, cause_verified_by=facts.actor,
        cause_verified_how=verified, analysed_on=facts.on,
    )  # fmt: skip


def plan(
    capa: Capa,
    facts: Facts,
    *,
    actions: Sequence[ActionItem],
    implement_by: date,
    criterion: str,
    check_on: date,
    checker: str,
    indicator: str | None = None,
    threshold: str | None = None,
) -> Capa:
    """Plan the actions, and fix before work starts what will show that they worked (ISO 9001 10.2.1 c, d)."""
    status = LIFECYCLE.after("plan", capa.status, capa.code)
    if not (capa.cause and capa.cause_verified_how):
        raise NeedsCause(code=capa.code)
    if not actions:
        raise NeedsAction(code=capa.code)
    if not criterion:
        raise NeedsCriterion(code=capa.code)
    if check_on < implement_by:
        raise WrongOrder(code=capa.code, later="capa.field.effect_check_on", earlier="capa.field.implement_due_on")
    if implement_by < facts.on:
        raise WrongOrder(code=capa.code, later="capa.field.implement_due_on", earlier="capa.field.this_step")
    _refuse_checker(capa, checker, capa.owner, facts.actor, *(one.owner for one in actions))
    _follows(capa, facts, "analysed_on")
    return capa.but(
        status=status, actions=tuple(actions), planned_by=facts.actor, planned_on=facts.on, criterion=criterion,
        indicator=indicator, threshold=threshold, implement_due_on=implement_by, effect_check_on=check_on,
        checker=checker, sent_back=None,
    )  # fmt: skip


def approve(capa: Capa, facts: Facts) -> Capa:
    """Approve the plan; neither its author nor the owner may (manual R-QM-2)."""
    status = LIFECYCLE.after("approve", capa.status, capa.code)
    facts.refuse_own(capa.code, "capa.act.approve", *APART["approve"].people(capa))
    _follows(capa, facts, "planned_on")
    return capa.but(status=status, approved_by=facts.actor, approved_on=facts.on)


def send_back(capa: Capa, _facts: Facts, *, reason: str) -> Capa:
    """Send the plan back to its author."""
    return capa.but(status=LIFECYCLE.after("send_back", capa.status, capa.code), sent_back=reason)


def start(capa: Capa, facts: Facts) -> Capa:
    """Begin with the work."""
    status = LIFECYCLE.after("start", capa.status, capa.code)
    _follows(capa, facts, "approved_on")
    return capa.but(status=status, started_on=facts.on)


def finish(capa: Capa, facts: Facts, *, action: int, evidence: str) -> Capa:
    """An action of the plan is done; ``action`` counts from 1. Not by who is to judge the effect."""
    LIFECYCLE.allow("finish", capa.status, capa.code)
    facts.refuse_own(capa.code, "capa.act.finish", *APART["finish"].people(capa))
    _follows(capa, facts, "approved_on")
    return _with_action(capa, action, done_on=facts.on, evidence=evidence)


def cancel(capa: Capa, _facts: Facts, *, action: int, reason: str) -> Capa:
    """An action of the plan is given up with a reason; ``action`` counts from 1."""
    LIFECYCLE.allow("cancel", capa.status, capa.code)
    return _with_action(capa, action, cancelled=reason)


def assign(capa: Capa, _facts: Facts, *, owner: str) -> Capa:
    """Give a CAPA another owner; whoever checks its effect cannot become it."""
    LIFECYCLE.allow("assign", capa.status, capa.code)
    _refuse_checker(capa, owner, capa.checker)
    return capa.but(owner=owner)


def hand_on(capa: Capa, _facts: Facts, *, action: int, owner: str) -> Capa:
    """Give an action of the plan that is not done another owner, not who checks the effect; it counts from 1."""
    LIFECYCLE.allow("hand_on", capa.status, capa.code)
    after = _with_action(capa, action, owner=owner)
    _refuse_checker(capa, owner, capa.checker)
    return after


def name_checker(capa: Capa, _facts: Facts, *, checker: str) -> Capa:
    """Let somebody else check the effect, as long as it is not judged; nobody who owns, planned or does it."""
    LIFECYCLE.allow("name_checker", capa.status, capa.code)
    if capa.verdict in {Verdict.EFFECTIVE, Verdict.NOT_EFFECTIVE}:
        raise AlreadyJudged(code=capa.code)
    _refuse_checker(capa, checker, *APART["evaluate"].people(capa))
    return capa.but(checker=checker)


def extend(capa: Capa, facts: Facts, *, until: date, reason: str) -> Capa:
    """Put the date of implementation off; whoever owns the CAPA may not grant it to themselves."""
    LIFECYCLE.allow("extend", capa.status, capa.code)
    facts.refuse_own(capa.code, "capa.act.extend", *APART["extend"].people(capa))
    if capa.implement_due_on is not None and until <= capa.implement_due_on:
        raise WrongOrder(code=capa.code, later="capa.field.until", earlier="capa.field.implement_due_on")
    given = Postponement(on=facts.on, until=until, reason=reason, by=facts.actor)
    window = max(capa.effect_check_on or until, until)
    return capa.but(postponements=(*capa.postponements, given), implement_due_on=until, effect_check_on=window)


def implement(capa: Capa, facts: Facts) -> Capa:
    """All actions are done or cancelled; from here the effect is watched. Not by who is to judge it."""
    status = LIFECYCLE.after("implement", capa.status, capa.code)
    facts.refuse_own(capa.code, "capa.act.implement", *APART["implement"].people(capa))
    if any(one.done_on is None and one.cancelled is None for one in capa.actions):
        raise ActionsOpen(code=capa.code)
    _follows(capa, facts, "approved_on", "started_on")
    return capa.but(status=status, implemented_on=facts.on)


def evaluate(
    capa: Capa,
    facts: Facts,
    *,
    verdict: Verdict,
    measured: str,
    lessons: str | None = None,
    spread_to: str | None = None,
) -> Capa:
    """Judge the effect when the window is over; never by who owns, planned or did it (ISO 9001 10.2.1 d)."""
    status = LIFECYCLE.after("evaluate", capa.status, capa.code)
    facts.refuse_own(capa.code, "capa.act.evaluate", *APART["evaluate"].people(capa))
    if facts.actor != capa.checker and not facts.holds(Role.QUALITY_REPRESENTATIVE, Role.TOP_MANAGEMENT):
        raise NotTheOwner(
            code=capa.code, act="capa.act.evaluate", actor=facts.actor, owner=capa.checker or "capa.field.checker"
        )
    if capa.effect_check_on is not None and facts.on < capa.effect_check_on:
        raise TooEarly(code=capa.code)
    since = capa.implemented_on or facts.on
    doubts = [one for one in capa.evaluations if one.verdict is Verdict.INCONCLUSIVE and one.judged_on >= since]
    if capa.verdict in {Verdict.EFFECTIVE, Verdict.NOT_EFFECTIVE} or (doubts and verdict is Verdict.INCONCLUSIVE):
        raise AlreadyJudged(code=capa.code)
    _follows(capa, facts, "implemented_on")
    judged = Evaluation(judged_on=facts.on, verdict=verdict, measured=measured, judged_by=facts.actor)
    return capa.but(
        status=status, evaluations=(*capa.evaluations, judged), verdict=verdict, measured=measured,
        evaluated_by=facts.actor, evaluated_on=facts.on, lessons=lessons, spread_to=spread_to,
    )  # fmt: skip


def close(capa: Capa, facts: Facts) -> Capa:
    """Close what was found effective; the owner may not."""
    status = LIFECYCLE.after("close", capa.status, capa.code)
    if capa.verdict is not Verdict.EFFECTIVE:
        raise NotShownEffective(code=capa.code)
    facts.refuse_own(capa.code, "capa.act.close", *APART["close"].people(capa))
    _follows(capa, facts, "evaluated_on")
    return capa.but(status=status, closed_on=facts.on)


def reopen(capa: Capa, _facts: Facts, *, reason: str) -> Capa:
    """Take a CAPA up again that did not work or whose problem came back; its earlier life stays in the ledger."""
    return capa.but(
        status=LIFECYCLE.after("reopen", capa.status, capa.code), reopened=capa.reopened + 1, sent_back=reason,
        verdict=None, measured=None, evaluated_by=None, evaluated_on=None, closed_on=None, implemented_on=None,
        approved_by=None, approved_on=None, started_on=None,
    )  # fmt: skip


def void(capa: Capa, facts: Facts, *, reason: str) -> Capa:
    """End a CAPA that should not have been opened; its number stays. Its owner may not."""
    facts.refuse_own(capa.code, "capa.act.void", *APART["void"].people(capa))
    status = LIFECYCLE.after("void", capa.status, capa.code)
    return capa.but(status=status, void_reason=reason, closed_on=facts.on)


def _refuse_checker(capa: Capa, person: str, *others: str | None) -> None:
    """Raise `OwnWork` where somebody would both do the work and judge its effect."""
    if person in others:
        raise OwnWork(code=capa.code, act="capa.act.evaluate", actor=person)


def _follows(capa: Capa, facts: Facts, *earlier: str) -> None:
    """Raise `WrongOrder` where this day lies before one of the CAPA's; what is not known binds nothing."""
    for name in earlier:
        day: date | None = getattr(capa, name)
        if day is not None and facts.on < day:
            raise WrongOrder(code=capa.code, later="capa.field.this_step", earlier=f"capa.field.{name}")


def _with_action(capa: Capa, number: int, **changes: object) -> Capa:
    if not 1 <= number <= len(capa.actions):
        raise NoSuchAction(code=capa.code)
    one = capa.actions[number - 1]
    if one.done_on or one.cancelled:
        raise NoSuchAction(code=capa.code)
    changed = one.but(**changes)
    return capa.but(actions=(*capa.actions[: number - 1], changed, *capa.actions[number:]))
