"""Cases: everything a customer brings."""

from datetime import UTC, datetime

from qms.base.act import Changes, Creates, Room
from qms.base.kind import Kind
from qms.base.level import ADDRESS, CONTACT, INTERNAL, NAME, REVIEW, TEXT, levels
from qms.organisation.facts import Facts
from qms.organisation.terms import CaseType, Channel, Medium, PetitionKind
from qms.records.case import about, clock, rules
from qms.records.case.life import LIFECYCLE
from qms.records.case.model import (
    Case,
    CaseSeverity,
    CaseStatus,
    Disposition,
    Ground,
    Identity,
    Outcome,
    Purpose,
)

KIND = Kind(
    name="case", plural="cases", words="case", model=Case, table="qms.records.case.table", prefix="CS",
    lifecycle=LIFECYCLE, opened="received_at", due="due_at", closed="closed_at", met="answered_at", subject="subject",
    people=("handler", "reported_to", "policy_by", "communications.by"), hands=("handler",),
    tasks=("handler",), about=("about", "about_person"), alike=("title", "text"),
    settled={
        "department": ("assign", "reopen"), "type": (), "channel": (), "subject": (), "received_at": (),
        "recorded_at": (), "about": ("name_about",), "about_person": ("name_about",),
    },
    levels=levels(
        (REVIEW, "status type channel petition_kind identity topic service received_at recorded_at term due_at"),
        (REVIEW, "assigned_at acknowledged_at answered_at notified_at closed_at handler reopened_at severity"),
        (REVIEW, "reported_at reported_to report_merged policy_by outcome ground transferred_to disposition satisfied"),
        (REVIEW, "communications extensions supplements communications.at communications.direction"),
        (REVIEW, "communications.purpose communications.medium communications.by communications.department"),
        (REVIEW, "extensions.at extensions.until extensions.due_at extensions.consent supplements.asked_on"),
        (REVIEW, "supplements.by_on supplements.arrived_on"),
        (INTERNAL, "subject about about_person"),
        (NAME, "customer_name"),
        (CONTACT, "customer_contact"),
        (ADDRESS, "customer_address"),
        (TEXT, "title text remedy_asked about_reason reopen_reason severity_reason policy finding answer redress"),
        (TEXT, "remedies_told no_notice_reason disposition_reason"),
        (TEXT, "communications.said extensions.reason supplements.what"),
    ),
    example=Case(
        code="CS-2026-0001", department="support", status=CaseStatus.RECEIVED, type=CaseType.COMPLAINT,
        channel=Channel.EMAIL, subject="0" * 32, title="장비 사용 예약이 두 번 취소되었습니다",
        received_at=datetime(2026, 3, 2, 1, tzinfo=UTC), recorded_at=datetime(2026, 3, 2, 1, tzinfo=UTC),
    ),
)  # fmt: skip


class Cases(Room[Case, Facts]):
    """Cases and what may be done with them."""

    kind = KIND
    receive = Creates(rules.receive)
    settle = Creates(rules.settle)
    name_about = Changes(about.name_about)
    assign = Changes(rules.assign)
    acknowledge = Changes(rules.acknowledge)
    contact = Changes(rules.contact)
    assess = Changes(rules.assess)
    report = Changes(rules.report)
    set_policy = Changes(rules.set_policy)
    investigate = Changes(rules.investigate)
    ask_supplement = Changes(clock.ask_supplement)
    receive_supplement = Changes(clock.receive_supplement)
    extend = Changes(clock.extend)
    transfer = Changes(rules.transfer)
    withdraw = Changes(rules.withdraw)
    answer = Changes(rules.answer)
    notify = Changes(rules.notify)
    dispose = Changes(rules.dispose)
    close = Changes(rules.close)
    reopen = Changes(rules.reopen)


__all__ = [
    "KIND", "Case", "CaseSeverity", "CaseStatus", "CaseType", "Cases", "Channel", "Disposition", "Ground",
    "Identity", "Medium", "Outcome", "PetitionKind", "Purpose",
]  # fmt: skip
