"""Hand-overs: what one person gives into another's hands, signed by both."""

from datetime import date

from qms.base.act import Changes, Creates, Room
from qms.base.apart import Apart
from qms.base.kind import Kind
from qms.base.level import REVIEW, levels
from qms.organisation.facts import Facts
from qms.records.handover import rules
from qms.records.handover.difference import Difference, Hands, difference
from qms.records.handover.model import Handover, HandoverItem, HandoverStatus, ItemKind

KIND = Kind(
    name="handover", plural="handovers", words="handover", model=Handover, table="qms.records.handover.table",
    prefix="HO", lifecycle=rules.LIFECYCLE, opened="prepared_on", due="effective_on", closed="closed_on",
    met="accepted_on",
    people=("giver", "receiver", "witness", "prepared_by", "given_by"), hands=("giver", "receiver"),
    apart={"accept": Apart(only=("receiver",))},
    settled={
        "department": (), "giver": (), "receiver": (), "witness": (), "effective_on": (), "prepared_by": (),
        "items": ("renew", "accept"),
    },
    levels=levels(
        (REVIEW, "status giver receiver witness effective_on prepared_by prepared_on items given_by given_on"),
        (REVIEW, "accepted_on void_reason closed_on items.kind items.matter items.part items.department items.state"),
        (REVIEW, "items.due_on note"),
    ),
    example=Handover(
        code="HO-2026-0001", department="support", status=HandoverStatus.PREPARED, giver="kim.minji",
        receiver="lee.junho", effective_on=date(2026, 3, 16), prepared_by="kim.minji", prepared_on=date(2026, 3, 9),
    ),
)  # fmt: skip


class Handovers(Room[Handover, Facts]):
    """Hand-overs and what may be done with them."""

    kind = KIND
    prepare = Creates(rules.prepare)
    renew = Changes(rules.renew)
    give = Changes(rules.give)
    accept = Changes(rules.accept)
    void = Changes(rules.void)


__all__ = [
    "KIND", "Difference", "Handover", "HandoverItem", "HandoverStatus", "Handovers", "Hands", "ItemKind", "difference",
]  # fmt: skip
