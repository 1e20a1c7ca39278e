"""Notices: what goes out to customers, and what became of it."""

from datetime import UTC, datetime

from qms.base.act import Changes, Creates, Room
from qms.base.kind import Kind
from qms.base.level import REVIEW, levels
from qms.organisation.facts import Facts
from qms.organisation.terms import LetterKind, Tongue
from qms.records.notice import rules
from qms.records.notice.model import (
    Attempt,
    Notice,
    NoticeMedium,
    NoticeOutcome,
    NoticeStatus,
    NoticeStep,
    Reminded,
)

KIND = Kind(
    from_register=False,
    name="notice", plural="notices", words="notice", model=Notice, table="qms.records.notice.table", prefix="NT",
    lifecycle=rules.LIFECYCLE, opened="queued_at", closed="closed_at", people=("queued_by", "person", "attempts.by"),
    settled=dict.fromkeys(
        ("department", "matter", "letter", "person", "items", "medium", "language", "queued_by", "queued_at"), ()
    ),
    levels=levels(
        (REVIEW, "status matter letter medium language queued_by queued_at next_at closed_at reason attempts"),
        (REVIEW, "attempts.began_at attempts.by attempts.matter_version attempts.ended_at attempts.outcome"),
        (REVIEW, "attempts.fault person items items.matter items.what items.due_on items.step items.days"),
    ),
    example=Notice(
        code="NT-2026-0001", department="support", status=NoticeStatus.QUEUED, matter="CS-2026-0001",
        letter=LetterKind.ACKNOWLEDGEMENT, medium=NoticeMedium.EMAIL, language=Tongue.KO, queued_by="kim.minji",
        queued_at=datetime(2026, 3, 2, 1, tzinfo=UTC), next_at=datetime(2026, 3, 2, 1, tzinfo=UTC),
    ),
)  # fmt: skip


class Notices(Room[Notice, Facts]):
    """Notices and what may be done with them; `qms.packet.outbox` queues and sends."""

    kind = KIND
    queue = Creates(rules.queue)
    remind = Creates(rules.remind)
    claim = Changes(rules.claim)
    mark_sent = Changes(rules.mark_sent)
    fail = Changes(rules.fail)
    give_up = Changes(rules.give_up)
    doubt = Changes(rules.doubt)
    retry = Changes(rules.retry)
    confirm = Changes(rules.confirm)
    cancel = Changes(rules.cancel)


__all__ = [
    "KIND", "Attempt", "Notice", "NoticeMedium", "NoticeOutcome", "NoticeStatus", "NoticeStep", "Notices", "Reminded",
]  # fmt: skip
