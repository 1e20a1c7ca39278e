"""Controlled documents."""

from datetime import date

from qms.base.act import Changes, Creates, Room
from qms.base.kind import Kind
from qms.base.level import REVIEW, levels
from qms.organisation.facts import Facts
from qms.records.document import rules
from qms.records.document.model import Document, DocumentStatus, DocumentType, Revision

KIND = Kind(
    name="document", plural="documents", words="document", model=Document, table="qms.records.document.table",
    prefix="DC", lifecycle=rules.LIFECYCLE, opened="entered_on", due="review_by", closed="withdrawn_on",
    people=("owner", "reviewed_by", "revisions.drafted_by", "revisions.approved_by"),
    hands=("owner",), tasks=("owner",), apart=rules.APART,
    settled={"department": (), "type": (), "entered_on": ()},
    levels=levels(
        (REVIEW, "status type title owner place entered_on review_by reviewed_on reviewed_by sent_back withdrawn_on"),
        (REVIEW, "withdrawn_reason revisions revisions.text revisions.drafted_by revisions.drafted_on"),
        (REVIEW, "revisions.approved_by revisions.approved_on revisions.effective_on revisions.external_document"),
    ),
    example=Document(
        code="DC-2026-0001", department="support", status=DocumentStatus.IN_FORCE, type=DocumentType.CHARTER,
        title="고객서비스헌장", owner="kim.minji", entered_on=date(2026, 3, 9), review_by=date(2027, 3, 8),
        revisions=(
            Revision(
                text="헌장 제정", drafted_by="kim.minji", drafted_on=date(2026, 3, 9), approved_by="han.doyun",
                approved_on=date(2026, 3, 16), effective_on=date(2026, 4, 1),
            ),
        ),
    ),
)  # fmt: skip


class Documents(Room[Document, Facts]):
    """Controlled documents and what may be done with them."""

    kind = KIND
    enter = Creates(rules.enter)
    revise = Changes(rules.revise)
    approve = Changes(rules.approve)
    send_back = Changes(rules.send_back)
    adopt = Changes(rules.adopt)
    confirm = Changes(rules.confirm)
    hand_on = Changes(rules.hand_on)
    withdraw = Changes(rules.withdraw)


__all__ = ["KIND", "Document", "DocumentStatus", "DocumentType", "Documents", "Revision"]
