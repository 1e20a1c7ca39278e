"""What was frozen stays: content, digest and words, whatever comes later."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
import rfc8785

import qms
from qms.compile.content import PacketContent
from qms.compile.snapshot import Snapshot
from qms.errors import NotAllowed, StaleRecord, WrongStep
from qms.organisation.profile import load_profile
from qms.organisation.terms import Role
from qms.records.review import Conclusion, DecisionKind
from tests.compile.world import NOW, TOPICS, _made
from tests.office import GROWTH_HEAD, QUALITY, SUPPORT_HEAD, TOP

if TYPE_CHECKING:
    from collections.abc import Callable

    from qms import Registry
    from tests.office import Office

CODE = "MR-2026H1"


def spelled(snapshot: Snapshot) -> bytes:
    return rfc8785.dumps(snapshot.model_dump(mode="json"))


def kept(office: Office, digest: str) -> bytes:
    with office.registry.reading() as reading:
        return reading.content(digest)


@pytest.fixture
def frozen(sealed: Office) -> PacketContent:
    return sealed.registry.reviews.content(CODE)


# --- before ---


def test_before_the_freeze_it_is_a_draft_with_the_digest_of_what_it_says_now(world: Office) -> None:
    world.registry.reviews.compile("2026H1")
    draft = world.registry.reviews.content(CODE)
    assert draft.draft
    assert draft.digest == hashlib.sha256(spelled(draft.snapshot)).hexdigest()
    assert world.registry.reviews.content(CODE) == draft
    assert (draft.outcome.decisions, draft.outcome.held_on, draft.outcome.conclusion) == ((), None, None)
    world.receive(department="support")
    assert world.registry.reviews.content(CODE).digest != draft.digest


def test_a_draft_writes_nothing(world: Office) -> None:
    world.registry.reviews.compile("2026H1")
    before = world.registry.checkpoint()
    world.registry.reviews.content(CODE)
    assert world.registry.checkpoint() == before
    with world.registry.reading() as reading:
        assert reading.connection.exec_driver_sql("SELECT count(*) FROM contents").scalar() == 0


# --- the freeze ---


def test_the_digest_is_that_of_the_kept_canonical_json(sealed: Office, frozen: PacketContent) -> None:
    review = sealed.registry.reviews.get(CODE)
    raw = kept(sealed, frozen.digest)
    assert not frozen.draft
    assert review.snapshot == frozen.digest == hashlib.sha256(raw).hexdigest()
    assert raw == spelled(frozen.snapshot)
    assert Snapshot.model_validate_json(raw) == frozen.snapshot
    entry = sealed.registry.history(CODE)[-1]
    assert entry.act == "review.freeze"
    assert json.loads(entry.record)["snapshot"] == frozen.digest
    assert sealed.registry.verify() == ()


def test_what_is_frozen_is_what_the_draft_said(world: Office) -> None:
    world.registry.reviews.compile("2026H1")
    draft = world.registry.reviews.content(CODE)
    world.registry.reviews.freeze(CODE)
    assert world.registry.reviews.content(CODE).snapshot == draft.snapshot


def test_the_source_is_the_ledger_just_before_the_freeze(world: Office) -> None:
    world.registry.reviews.compile("2026H1")
    origin, size, root = world.registry.checkpoint()
    world.registry.reviews.freeze(CODE)
    source = world.registry.reviews.content(CODE).snapshot.source
    assert (source.origin, source.size, source.root) == (origin, size, root)
    assert world.registry.verify((source.size, source.root)) == ()


def test_the_kept_content_holds_no_float(frozen: PacketContent) -> None:
    def refuse(text: str) -> None:
        raise AssertionError(text)

    json.loads(spelled(frozen.snapshot), parse_float=refuse, parse_constant=refuse)


def test_a_review_is_frozen_from_the_plan_as_well(world: Office) -> None:
    from qms.base.period import Period

    world.registry.reviews.plan_period(Period.of("2026H1"))
    review = world.registry.reviews.freeze(CODE)
    assert review.status == "frozen"
    assert world.registry.reviews.content(CODE).snapshot.key_figures[0].value != "0"


def test_only_the_representative_freezes_and_only_what_they_saw(world: Office) -> None:
    seen = world.registry.reviews.compile("2026H1")
    with pytest.raises(NotAllowed):
        world.by(TOP).reviews.freeze(CODE)
    world.registry.reviews.state(CODE, key="e")
    with pytest.raises(StaleRecord):
        world.registry.reviews.freeze(seen)
    with world.registry.reading() as reading:
        assert reading.connection.exec_driver_sql("SELECT count(*) FROM contents").scalar() == 0


# --- after ---

REFUSED: dict[str, Callable[[Registry], object]] = {
    "compile": lambda registry: registry.reviews.compile("2026H1"),
    "collect": lambda registry: registry.reviews.collect(CODE),
    "freeze": lambda registry: registry.reviews.freeze(CODE),
    "state": lambda registry: registry.reviews.state(CODE, key="b", statement="…"),
    "propose": lambda registry: registry.reviews.propose(CODE, kind=DecisionKind.CHANGE, text="…"),
}


def test_nothing_is_put_into_a_frozen_review(sealed: Office, frozen: PacketContent) -> None:
    before = sealed.registry.checkpoint()
    for act in REFUSED.values():
        with pytest.raises(WrongStep) as refused:
            act(sealed.registry)
        assert CODE in refused.value.say("ko")
        assert sealed.registry.checkpoint() == before
    assert sealed.registry.reviews.content(CODE) == frozen


def _more_records(office: Office) -> None:
    office.registry.bring("case", [_made(received_at=NOW - timedelta(days=60 + i), topic=TOPICS[1]) for i in range(20)])
    office.by(SUPPORT_HEAD).capas.open(title="나중 일", problem="…", department="support")


def _renamed(office: Office) -> None:
    office.registry.departments.rename("support", name_ko="새 이름", name_en="New name")
    office.registry.people.leave(SUPPORT_HEAD, until=date(2026, 8, 4))


def _years_later(office: Office) -> None:
    office.clock.now = NOW.replace(year=2031)
    office.registry.reviews.compile("2031H1")


def _held(office: Office) -> None:
    office.by(TOP).reviews.hold(
        CODE, attendees=[(TOP, Role.TOP_MANAGEMENT), (QUALITY, Role.QUALITY_REPRESENTATIVE)], minutes="…", chair=TOP,
        suitable=Conclusion.YES, adequate=Conclusion.YES, effective=Conclusion.NO,
    )  # fmt: skip
    office.by(TOP).reviews.decide(
        CODE, kind=DecisionKind.IMPROVEMENT, text="개선", owner=GROWTH_HEAD, due_on=date(2026, 12, 31), input="c1"
    )


@pytest.mark.parametrize("later", [_more_records, _renamed, _years_later, _held])
def test_late_facts_change_nothing(sealed: Office, frozen: PacketContent, later: Callable[[Office], None]) -> None:
    raw = kept(sealed, frozen.digest)
    later(sealed)
    content = sealed.registry.reviews.content(CODE)
    assert content.snapshot == frozen.snapshot
    assert (content.digest, kept(sealed, content.digest)) == (frozen.digest, raw)
    with qms.open(sealed.place, actor=TOP, clock=sealed.clock) as elsewhere:
        assert elsewhere.reviews.content(CODE) == content
        assert elsewhere.verify() == ()


@pytest.mark.req("A11-8.2")
def test_what_came_after_is_printed_beside_it(sealed: Office, frozen: PacketContent) -> None:
    _held(sealed)
    content = sealed.registry.reviews.content(CODE)
    outcome = content.outcome
    assert frozen.outcome.decisions == ()
    assert (outcome.status.ko, outcome.held_on) == ("개최", NOW.date())
    assert [(one.name, one.office.ko) for one in outcome.attendees] == [
        ("한도윤", "전남테크노파크 원장"), ("서하나", "전남테크노파크 품질경영책임자"),
    ]  # fmt: skip
    assert outcome.conclusion is not None
    assert outcome.conclusion.en == "Suitable: yes · Adequate: yes · Effective: no"
    (decision,) = outcome.decisions
    assert (decision.code, decision.clause, decision.owner) == (f"{CODE}-D1", "9.3.3 a)", "문세라")
    drafted, *_, approved = outcome.approval
    assert drafted[1] is not None
    assert (drafted[1].name, drafted[2]) == ("서하나", NOW.date())
    assert approved[1:] == (None, None)


@pytest.mark.req("K-1")
def test_the_cover_names_the_document(frozen: PacketContent) -> None:
    cover = frozen.snapshot.cover
    assert cover.code == "JNTP-QM-MR-2026H1"
    assert (cover.title.ko, cover.title.en) == ("2026년 상반기 경영검토", "Management review, first half of 2026")
    assert (cover.begin, cover.end, cover.period_label) == (date(2026, 1, 1), date(2026, 7, 1), "2026H1")
    assert cover.prepared_by == "서하나"
    contacts = load_profile("technopark").contacts
    assert contacts is not None
    assert cover.contact == contacts.offices[0].phones[0]


@pytest.mark.parametrize(
    ("period", "ko", "en"),
    [
        ("2026", "2026년 경영검토", "Management review, 2026"),
        ("2026H2", "2026년 하반기 경영검토", "Management review, second half of 2026"),
        ("2026Q3", "2026년 3분기 경영검토", "Management review, quarter 3 of 2026"),
        ("2026-04", "2026년 4월 경영검토", "Management review, Apr 2026"),
    ],
)
def test_a_period_in_words(period: str, ko: str, en: str) -> None:
    from qms.compile.wording import both
    from qms.compile.wording import period as in_words

    words = both("compile.title", period=in_words(period))
    assert (words.ko, words.en) == (ko, en)
