"""The clock of a case: its due date by the profile's terms, supplements and extensions (design: deadlines)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.base.deadline import count
from qms.base.due import due
from qms.base.extension import ExtensionRefusal, extended_due, moved_by_pauses, refuse_extension
from qms.base.term import Pause, PauseReason
from qms.errors import ExtensionRefused, NothingAwaited, WrongOrder
from qms.organisation.settings import PeriodUse
from qms.records.case.life import LIFECYCLE
from qms.records.case.model import Case, Extension, Supplement

if TYPE_CHECKING:
    from datetime import date, datetime

    from qms.base.deadline import Deadline
    from qms.base.term import Term
    from qms.organisation.facts import Facts


def term_of(case: Case, facts: Facts) -> Term | None:
    """The profile's term for such a case; None where it sets none, or leaves it to the service catalogue."""
    rules = facts.profile.periods_for(PeriodUse.ANSWER, case.type, case.petition_kind)
    return rules[0].term(facts.profile.clock) if rules else None


def deadline(case: Case, facts: Facts) -> Deadline | None:
    """The count of the case's term day by day, before any extension; None where it has no term."""
    term = term_of(case, facts)
    return None if term is None else count(facts.calendar, term, begun_at(case), pauses(case))


def begun_at(case: Case) -> datetime:
    """Where its clock begins: at receipt, or when it was last taken up again."""
    return case.reopened_at or case.received_at


def due_at(case: Case, facts: Facts) -> datetime | None:
    """The last instant that is on time: by the term, or by the newest extension, moved by pauses after it.

    None without a term, and while a supplement is awaited.
    """
    granted = extensions_of(case)
    if granted:
        return moved_by_pauses(facts.calendar, granted[-1].due_at, granted[-1].at, pauses(case))
    term = term_of(case, facts)
    return None if term is None else due(facts.calendar, term, begun_at(case), pauses(case))


def extensions_of(case: Case) -> tuple[Extension, ...]:
    """Extensions since its clock began."""
    return tuple(one for one in case.extensions if one.at >= begun_at(case))


def timed(case: Case, facts: Facts) -> Case:
    """The case with its term and due instant as they are now."""
    term = term_of(case, facts)
    return case.but(term=term.id if term else None, due_at=due_at(case, facts))


def pauses(case: Case) -> tuple[Pause, ...]:
    """Days that do not count: from the day a supplement is asked to the day it arrives (Decree 20)."""
    return tuple(
        Pause(begin=one.asked_on, end=one.arrived_on, reason=PauseReason.SUPPLEMENT) for one in case.supplements
    )


def ask_supplement(case: Case, facts: Facts, *, what: str, by_on: date) -> Case:
    """Ask the customer for something that is missing; the clock stands until it arrives (Act 22, Decree 20)."""
    status = LIFECYCLE.after("ask_supplement", case.status, case.code)
    if by_on < facts.on:
        raise WrongOrder(code=case.code, later="case.field.by_on", earlier="case.field.asked_on")
    asked = Supplement(asked_on=facts.on, by_on=by_on, what=what)
    return timed(case.but(status=status, supplements=(*case.supplements, asked)), facts)


def receive_supplement(case: Case, facts: Facts) -> Case:
    """What was asked for has arrived; the clock goes on."""
    status = LIFECYCLE.after("receive_supplement", case.status, case.code)
    if not case.supplements or case.supplements[-1].arrived_on is not None:
        raise NothingAwaited(code=case.code)
    if facts.on < case.supplements[-1].asked_on:
        raise WrongOrder(code=case.code, later="case.field.arrived_on", earlier="case.field.asked_on")
    arrived = Supplement.model_validate({**dict(case.supplements[-1]), "arrived_on": facts.on})
    return timed(case.but(status=status, supplements=(*case.supplements[:-1], arrived)), facts)


def extend(case: Case, facts: Facts, *, until: date, reason: str, consent: bool = False) -> Case:
    """Put the due date off: as often as the profile says with its ground, then with consent (Decree 21: once each)."""
    LIFECYCLE.allow("extend", case.status, case.code)
    term = term_of(case, facts)
    if term is None or case.due_at is None:
        raise ExtensionRefused(code=case.code, why=ExtensionRefusal.NO_TERM.key)
    refusal = refuse_extension(
        facts.calendar, term, case.due_at, until, earlier=len(extensions_of(case)), consent=consent,
        free=facts.profile.times("extensions", 1), consented=facts.profile.times("extensions_with_consent", 1),
    )  # fmt: skip
    if refusal is not None:
        raise ExtensionRefused(code=case.code, why=refusal.key)
    granted = extended_due(facts.calendar, term, case.due_at, until)
    given = Extension(at=facts.at, until=until, due_at=granted, reason=reason, consent=consent)
    return timed(case.but(extensions=(*case.extensions, given)), facts)
