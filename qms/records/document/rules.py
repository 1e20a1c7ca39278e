"""The life of a controlled document (ISO 9001 7.5.2, 7.5.3)."""

from __future__ import annotations

from datetime import date

from qms.base.apart import Apart
from qms.base.lifecycle import Lifecycle
from qms.errors import NothingToApprove, NotYet, RevisionWaiting, WrongOrder
from qms.organisation.facts import Facts
from qms.records.document.model import Document, DocumentStatus, DocumentType, Revision

S = DocumentStatus
LIFECYCLE = Lifecycle(
    kind="document",
    start=S.DRAFT,
    steps={
        S.DRAFT: {"approve": S.IN_FORCE, "adopt": S.IN_FORCE, "withdraw": S.WITHDRAWN},
        S.IN_FORCE: {"approve": S.IN_FORCE, "adopt": S.IN_FORCE, "withdraw": S.WITHDRAWN},
        S.WITHDRAWN: {},
    },
    beside={
        "revise": frozenset({S.DRAFT, S.IN_FORCE}),
        "send_back": frozenset({S.DRAFT, S.IN_FORCE}),
        "confirm": frozenset({S.IN_FORCE}),
        "hand_on": frozenset({S.DRAFT, S.IN_FORCE}),
    },
)
APART = {"approve": Apart(fields=("revisions.drafted_by",), acts=("revise",), each="revisions", newest=True)}
"""Who drafts a revision does not approve it."""


def enter(
    facts: Facts, code: str, *, type: DocumentType, title: str, department: str | None = None, place: str | None = None
) -> Document:
    """Enter a document, which holds once a revision of it is approved; whoever enters it owns it."""
    return Document(
        code=code, status=LIFECYCLE.start, type=type, title=title, department=department, place=place,
        owner=facts.actor, entered_on=facts.on,
    )  # fmt: skip


def revise(document: Document, facts: Facts, *, text: str) -> Document:
    """Draft the next revision; ``text`` says what it changes.

    Raises:
        RevisionWaiting: one waits for its approval already.

    """
    LIFECYCLE.allow("revise", document.status, document.code)
    _refuse_waiting(document)
    drafted = Revision(text=text, drafted_by=facts.actor, drafted_on=facts.on)
    return document.but(revisions=(*document.revisions, drafted))


def approve(document: Document, facts: Facts, *, review_by: date, effective_on: date | None = None) -> Document:
    """Approve the revision that waits; it holds from ``effective_on`` on (None: from this day).

    Raises:
        NothingToApprove: none waits.
        OwnWork: who drafted it may not approve it (separation of duties).
        WrongOrder: it would hold before it is approved, or before the one it replaces; or is to be reviewed before.

    """
    status = LIFECYCLE.after("approve", document.status, document.code)
    waiting = _waiting(document)
    newest = len(document.revisions) - 1
    facts.refuse_own(document.code, "document.act.approve", *APART["approve"].people(document, {newest}))
    approved = waiting.but(approved_by=facts.actor, approved_on=facts.on, effective_on=effective_on or facts.on)
    return _with(document, status, (*document.revisions[:-1], approved), review_by)


def send_back(document: Document, _facts: Facts, *, reason: str) -> Document:
    """Send the revision that waits back: it is drafted anew; the reason stands in the ledger with the act."""
    LIFECYCLE.allow("send_back", document.status, document.code)
    _waiting(document)
    return document.but(revisions=document.revisions[:-1], sent_back=reason)


def adopt(
    document: Document,
    facts: Facts,
    *,
    text: str,
    external_document: str,
    approved_on: date,
    effective_on: date,
    review_by: date,
) -> Document:
    """Record a revision that was approved elsewhere, under the number that it has there.

    Raises:
        RevisionWaiting: a draft waits for its approval here.
        NotYet: it is said to be approved on a day that has not come.
        WrongOrder: as for `approve`.

    """
    status = LIFECYCLE.after("adopt", document.status, document.code)
    _refuse_waiting(document)
    if approved_on > facts.on:
        raise NotYet(at=approved_on.isoformat(), now=facts.on.isoformat())
    made = Revision(
        text=text, drafted_on=approved_on, approved_on=approved_on, effective_on=effective_on,
        external_document=external_document,
    )  # fmt: skip
    return _with(document, status, (*document.revisions, made), review_by)


def confirm(document: Document, facts: Facts, *, review_by: date) -> Document:
    """Say that it was looked at and still fits; ``review_by``: when it is looked at next.

    Raises:
        WrongOrder: the next day is not after this one.

    """
    LIFECYCLE.allow("confirm", document.status, document.code)
    if review_by <= facts.on:
        raise WrongOrder(code=document.code, later="document.field.review_by", earlier="document.field.reviewed_on")
    return document.but(reviewed_on=facts.on, reviewed_by=facts.actor, review_by=review_by)


def hand_on(document: Document, _facts: Facts, *, owner: str) -> Document:
    """Give a document another owner."""
    LIFECYCLE.allow("hand_on", document.status, document.code)
    return document.but(owner=owner)


def withdraw(document: Document, facts: Facts, *, reason: str) -> Document:
    """Take a document out of force from this day on."""
    status = LIFECYCLE.after("withdraw", document.status, document.code)
    return document.but(status=status, withdrawn_on=facts.on, withdrawn_reason=reason)


def _with(document: Document, status: S, revisions: tuple[Revision, ...], review_by: date) -> Document:
    """The document with a newest revision that is approved; raise `WrongOrder` where its days do not follow."""
    newest = revisions[-1]
    before = max((one.effective_on for one in revisions[:-1] if one.effective_on), default=None)
    effective, approved = newest.effective_on, newest.approved_on
    order = (
        ("field.effective_on", "field.approved_on", effective and approved and effective < approved),
        ("field.effective_on", "earlier.effective_on", effective and before and effective <= before),
        ("field.review_by", "field.effective_on", effective and review_by <= effective),
    )
    for later, earlier, wrong in order:
        if wrong:
            raise WrongOrder(code=document.code, later=f"document.{later}", earlier=f"document.{earlier}")
    return document.but(status=status, revisions=revisions, review_by=review_by)


def _waiting(document: Document) -> Revision:
    if not document.waiting:
        raise NothingToApprove(code=document.code)
    return document.revisions[-1]


def _refuse_waiting(document: Document) -> None:
    if document.waiting:
        raise RevisionWaiting(code=document.code)
