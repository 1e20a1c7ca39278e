"""Holds: what is neither erased nor disposed of while they last."""

from datetime import date

from qms.base.act import Changes, Creates, Room
from qms.base.kind import Kind
from qms.base.level import REVIEW, levels
from qms.organisation.facts import Facts
from qms.records.hold import rules
from qms.records.hold.model import HeldRecord, Hold, HoldStatus

KIND = Kind(
    from_register=False,
    name="hold", plural="holds", words="hold", model=Hold, table="qms.records.hold.table", prefix="HD",
    lifecycle=rules.LIFECYCLE, opened="placed_on", closed="released_on", people=("placed_by", "released_by"),
    settled=dict.fromkeys(
        ("department", "law", "reason", "about", "until_on", "placed_by", "placed_on", "records"), ()
    ),
    levels=levels(
        (REVIEW, "status law reason about until_on placed_by placed_on released_by released_on released_reason"),
        (REVIEW, "records records.matter"),
    ),
    example=Hold(
        code="HD-2026-0001", status=HoldStatus.PLACED, law="법무-2026-12", reason="소송 진행 중",
        placed_by="kim.minji", placed_on=date(2026, 3, 9), records=(HeldRecord(matter="CS-2026-0001"),),
    ),
)  # fmt: skip


class Holds(Room[Hold, Facts]):
    """Holds and what may be done with them."""

    kind = KIND
    place = Creates(rules.place)
    release = Changes(rules.release)


__all__ = ["KIND", "HeldRecord", "Hold", "HoldStatus", "Holds"]
