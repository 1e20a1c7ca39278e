"""Disposal of records whose period is over: opinion, examination, decision."""

from datetime import date

from qms.base.act import Changes, Creates, Room
from qms.base.kind import Kind
from qms.base.level import REVIEW, levels
from qms.organisation.facts import Facts
from qms.records.disposal import rules
from qms.records.disposal.model import AppraisedRecord, BoardMember, Disposal, DisposalStatus, Verdict

KIND = Kind(
    from_register=False,
    name="disposal", plural="disposals", words="disposal", model=Disposal, table="qms.records.disposal.table",
    prefix="DP", lifecycle=rules.LIFECYCLE, opened="listed_on", closed="decided_on",
    people=("listed_by", "opinion_by", "examined_by", "decided_by", "members.person"), apart=rules.APART,
    settled={
        "department": (), "listed_by": (), "listed_on": (), "records": ("decide",), "members": ("decide",),
        **dict.fromkeys(("opinion", "opinion_reason", "opinion_by", "opinion_on"), ("give_opinion",)),
        **dict.fromkeys(("examination", "examination_reason", "examined_by", "examined_on"), ("examine",)),
        **dict.fromkeys(("decision", "decision_reason", "minutes", "new_class"), ("decide",)),
        **dict.fromkeys(("decided_by", "decided_on"), ("decide",)),
        "erasure": ("order",),
    },
    levels=levels(
        (REVIEW, "status listed_by listed_on opinion opinion_reason opinion_by opinion_on examination"),
        (REVIEW, "examination_reason examined_by examined_on decision decision_reason new_class minutes decided_by"),
        (REVIEW, "decided_on erasure void_reason records records.matter records.verdict members members.person"),
        (REVIEW, "members.office"),
    ),
    example=Disposal(
        code="DP-2026-0001", department="support", status=DisposalStatus.LISTED, listed_by="kim.minji",
        listed_on=date(2026, 3, 9), records=(AppraisedRecord(matter="CS-2026-0001"),),
    ),
)  # fmt: skip


class Disposals(Room[Disposal, Facts]):
    """Disposals and what may be done with them."""

    kind = KIND
    draw_up = Creates(rules.draw_up)
    give_opinion = Changes(rules.give_opinion)
    examine = Changes(rules.examine)
    decide = Changes(rules.decide)
    order = Changes(rules.order)
    void = Changes(rules.void)


__all__ = ["KIND", "AppraisedRecord", "BoardMember", "Disposal", "DisposalStatus", "Disposals", "Verdict"]
