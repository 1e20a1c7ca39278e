"""Cases: what customers bring, from receipt to closing."""

from datetime import date
from typing import Annotated

import typer

from qms.records.case import CaseSeverity, Disposition, Ground, Outcome, Purpose
from qms_cli import clockwork
from qms_cli.commands.records import add_questions
from qms_cli.desk import Desk
from qms_cli.frame import acts, answers, group
from qms_cli.given import (
    Code,
    Department,
    FromChannel,
    OptionalDepartment,
    OptionalHandler,
    OptionalPetition,
    OptionalText,
    OptionalWords,
    Reason,
    Switch,
    Text,
    Type,
    Until,
    Via,
    Words,
    a_department,
    a_person,
)
from qms_cli.times import day
from qms_cli.words import choice

app = group()
add_questions(app, "case")

Subject = Annotated[str, typer.Option("--subject", "-s", metavar="TEXT")]
About = Annotated[str | None, typer.Option("--about", metavar="DEPARTMENT", callback=a_department)]
AboutPerson = Annotated[str | None, typer.Option("--about-person", metavar="PERSON", callback=a_person)]


@acts(app, "receive")
def receive(
    desk: Desk,
    type: Type,
    channel: FromChannel,
    subject: Subject,
    text: OptionalText = None,
    name: OptionalWords = None,
    address: OptionalWords = None,
    contact: OptionalWords = None,
    anonymous: Switch = False,
    remedy: OptionalWords = None,
    topic: OptionalWords = None,
    service: OptionalWords = None,
    petition: OptionalPetition = None,
    department: OptionalDepartment = None,
    about: About = None,
    about_person: AboutPerson = None,
) -> None:
    """Take in what a customer brings."""
    made = desk.acting.cases.receive(
        type=type, channel=channel, title=subject, text=text, name=name, address=address, contact=contact,
        anonymous=anonymous, remedy_asked=remedy, topic=topic, service=service, petition_kind=petition,
        department=department, about=about, about_person=about_person,
    )  # fmt: skip
    desk.put(made)


@acts(app, "settle")
def settle(
    desk: Desk,
    type: Type,
    channel: FromChannel,
    subject: Subject,
    answer: Words,
    department: Department,
    text: OptionalText = None,
    name: OptionalWords = None,
    contact: OptionalWords = None,
    topic: OptionalWords = None,
) -> None:
    """Record in one act what was received, answered and told at once."""
    made = desk.acting.cases.settle(
        type=type, channel=channel, title=subject, answer=answer, department=department, text=text, name=name,
        contact=contact, topic=topic,
    )  # fmt: skip
    desk.put(made)


@acts(app, "assign")
def assign(
    desk: Desk,
    code: Code,
    department: Annotated[str, typer.Argument(metavar="DEPARTMENT", callback=a_department)],
    handler: OptionalHandler = None,
) -> None:
    """Pass a case to the department in charge."""
    desk.put(desk.acting.cases.assign(code, department=department, handler=handler))


@acts(app, "acknowledge")
def acknowledge(desk: Desk, code: Code, via: Via, told: Words) -> None:
    """Record that the customer was told the procedure and the department in charge."""
    desk.put(desk.acting.cases.acknowledge(code, via=via, told=told))


@acts(app, "contact")
def contact(
    desk: Desk,
    code: Code,
    via: Via,
    said: Words,
    purpose: Annotated[Purpose, typer.Option(parser=choice(Purpose), metavar="PURPOSE")] = Purpose.INTERIM,
) -> None:
    """Record that somebody spoke to the customer."""
    desk.put(desk.acting.cases.contact(code, purpose=purpose, via=via, said=said))


@acts(app, "name-about")
def name_about(desk: Desk, code: Code, reason: Reason, about: About = None, about_person: AboutPerson = None) -> None:
    """Say whom a case is about; neither option: about nobody who is named."""
    desk.put(desk.acting.cases.name_about(code, about=about, about_person=about_person, reason=reason))


