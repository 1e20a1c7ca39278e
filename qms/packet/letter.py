"""Letters and messages to a customer, from templates: what was received, how it stands, what came of it.

Each says the procedure, the department and name of who handles it (Civil Petitions Treatment Act, Enforcement Decree,
article 31; manual C-2, P-1.3), and where else to turn to (manual K-1).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from qms import errors
from qms.base.label import key_of, label
from qms.base.place import templates
from qms.base.sight import visible
from qms.kinds import kind as kind_of
from qms.ledger.canonical import digest
from qms.organisation.terms import LetterKind
from qms.packet import numbers, page, worker
from qms.packet import text as text_of_page
from qms.packet.speech import Speech
from qms.packet.worker import Job, Limits
from qms.records.case.model import CaseStatus, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from qms.i18n import Language
    from qms.organisation.facts import Facts
    from qms.organisation.model import Person
    from qms.packet.worker import Made
    from qms.records.case.model import Case
    from qms.registry.registry import Registry

ACT: Final = "notice draft"
_PIECE: Final = 2000
_UPHELD: Final = frozenset({Outcome.ACCEPTED, Outcome.PARTLY})


@dataclass(frozen=True)
class Contact:
    """A contact point of the organisation, as it is printed (manual K-1)."""

    purpose: str
    name: str
    phones: str


@dataclass(frozen=True)
class Letter:
    """A letter as it is sent; it holds personal values.

    Attributes:
        code: of the case.
        message: the same as a short message, one line.
        body: paragraphs; lines inside one are kept.
        to: contact of the customer; None: none is known.
        particulars: label and value.

    """

    code: str
    kind: LetterKind
    language: Language
    organisation: str
    subject: str
    greeting: str
    body: tuple[str, ...]
    message: str
    to: str | None
    particulars: tuple[tuple[str, str], ...]
    sender: str
    offices: tuple[Contact, ...]
    made_on: str
    made_at: datetime


def draft(
    registry: Registry, code: str, kind: LetterKind, *, language: Language, reason: str | None, text: str | None = None
) -> Letter:
    """Make a letter about a case; that its personal values are read is logged first, with the reason.

    ``text``: what is to be said besides, None: nothing.

    Raises:
        NothingToTell: the case has nothing that this letter would tell.
        NeedsDepartment: nobody is in charge of the case yet, so that no letter can name who is.
        ReasonNeeded, KeptFromYou: see `qms.registry.accesses.Accesses.disclose`.

    """
    of = kind_of("case")
    case: Any = registry.get(of, code)
    refuse_empty(case, kind)
    registry.accesses.disclose(of, [case], act=ACT, reason=reason)
    return letter(case, registry.facts(), kind, language, text)


def refuse_empty(case: Case, kind: LetterKind) -> None:
    """Raise where a case has nothing to tell in such a letter, or nobody in charge."""
    if case.department is None:
        raise errors.NeedsDepartment(code=case.code)
    told = {
        LetterKind.ACKNOWLEDGEMENT: True,
        LetterKind.INTERIM: case.answered_at is None and case.closed_at is None,
        LetterKind.EXTENSION: bool(case.extensions),
        LetterKind.SUPPLEMENT: case.status is CaseStatus.AWAITING_SUPPLEMENT and bool(case.supplements),
        LetterKind.RESULT: case.answered_at is not None and case.outcome is not None,
        LetterKind.APOLOGY: case.outcome in _UPHELD,
    }
    if not told[kind]:
        raise errors.NothingToTell(code=case.code, letter=key_of(kind))


def letter(case: Case, facts: Facts, kind: LetterKind, language: Language, text: str | None = None) -> Letter:
    """The letter of a case as it stands, made on the day of the facts."""
    who, said = _handler(case, facts), _said(case, facts, language)
    words = Speech(language, text_of_page.on_screen)
    named = dict(said, handler=who.name if who and who.name else "", text=text or "")
    template = _plain_environment().get_template(f"{language}/{kind.value}.txt")
    subject, body, message = ("".join(template.blocks[one](template.new_context(named))) for one in _BLOCKS)
    name = case.customer_name
    greeting = words.t("letter.to", name=visible(name)) if name else words.t("letter.to_nobody")
    return Letter(
        code=case.code, kind=kind, language=language, organisation=named["organisation"], subject=_line(subject),
        greeting=greeting, body=tuple(_paragraphs(body)), message=_line(message), to=case.customer_contact,
        particulars=tuple(_particulars(case, facts, who, named, words)),
        sender=f"{named['organisation']} {named['department']}", offices=tuple(_offices(facts, language)),
        made_on=numbers.day(facts.today, language), made_at=facts.now,
    )  # fmt: skip


def letter_text(one: Letter) -> str:
    """The letter as plain text; what would steer a screen is shown, not sent."""
    return _plain_environment().get_template("letter.txt").render(letter=one).strip() + "\n"


def letter_html(one: Letter) -> str:
    """The page that is printed."""
    words = Speech(one.language, text_of_page.printed)
    return page.environment(screen=False).get_template("letter.html").render(
        **words.helpers(), lang=one.language, css=page.style("packet.css", "handover.css", "letter.css"), letter=one,
        organisation=one.organisation, name=f"{one.subject} {one.code}", pieces=_pieces,
        instant=f"{one.made_at:%Y-%m-%dT%H:%M:%SZ}",
    )  # fmt: skip


def letter_pdf(one: Letter) -> Made:
    """The letter as a PDF; the same letter gives the same bytes.

    Raises:
        PartMissing: the fonts or the system's text libraries are not there.
        RenderFailed: the typesetter met an error or a limit.

    """
    html = letter_html(one)
    job = Job(html=html, assets={}, files=(), instant=one.made_at.isoformat(), identifier=digest(html.encode())[:32])
    return worker.run(job, Limits())


# --- what the templates are given ---

_BLOCKS: Final = ("subject", "body", "message")


def _said(case: Case, facts: Facts, language: Language) -> dict[str, Any]:
    place = facts.directory.department(case.department or "", facts.today)
    granted = case.extensions[-1] if case.extensions else None
    asked = case.supplements[-1] if case.supplements else None
    due = None if case.due_at is None else case.due_at.astimezone(facts.zone).date()
    return {
        "organisation": facts.profile.name.say(language), "code": case.code,
        "department": case.department if place is None else place.name_ko if language == "ko" else place.name_en,
        "phone": _phone(case, facts), "due": numbers.day(due, language) if due else "",
        "late": due is not None and due < facts.today,
        "reason": granted.reason if granted else None,
        "until": numbers.day(granted.until, language) if granted else "",
        "what": asked.what if asked else None, "by": numbers.day(asked.by_on, language) if asked else "",
        "outcome": label(case.outcome, language) if case.outcome else "", "answer": case.answer,
        "ground": label(case.ground, language) if case.ground and case.outcome is Outcome.NOT_ACCEPTED else None,
        "remedies": case.remedies_told, "redress": case.redress, "transferred_to": case.transferred_to,
    }  # fmt: skip


def _handler(case: Case, facts: Facts) -> Person | None:
    """Who handles it today, else the head of its department."""
    directory, day = facts.directory, facts.today
    for code in (case.handler, directory.head(case.department, day) if case.department else None):
        if code is not None and (found := directory.person(code, day)) is not None:
            return found
    return None


def _phone(case: Case, facts: Facts) -> str:
    """The telephone of who handles it, else the first of the organisation's contact points."""
    who = _handler(case, facts)
    if who is not None and who.phone:
        return who.phone
    contacts = facts.profile.contacts
    return contacts.offices[0].phones[0] if contacts else ""


