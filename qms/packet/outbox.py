"""The outbox: letters are queued, claimed before they go out, answered after; never twice, and never lost.

Between the claim and the answer nothing of the store is held. Whoever dies there leaves a notice that says "being
sent"; after a while it is *unsure*, and no program sends it again: a person finds out whether it arrived.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from qms import errors
from qms.base.carrier import measured
from qms.base.label import key_of
from qms.flows.reminding import reminders
from qms.kinds import kind as kind_of
from qms.organisation.authority import permitted_everywhere
from qms.organisation.sight import Sight
from qms.organisation.terms import LetterKind, Medium
from qms.packet.digest import MAIL, digest
from qms.packet.letter import Letter, letter, letter_pdf, letter_text, refuse_empty
from qms.records.case.life import LIFECYCLE as CASE_LIFE
from qms.records.case.model import Purpose
from qms.records.notice import NoticeMedium, NoticeOutcome, NoticeStatus
from qms.records.notice.rules import PATIENCE, WAITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from qms.organisation.terms import Tongue
    from qms.records.case.model import Case
    from qms.records.notice import Notice
    from qms.registry.registry import Registry

_PHONE: Final = re.compile(r"\+?[0-9]{8,15}")
_PURPOSE: Final = {
    LetterKind.ACKNOWLEDGEMENT: Purpose.ACKNOWLEDGEMENT, LetterKind.INTERIM: Purpose.INTERIM,
    LetterKind.EXTENSION: Purpose.EXTENSION, LetterKind.SUPPLEMENT: Purpose.SUPPLEMENT,
    LetterKind.RESULT: Purpose.NOTICE, LetterKind.APOLOGY: Purpose.APOLOGY,
}  # fmt: skip


@dataclass(frozen=True)
class Message:
    """What a carrier is given; it holds personal values.

    Attributes:
        id: the same for every attempt of a notice, so that a receiver knows one that comes twice.
        to: address or number.
        text: the letter; of a text message the message.
        at: when it was made.
        pdf: the letter to print; None: not wanted.

    """

    id: str
    to: str
    subject: str
    text: str
    at: datetime
    pdf: bytes | None = None


class Answer(NamedTuple):
    """What a carrier says.

    ``fault`` is a code, not words, which could name somebody; ``lasting``: the same message will never go out.
    """

    outcome: NoticeOutcome
    fault: str = "none"
    lasting: bool = False


class Carrier(Protocol):
    """Takes messages over. Whatever goes wrong is an answer; where it cannot know, the answer is *unsure*."""

    @property
    def attaches(self) -> bool:
        """Whether the letter goes along as a PDF."""
        ...

    def send(self, one: Message) -> Answer:
        """Send one message."""
        ...


class Done(NamedTuple):
    """What became of a notice in a run; ``recorded``: whether the case says now that its customer was told."""

    code: str
    status: NoticeStatus
    fault: str | None = None
    recorded: bool = False


def queue(
    registry: Registry, code: str, kind: LetterKind, *, medium: NoticeMedium, language: Tongue, reason: str | None
) -> Notice:
    """Put a letter into the outbox, once it is sure that it can be made and has somewhere to go.

    Raises:
        NothingToTell, NeedsDepartment, ReasonNeeded, KeptFromYou: see `qms.packet.letter.draft`.
        NoAddress: the customer's contact is none for this medium.
        NotSpelled: a text message is too long, or has signs that carriers cannot spell.

    """
    of = kind_of("case")
    case: Any = registry.get(of, code)
    refuse_empty(case, kind)
    registry.accesses.disclose(of, [case], act="notice queue", reason=reason)
    made = letter(case, registry.facts(), kind, language.value)
    address(made, medium)
    _spelled(made, medium)
    return registry.notices.queue(
        matter=case.code, department=case.department, letter=kind, medium=medium, language=language
    )


def address(one: Letter, medium: NoticeMedium) -> str:
    """The customer's contact as an address of this medium; raise `NoAddress` where it is none."""
    said = (one.to or "").strip()
    if medium is NoticeMedium.SMS:
        said = re.sub(r"[\s().-]", "", said)
    if not (_PHONE if medium is NoticeMedium.SMS else MAIL).fullmatch(said):
        raise errors.NoAddress(code=one.code, medium=key_of(medium))
    return said


def is_mail(address: str) -> bool:
    """Whether this is one plain e-mail address and nothing besides."""
    return MAIL.fullmatch(address) is not None


def _spelled(one: Letter, medium: NoticeMedium) -> None:
    found = measured(one.message)
    if medium is NoticeMedium.SMS and (found.sort is None or found.unspelled):
        raise errors.NotSpelled(code=one.code, size=found.size, signs=" ".join(found.unspelled) or "–")


def remind(registry: Registry) -> tuple[Notice, ...]:
    """Put a digest into the outbox for each person who is to be told of something that is due, all of them or none.

    Run on any day, and as often as one likes: nobody is told the same step of the same due date twice. Whoever may not
    for the whole house does it for the own department and those below it. What is kept from the actor is left to
    whoever it is not kept from.
    """
    case = kind_of("case")
    with registry.batch():
        seen = {one.code: registry.sight(case, one) for one in registry.find(case, closed_at=None)}
        facts = registry.facts()
        everywhere = permitted_everywhere(
            facts.profile, "notice.remind", facts.directory.held(facts.actor, facts.today)
        )
        actor = facts.directory.person(facts.actor, facts.today)
        own = None if everywhere or actor is None else actor.department
        found = reminders(registry, facts, seen, own)
        room = registry.notices
        return tuple(room.remind(person=person, items=items, department=own) for person, items in found.items())