@acts(app, "assess")
def assess(
    desk: Desk,
    code: Code,
    severity: Annotated[CaseSeverity, typer.Option(parser=choice(CaseSeverity), metavar="SEVERITY")],
    reason: Reason,
) -> None:
    """Weigh a case: a major one is reported up."""
    desk.put(desk.acting.cases.assess(code, severity=severity, reason=reason))


@acts(app, "report")
def report(desk: Desk, code: Code) -> None:
    """Report a major case to the next head up the tree."""
    desk.put(desk.acting.cases.report(code))


@acts(app, "policy")
def policy(desk: Desk, code: Code, text: Text) -> None:
    """Lay down how a case is to be handled."""
    desk.put(desk.acting.cases.set_policy(code, policy=text))


@acts(app, "investigate")
def investigate(desk: Desk, code: Code, finding: Words) -> None:
    """Write down what was found."""
    desk.put(desk.acting.cases.investigate(code, finding=finding))


@acts(app, "supplement")
def supplement(
    desk: Desk,
    code: Code,
    by: Annotated[date | None, typer.Option("--by", metavar="DATE", parser=day)] = None,
    what: OptionalWords = None,
    arrived: Switch = False,
) -> None:
    """Ask the customer for what is missing, or record that it has arrived."""
    desk.put(clockwork.supplement(desk, code, by, what, arrived=arrived))


@acts(app, "extend")
def extend(desk: Desk, code: Code, until: Until, reason: Reason, consent: Switch = False) -> None:
    """Put the due date off."""
    desk.put(desk.acting.cases.extend(code, until=until, reason=reason, consent=consent))


@acts(app, "transfer")
def transfer(desk: Desk, code: Code, to: Words) -> None:
    """Hand a case to another body."""
    desk.put(desk.acting.cases.transfer(code, to=to))


@acts(app, "answer")
def answer(
    desk: Desk,
    code: Code,
    text: Text,
    outcome: Annotated[Outcome, typer.Option(parser=choice(Outcome), metavar="OUTCOME")] = Outcome.ACCEPTED,
    ground: Annotated[Ground | None, typer.Option(parser=choice(Ground), metavar="GROUND")] = None,
    remedies: OptionalWords = None,
    redress: OptionalWords = None,
) -> None:
    """Decide on a case."""
    made = desk.acting.cases.answer(code, text=text, outcome=outcome, ground=ground, remedies=remedies, redress=redress)
    desk.put(made)


@acts(app, "notify")
def notify(desk: Desk, code: Code, via: Via, said: OptionalWords = None) -> None:
    """Record that the customer was told the result."""
    desk.put(desk.acting.cases.notify(code, via=via, said=said))


@acts(app, "dispose")
def dispose(
    desk: Desk,
    code: Code,
    as_: Annotated[Disposition, typer.Option("--as", parser=choice(Disposition), metavar="DISPOSITION")],
    reason: Reason,
) -> None:
    """Say what becomes of a case for the improvement of the service."""
    desk.put(desk.acting.cases.dispose(code, disposition=as_, reason=reason))


@acts(app, "close")
def close(
    desk: Desk,
    code: Code,
    satisfied: Annotated[bool | None, typer.Option("--satisfied/--not-satisfied")] = None,
    no_notice: OptionalWords = None,
) -> None:
    """Close a case once the customer knows."""
    desk.put(desk.acting.cases.close(code, satisfied=satisfied, no_notice=no_notice))


@acts(app, "withdraw")
def withdraw(desk: Desk, code: Code) -> None:
    """Record that the customer took a case back."""
    desk.put(desk.acting.cases.withdraw(code))


@acts(app, "reopen")
def reopen(desk: Desk, code: Code, reason: Reason, department: OptionalDepartment = None) -> None:
    """Take a closed case up again."""
    desk.put(desk.acting.cases.reopen(code, reason=reason, department=department))


@answers(app, "due")
def due(desk: Desk, code: Code, explain: Switch = False) -> None:
    """Tell when a case is due, with --explain each day that was counted or left out."""
    desk.show(clockwork.due(desk, desk.registry.cases.get(code), explain=explain))
