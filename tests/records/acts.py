"""A sample of every act, and a record in every status that has what the acts ask for."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import qms
from qms.base.act import Changes
from qms.base.period import Period
from qms.kinds import kind as kind_of
from qms.organisation.terms import Role
from qms.records import capa as capa_room
from qms.records import case as case_room
from qms.records import disposal as disposal_room
from qms.records import document as document_room
from qms.records import handover as handover_room
from qms.records import signer as signer_room
from qms.records.capa import ActionItem, Capa, CapaStatus, Verdict
from qms.records.capa import rules as capa_rules
from qms.records.case import Case, CaseSeverity, CaseStatus, Disposition, Purpose, clock
from qms.records.case import about as case_about
from qms.records.case import rules as case_rules
from qms.records.case.model import Supplement
from qms.records.disposal import BoardMember, Disposal, DisposalStatus
from qms.records.disposal import Verdict as Appraisal
from qms.records.disposal import rules as disposal_rules
from qms.records.document import Document, DocumentStatus, Revision
from qms.records.document import rules as document_rules
from qms.records.erasure import Scanned
from qms.records.erasure import rules as erasure_rules
from qms.records.handover import Handover, HandoverStatus
from qms.records.review import Conclusion, Decision, DecisionKind, Review, ReviewStatus
from qms.records.review import rules as review_rules
from qms.records.signer import Signer, SignerStatus
from qms.records.signer import rules as signer_rules
from tests import samples
from tests.office import BEGIN, EQUIPMENT_HEAD, GROWTH_HEAD, QUALITY, SUPPORT_HEAD, TOP

if TYPE_CHECKING:
    from collections.abc import Callable

    from qms.base.record import Record
    from tests.records.conftest import World

    Act = Callable[[Any, Any], Any]

DAY: Final = date(2026, 3, 2)
LATER: Final = date(2026, 4, 30)
SMS: Final = qms.Medium.SMS

CASE_ACTS: dict[str, Act] = {
    "assign": partial(case_rules.assign, department="support"),
    "acknowledge": partial(case_rules.acknowledge, via=SMS, told="절차 안내"),
    "contact": partial(case_rules.contact, purpose=Purpose.INTERIM, via=SMS, said="진행 중"),
    "name_about": partial(case_about.name_about, reason="이름이 나중에 밝혀짐"),
    "assess": partial(case_rules.assess, severity=CaseSeverity.MAJOR, reason="반복"),
    "report": case_rules.report,
    "set_policy": partial(case_rules.set_policy, policy="우선 처리"),
    "investigate": partial(case_rules.investigate, finding="확인"),
    "answer": partial(case_rules.answer, text="회신"),
    "notify": partial(case_rules.notify, via=SMS),
    "dispose": partial(case_rules.dispose, disposition=Disposition.CAPA, reason="재발"),
    "transfer": partial(case_rules.transfer, to="다른 기관"),
    "withdraw": case_rules.withdraw,
    "close": case_rules.close,
    "reopen": partial(case_rules.reopen, reason="다시"),
    "ask_supplement": partial(clock.ask_supplement, what="사진", by_on=LATER),
    "receive_supplement": clock.receive_supplement,
    "extend": partial(clock.extend, until=date(2026, 3, 10), reason="조사"),
}
CAPA_ACTS: dict[str, Act] = {
    "contain": partial(capa_rules.contain, what="임시"),
    "analyse": partial(capa_rules.analyse, cause="원인", verified="재현"),
    "plan": partial(
        capa_rules.plan, actions=(ActionItem(text="조치", owner=SUPPORT_HEAD, due_on=LATER),), implement_by=LATER,
        criterion="없음", check_on=LATER, checker=EQUIPMENT_HEAD,
    ),
    "approve": capa_rules.approve,
    "send_back": partial(capa_rules.send_back, reason="보완"),
    "start": capa_rules.start,
    "finish": partial(capa_rules.finish, action=1, evidence="사진"),
    "cancel": partial(capa_rules.cancel, action=1, reason="불필요"),
    "extend": partial(capa_rules.extend, until=LATER + timedelta(30), reason="지연"),
    "assign": partial(capa_rules.assign, owner=SUPPORT_HEAD),
    "hand_on": partial(capa_rules.hand_on, action=1, owner=GROWTH_HEAD),
    "name_checker": partial(capa_rules.name_checker, checker=TOP),
    "implement": capa_rules.implement,
    "evaluate": partial(capa_rules.evaluate, verdict=Verdict.EFFECTIVE, measured="0건"),
    "close": capa_rules.close,
    "reopen": partial(capa_rules.reopen, reason="재발"),
    "void": partial(capa_rules.void, reason="중복"),
}  # fmt: skip
REVIEW_ACTS: dict[str, Act] = {
    "collect": partial(review_rules.collect, found={"a": 1}),
    "state": partial(review_rules.state, key="b", statement="변화"),
    "propose": partial(review_rules.propose, kind=DecisionKind.CHANGE, text="안건"),
    "accept_gap": partial(
        review_rules.accept_gap, key="d", reason="차기 보고", owner=QUALITY, due_on=LATER
    ),
    "freeze": partial(review_rules.freeze, snapshot="a" * 64),
    "hold": partial(
        review_rules.hold, attendees=((TOP, Role.TOP_MANAGEMENT),), minutes="회의", chair=TOP, suitable=Conclusion.YES,
        adequate=Conclusion.YES, effective=Conclusion.PARTLY,
    ),
    "decide": partial(
        review_rules.decide, kind=DecisionKind.RESOURCE, text="증원", owner=SUPPORT_HEAD, due_on=LATER
    ),
    "approve": review_rules.approve,
    "follow": partial(review_rules.follow, number=1, what="이행"),
    "hand_on": partial(review_rules.hand_on, number=1, owner=EQUIPMENT_HEAD),
    "release": review_rules.release,
    "verify": partial(review_rules.verify, number=2),
    "close": review_rules.close,
}  # fmt: skip


def _case(status: CaseStatus) -> Case:
    """A case in a status with all that any act asks for."""
    waiting = status is CaseStatus.AWAITING_SUPPLEMENT
    at = BEGIN - timedelta(hours=1)
    return case_room.KIND.example.but(
        status=status, department="support", received_at=at, recorded_at=at, due_at=None if waiting else BEGIN,
        term="own.general", outcome="not_accepted", ground="law", remedies_told="이의신청", notified_at=at,
        reported_at=at, disposition="none", disposition_reason="없음", answer="회신",
        supplements=(Supplement(asked_on=DAY, by_on=LATER, what="사진"),) if waiting else (),
    )  # fmt: skip


def _capa(status: CapaStatus) -> Capa:
    done = status is not CapaStatus.APPROVED
    return capa_room.KIND.example.but(
        status=status, owner=SUPPORT_HEAD, opened_on=DAY, cause="원인", cause_verified_how="재현", analysed_on=DAY,
        planned_by=SUPPORT_HEAD, planned_on=DAY, implement_due_on=DAY, effect_check_on=DAY, checker=EQUIPMENT_HEAD,
        actions=(ActionItem(text="조치", owner=SUPPORT_HEAD, due_on=DAY, done_on=DAY if done else None),),
        verdict=None if status is CapaStatus.IMPLEMENTED else Verdict.EFFECTIVE, evaluated_on=DAY, contained_on=DAY,
    )  # fmt: skip


def _review(status: ReviewStatus, world: World) -> Review:
    planned: Review = review_rules.plan(world.facts(QUALITY), period=Period.of("2025H2"), title="경영검토")
    gathering = status in {ReviewStatus.PLANNED, ReviewStatus.COLLECTING}
    inputs = tuple(one.model_copy(update={"state": "missing" if gathering else "collected"}) for one in planned.inputs)
    one = Decision(number=1, kind=DecisionKind.CHANGE, text="결정", owner=SUPPORT_HEAD, due_on=LATER)
    two = Decision.model_validate({**dict(one), "number": 2, "done_on": DAY, "done_what": "이행"})
    if status is not ReviewStatus.HELD:
        verified = {**dict(two), "verified_by": TOP, "verified_on": DAY}
        one, two = (Decision.model_validate({**verified, "number": number}) for number in (1, 2))
    return planned.but(
        status=status, inputs=[dict(one) for one in inputs], decisions=(one, two), suitable="yes", adequate="yes",
        effective="yes", held_on=DAY, snapshot="a" * 64,
    )  # fmt: skip


def _handover(status: HandoverStatus) -> Handover:
    """A hand-over that top management gives until it is given, and receives from then on."""
    giver, receiver = (TOP, QUALITY) if status is HandoverStatus.PREPARED else (QUALITY, TOP)
    return handover_room.KIND.example.but(status=status, giver=giver, receiver=receiver)


DOCUMENT_ACTS: dict[str, Act] = {
    "revise": partial(document_rules.revise, text="개정"),
    "approve": partial(document_rules.approve, review_by=LATER),
    "send_back": partial(document_rules.send_back, reason="보완"),
    "adopt": partial(
        document_rules.adopt, text="개정", external_document="지원-1", approved_on=DAY, effective_on=DAY,
        review_by=LATER,
    ),
    "confirm": partial(document_rules.confirm, review_by=LATER),
    "hand_on": partial(document_rules.hand_on, owner=EQUIPMENT_HEAD),
    "withdraw": partial(document_rules.withdraw, reason="통합"),
}  # fmt: skip


def _document(status: DocumentStatus) -> Document:
    """A document of whose revisions one waits until it is in force, and none from then on."""
    waiting = (Revision(text="제정", drafted_by=SUPPORT_HEAD, drafted_on=DAY),)
    return document_room.KIND.example.but(status=status, revisions=waiting if status is DocumentStatus.DRAFT else ())


def _signer(status: SignerStatus) -> Signer:
    """The signer of whoever acts on it: a PIN is changed by its person; and who is alone resets their own."""
    return signer_room.KIND.example.but(status=status, person=TOP)


SIGNER_ACTS: dict[str, Act] = {
    "change_pin": signer_rules.change_pin,
    "reset": partial(signer_rules.reset, alone=True),
    "lock": partial(signer_rules.lock, reason="분실 신고"),
    "unlock": partial(signer_rules.unlock, reason="본인 확인", alone=True),
    "revoke": partial(signer_rules.revoke, reason="분실"),
}

ERASURE_ACTS: dict[str, Act] = {
    "approve": erasure_rules.approve,
    "refuse": partial(erasure_rules.refuse, reason="소송 진행 중"),
    "begin": partial(erasure_rules.begin, taken=3, people=1),
    "finish": partial(erasure_rules.finish, scanned=Scanned(files=3, found=0, closed=0, digest="0" * 64)),
}

_BOARD: Final = (BoardMember(office="○○대학교 교수"), BoardMember(office="○○기록원 연구관"))
DISPOSAL_ACTS: dict[str, Act] = {
    "give_opinion": partial(disposal_rules.give_opinion, verdict=Appraisal.DISPOSE, reason="쓰이지 않음"),
    "examine": partial(disposal_rules.examine, verdict=Appraisal.DISPOSE, reason="가치 없음"),
    "decide": partial(
        disposal_rules.decide, verdict=Appraisal.DISPOSE, reason="심의 의결", minutes="기록-7", members=_BOARD
    ),
    "order": partial(disposal_rules.order, erasure="ER-2026-0001"),
    "void": partial(disposal_rules.void, reason="다시 봄"),
}


def _disposal(status: DisposalStatus) -> Disposal:
    """A disposal of which the board decided, from then on, that all of it is to go."""
    listed, decided = disposal_room.KIND.example, status is DisposalStatus.DECIDED
    records = tuple(one.but(verdict=Appraisal.DISPOSE if decided else None) for one in listed.records)
    return listed.but(status=status, records=records)


ACTS: Final = {
    "disposal": DISPOSAL_ACTS,
    "erasure": ERASURE_ACTS,
    "signer": SIGNER_ACTS,
    "case": CASE_ACTS,
    "capa": CAPA_ACTS,
    "review": REVIEW_ACTS,
    "document": DOCUMENT_ACTS,
}
"""Kinds whose acts ask for more than a sample of each thing they take."""


def acts_of(kind: str) -> dict[str, Act]:
    """A sample of each act on records of a kind."""
    changes = (act for act, one in samples.rules_of(kind).items() if isinstance(one, Changes))
    return ACTS.get(kind) or {act: samples.done(kind, act) for act in changes}


def record_in(kind: str, status: Any, world: World) -> Record:  # noqa: ANN401 - a status of the kind
    """A record of a kind in a status."""
    special: dict[str, Callable[[Any], Record]] = {
        "case": _case,
        "capa": _capa,
        "disposal": _disposal,
        "document": _document,
        "handover": _handover,
        "signer": _signer,
        "review": partial(_review, world=world),
    }
    made: Record = special[kind](status) if kind in special else kind_of(kind).example.but(status=status)
    return made
