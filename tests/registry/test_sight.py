"""What is kept for one role (manual P-6.1, P-6.3) comes out of no way of reading to another, in either database."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest

import qms
from qms import errors
from qms.flows.sheet import Parties
from qms.kinds import kind
from qms.organisation.sight import Sight
from qms.organisation.terms import Capacity
from tests.office import AUDITOR, DEPUTY, GROWTH_HEAD, LEAVER, NOBODY, QUALITY, SUPPORT_HEAD, SUPPORT_STAFF, TOP

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.office import Office

CANARY = "카나리아"
FILE = qms.File(f"{CANARY}-파일.txt", f"{CANARY} 통장 사본".encode())
OTHERS = (SUPPORT_STAFF, SUPPORT_HEAD, GROWTH_HEAD, QUALITY, TOP, DEPUTY, LEAVER, NOBODY, "no.one")
"""Everybody but the audit office, who works here or not."""
KEPT = (qms.CaseType.INTEGRITY, qms.CaseType.UNFAIR_HANDLING)
CASE = kind("case")
STAND_IN = Capacity.STAND_IN


def _said(number: int) -> str:
    return f"{CANARY}{number}"


@pytest.fixture(params=KEPT)
def kept(office: Office, request: pytest.FixtureRequest) -> str:
    """Code of a report that staff received and the audit office worked on; every text in it is a canary."""
    underlying = office.receive(department="support").code
    case = office.receive(
        request.param, department="audit", title=_said(1), text=_said(2), remedy_asked=_said(3), name=_said(4),
        address=_said(5), contact=_said(6),
    )  # fmt: skip
    mine = office.by(AUDITOR, reason=_said(7)).cases
    mine.assign(case.code, department="audit", handler=AUDITOR)
    mine.attach(case.code, FILE)
    mine.acknowledge(case.code, via=qms.Medium.PHONE, told=_said(8))
    mine.contact(case.code, purpose=qms.Purpose.INTERIM, via=qms.Medium.PHONE, said=_said(9))
    mine.assess(case.code, severity=qms.CaseSeverity.MINOR, reason=_said(10))
    mine.investigate(case.code, finding=_said(11))
    due = mine.get(case.code).due_at
    assert due is not None
    mine.extend(case.code, until=due.date() + timedelta(days=4), reason=_said(12))
    mine.ask_supplement(case.code, what=_said(13), by_on=date(2026, 3, 10))
    mine.withdraw_attachment(case.code, FILE.name, reason=_said(14))
    mine.dispose(case.code, disposition=qms.Disposition.NONE, reason=_said(15))
    assert underlying != case.code
    return case.code


def _all_told(thing: Any) -> str:  # noqa: ANN401 - whatever was read
    """All that there is in something that was read, as text."""
    if isinstance(thing, bytes):
        return thing.decode("utf-8", "replace")
    if hasattr(thing, "model_dump_json"):
        return str(thing.model_dump_json())
    if hasattr(thing, "__dataclass_fields__"):
        return json.dumps(asdict(thing), default=str, ensure_ascii=False)
    if isinstance(thing, list | tuple):
        return "\n".join(map(_all_told, cast("list[object]", thing)))
    return str(thing)


def _in_batch(registry: qms.Registry, code: str) -> object:
    with registry.batch(), registry.reading() as reading:
        return reading.load(CASE, code).record


def _asked(registry: qms.Registry, ask: Callable[[Any], object]) -> object:
    with registry.reading() as reading:
        return ask(reading)


WAYS: dict[str, Callable[[qms.Registry, str], object]] = {
    "record": lambda registry, code: registry.cases.get(code),
    "list": lambda registry, _: registry.cases.all(),
    "found by type": lambda registry, _: registry.cases.find(type=KEPT),
    "found by code": lambda registry, code: registry.cases.find(code=(code,)),
    "desk": lambda registry, code: registry.get(CASE, code),
    "history": lambda registry, code: registry.history(code),
    "log": lambda registry, _: _asked(registry, lambda one: list(one.entries())),
    "entries of a range": lambda registry, _: _asked(registry, lambda one: list(one.entries(1, 500))),
    "loaded": lambda registry, code: _asked(registry, lambda one: one.load(CASE, code)),
    "salts": lambda registry, code: _asked(registry, lambda one: list(one.load(CASE, code).sealed.values())),
    "rows": lambda registry, _: _asked(registry, lambda one: one.rows(CASE, ("code", "disposition_reason"))),
    "in a batch": _in_batch,
    "as of now": lambda registry, code: registry.as_of(date(2026, 3, 3)).cases.get(code),
    "history as of now": lambda registry, code: registry.as_of(date(2026, 3, 3)).history(code),
    "in another name of the past": lambda registry, code: registry.as_of(date(2026, 3, 3)).acting(TOP).cases.get(code),
    "what somebody holds": lambda registry, _: registry.handovers.held(AUDITOR),
    "a sheet": lambda registry, _: registry.handovers.preview(Parties(AUDITOR, QUALITY)),
    "a review": lambda registry, _: registry.reviews.draft("2026Q1"),
    "figures": lambda registry, _: registry.figures.behind("case.received", qms.Period.of("2026Q1")),
}


@pytest.mark.req("P-6.1", "P-6.3", "KR-REC-27/28")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_no_way_of_reading_tells_another_role(office: Office, kept: str, way: str) -> None:
    for person in OTHERS:
        assert CANARY not in _all_told(WAYS[way](office.by(person), kept)), person
    if way not in {"in another name of the past", "rows", "a review", "figures"}:
        assert CANARY in _all_told(WAYS[way](office.by(AUDITOR), kept))


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.needs_postgresql
def test_nor_does_any_on_postgresql(office: Office, kept: str) -> None:
    for way in WAYS.values():
        for person in (SUPPORT_STAFF, QUALITY, "no.one"):
            assert CANARY not in _all_told(way(office.by(person), kept))
    assert CANARY in _all_told(WAYS["history"](office.by(AUDITOR), kept))


def test_counts_and_numbers_stay_right(office: Office, kept: str) -> None:
    theirs, mine = office.by(AUDITOR), office.by(SUPPORT_STAFF)
    for one in (mine, theirs):
        assert [case.code for case in one.cases.all()] == ["CS-2026-0001", "CS-2026-0002"]
        assert len(one.cases.find(type=KEPT)) == 1
    seen, full = mine.cases.get(kept), theirs.cases.get(kept)
    assert (seen.status, seen.type, seen.due_at, seen.version) == (full.status, full.type, full.due_at, full.version)
    assert (seen.links, seen.attachments, len(full.attachments)) == ((), (), 1)
    assert mine.history(kept)[0].act == "case.receive"
    assert mine.checkpoint() == theirs.checkpoint()
    assert mine.verify() == ()


def test_nothing_that_is_not_told_finds_a_record_either(office: Office, kept: str) -> None:
    for asked in ({"disposition_reason": _said(15)}, {"disposition_reason": None}):
        found = office.by(SUPPORT_STAFF).cases.find(**asked)
        assert kept not in [one.code for one in found]
        with office.by(SUPPORT_STAFF).reading() as reading:
            assert kept not in reading.codes(CASE, type=qms.CaseType.INTEGRITY, **asked)


@pytest.mark.req("KR-REC-27/28")
def test_its_files_and_its_proofs_are_refused(office: Office, kept: str) -> None:
    digest = office.by(AUDITOR).cases.get(kept).attachments[0].digest
    ways: tuple[Callable[[qms.Registry], object], ...] = (
        lambda one: one.content(digest),
        lambda one: one.cases.attachment(kept, digest[:8]),
        lambda one: one.prove(kept),
        lambda one: one.prove(kept, version=1),
        lambda one: one.as_of(date(2026, 3, 3)).content(digest),
    )
    for person in OTHERS:
        for way in ways:
            with pytest.raises(errors.KeptFromYou) as refused:
                way(office.by(person))
            assert kept in refused.value.say("ko")
    # Row KR-REC-27/28: each attempt stands in the log, and nothing that was given besides.
    told = [(one.person, one.act, one.subjects, one.outcome.value) for one in office.registry.accesses.all()]
    acts = ("content", "attachment get", "proof", "proof", "content")
    assert told == [(person, act, (kept,), "refused") for person in OTHERS for act in acts]
    assert office.by(AUDITOR).content(digest) == FILE.content
    office.by(AUDITOR).prove(kept).verify()


@pytest.mark.usefixtures("kept")
def test_a_file_that_an_open_record_has_too_is_no_secret(office: Office) -> None:
    office.by(SUPPORT_STAFF).cases.attach("CS-2026-0001", qms.File("같은 파일.txt", FILE.content))
    digest = office.by(SUPPORT_STAFF).cases.get("CS-2026-0001").attachments[0].digest
    assert office.by(SUPPORT_STAFF).content(digest) == FILE.content


def test_who_takes_a_report_in_is_not_given_it_back(office: Office) -> None:
    given = office.receive(qms.CaseType.INTEGRITY, title=CANARY)
    assert (given.title, given.customer_name) == (None, None)
    assert office.by(AUDITOR).cases.get(given.code).title == CANARY
    assert office.receive(title="보통 건").title == "보통 건"


def test_the_past_is_read_by_the_roles_of_today(office: Office, kept: str) -> None:
    office.clock.ahead(days=7)
    yesterday = date(2026, 3, 9)
    (held,) = office.registry.assignments.find(person=AUDITOR)
    assert office.by(AUDITOR).as_of(yesterday).cases.get(kept).title == _said(1)
    office.registry.assignments.end(held.code, until=date(2026, 3, 10))
    office.by(TOP).assignments.assign(person=DEPUTY, role=qms.Role.AUDIT_OFFICE, department="audit")
    assert office.by(AUDITOR).as_of(yesterday).cases.get(kept).title is None
    assert office.by(DEPUTY).as_of(yesterday).cases.get(kept).title == _said(1)


def test_who_stands_in_for_the_office_reads_on_those_days_alone(office: Office, kept: str) -> None:
    office.by(TOP).assignments.assign(
        person=DEPUTY, role=qms.Role.AUDIT_OFFICE, department="audit", deputy_of=AUDITOR,
        since=date(2026, 3, 5), until=date(2026, 3, 7),
    )  # fmt: skip
    seen: list[bool] = []
    for _ in range(5):
        seen.append(office.by(DEPUTY).cases.get(kept).title is not None)
        office.clock.ahead(days=1)
    assert seen == [False, False, True, True, False]


def test_an_act_on_a_silent_record_leaves_it_whole(office: Office, kept: str) -> None:
    seen = office.by(SUPPORT_STAFF).cases.get(kept)
    with pytest.raises(errors.NotAllowed):
        office.by(SUPPORT_STAFF).cases.withdraw(seen)
    office.by(AUDITOR).cases.receive_supplement(seen)
    assert office.by(AUDITOR).cases.get(kept).text == _said(2)


def test_the_rule_says_how_much(office: Office, kept: str) -> None:
    record = office.by(AUDITOR).cases.get(kept)
    assert office.by(AUDITOR).sight(CASE, record) is Sight.FULL
    assert {office.by(one).sight(CASE, record) for one in OTHERS} == {Sight.SILENT}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("person", [QUALITY, TOP])
def test_nobody_gives_themselves_the_role_that_reads(office: Office, kept: str, person: str) -> None:
    one = office.by(person)
    ways: tuple[dict[str, Any], ...] = ({}, {"deputy_of": AUDITOR}, {"capacity": STAND_IN, "deputy_of": AUDITOR})
    for more in ways:
        with pytest.raises(errors.OwnWork):
            one.assignments.assign(person=person, role=qms.Role.AUDIT_OFFICE, department="audit", **more)
    assert one.cases.get(kept).title is None
    # Another of top management gives it.
    office.by(TOP).assignments.assign(person=DEPUTY, role=qms.Role.TOP_MANAGEMENT, department="head-office")
    given = office.by(DEPUTY).assignments
    given.assign(person=person, role=qms.Role.AUDIT_OFFICE, department="audit", deputy_of=AUDITOR)
    assert one.cases.get(kept).title == _said(1)