def _particulars(
    case: Case, facts: Facts, who: Person | None, said: dict[str, Any], words: Speech
) -> Iterator[tuple[str, str]]:
    yield words.t("letter.code"), case.code
    local = case.received_at.astimezone(facts.zone)
    yield words.t("letter.received"), f"{numbers.day(local.date(), words.language)} {local:%H:%M}"
    if case.title:
        yield words.t("letter.title"), visible(case.title)
    yield words.t("letter.department"), visible(said["department"])
    if said["handler"]:
        yield words.t("letter.handler"), visible(said["handler"])
    if said["phone"]:
        yield words.t("letter.phone"), visible(said["phone"])
    if who is not None and who.email:
        yield words.t("letter.email"), visible(who.email)
    if said["due"] and case.answered_at is None:
        yield words.t("letter.due"), said["due"]


def _offices(facts: Facts, language: Language) -> Iterator[Contact]:
    contacts = facts.profile.contacts
    for one in contacts.offices if contacts else ():
        yield Contact(one.purpose.say(language), one.name.say(language), ", ".join(one.phones))


# --- text ---


@cache
def _plain_environment() -> ImmutableSandboxedEnvironment:
    """Templates of plain text: nothing is markup there, and what steers a reader is shown."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(templates() / "notices"), autoescape=False, undefined=StrictUndefined,
        finalize=_shown, trim_blocks=True, lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip


def _shown(value: object) -> object:
    return "" if value is None else visible(value, lines=True) if isinstance(value, str) else value


def _line(written: str) -> str:
    return " ".join(written.split())


def _paragraphs(written: str) -> Iterator[str]:
    for one in written.split("\n\n"):
        if kept := "\n".join(line.strip() for line in one.splitlines() if line.strip()):
            yield kept


def _pieces(paragraph: str) -> Iterator[str]:
    """The lines of a paragraph; a very long one in pieces, for nothing of a letter is left out."""
    for line in paragraph.split("\n"):
        yield from (line[at : at + _PIECE] for at in range(0, len(line), _PIECE))


__all__ = [
    "ACT", "Contact", "Letter", "draft", "letter", "letter_html", "letter_pdf", "letter_text", "refuse_empty",
]  # fmt: skip
