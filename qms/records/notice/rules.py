"""The life of a notice: claimed before it is sent, answered after; without an answer it never goes out by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from qms.base.lifecycle import Lifecycle
from qms.errors import StillSending
from qms.organisation.facts import Facts
from qms.organisation.terms import LetterKind, Tongue
from qms.records.notice.model import Attempt, Notice, NoticeMedium, NoticeOutcome, NoticeStatus, Reminded

S = NoticeStatus
LIFECYCLE = Lifecycle(
    kind="notice",
    start=S.QUEUED,
    steps={
        S.QUEUED: {"claim": S.SENDING, "cancel": S.CANCELLED},
        S.SENDING: {"mark_sent": S.SENT, "fail": S.FAILED, "give_up": S.GIVEN_UP, "doubt": S.UNSURE},
        S.SENT: {},
        S.FAILED: {"claim": S.SENDING, "retry": S.QUEUED, "cancel": S.CANCELLED},
        S.GIVEN_UP: {"retry": S.QUEUED, "cancel": S.CANCELLED},
        S.UNSURE: {"mark_sent": S.SENT, "confirm": S.SENT, "retry": S.QUEUED, "cancel": S.CANCELLED},
        S.CANCELLED: {},
    },
)
WAITS: Final = (5, 30, 120, 720)
"""Minutes to wait after the first, second … failure; after one more it is given up."""
PATIENCE: Final = timedelta(minutes=15)
"""How long an attempt may take before others hold its sender for dead; longer than any carrier waits."""


def queue(
    facts: Facts,
    code: str,
    *,
    matter: str,
    letter: LetterKind,
    medium: NoticeMedium,
    department: str | None = None,
    language: Tongue = Tongue.KO,
) -> Notice:
    """Put a letter about a case into the outbox; `qms.packet.outbox.queue` makes sure first that it can be made."""
    return Notice(
        code=code, status=LIFECYCLE.start, department=department, matter=matter, letter=letter, medium=medium,
        language=language, queued_by=facts.actor, queued_at=facts.at, next_at=facts.at,
    )  # fmt: skip


def remind(
    facts: Facts, code: str, *, person: str, items: tuple[Reminded, ...], department: str | None = None
) -> Notice:
    """Put a digest of what is due for somebody into the outbox, in the organisation's own language.

    ``department``: whose sending it is; None: the organisation's.
    """
    return Notice(
        code=code, status=LIFECYCLE.start, department=department, person=person, items=items,
        medium=NoticeMedium.EMAIL, language=Tongue(facts.profile.language), queued_by=facts.actor,
        queued_at=facts.at, next_at=facts.at,
    )  # fmt: skip


def claim(notice: Notice, facts: Facts, *, matter_version: int | None = None) -> Notice:
    """Take it to be sent, before anything goes out: nobody else takes it meanwhile."""
    status = LIFECYCLE.after("claim", notice.status, notice.code)
    begun = Attempt(began_at=facts.at, by=facts.actor, matter_version=matter_version)
    return notice.but(status=status, attempts=(*notice.attempts, begun))


def mark_sent(notice: Notice, facts: Facts) -> Notice:
    """The carrier took it over; an answer that comes late is an answer too."""
    status = LIFECYCLE.after("mark_sent", notice.status, notice.code)
    return _ended(notice, facts, NoticeOutcome.SENT).but(status=status, closed_at=facts.at)


def fail(notice: Notice, facts: Facts, *, fault: str) -> Notice:
    """It did not go out, and is tried again after a while that grows."""
    status = LIFECYCLE.after("fail", notice.status, notice.code)
    wait = WAITS[min(len(notice.attempts), len(WAITS)) - 1] if notice.attempts else WAITS[0]
    ended = _ended(notice, facts, NoticeOutcome.FAILED, fault)
    return ended.but(status=status, next_at=facts.at + timedelta(minutes=wait))


def give_up(notice: Notice, facts: Facts, *, fault: str) -> Notice:
    """It did not go out, and is not tried again by itself."""
    status = LIFECYCLE.after("give_up", notice.status, notice.code)
    return _ended(notice, facts, NoticeOutcome.FAILED, fault).but(status=status)


def doubt(notice: Notice, facts: Facts, *, fault: str) -> Notice:
    """Nobody knows whether it went out; whoever began may say so at once, others once its time is over.

    Raises:
        StillSending: somebody else began it less than `PATIENCE` ago.

    """
    status = LIFECYCLE.after("doubt", notice.status, notice.code)
    last = notice.attempts[-1] if notice.attempts else None
    if last is not None and last.by != facts.actor and facts.at < last.began_at + PATIENCE:
        raise StillSending(code=notice.code)
    return _ended(notice, facts, NoticeOutcome.UNSURE, fault).but(status=status)


def retry(notice: Notice, facts: Facts, *, reason: str) -> Notice:
    """Try it again now: where nobody knew whether it went out, it may arrive twice."""
    status = LIFECYCLE.after("retry", notice.status, notice.code)
    return notice.but(status=status, next_at=facts.at, reason=reason)


def confirm(notice: Notice, facts: Facts, *, reason: str) -> Notice:
    """Somebody found out that it did arrive."""
    status = LIFECYCLE.after("confirm", notice.status, notice.code)
    return notice.but(status=status, reason=reason, closed_at=facts.at)


def cancel(notice: Notice, facts: Facts, *, reason: str) -> Notice:
    """Take it out of the outbox for good."""
    status = LIFECYCLE.after("cancel", notice.status, notice.code)
    return notice.but(status=status, reason=reason, closed_at=facts.at)


def _ended(notice: Notice, facts: Facts, outcome: NoticeOutcome, fault: str | None = None) -> Notice:
    """The notice with the answer to its last attempt; one that was brought in may have none."""
    if not notice.attempts:
        return notice
    *before, last = notice.attempts
    said: dict[str, Any] = {"ended_at": facts.at, "outcome": outcome, "fault": fault}
    return notice.but(attempts=(*before, last.but(**said)))
