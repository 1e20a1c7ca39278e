"""The life of a hand-over, and its rules: two signatures, and nothing stale goes unseen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from qms.base.lifecycle import Lifecycle
from qms.errors import HandoverChanged, NotTheParty, SameParty
from qms.organisation.days import absent
from qms.organisation.facts import Facts
from qms.organisation.history import as_of
from qms.organisation.ladder import line
from qms.records.handover.difference import Hands, difference, spelled
from qms.records.handover.model import Handover, HandoverItem, HandoverStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

S = HandoverStatus
LIFECYCLE = Lifecycle(
    kind="handover",
    start=S.PREPARED,
    steps={
        S.PREPARED: {"renew": S.PREPARED, "give": S.GIVEN, "void": S.VOID},
        S.GIVEN: {"renew": S.PREPARED, "accept": S.ACCEPTED, "void": S.VOID},
        S.ACCEPTED: {},
        S.VOID: {},
    },
)


def prepare(
    facts: Facts,
    code: str,
    *,
    receiver: str,
    giver: str | None = None,
    effective_on: date | None = None,
    witness: str | None = None,
    note: str | None = None,
    items: tuple[HandoverItem, ...] = (),
) -> Handover:
    """List what is to be handed over.

    Args:
        facts: of the act.
        code: of the hand-over.
        receiver: who takes it.
        giver: who gives; None: the actor.
        effective_on: first day on which the receiver is in charge; None: today.
        witness: a third person who is present.
        note: what else the receiver must know.
        items: what the giver holds; the front of the kind gathers it.

    Raises:
        SameParty: two of the three are one person.
        NotThatDay: the receiver does not work here on that day.

    """
    who, day = giver or facts.actor, effective_on or facts.on
    parties = [one for one in (who, receiver, witness) if one]
    if len(set(parties)) < len(parties):
        raise SameParty(code=code, person=next(one for one in parties if parties.count(one) > 1))
    if receiver in facts.directory.people and not facts.directory.is_here(receiver, day):
        raise absent("person", receiver, day)
    somebody = facts.directory.people.get(who)
    return Handover(
        code=code, status=LIFECYCLE.start, department=as_of(somebody, day).department if somebody else None, giver=who,
        receiver=receiver, witness=witness, effective_on=day, prepared_by=facts.actor, prepared_on=facts.on,
        items=items, note=note,
    )  # fmt: skip


def renew(handover: Handover, facts: Facts, *, items: tuple[HandoverItem, ...] = ()) -> Handover:
    """List anew what is to be handed over; who had signed signs again."""
    status = LIFECYCLE.after("renew", handover.status, handover.code)
    return handover.but(status=status, items=items, prepared_on=facts.on, given_by=None, given_on=None)


def give(handover: Handover, facts: Facts, *, now: Hands | None = None) -> Handover:
    """Sign as who gives; for somebody who has left, the head of the department or the next one up.

    ``now`` is what both hold at this moment; None: not compared.

    Raises:
        NotTheParty: the actor is neither.
        HandoverChanged: what is held is not what is listed.

    """
    status = LIFECYCLE.after("give", handover.status, handover.code)
    if facts.actor not in signers(handover, facts):
        raise NotTheParty(code=handover.code, act="handover.act.give", actor=facts.actor, party=handover.giver)
    _compare(handover, now)
    return handover.but(status=status, given_by=facts.actor, given_on=facts.on)


def signers(handover: Handover, facts: Facts) -> tuple[str, ...]:
    """Who may sign as who gives, nearest first; never the receiver."""
    directory = facts.directory
    if directory.is_here(handover.giver, facts.on):
        return (handover.giver,)
    if handover.department is None:
        return ()
    heads = line(directory, handover.department, facts.on)
    return tuple(one for one in heads if one not in {handover.receiver, handover.giver})


def accept(handover: Handover, facts: Facts, *, now: Hands | None = None, as_changed: bool = False) -> Handover:
    """Sign as who receives.

    ``now`` is what both hold at this moment; None: not compared. Where it is not what is listed, ``as_changed``
    takes it over as it is now; the ledger keeps both lists.

    Raises:
        NotTheParty: the actor is not the receiver.
        HandoverChanged: what is held is not what is listed, and was not accepted as it is.

    """
    status = LIFECYCLE.after("accept", handover.status, handover.code)
    if facts.actor != handover.receiver:
        raise NotTheParty(code=handover.code, act="handover.act.accept", actor=facts.actor, party=handover.receiver)
    items = handover.items
    if as_changed and now is not None:
        items = _as_now(handover.items, now)
    else:
        _compare(handover, now)
    return handover.but(status=status, items=items, accepted_on=facts.on, closed_on=facts.on)


def void(handover: Handover, facts: Facts, *, reason: str) -> Handover:
    """End a hand-over that does not take place; its number stays."""
    status = LIFECYCLE.after("void", handover.status, handover.code)
    return handover.but(status=status, void_reason=reason, closed_on=facts.on)


def _compare(handover: Handover, now: Hands | None) -> None:
    found = difference(handover.items, now) if now is not None else None
    if found:
        raise HandoverChanged(
            code=handover.code, new=_said(found.new), gone=_said(found.gone), changed=_said(found.changed)
        )


def _as_now(listed: Sequence[HandoverItem], now: Hands) -> tuple[HandoverItem, ...]:
    """The list with what is gone left out, what changed as it stands, and what is new at its end."""
    found = difference(listed, now)
    standing = {spelled(one): one for one in found.changed}
    kept = [standing.get(spelled(one), one) for one in listed if one not in found.gone]
    return (*kept, *found.new)


def _said(items: Sequence[HandoverItem]) -> tuple[str, ...]:
    return tuple(map(spelled, items)) or ("–",)
