"""Erasures of personal data."""

from datetime import date

from qms.base.act import Changes, Creates, Room
from qms.base.kind import Kind
from qms.base.level import REVIEW, levels
from qms.organisation.facts import Facts
from qms.records.erasure import rules
from qms.records.erasure.model import ErasedRecord, Erasure, ErasureBasis, ErasureStatus, Scanned

KIND = Kind(
    name="erasure", plural="erasures", words="erasure", model=Erasure, table="qms.records.erasure.table", prefix="ER",
    lifecycle=rules.LIFECYCLE, opened="asked_on", closed="erased_at", people=("asked_by", "approved_by", "begun_by"),
    erases="records", apart=rules.APART, settled={"disposal": ()},
    levels=levels(
        (REVIEW, "status basis law asked_by asked_on approved_by approved_on refused_reason begun_by begun_at"),
        (REVIEW, "erased_at taken people files found closed scan records records.matter records.until"),
        (REVIEW, "disposal"),
    ),
    example=Erasure(
        code="ER-2026-0001", status=ErasureStatus.ASKED, basis=ErasureBasis.PERIOD_OVER, law="개인정보 보호법 제21조",
        asked_by="kim.minji", asked_on=date(2026, 3, 9), records=(ErasedRecord(matter="CS-2026-0001"),),
    ),
)  # fmt: skip


class Erasures(Room[Erasure, Facts]):
    """Erasures and what may be done with them."""

    kind = KIND
    ask = Creates(rules.ask)
    approve = Changes(rules.approve)
    refuse = Changes(rules.refuse)
    begin = Changes(rules.begin)
    finish = Changes(rules.finish)


__all__ = ["KIND", "ErasedRecord", "Erasure", "ErasureBasis", "ErasureStatus", "Erasures", "Scanned"]
