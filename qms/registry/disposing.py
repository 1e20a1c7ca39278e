"""Disposal of what is due, in three steps by three people; it is carried out by an erasure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qms import errors
from qms.kinds import kind_of_code
from qms.organisation.authority import roles_for
from qms.records.disposal import AppraisedRecord, Disposal, Disposals, DisposalStatus, Verdict
from qms.records.disposal.rules import STEPS
from qms.records.erasure import ErasureBasis, ErasureStatus
from qms.registry.authority import check
from qms.registry.holds import Holding, record_of
from qms.registry.retention import RetentionPart, RetentionState
from qms.registry.sight import Sight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms.organisation.facts import Facts
    from qms.organisation.retention import RetentionClass
    from qms.records.disposal import BoardMember
    from qms.records.erasure import Erasure
    from qms.registry.holds import Found
    from qms.registry.registry import Registry


class CarriedDisposals(Disposals):
    """Disposals of records that are due, and their carrying out."""

    def __init__(self, registry: Registry) -> None:
        """Put the acts at the registry."""
        super().__init__(registry)
        self._registry = registry

    def draw_up(self, *, codes: Sequence[str]) -> Disposal:  # type: ignore[override]  # pyright: ignore[reportIncompatibleVariableOverride, reportIncompatibleMethodOverride] - the act, with what it is about
        """List records whose period is over; the list is of the one department in charge of all of them.

        Raises:
            NoRecord: there is no such record.
            KeptFromYou: one of them is kept for a role that the actor does not hold.
            NotAllowed: the actor may not, in the department of one of them.
            SeveralUnits: they are not all of one department.
            AlreadyListed: another list has one of them.
            UnderHold: a hold is over one of them.
            PeriodRuns: the period of one of them is not over.

        """
        facts = self._registry.facts()
        every = [record_of(self._registry, code) for code in codes]
        found = list({one.code: (kind, one) for kind, one in every}.values())
        for kind, record in found:
            if self._registry.sight(kind, record) is not Sight.FULL:
                raise errors.KeptFromYou(code=record.code)
            check(facts, self.kind, "draw_up", record)
        unit = _unit(found, facts)
        self._refuse_listed(found)
        Holding(self._registry, facts.today).refuse(found)
        self._refuse_not_due(found)
        return super().draw_up(records=tuple(AppraisedRecord(matter=one.code) for _, one in found), department=unit)

    def examine(self, which: str | Disposal, /, *, verdict: Verdict, reason: str) -> Disposal:  # pyright: ignore[reportIncompatibleVariableOverride, reportIncompatibleMethodOverride] - the act, in its turn
        """Say, as the records specialist, what is to become of them; raise `StepOwed` before the unit's opinion."""
        self._refuse_owed(which, "examine")
        return super().examine(which, verdict=verdict, reason=reason)

    def decide(  # type: ignore[override]  # pyright: ignore[reportIncompatibleVariableOverride, reportIncompatibleMethodOverride] - the act, in its turn
        self,
        which: str | Disposal,
        /,
        *,
        verdict: Verdict,
        reason: str,
        minutes: str,
        members: Sequence[BoardMember],
        keep: Sequence[str] = (),
        again: Sequence[str] = (),
        new_class: RetentionClass | None = None,
    ) -> Disposal:
        """Record what the evaluation board decided; see `qms.records.disposal.rules.decide`.

        Raises what that does, and:
            StepOwed: the unit's opinion or the records specialist's examination is not there.
            NoLongerClass: the new class is not longer than that of one of the records.
            UnderHold: it is to be disposed of, and a hold is over it.

        """
        self._refuse_owed(which, "decide")
        with self._registry.batch():
            made = super().decide(
                which, verdict=verdict, reason=reason, minutes=minutes, members=tuple(members), keep=_codes(keep),
                again=_codes(again), new_class=new_class,
            )  # fmt: skip
            self._refuse_shorter(made)
            found = [record_of(self._registry, code) for code in made.decided(Verdict.DISPOSE)]
            Holding(self._registry, self._registry.facts().today).refuse(found)
            return made

    def carry_out(self, which: str | Disposal) -> tuple[Disposal, Erasure]:
        """Ask for the erasure of what the board decided to dispose of; another person approves and it is carried out.

        Raises:
            StepOwed: one of the three steps is not there; it says whose it is.
            WrongStep: it is void.
            AlreadyListed: an erasure was asked for that was not refused.
            NothingToDispose: the board decided to dispose of nothing.
            NotAllowed, UnderHold, PeriodRuns: see `qms.registry.erasing.CarriedErasures.ask`.

        """
        disposal = self._refuse_owed(which, "order")
        with self._registry.batch():
            self._refuse_ordered(disposal)
            to_go = disposal.decided(Verdict.DISPOSE)
            if not to_go:
                raise errors.NothingToDispose(code=disposal.code)
            erasure = self._registry.erasures.ask(
                basis=ErasureBasis.PERIOD_OVER, law=f"{disposal.code} · {disposal.minutes}"[:200], codes=to_go,
                department=disposal.department, disposal=disposal.code,
            )  # fmt: skip
            return self.order(disposal.code, erasure=erasure.code), erasure

    def order(self, which: str | Disposal, /, *, erasure: str) -> Disposal:  # pyright: ignore[reportIncompatibleVariableOverride, reportIncompatibleMethodOverride] - the act, of its own erasure
        """Take note of the erasure that carries a disposal out; `carry_out` does.

        Raises:
            StepOwed: one of the three steps is not there.
            AlreadyListed: an erasure was asked for that was not refused.
            NotOnList: the erasure is not of this disposal.

        """
        disposal = self._refuse_owed(which, "order")
        self._refuse_ordered(disposal)
        if self._registry.erasures.get(erasure).disposal != disposal.code:
            raise errors.NotOnList(code=disposal.code, records=(erasure,))
        return super().order(which, erasure=erasure)

    # --- inside ---

    def _refuse_owed(self, which: str | Disposal, act: str) -> Disposal:
        disposal = self.get(which.code if isinstance(which, Disposal) else which)
        owed = STEPS.get(disposal.status)
        if owed is not None and owed != act:
            profile = self._registry.facts().profile
            roles = tuple(profile.called(role) for role, _ in roles_for(profile, f"disposal.{owed}"))
            raise errors.StepOwed(
                code=disposal.code, act=f"disposal.act.{act}", owed=f"disposal.act.{owed}", roles=roles
            )
        return disposal

    def _refuse_ordered(self, disposal: Disposal) -> None:
        if disposal.erasure is not None:
            before = self._registry.erasures.get(disposal.erasure)
            if before.status is not ErasureStatus.REFUSED:
                raise errors.AlreadyListed(records=(f"{disposal.code} ({before.code})",))

    def _refuse_listed(self, found: Sequence[Found]) -> None:
        waiting = (DisposalStatus.LISTED, DisposalStatus.STATED, DisposalStatus.EXAMINED)
        listed = {part.matter: one.code for one in self.find(status=waiting) for part in one.records}
        twice = tuple(f"{one.code} ({listed[one.code]})" for _, one in found if one.code in listed)
        if twice:
            raise errors.AlreadyListed(records=twice)

    def _refuse_not_due(self, found: Sequence[Found]) -> None:
        running: list[str] = []
        for _, record in found:
            whole = [one for one in self._registry.retention.of(record.code) if one.part is RetentionPart.RECORD]
            if [one.state for one in whole] != [RetentionState.APPRAISE]:
                running += [f"{record.code} ({next((one.ends_on for one in whole), None) or '–'})"]
        if running:
            raise errors.PeriodRuns(records=tuple(running))

    def _refuse_shorter(self, made: Disposal) -> None:
        rules = self._registry.facts().profile.retention
        for code in made.decided(Verdict.SET_AGAIN):
            kind, _ = record_of(self._registry, code)
            rule = rules.get(kind.name)
            if made.new_class is None or rule is None or made.new_class.within(rule.keep):
                raise errors.NoLongerClass(code=made.code)


def _unit(found: Sequence[Found], facts: Facts) -> str | None:
    """The one department in charge of all of them today."""
    units = {one.code: facts.directory.current(one.department, facts.today) or one.department for _, one in found}
    if len(set(units.values())) > 1:
        raise errors.SeveralUnits(records=tuple(f"{code} ({unit or '–'})" for code, unit in units.items()))
    return next(iter(units.values()), None)


def _codes(given: Sequence[str]) -> tuple[str, ...]:
    """Codes as they are kept; what spells none stays as it is, and is on no list."""
    found: list[str] = []
    for one in given:
        kind: Any = kind_of_code(one.strip().upper())
        found.append(kind.read_code(one) if kind else one)
    return tuple(found)
