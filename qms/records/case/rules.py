"""The acts on a case as pure functions (case, facts) → case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.errors import (
    AnonymousPetition,
    NeedsAnswer,
    NeedsDepartment,
    NeedsDisposition,
    NeedsGround,
    NeedsNotice,
    NeedsReport,
    NobodyAbove,
    NotSettled,
    TypeNotOpen,
    WrongOrder,
)
from qms.organisation.days import absent
from qms.organisation.ladder import merged, report_to
from qms.organisation.terms import WEIGHED, CaseType, Channel, Medium, Role
from qms.records.case.about import named, refuse_handler, touched
from qms.records.case.clock import timed
from qms.records.case.life import LIFECYCLE
from qms.records.case.model import (
    Case,
    CaseSeverity,
    CaseStatus,
    Communication,
    Disposition,
    Ground,
    Identity,
    Outcome,
    Purpose,
)

if TYPE_CHECKING:
    from datetime import datetime

    from qms.organisation.facts import Facts
    from qms.organisation.terms import PetitionKind

AT_ONCE = frozenset({CaseType.INQUIRY, CaseType.COMPLIMENT, CaseType.SUGGESTION})
ON_THE_SPOT = frozenset({Channel.VISIT, Channel.PHONE})
UPHELD = frozenset({Outcome.ACCEPTED, Outcome.PARTLY})


def receive(  # noqa: PLR0913 - what a customer brings has so many parts
    facts: Facts,
    code: str,
    *,
    type: CaseType,
    channel: Channel,
    title: str,
    text: str | None = None,
    name: str | None = None,
    address: str | None = None,
    contact: str | None = None,
    anonymous: bool = False,
    remedy_asked: str | None = None,
    topic: str | None = None,
    service: str | None = None,
    petition_kind: PetitionKind | None = None,
    department: str | None = None,
    about: str | None = None,
    about_person: str | None = None,
) -> Case:
    """Take in what a customer brings (manual R-ST-1). ``facts.at`` is the instant of receipt.

    ``about`` and ``about_person`` are the department and the person who are complained of or reported.
    """
    _refuse_closed(type, facts)
    case = Case(
        code=code, status=LIFECYCLE.start, type=type, channel=channel, petition_kind=petition_kind,
        identity=_identity(name, address, contact, anonymous=anonymous),
        topic=topic, service=service, subject=facts.fresh, title=title, text=text, remedy_asked=remedy_asked,
        customer_name=None if anonymous else name, customer_address=None if anonymous else address,
        customer_contact=None if anonymous else contact,
        department=department, received_at=facts.at, recorded_at=facts.now,
    )  # fmt: skip
    return timed(named(case, facts, about, about_person), facts)


def settle(  # noqa: PLR0913 - what a customer brings has so many parts
    facts: Facts,
    code: str,
    *,
    type: CaseType,
    channel: Channel,
    title: str,
    answer: str,
    department: str,
    text: str | None = None,
    name: str | None = None,
    contact: str | None = None,
    topic: str | None = None,
) -> Case:
    """Record in one act what was received, answered and told at the same instant; the name is optional."""
    _refuse_closed(type, facts)
    if type not in AT_ONCE and channel not in ON_THE_SPOT:
        raise NotSettled(code=code)
    told = Communication(
        at=facts.at, purpose=Purpose.NOTICE, medium=_MEDIUM_OF.get(channel, Medium.OTHER), by=facts.actor,
        department=department, said=answer,
    )  # fmt: skip
    return Case(
        code=code, status=CaseStatus.CLOSED, type=type, channel=channel, topic=topic, subject=facts.fresh,
        identity=_identity(name, None, contact, anonymous=name is None),
        title=title, text=text, customer_name=name, customer_contact=contact, department=department,
        handler=facts.actor, severity=CaseSeverity.MINOR, received_at=facts.at, recorded_at=facts.now,
        answered_at=facts.at, notified_at=facts.at, closed_at=facts.at, answer=answer, outcome=Outcome.ACCEPTED,
        communications=(told,),
    )  # fmt: skip


def _refuse_closed(type: CaseType, facts: Facts) -> None:
    if type not in facts.profile.case_types:
        said = tuple(facts.profile.called_type(one) for one in facts.profile.case_types)
        raise TypeNotOpen(type=facts.profile.called_type(type), open=said)


_MEDIUM_OF = {
    Channel.VISIT: Medium.VISIT, Channel.PHONE: Medium.PHONE, Channel.EMAIL: Medium.EMAIL, Channel.SMS: Medium.SMS,
    Channel.WEB: Medium.WEB, Channel.FAX: Medium.FAX, Channel.POST: Medium.LETTER,
}  # fmt: skip


def _identity(name: str | None, address: str | None, contact: str | None, *, anonymous: bool) -> Identity:
    if anonymous:
        return Identity.ANONYMOUS
    return Identity.VERIFIED if name and address and contact else Identity.STATED


def assign(case: Case, facts: Facts, *, department: str, handler: str | None = None) -> Case:
    """Pass the case to the department in charge (manual R-ST-2), or to another handler or department later on.

    Once it is looked into it goes on in other hands from where it stands: what was found, said and answered stays, and
    so does the time of the assignment from which it was worked on. A handler who has left is kept no longer.

    Raises:
        NotThatDay: the handler does not work here on that day.
        AboutOneself: the case is about the handler, or about the handler's office.

    """
    status = LIFECYCLE.after("assign", case.status, case.code)
    _follows(case, facts.at, "received_at")
    known = {handler, case.handler} & facts.directory.people.keys()
    gone = {one for one in known if one and not facts.directory.is_here(one, facts.on)}
    if handler is not None and handler in gone:
        raise absent("person", handler, facts.on)
    refuse_handler(case, facts, handler)
    kept = case.handler if department == case.department and case.handler not in gone else None
    since = facts.at if status is CaseStatus.ASSIGNED else case.assigned_at or facts.at
    return case.but(status=status, department=department, handler=handler or kept, assigned_at=since)


def acknowledge(case: Case, facts: Facts, *, via: Medium, told: str) -> Case:
    """Tell the customer the procedure and the department in charge (manual C-2; ISO 10002 acknowledgement)."""
    status = LIFECYCLE.after("acknowledge", case.status, case.code)
    if case.department is None:
        raise NeedsDepartment(code=case.code)
    _follows(case, facts.at, "received_at", "assigned_at")
    case = contact(case, facts, purpose=Purpose.ACKNOWLEDGEMENT, via=via, said=told)
    return case.but(status=status, acknowledged_at=facts.at)


def contact(case: Case, facts: Facts, *, purpose: Purpose, via: Medium, said: str) -> Case:
    """Record that somebody of the department spoke to the customer (manual P-1.3, P-6.1 c)."""
    LIFECYCLE.allow("contact", case.status, case.code)
    _follows(case, facts.at, "received_at")
    spoken = Communication(
        at=facts.at, purpose=purpose, medium=via, by=facts.actor, department=case.department, said=said
    )
    return case.but(communications=(*case.communications, spoken))


def assess(case: Case, _facts: Facts, *, severity: CaseSeverity, reason: str) -> Case:
    """Weigh the case: a major one is reported up (manual R-UH-4)."""
    LIFECYCLE.allow("assess", case.status, case.code)
    return case.but(severity=severity, severity_reason=reason)


def report(case: Case, facts: Facts) -> Case:
    """Report a major case to the senior head; where that is who reports, to the next one up, marked (manual R-UH-4)."""
    LIFECYCLE.allow("report", case.status, case.code)
    if case.department is None:
        raise NeedsDepartment(code=case.code)
    _follows(case, facts.at, "received_at")
    kept = frozenset(one for one in facts.directory.people if case.about and touched(case, facts, one))
    upward = report_to(facts.directory, case.department, facts.on, facts.actor, kept)
    if upward is None and not facts.holds(Role.TOP_MANAGEMENT):
        raise NobodyAbove(code=case.code)
    together = merged(facts.directory, case.department, facts.on, facts.actor)
    return case.but(reported_at=facts.at, reported_to=upward and upward.person, report_merged=together)


def set_policy(case: Case, facts: Facts, *, policy: str) -> Case:
    """The senior head lays down policy, priority and resources (manual R-SH-3)."""
    LIFECYCLE.allow("set_policy", case.status, case.code)
    return case.but(policy=policy, policy_by=facts.actor)


def investigate(case: Case, facts: Facts, *, finding: str) -> Case:
    """Write down what was found (ISO 10002 investigation)."""
    status = LIFECYCLE.after("investigate", case.status, case.code)
    return case.but(status=status, finding=finding, handler=case.handler or facts.actor)


def answer(
    case: Case,
    facts: Facts,
    *,
    text: str,
    outcome: Outcome = Outcome.ACCEPTED,
    ground: Ground | None = None,
    remedies: str | None = None,
    redress: str | None = None,
) -> Case:
    """Decide on the case; not accepted needs its ground and the remedies that are told (manual P-7.3)."""
    status = LIFECYCLE.after("answer", case.status, case.code)
    if case.identity is Identity.ANONYMOUS and case.type in facts.profile.real_name:
        raise AnonymousPetition(code=case.code)
    if outcome is Outcome.NOT_ACCEPTED and not (ground and remedies):
        raise NeedsGround(code=case.code)
    _follows(case, facts.at, "received_at", "acknowledged_at")
    return case.but(
        status=status, answer=text, outcome=outcome, ground=ground, remedies_told=remedies, redress=redress,
        answered_at=facts.at, handler=case.handler or facts.actor,
    )  # fmt: skip


def notify(case: Case, facts: Facts, *, via: Medium, said: str | None = None) -> Case:
    """Tell the customer the result (manual P-4.1)."""
    status = LIFECYCLE.after("notify", case.status, case.code)
    _follows(case, facts.at, "answered_at")
    case = contact(case, facts, purpose=Purpose.NOTICE, via=via, said=said or case.answer or "")
    return case.but(status=status, notified_at=facts.at)


def dispose(case: Case, _facts: Facts, *, disposition: Disposition, reason: str) -> Case:
    """Say what becomes of the case for the improvement of the service (manual C-3)."""
    LIFECYCLE.allow("dispose", case.status, case.code)
    return case.but(disposition=disposition, disposition_reason=reason)


def transfer(case: Case, facts: Facts, *, to: str) -> Case:
    """Hand the case to another body (Civil Petitions Treatment Act, article 16)."""
    status = LIFECYCLE.after("transfer", case.status, case.code)
    _follows(case, facts.at, "received_at")
    return case.but(status=status, transferred_to=to, outcome=Outcome.TRANSFERRED, answered_at=facts.at)


def withdraw(case: Case, _facts: Facts) -> Case:
    """The customer takes the case back (Civil Petitions Treatment Act, article 22)."""
    return case.but(status=LIFECYCLE.after("withdraw", case.status, case.code), outcome=Outcome.WITHDRAWN)


def close(case: Case, facts: Facts, *, satisfied: bool | None = None, no_notice: str | None = None) -> Case:
    """Close the case once the customer knows (manual P-4.1), or with the reason why nobody could be told."""
    status = LIFECYCLE.after("close", case.status, case.code)
    nameless = case.identity is Identity.ANONYMOUS and case.type in facts.profile.real_name
    if nameless:
        case = case.but(outcome=case.outcome or Outcome.NOT_ANSWERABLE)
    elif case.outcome is None:
        raise NeedsAnswer(code=case.code)
    told = case.notified_at is not None or no_notice is not None or case.outcome is Outcome.WITHDRAWN
    if not (told or nameless):
        raise NeedsNotice(code=case.code)
    if case.severity is CaseSeverity.MAJOR and case.reported_at is None:
        raise NeedsReport(code=case.code)
    upheld = case.type in WEIGHED and case.outcome in UPHELD
    if (case.severity is CaseSeverity.MAJOR or upheld) and case.disposition is None:
        raise NeedsDisposition(code=case.code)
    _follows(case, facts.at, "received_at", "answered_at", "notified_at")
    return case.but(status=status, closed_at=facts.at, satisfied=satisfied, no_notice_reason=no_notice)


def reopen(case: Case, facts: Facts, *, reason: str, department: str | None = None) -> Case:
    """Take a closed case up again; its department, or ``department``, is in charge once more."""
    status = LIFECYCLE.after("reopen", case.status, case.code)
    if department is None and case.department is None:
        raise NeedsDepartment(code=case.code)
    _follows(case, facts.at, "received_at", "closed_at")
    again = case.but(
        status=status, department=department or case.department, reopened_at=facts.at, reopen_reason=reason,
        assigned_at=facts.at, acknowledged_at=None, answered_at=None, notified_at=None, closed_at=None, outcome=None,
        no_notice_reason=None,
    )  # fmt: skip
    return timed(again, facts)


def _follows(case: Case, at: datetime, *earlier: str) -> None:
    """Raise `WrongOrder` where ``at`` lies before one of the case's instants; what is not known binds nothing."""
    for name in earlier:
        instant: datetime | None = getattr(case, name)
        if instant is not None and at < instant:
            raise WrongOrder(code=case.code, later="case.field.this_step", earlier=f"case.field.{name}")
