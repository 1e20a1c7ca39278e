"""The clock of a case: its due date by the profile's terms, supplements and extensions (design: deadlines)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.base.deadline import count
from qms.base.term import Pause, PauseReason
from qms.errors import NeedsConsent, NothingAwaited, WrongOrder
from qms.organisation.settings import PeriodUse
from qms.organisation.terms import CaseType
from qms.records.case.life import LIFECYCLE
from qms.records.case.model import Case, Extension, Supplement

if TYPE_CHECKING:
    from datetime import date, datetime

    from qms.base.deadline import Deadline
    from qms.organisation.facts import Facts

PETITIONS = frozenset({CaseType.COMPLAINT, CaseType.REQUEST, CaseType.GRIEVANCE, CaseType.COOPERATION})
"""Types that need a name to be answered (manual P-7.2)."""


def deadline(case: Case, facts: Facts) -> Deadline | None:
    """The count of the case's term day by day; None where the profile sets no term for it."""
    rules = facts.profile.periods_for(PeriodUse.ANSWER, case.type, case.petition_kind)
    term = rules[0].term(facts.profile.clock) if rules else None
    return None if term is None else count(facts.calendar, term, case.received_at, pauses(case))


def due(case: Case, facts: Facts) -> tuple[str | None, datetime | None]:
    """Term and due instant of a case; the instant is None while a supplement is awaited or without a term."""
    found = deadline(case, facts)
    return (None, None) if found is None else (found.term.id, found.due_at)


def pauses(case: Case) -> tuple[Pause, ...]:
    """Days that do not count: from the day a supplement is asked to the day it arrives (Decree 20)."""
    return tuple(
        Pause(begin=one.asked_on, end=one.arrived_on, reason=PauseReason.SUPPLEMENT) for one in case.supplements
    )


def ask_supplement(case: Case, facts: Facts, *, what: str, by_on: date) -> Case:
    """Ask the customer for something that is missing; the clock stands until it arrives (Act 22, Decree 20)."""
    status = LIFECYCLE.after("ask_supplement", case.status, case.code)
    asked = Supplement(asked_on=facts.on, by_on=by_on, what=what)
    return case.but(status=status, supplements=(*case.supplements, asked), due_at=None)


def receive_supplement(case: Case, facts: Facts) -> Case:
    """What was asked for has arrived; the clock goes on."""
    status = LIFECYCLE.after("receive_supplement", case.status, case.code)
    if not case.supplements or case.supplements[-1].arrived_on is not None:
        raise NothingAwaited(code=case.code)
    last = case.supplements[-1]
    arrived = Supplement.model_validate({**dict(last), "arrived_on": facts.on})
    case = case.but(status=status, supplements=(*case.supplements[:-1], arrived))
    return case.but(due_at=due(case, facts)[1])


def extend(case: Case, facts: Facts, *, until: date, reason: str, consent: bool = False) -> Case:
    """Put the due date off: once with its ground, once more only with the customer's consent (Decree 21)."""
    LIFECYCLE.allow("extend", case.status, case.code)
    if case.extensions and not consent:
        raise NeedsConsent(code=case.code)
    if case.due_at is not None and until < case.due_at.astimezone(facts.zone).date():
        raise WrongOrder(code=case.code, later="case.field.until", earlier="case.field.due_at")
    given = Extension(at=facts.at, until=until, reason=reason, consent=consent)
    return case.but(extensions=(*case.extensions, given), due_at=facts.calendar.end_of(until))
