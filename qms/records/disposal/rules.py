"""The life of a disposal: three steps by three people, none of them left out (row KR-REC-43)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qms.base.apart import Apart
from qms.base.lifecycle import Lifecycle
from qms.base.record import Origin
from qms.errors import BoardUnfit, NoLongerClass, NothingToDispose, NotOnList, OwnWork
from qms.organisation.facts import Facts
from qms.organisation.retention import RetentionClass
from qms.records.disposal.model import AppraisedRecord, BoardMember, Disposal, DisposalStatus, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

S = DisposalStatus
LIFECYCLE = Lifecycle(
    kind="disposal",
    start=S.LISTED,
    steps={
        S.LISTED: {"give_opinion": S.STATED, "void": S.VOID},
        S.STATED: {"examine": S.EXAMINED, "void": S.VOID},
        S.EXAMINED: {"decide": S.DECIDED, "void": S.VOID},
        S.DECIDED: {},
        S.VOID: {},
    },
    beside={"order": frozenset({S.DECIDED})},
)
APART = {
    "examine": Apart(fields=("opinion_by",), acts=("give_opinion",)),
    "decide": Apart(fields=("opinion_by", "examined_by"), acts=("give_opinion", "examine")),
}
"""Each of the three steps is another person's."""
STEPS: Final = {S.LISTED: "give_opinion", S.STATED: "examine", S.EXAMINED: "decide"}
"""Status → the step that is owed there."""
MOST_MEMBERS: Final = 5
LEAST_OUTSIDE: Final = 2


def draw_up(
    facts: Facts, code: str, *, records: tuple[AppraisedRecord, ...] = (), department: str | None = None
) -> Disposal:
    """List records whose period is over; ``department`` produced them (None: the whole organisation)."""
    return Disposal(
        code=code, status=LIFECYCLE.start, department=department, listed_by=facts.actor, listed_on=facts.on,
        records=tuple(AppraisedRecord(matter=one.matter) for one in records),
    )  # fmt: skip


def give_opinion(disposal: Disposal, facts: Facts, *, verdict: Verdict, reason: str) -> Disposal:
    """Say, as the unit that produced the records, what is to become of them."""
    status = LIFECYCLE.after("give_opinion", disposal.status, disposal.code)
    return disposal.but(
        status=status, opinion=verdict, opinion_reason=reason, opinion_by=facts.actor, opinion_on=facts.on
    )


def examine(disposal: Disposal, facts: Facts, *, verdict: Verdict, reason: str) -> Disposal:
    """Say, as the records specialist, what is to become of them.

    Raises:
        OwnWork: the same person gave the unit's opinion.

    """
    status = LIFECYCLE.after("examine", disposal.status, disposal.code)
    facts.refuse_own(disposal.code, "disposal.act.examine", *APART["examine"].people(disposal))
    return disposal.but(
        status=status, examination=verdict, examination_reason=reason, examined_by=facts.actor, examined_on=facts.on
    )


def decide(
    disposal: Disposal,
    facts: Facts,
    *,
    verdict: Verdict,
    reason: str,
    minutes: str,
    members: tuple[BoardMember, ...] = (),
    keep: tuple[str, ...] = (),
    again: tuple[str, ...] = (),
    new_class: RetentionClass | None = None,
) -> Disposal:
    """Record what the evaluation board decided of all records but those in ``keep`` and ``again``.

    ``minutes`` is the number of the document with the minutes, ``members`` are who took part, ``keep`` and ``again``
    codes of records that are kept on or set again all the same, ``new_class`` what is set again to (None: nothing is).

    Raises:
        OwnWork: the opinion or the examination is of the same person, or of a member.
        BoardUnfit: more than five members, or fewer than two from outside, or somebody named twice.
        NotOnList: a code is not on the list, or it is named twice.
        NoLongerClass: something is set again and no class given, or the other way round.

    """
    status = LIFECYCLE.after("decide", disposal.status, disposal.code)
    before = APART["decide"].people(disposal)
    for one in (facts.actor, *(member.person for member in members)):
        if one in before:
            raise OwnWork(code=disposal.code, act="disposal.act.decide", actor=one)
    refuse_board(disposal.code, members)
    records = _judged(disposal, verdict, keep, again)
    if any(one.verdict is Verdict.SET_AGAIN for one in records) is (new_class is None):
        raise NoLongerClass(code=disposal.code)
    return disposal.but(
        status=status, decision=verdict, decision_reason=reason, minutes=minutes, members=members, records=records,
        new_class=new_class, decided_by=facts.actor, decided_on=facts.on,
    )  # fmt: skip


def _judged(
    disposal: Disposal, verdict: Verdict, keep: Sequence[str], again: Sequence[str]
) -> tuple[AppraisedRecord, ...]:
    apart, listed = (*keep, *again), {one.matter for one in disposal.records}
    other = [code for code in apart if code not in listed or apart.count(code) > 1]
    if other:
        raise NotOnList(code=disposal.code, records=tuple(dict.fromkeys(other)))
    special = dict.fromkeys(keep, Verdict.KEEP) | dict.fromkeys(again, Verdict.SET_AGAIN)
    return tuple(one.but(verdict=special.get(one.matter, verdict)) for one in disposal.records)


def refuse_board(code: str, members: Sequence[BoardMember]) -> None:
    """Raise `BoardUnfit` unless the board is one: up to five, two from outside or more, each named once.

    Each is either somebody of the organisation, or somebody from outside by office and position.
    """
    outside = [one.office for one in members if one.person is None and one.office]
    inside = [one.person for one in members if one.person is not None and one.office is None]
    whole = len(outside) + len(inside) == len(members) <= MOST_MEMBERS and len(outside) >= LEAST_OUTSIDE
    if not whole or len({*outside}) < len(outside) or len({*inside}) < len(inside):
        raise BoardUnfit(code=code, members=len(members), outside=len(outside))


def order(disposal: Disposal, _facts: Facts, *, erasure: str) -> Disposal:
    """Take note of the erasure by which the board's decision is carried out; of another one if the first was refused.

    Raises:
        NothingToDispose: the board decided to dispose of nothing, or the list was brought from another store: one
            person could have written what three decided there.

    """
    LIFECYCLE.allow("order", disposal.status, disposal.code)
    if disposal.origin is not Origin.NATIVE or not disposal.decided(Verdict.DISPOSE):
        raise NothingToDispose(code=disposal.code)
    return disposal.but(erasure=erasure)


def void(disposal: Disposal, _facts: Facts, *, reason: str) -> Disposal:
    """End a list before the board has decided."""
    status = LIFECYCLE.after("void", disposal.status, disposal.code)
    return disposal.but(status=status, void_reason=reason)
