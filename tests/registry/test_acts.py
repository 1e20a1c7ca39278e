"""An act is kept whole or not at all, under the number, the name and the time that it says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

import qms
from qms import errors
from qms.records.case import KIND, CaseStatus
from qms.store.writing import Head
from tests.marks import BOTH_PROFILES
from tests.office import (
    BEGIN,
    EQUIPMENT_HEAD,
    NOBODY,
    QUALITY,
    SEOUL,
    SUPPORT_HEAD,
    SUPPORT_STAFF,
)

if TYPE_CHECKING:
    from tests.office import Office

pytestmark = BOTH_PROFILES

COMPLAINT, EMAIL = qms.CaseType.COMPLAINT, qms.Channel.EMAIL


def _state(office: Office) -> tuple[int, str]:
    _, size, root = office.registry.checkpoint()
    return size, root


# --- what is kept ---


@pytest.mark.req("P11-10e", "A11-9", "A11-12.4", "ASVS-16.2")
def test_an_act_is_one_entry_that_says_who_when_and_why(office: Office) -> None:
    size = office.registry.checkpoint()[1]
    case = office.receive(department="support")
    office.clock.ahead(hours=1)
    office.by(SUPPORT_HEAD, reason="담당 변경").cases.assign(case.code, department="equipment", handler=EQUIPMENT_HEAD)
    first, second = office.registry.history(case.code)
    assert (first.position, second.position) == (size, size + 1)
    assert (first.actor, first.act, first.version, first.reason) == (SUPPORT_STAFF, "case.receive", 1, None)
    assert (second.actor, second.act, second.version, second.reason) == (SUPPORT_HEAD, "case.assign", 2, "담당 변경")
    assert first.recorded_at == first.occurred_at == BEGIN.astimezone(UTC)
    assert second.recorded_at == (BEGIN + timedelta(hours=1)).astimezone(UTC)
    assert (second.zone, second.origin, second.on_behalf_of) == ("Asia/Seoul", "native", None)
    kept = office.registry.cases.get(case.code)
    assert (kept.department, kept.handler, kept.status, kept.version) == (
        "equipment",
        EQUIPMENT_HEAD,
        CaseStatus.ASSIGNED,
        2,
    )
    assert office.registry.verify() == ()


def test_what_an_act_gives_back_is_what_was_kept(office: Office) -> None:
    given = office.receive(text="두 번\r\n취소", department="support")
    assert office.registry.cases.get(given.code) == given
    with office.open() as other:
        assert other.cases.get(given.code) == given
    assert given.text == "두 번\n취소"


def test_a_code_is_read_kindly(office: Office) -> None:
    given = office.receive()
    for spelled in ("CS-2026-0001", "cs-26-1", " CS-2026-1"):
        assert office.registry.cases.get(spelled) == given
    for wrong in ("CA-2026-0001", "CS-2026-", "x", ""):
        with pytest.raises((errors.BadCode, errors.NoRecord)):
            office.registry.cases.get(wrong)
    with pytest.raises(errors.NoRecord) as refused:
        office.registry.cases.get("CS-2026-0002")
    assert refused.value.say("ko") == "CS-2026-0002라는 고객의 소리 기록이 없습니다"


@pytest.mark.parametrize("code", ["\ud800", "CS-\ud800", "MR-\ud800", "a\x00b", "가", "x" * 65, "", "..", "a\n"])
@pytest.mark.parametrize("room", ["cases", "reviews", "people"])
def test_what_can_be_no_code_is_no_record(office: Office, room: str, code: str) -> None:
    with pytest.raises((errors.BadCode, errors.NoRecord)) as refused:
        getattr(office.registry, room).get(code)
    assert refused.value.say("ko")
    assert refused.value.hint("en")


def test_records_are_found_by_their_fields(office: Office) -> None:
    codes = [office.receive(department=of).code for of in ("support", "equipment", "support")]
    cases = office.registry.cases
    assert [one.code for one in cases.find(department="support")] == [codes[0], codes[2]]
    assert [one.code for one in cases.find(department=("support", "equipment"))] == codes
    assert cases.find(status=CaseStatus.CLOSED) == []
    assert [one.code for one in cases.all()] == codes


# --- numbers ---


@pytest.mark.req("ALCOA-Complete", "KR-REC-20")
def test_numbers_have_no_gap_after_refusals_of_every_sort(office: Office) -> None:
    cases, nobody = office.registry.cases, office.by(NOBODY).cases
    office.receive()
    before = _state(office)
    with pytest.raises(errors.InvalidRecord):
        cases.receive(type=COMPLAINT, channel=EMAIL, title=" ")
    with pytest.raises(errors.UnknownActor):
        nobody.receive(type=COMPLAINT, channel=EMAIL, title="x")
    with pytest.raises(errors.NotSettled):
        cases.settle(type=COMPLAINT, channel=EMAIL, title="x", answer="y", department="support")
    with pytest.raises(errors.NotAllowed):
        office.by(SUPPORT_HEAD).cases.settle(
            type=qms.CaseType.INQUIRY, channel=EMAIL, title="x", answer="y", department="equipment"
        )
    with pytest.raises(errors.NoRecord):
        cases.receive(type=COMPLAINT, channel=EMAIL, title="x", department="nowhere")
    assert _state(office) == before
    assert office.receive().code == "CS-2026-0002"
    assert office.registry.verify() == ()


@pytest.mark.req("KR-REC-20")
def test_numbers_have_no_gap_where_a_batch_goes_on_after_refusals(office: Office) -> None:
    with office.registry.batch() as registry:
        codes = []
        for number in range(4):
            with pytest.raises(errors.NotAllowed):
                registry.acting(SUPPORT_STAFF).capas.open(title="x", problem="y", department="support")
            with pytest.raises(errors.NoRecord):
                registry.cases.receive(type=COMPLAINT, channel=EMAIL, title="x", department="nowhere")
            codes.append(registry.cases.receive(type=COMPLAINT, channel=EMAIL, title=f"{number}").code)
    assert codes == [f"CS-2026-{n:04}" for n in range(1, 5)]
    assert office.by(QUALITY).capas.open(title="x", problem="y", department="support").code == "CA-2026-0001"
    assert office.registry.verify() == ()


def test_a_number_is_of_the_local_year_in_which_it_happened(office: Office) -> None:
    new_year = datetime(2026, 1, 1, 0, 30, tzinfo=SEOUL)  # still 2025 in Greenwich
    late = office.by(SUPPORT_STAFF, at=new_year).cases.receive(type=COMPLAINT, channel=EMAIL, title="x")
    old = office.by(SUPPORT_STAFF, at=new_year - timedelta(hours=1)).cases.receive(
        type=COMPLAINT, channel=EMAIL, title="x"
    )
    assert (late.code, old.code) == ("CS-2026-0001", "CS-2025-0001")


# --- versions ---


def test_an_act_on_what_the_caller_read_is_refused_once_it_changed(office: Office) -> None:
    seen = office.receive(department="support")
    newer = office.registry.cases.assign(seen, department="support")
    before = _state(office)
    with pytest.raises(errors.StaleRecord) as refused:
        office.by(SUPPORT_HEAD).cases.acknowledge(seen, via=qms.Medium.SMS, told="접수했습니다")
    assert (refused.value.seen, refused.value.now) == (1, 2)
    assert _state(office) == before
    assert office.registry.cases.get(seen.code) == newer
    assert office.by(SUPPORT_HEAD).cases.acknowledge(newer, via=qms.Medium.SMS, told="접수했습니다").version == 3


def test_a_change_that_another_connection_made_is_seen(office: Office) -> None:
    seen = office.receive(department="support")
    with office.open(SUPPORT_STAFF) as other:
        other.cases.assign(seen.code, department="support")
    with pytest.raises(errors.StaleRecord):
        office.registry.cases.assign(seen, department="equipment")


@pytest.mark.req("ASVS-15.1")
@pytest.mark.parametrize("backend", [pytest.param("postgresql", marks=pytest.mark.needs_postgresql)], indirect=True)
def test_of_two_writers_who_read_the_same_the_second_is_refused(office: Office) -> None:
    case = office.receive(department="support")
    head = Head(recorded_at=BEGIN, zone="Asia/Seoul", occurred_at=BEGIN, actor=QUALITY, act="case.assign")

    def write_late() -> None:
        with office.registry.writing() as writing:
            before = writing.load(KIND, case.code)
            with office.open(SUPPORT_STAFF) as other:
                other.cases.assign(case.code, department="equipment")
            writing.append(KIND, before, before.record.but(version=2, department="planning"), head)

    with pytest.raises(errors.StaleRecord):
        write_late()
    assert office.registry.cases.get(case.code).department == "equipment"
    assert office.registry.verify() == ()


# --- batches ---


def test_a_failing_act_takes_the_whole_batch_back(office: Office) -> None:
    before = _state(office)

    def fail() -> None:
        with office.registry.batch() as registry:
            registry.cases.receive(type=COMPLAINT, channel=EMAIL, title="x", name="홍길동")
            registry.cases.receive(type=COMPLAINT, channel=EMAIL, title="")

    with pytest.raises(errors.InvalidRecord):
        fail()
    assert _state(office) == before
    assert office.registry.cases.all() == []
    assert office.receive().code == "CS-2026-0001"
    assert office.registry.verify() == ()


def test_acts_of_a_batch_see_one_another_and_others_do_not_yet(office: Office) -> None:
    with office.registry.batch() as registry:
        case = registry.cases.receive(type=COMPLAINT, channel=EMAIL, title="x")
        assert registry.cases.get(case.code) == case
        assert registry.acting(SUPPORT_STAFF).cases.assign(case.code, department="support").version == 2
        with registry.batch() as inner:
            inner.cases.assign(case.code, department="equipment")
    assert office.registry.cases.get(case.code).version == 3
    assert [entry.version for entry in office.registry.history(case.code)] == [1, 2, 3]


def test_what_a_batch_said_of_the_organisation_is_forgotten_when_it_fails(office: Office) -> None:
    def fail() -> None:
        with office.registry.batch() as registry:
            registry.people.enrol(code="new.one", name="신입", department="support")
            registry.assignments.assign(person="new.one", role=qms.Role.STAFF, department="support")
            # Reads the organisation with the two in it.
            registry.acting("new.one").cases.receive(type=COMPLAINT, channel=EMAIL, title="x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    # As many entries again, so that the organisation's newest position is the same as in the failed batch.
    with office.open() as other:
        other.people.enrol(code="other.one", name="다른이", department="support")
        other.assignments.assign(person="other.one", role=qms.Role.STAFF, department="support")
    with pytest.raises(errors.UnknownActor):
        office.by("new.one").cases.receive(type=COMPLAINT, channel=EMAIL, title="x")
    assert office.by("other.one").cases.receive(type=COMPLAINT, channel=EMAIL, title="x").code == "CS-2026-0001"


def test_a_change_of_the_organisation_made_elsewhere_is_seen_by_the_next_act(office: Office) -> None:
    office.receive()
    with office.open() as other:
        other.assignments.assign(person=NOBODY, role=qms.Role.STAFF, department="support")
    assert office.by(NOBODY).cases.receive(type=COMPLAINT, channel=EMAIL, title="x").code == "CS-2026-0002"


# --- times ---


@pytest.mark.req("P11-10e", "ALCOA-Contemporaneous")
def test_what_happened_earlier_is_recorded_late_and_says_so(office: Office) -> None:
    happened = BEGIN - timedelta(days=20)
    case = office.by(SUPPORT_STAFF, at=happened).cases.receive(type=COMPLAINT, channel=EMAIL, title="x")
    (entry,) = office.registry.history(case.code)
    assert (case.received_at, case.recorded_at) == (happened, BEGIN)
    assert (entry.occurred_at, entry.recorded_at) == (happened, BEGIN)
    assert case.due_at is not None
    assert case.due_at < BEGIN


def test_nothing_is_recorded_before_it_happens(office: Office) -> None:
    before = _state(office)
    with pytest.raises(errors.NotYet):
        office.by(SUPPORT_STAFF, at=BEGIN + timedelta(seconds=1)).cases.receive(
            type=COMPLAINT, channel=EMAIL, title="x"
        )
    assert _state(office) == before


def test_a_time_has_its_zone(office: Office) -> None:
    with pytest.raises(errors.InvalidRecord):
        office.by(SUPPORT_STAFF, at=datetime(2026, 3, 2, 9))  # noqa: DTZ001 - the fault under test


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("hostile", ["\ud800", "a\x00b", "x" * 300, "\x1b[2J"])
def test_a_reason_is_text_that_can_be_kept(office: Office, hostile: str) -> None:
    with pytest.raises(errors.InvalidRecord):
        office.by(SUPPORT_STAFF, reason=hostile)
    with pytest.raises((errors.InvalidRecord, errors.UnknownActor)):
        office.by(hostile).cases.receive(type=COMPLAINT, channel=EMAIL, title="x")
