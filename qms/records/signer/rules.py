"""The life of a signer: enrolled, changed, reset and revoked; by a second person wherever there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.base.lifecycle import Lifecycle
from qms.errors import LockOfAnother, NoPin, OwnEnrolment, PinOfAnother, SignerBrought
from qms.organisation.authority import permitted_everywhere
from qms.records.signer.model import Signer, SignerMeans, SignerStatus

if TYPE_CHECKING:
    from qms.organisation.facts import Facts

S = SignerStatus
LIFECYCLE = Lifecycle(
    kind="signer",
    start=S.ACTIVE,
    steps={
        S.ACTIVE: {"reset": S.ACTIVE, "lock": S.LOCKED, "revoke": S.REVOKED},
        S.LOCKED: {"reset": S.ACTIVE, "unlock": S.ACTIVE, "revoke": S.REVOKED},
        S.REVOKED: {},
    },
    beside={"change_pin": frozenset({S.ACTIVE})},
)


def enrol(facts: Facts, code: str, *, person: str, key: str | None = None, alone: bool = False) -> Signer:
    """Enrol a person to sign: with a key by its public half, else with a PIN (row P11-100b).

    Whoever enrols somebody else has seen who it is. A PIN that another person chose is changed before it signs.

    Args:
        facts: who enrols, and when.
        code: of the new record.
        person: who is to sign.
        key: the public half ``name+id+key``; None: a PIN.
        alone: whether there is nobody else who may enrol, as with the first person of a store.

    Raises:
        OwnEnrolment: somebody would enrol themself, though another may.

    """
    _refuse_self(facts, person, alone=alone)
    return Signer(
        code=code, status=LIFECYCLE.start, means=SignerMeans.KEY if key else SignerMeans.PIN, person=person, key=key,
        must_change=key is None and person != facts.actor, issued_at=facts.now, issued_by=facts.actor,
        enrolled_on=facts.on, enrolled_by=facts.actor,
    )  # fmt: skip


def change_pin(signer: Signer, facts: Facts) -> Signer:
    """The person has chosen another PIN; nobody does it for them.

    Raises:
        PinOfAnother: somebody else would.
        NoPin: the person signs with a key.
        SignerBrought: it came in from a file, and signs nothing.

    """
    LIFECYCLE.allow("change_pin", signer.status, signer.code)
    _needs_pin(signer)
    if facts.actor != signer.person:
        raise PinOfAnother(code=signer.code, person=signer.person)
    return signer.but(must_change=False, issued_at=facts.now, issued_by=facts.actor)


def reset(signer: Signer, facts: Facts, *, alone: bool = False) -> Signer:
    """Give a person a new PIN, which they have to change before it signs; a lock ends (row P11-200a3).

    ``alone`` as for `enrol`, and so is what it raises, besides what `change_pin` does of what it is given to.
    """
    status = LIFECYCLE.after("reset", signer.status, signer.code)
    _needs_pin(signer)
    _refuse_self(facts, signer.person, alone=alone)
    own = signer.person == facts.actor
    return signer.but(status=status, must_change=not own, issued_at=facts.now, issued_by=facts.actor)


def lock(signer: Signer, facts: Facts, *, reason: str) -> Signer:  # noqa: ARG001 - it stands in the entry
    """Refuse the signer until it is unlocked or reset: after too many wrong PINs, or because somebody has a suspicion.

    A person locks their own; others lock it who may revoke it.

    Raises:
        LockOfAnother: somebody else would.

    """
    status = LIFECYCLE.after("lock", signer.status, signer.code)
    held = facts.directory.held(facts.actor, facts.today)
    if facts.actor != signer.person and not permitted_everywhere(facts.profile, "signer.revoke", held):
        raise LockOfAnother(code=signer.code, person=signer.person)
    return signer.but(status=status)


def unlock(signer: Signer, facts: Facts, *, reason: str, alone: bool = False) -> Signer:  # noqa: ARG001 - it stands in the entry
    """Let a locked PIN or key sign again as it was: for who mistyped, or found the key where it belongs.

    Where somebody else may know the PIN it is given anew instead, and a key is revoked. ``alone`` as for `enrol`.

    Raises:
        OwnEnrolment: somebody would unlock their own, though another may.
        SignerBrought: it came in from a file, and signs nothing.

    """
    status = LIFECYCLE.after("unlock", signer.status, signer.code)
    _refuse_self(facts, signer.person, alone=alone)
    _refuse_brought(signer)
    return signer.but(status=status)


def revoke(signer: Signer, facts: Facts, *, reason: str) -> Signer:
    """Take a PIN or key back for good: what it signed holds, and it signs no more."""
    status = LIFECYCLE.after("revoke", signer.status, signer.code)
    return signer.but(status=status, revoked_on=facts.on, revoked_by=facts.actor, revoked_reason=reason)


def _refuse_self(facts: Facts, person: str, *, alone: bool) -> None:
    if person == facts.actor and not alone:
        raise OwnEnrolment(actor=facts.actor)


def _needs_pin(signer: Signer) -> None:
    if signer.means is not SignerMeans.PIN:
        raise NoPin(code=signer.code)
    _refuse_brought(signer)


def _refuse_brought(signer: Signer) -> None:
    if signer.source_file is not None:
        raise SignerBrought(code=signer.code)