# --- sending ---


def waiting(registry: Registry, media: Sequence[NoticeMedium]) -> tuple[Notice, ...]:
    """What is to be sent now by these media, oldest first: queued, or failed and waited long enough."""
    now = registry.facts().now
    found = registry.notices.find(status=(NoticeStatus.QUEUED, NoticeStatus.FAILED))
    due = (one for one in found if one.next_at <= now and one.medium in media)
    return tuple(sorted(due, key=lambda one: (one.next_at, one.code)))


def send(registry: Registry, carriers: Mapping[NoticeMedium, Carrier]) -> tuple[Done, ...]:
    """Send what waits, each on its own; what somebody else takes meanwhile, or keeps from the actor, is passed over.

    Never inside a batch: a claim that is not kept yet keeps nobody off.
    """
    done = list(_doubted(registry))
    for notice in waiting(registry, tuple(carriers)):
        case = _case(registry, notice)
        if case is not None and registry.sight(kind_of("case"), case) is not Sight.FULL:
            continue
        with suppress(errors.StaleRecord, errors.WrongStep, errors.NotPermitted):
            claimed = registry.notices.claim(notice, matter_version=case.version if case else None)
            done.append(_sent(registry, claimed, case, carriers[notice.medium]))
    return tuple(done)


def _case(registry: Registry, notice: Notice) -> Case | None:
    """The case that a letter is about; None: it is a digest."""
    return None if notice.matter is None else registry.cases.get(notice.matter)


def _doubted(registry: Registry) -> Iterator[Done]:
    """Notices whose sender has said nothing for too long."""
    now = registry.facts().now
    for one in registry.notices.find(status=NoticeStatus.SENDING):
        if one.attempts and one.attempts[-1].began_at + PATIENCE <= now:
            with suppress(errors.StaleRecord, errors.WrongStep, errors.NotPermitted):
                yield _done(registry.notices.doubt(one, fault="sender.gone"))


def _sent(registry: Registry, notice: Notice, case: Case | None, carrier: Carrier) -> Done:
    try:
        made, message = _message(registry, notice, case, carrier)
    except errors.QmsError as fault:
        # Nothing went out, and nothing will before somebody changes what it is about.
        return _done(registry.notices.give_up(notice, fault=fault.key))
    try:
        answer = carrier.send(message)
    except Exception as fault:  # noqa: BLE001 - a carrier that breaks may have sent all the same
        answer = Answer(NoticeOutcome.UNSURE, type(fault).__name__)
    return _answered(registry, notice, made, answer)


def _message(registry: Registry, notice: Notice, case: Case | None, carrier: Carrier) -> tuple[Letter | None, Message]:
    id = message_id(registry, notice)
    if case is None or notice.letter is None:
        to, subject, body, at = digest(notice, registry.facts())
        return None, Message(id, to, subject, body, at)
    refuse_empty(case, notice.letter)
    registry.accesses.disclose(kind_of("case"), [case], act="notice send", reason=notice.code)
    made = letter(case, registry.facts(), notice.letter, notice.language.value)
    to = address(made, notice.medium)
    _spelled(made, notice.medium)
    text = made.message if notice.medium is NoticeMedium.SMS else letter_text(made)
    pdf = letter_pdf(made).pdf if carrier.attaches else None
    return made, Message(id, to, f"[{made.organisation}] {made.subject}", text, made.made_at, pdf)


def message_id(registry: Registry, notice: Notice) -> str:
    """What a notice is known by outside: its code, and a mark of this store."""
    with registry.reading() as reading:
        return f"{notice.code}.{sha256(reading.origin().encode()).hexdigest()[:16]}"


def _answered(registry: Registry, notice: Notice, made: Letter | None, answer: Answer) -> Done:
    room = registry.notices
    if answer.outcome is NoticeOutcome.UNSURE:
        return _done(room.doubt(notice, fault=answer.fault))
    if answer.outcome is NoticeOutcome.FAILED:
        over = answer.lasting or len(notice.attempts) > len(WAITS)
        return _done((room.give_up if over else room.fail)(notice, fault=answer.fault))
    with registry.batch():
        # By its code: an answer is kept even where somebody took the sender for dead meanwhile.
        marked = room.mark_sent(notice.code)
        recorded = made is not None and _tell_case(registry, notice, made)
    return _done(marked, recorded=recorded)


def _tell_case(registry: Registry, notice: Notice, made: Letter) -> bool:
    """Record on the case that its customer was told (manual C-2, P-1.3, P-4.1), where the actor may."""
    case, via, said = registry.cases.get(made.code), Medium(notice.medium.value), "\n\n".join(made.body)
    possible = CASE_LIFE.possible(case.status)
    with suppress(errors.Refused, errors.NotPermitted):
        if notice.letter is LetterKind.ACKNOWLEDGEMENT and "acknowledge" in possible:
            registry.cases.acknowledge(case.code, via=via, told=said)
        elif notice.letter is LetterKind.RESULT and "notify" in possible:
            registry.cases.notify(case.code, via=via, said=said)
        else:
            registry.cases.contact(case.code, purpose=_PURPOSE[made.kind], via=via, said=said)
        return True
    return False


def _done(notice: Notice, *, recorded: bool = False) -> Done:
    fault = notice.attempts[-1].fault if notice.attempts else None
    return Done(notice.code, notice.status, fault, recorded)


__all__ = [
    "Answer", "Carrier", "Done", "Message", "address", "is_mail", "message_id", "queue", "remind", "send", "waiting",
]  # fmt: skip
