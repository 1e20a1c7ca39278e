"""Hand-overs with what their rules cannot do alone: gathering what two people hold from the store."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from qms.flows.held import held_by
from qms.flows.sheet import changed_lines, preview, recorded
from qms.records.handover import Difference, Handovers, Hands, difference, rules

if TYPE_CHECKING:
    from datetime import date
    from typing import Protocol

    from qms.base.act import Desk
    from qms.flows.held import Held
    from qms.flows.sheet import Parties, Sheet
    from qms.organisation.facts import Facts
    from qms.records.handover import Handover, HandoverItem

    class Knowing(Protocol):
        """Tells the facts of an act that would happen now."""

        def facts(self) -> Facts:
            """The facts."""
            ...


class GatheredHandovers(Handovers):
    """Hand-overs whose items are gathered from the records."""

    def __init__(self, desk: Desk[Facts], knowing: Knowing) -> None:
        """Put the acts at a desk whose facts can be asked for."""
        super().__init__(desk)
        self.knowing = knowing

    def prepare(  # type: ignore[override] # pyright: ignore[reportIncompatibleMethodOverride, reportIncompatibleVariableOverride] - the act, with its items found
        self,
        *,
        receiver: str,
        giver: str | None = None,
        effective_on: date | None = None,
        witness: str | None = None,
        note: str | None = None,
    ) -> Handover:
        """List all that the giver (None: the actor) holds, for the receiver."""

        def rule(facts: Facts, code: str) -> Handover:
            items = self._items(facts, giver or facts.actor, effective_on)
            return rules.prepare(
                facts, code, receiver=receiver, giver=giver, effective_on=effective_on, witness=witness, note=note,
                items=items,
            )  # fmt: skip

        return self.desk.create(self.kind, "prepare", rule)

    def renew(self, which: str | Handover) -> Handover:  # type: ignore[override] # pyright: ignore[reportIncompatibleMethodOverride, reportIncompatibleVariableOverride] - as above
        """List anew what the giver holds."""

        def rule(record: Handover, facts: Facts) -> Handover:
            return rules.renew(record, facts, items=self._items(facts, record.giver, record.effective_on))

        return self.desk.change(self.kind, "renew", which, rule)

    def give(self, which: str | Handover) -> Handover:  # type: ignore[override] # pyright: ignore[reportIncompatibleMethodOverride, reportIncompatibleVariableOverride] - as above
        """Sign as who gives; refused where things have changed since they were listed."""

        def rule(record: Handover, facts: Facts) -> Handover:
            return rules.give(record, facts, now=self._hands(record, facts))

        return self.desk.change(self.kind, "give", which, rule)

    def accept(self, which: str | Handover, *, as_changed: bool = False) -> Handover:  # type: ignore[override] # pyright: ignore[reportIncompatibleMethodOverride, reportIncompatibleVariableOverride] - as above
        """Sign as who receives; refused where things have changed, unless they are taken as they are now."""

        def rule(record: Handover, facts: Facts) -> Handover:
            return rules.accept(record, facts, now=self._hands(record, facts), as_changed=as_changed)

        return self.desk.change(self.kind, "accept", which, rule)

    def held(self, person: str, on: date | None = None) -> tuple[Held, ...]:
        """All that a person holds, with what each thing is about; see `qms.flows.held.held_by`."""
        return held_by(self.desk, self.knowing.facts(), person, on)

    def preview(self, who: Parties) -> Sheet:
        """What the sheet would say now; nothing is recorded."""
        return preview(self.desk, self.knowing.facts(), who)

    def sheet(self, code: str) -> Sheet:
        """The sheet of a hand-over, as it was listed."""
        return recorded(self.desk, self.knowing.facts(), self.get(code))

    def changes(self, code: str) -> tuple[tuple[str, Held], ...]:
        """What has changed since a hand-over was listed, each as ``new``, ``gone`` or ``changed``."""
        one = self.get(code)
        return tuple(changed_lines(self.desk, one.giver, self.difference(code)))

    def difference(self, code: str) -> Difference:
        """What has changed since a hand-over was prepared; nothing of one that is closed."""
        record = self.get(code)
        if record.closed_on is not None:
            return Difference()
        return difference(record.items, self._hands(record, self.knowing.facts()))

    def _items(self, facts: Facts, person: str, on: date | None) -> tuple[HandoverItem, ...]:
        return tuple(one.item for one in held_by(self.desk, facts, person, on))

    def _hands(self, record: Handover, facts: Facts) -> Hands:
        hold = partial(self._items, facts, on=record.effective_on)
        return Hands(hold(record.giver), hold(record.receiver))
