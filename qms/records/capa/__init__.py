"""Corrective and preventive actions."""

from datetime import date

from qms.base.act import Changes, Creates, Room
from qms.base.kind import Kind
from qms.base.level import REVIEW, levels
from qms.organisation.facts import Facts
from qms.records.capa import rules
from qms.records.capa.life import APART, LIFECYCLE
from qms.records.capa.model import ActionItem, Capa, CapaSeverity, CapaStatus, CapaType, Method, Verdict

KIND = Kind(
    name="capa", plural="capas", words="capa", model=Capa, table="qms.records.capa.table", prefix="CA",
    lifecycle=LIFECYCLE, opened="opened_on", due="implement_due_on", closed="closed_on",
    people=("owner", "checker", "actions.owner"), hands=("owner", "checker"),
    tasks=("owner", "checker", "actions.owner"), met="implemented_on",
    apart=APART, anew="reopen", alike=("title", "problem"),
    settled={"department": (), "type": (), "opened_by": (), "opened_on": ()},
    levels=levels(
        (REVIEW, "status type severity title problem topic owner opened_by opened_on containment containment_skipped"),
        (REVIEW, "contained_on method whys cause cause_verified_by cause_verified_how analysed_on actions planned_by"),
        (REVIEW, "planned_on implement_due_on criterion indicator threshold effect_check_on checker postponements"),
        (REVIEW, "evaluations approved_by approved_on sent_back started_on implemented_on verdict measured"),
        (REVIEW, "evaluated_by evaluated_on lessons spread_to closed_on void_reason reopened whys.text whys.category"),
        (REVIEW, "actions.text actions.owner actions.due_on actions.done_on actions.evidence actions.cancelled"),
        (REVIEW, "postponements.on postponements.until postponements.reason postponements.by evaluations.judged_on"),
        (REVIEW, "evaluations.verdict evaluations.measured evaluations.judged_by"),
    ),
    example=Capa(
        code="CA-2026-0001", department="support", status=CapaStatus.OPEN, title="장비 예약 이중 취소 재발 방지",
        problem="같은 예약이 두 번 취소되었다.", owner="kim.minji", opened_by="lee.junho", opened_on=date(2026, 3, 9),
    ),
)  # fmt: skip


class Capas(Room[Capa, Facts]):
    """CAPA and what may be done with them."""

    kind = KIND
    open = Creates(rules.open_)
    contain = Changes(rules.contain)
    analyse = Changes(rules.analyse)
    plan = Changes(rules.plan)
    assign = Changes(rules.assign)
    hand_on = Changes(rules.hand_on)
    name_checker = Changes(rules.name_checker)
    approve = Changes(rules.approve)
    send_back = Changes(rules.send_back)
    start = Changes(rules.start)
    finish = Changes(rules.finish)
    cancel = Changes(rules.cancel)
    extend = Changes(rules.extend)
    implement = Changes(rules.implement)
    evaluate = Changes(rules.evaluate)
    close = Changes(rules.close)
    reopen = Changes(rules.reopen)
    void = Changes(rules.void)


__all__ = [
    "KIND",
    "ActionItem",
    "Capa",
    "CapaSeverity",
    "CapaStatus",
    "CapaType",
    "Capas",
    "Method",
    "Verdict",
]
