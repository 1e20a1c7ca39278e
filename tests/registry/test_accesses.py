"""Rows KR-PI-29/30, KR-PI-N8, KR-REC-28: who read what is personal stands in a log that cannot be changed unseen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

import qms
from qms import errors
from qms.base.access import AccessOutcome
from qms.kinds import kind as kind_of
from qms.ledger.checkpoint import read_checkpoint
from qms.ledger.kept import read_kept
from qms.ledger.keyfile import make_key
from qms.ledger.note import KeyKind
from qms.ledger.witness import cosign
from qms.store.table import accesses
from tests.office import AUDITOR, QUALITY, SEOUL, SUPPORT_STAFF
from tests.store.older import change, engine_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office

WHY = "민원인에게 회신 전화"


def _tampered(office: Office, statement: str) -> None:
    """Change the log past its guards, which are put back."""
    with engine_of(office.place) as engine, engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            before, after = ["ALTER TABLE accesses DISABLE TRIGGER ALL"], ["ALTER TABLE accesses ENABLE TRIGGER ALL"]
        else:
            made = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'accesses'")
            guards: dict[str, str] = {row.name: row.sql for row in connection.execute(made)}
            before, after = [f"DROP TRIGGER {name}" for name in guards], list(guards.values())
    change(office.place, *before, statement, *after)


def _read(office: Office, *codes: str, by: str = SUPPORT_STAFF, reason: str | None = WHY) -> None:
    registry, kind = office.by(by), kind_of("case")
    records = [registry.get(kind, code) for code in codes]
    assert registry.accesses.disclose(kind, records, act="case show", reason=reason) == records


@pytest.mark.req("KR-PI-29/30", "I-753.2a", "P-3.3", "I-8.5.3")
def test_a_reading_has_the_five_items_and_no_value(office: Office) -> None:
    first, second = office.receive(), office.receive(name="성춘향")
    _read(office, first.code, second.code)
    (one,) = office.registry.accesses.all()
    assert (one.person, one.act, one.subjects) == (SUPPORT_STAFF, "case show", (first.code, second.code))
    assert one.at == office.clock()
    assert (one.zone, one.level, one.outcome) == ("Asia/Seoul", "L3", AccessOutcome.GIVEN)
    assert one.reason == WHY
    assert {"host", "user", "terminal"} <= {part.partition("=")[0] for part in one.place.split()}
    assert "홍길동" not in repr(one)
    assert office.registry.verify() == ()


@pytest.mark.req("KR-PI-29/30")
def test_who_may_not_look_through_the_log_sees_what_is_their_own(office: Office) -> None:
    case = office.receive()
    _read(office, case.code)
    _read(office, case.code, by=AUDITOR)
    assert [one.person for one in office.by(SUPPORT_STAFF).accesses.all()] == [SUPPORT_STAFF]
    assert [one.person for one in office.by(AUDITOR).accesses.all()] == [SUPPORT_STAFF, AUDITOR]


@pytest.mark.req("KR-PI-29/30")
def test_an_address_and_a_role_are_told_where_there_is_a_server(office: Office, backend: str) -> None:
    _read(office, office.receive().code)
    (one,) = office.registry.accesses.all()
    assert ("role=" in one.place) is (backend == "postgresql")
    assert ("address=" in one.place) is (backend == "postgresql")


@pytest.mark.req("KR-PI-N8", "I-753.2a")
def test_without_a_reason_nothing_is_given_and_the_attempt_stands_there(office: Office) -> None:
    case = office.receive()
    for reason in (None, "", "  "):
        with pytest.raises(errors.ReasonNeeded):
            _read(office, case.code, reason=reason)
    with pytest.raises(errors.ResidentNumber):
        _read(office, case.code, reason="800101-1234567 확인")
    assert [one.outcome for one in office.registry.accesses.all()] == [AccessOutcome.REFUSED] * 3


@pytest.mark.req("KR-REC-27/28")
def test_what_is_kept_for_the_audit_office_is_refused_and_the_attempt_stands_there(office: Office) -> None:
    case = office.receive(qms.CaseType.INTEGRITY)
    with pytest.raises(errors.KeptFromYou):
        _read(office, case.code)
    _read(office, case.code, by=AUDITOR)
    told = [(one.person, one.outcome) for one in office.registry.accesses.all()]
    assert told == [(SUPPORT_STAFF, AccessOutcome.REFUSED), (AUDITOR, AccessOutcome.GIVEN)]


@pytest.mark.req("KR-REC-27/28")
def test_a_refusal_stands_there_though_the_batch_around_it_is_taken_back(office: Office) -> None:
    case = office.receive(qms.CaseType.INTEGRITY)
    staff = office.by(SUPPORT_STAFF)

    def both() -> None:
        with staff.batch():
            staff.cases.receive(type=qms.CaseType.INQUIRY, channel=qms.Channel.PHONE, title="주차")
            staff.prove(case.code)

    with pytest.raises(errors.KeptFromYou):
        both()
    assert [one.code for one in office.registry.cases.all()] == [case.code]
    (one,) = office.registry.accesses.all()
    assert (one.act, one.outcome) == ("proof", AccessOutcome.REFUSED)


@pytest.mark.req("KR-PI-N8")
def test_a_review_says_what_is_counted_and_nothing_that_somebody_makes_up(office: Office) -> None:
    _read(office, office.receive().code)
    office.clock.now = datetime(2026, 4, 2, 9, tzinfo=SEOUL)
    zeros = "0" * 64
    for made_up in (None, "이상 없음", f"2026-03 [0 entries, 0 of the month; sha256 {zeros}] 이상 없음"):
        with pytest.raises(errors.ReviewByHand) as refused:
            office.by(QUALITY, reason=made_up).people.review_accesses(QUALITY)
        assert "qms access-log review" in refused.value.hint("ko")
    assert office.registry.accesses.owed() == ("2026-03",)
    office.registry.accesses.review("2026-03", "이상 없음")
    said = office.registry.history(QUALITY)[-1].reason
    office.by(QUALITY, reason=said).people.review_accesses(QUALITY)  # the same figures, which hold
    _read(office, office.receive().code)
    with pytest.raises(errors.ReviewByHand):
        office.by(QUALITY, reason=said).people.review_accesses(QUALITY)


@pytest.mark.req("KR-PI-N8", "KR-REC-27/28")
def test_the_database_refuses_to_change_or_delete_a_row(office: Office) -> None:
    _read(office, office.receive().code)
    for statement in (
        accesses.update().values(person="nobody"),
        accesses.delete(),
    ):
        with pytest.raises(sa.exc.DBAPIError), office.registry.store.engine.begin() as connection:
            connection.execute(statement)
    assert len(office.registry.accesses.all()) == 1


TAMPERED = [
    "person = 'nobody'",
    "reason = NULL",
    "subjects = '[]'",
    "outcome = 'refused'",
    "at = '2026-01-01 00:00:00'",
    "place = ''",
]


@pytest.mark.req("KR-PI-N8", "ASVS-16.2")
@pytest.mark.parametrize("values", TAMPERED)
def test_what_is_changed_past_the_guards_is_found(office: Office, values: str) -> None:
    for _ in range(3):
        _read(office, office.receive().code)
    _tampered(office, f"UPDATE accesses SET {values} WHERE number = 1")  # noqa: S608 - words of ours
    found = [(one.rule, one.place) for one in office.registry.verify()]
    assert found == [("store.finding.access_changed", "access:1")]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "junk", ["at = 'junk'", "subjects = x'ff'", "number = 'seven'", "reason = 1.5", "person = x'00'"]
)
def test_junk_in_the_log_is_a_finding_never_an_exception(office: Office, junk: str) -> None:
    for _ in range(3):
        _read(office, office.receive().code)
    _tampered(office, f"UPDATE accesses SET {junk} WHERE number = 1")  # noqa: S608 - words of ours
    assert {one.rule for one in office.registry.verify()} <= {
        "store.finding.access_changed", "store.finding.access_missing", "store.finding.damaged",
    }  # fmt: skip
    assert office.registry.verify() != ()


@pytest.mark.req("KR-PI-N8")
def test_a_tail_cut_off_after_a_review_is_found(office: Office) -> None:
    for _ in range(4):
        _read(office, office.receive().code)
    office.clock.now = datetime(2026, 4, 2, 9, tzinfo=SEOUL)
    office.registry.accesses.review("2026-03", "이상 없음")
    _tampered(office, "DELETE FROM accesses WHERE number = 3")
    assert [one.rule for one in office.registry.verify()] == ["store.finding.access_cut"]


@pytest.mark.req("KR-PI-N8", "ASVS-16.2")
def test_a_checkpoint_that_was_kept_shows_a_log_cut_off_or_written_anew(office: Office) -> None:
    assert office.registry.kept_checkpoint().more == ()
    for _ in range(3):
        _read(office, office.receive().code)
    kept = office.registry.kept_checkpoint()
    assert (kept.logged or (0, ""))[0] == 3
    _read(office, office.receive().code)  # what comes after is no matter
    read = read_kept(kept.text().encode())
    assert read_checkpoint(read.text) == kept
    assert office.registry.verify(against=kept) == ()
    assert office.registry.verify(against=kept, since=(kept.size, kept.root.hex())) == ()
    _tampered(office, "DELETE FROM accesses WHERE number >= 2")
    assert office.registry.verify() == ()  # a tail that is gone holds by itself
    for since in (None, (kept.size, kept.root.hex())):
        found = [(one.rule, one.place) for one in office.registry.verify(against=kept, since=since)]
        assert found == [("store.finding.access_unlike", "access:2")]
    _read(office, office.receive().code)  # and so does one that was put in its place
    assert office.registry.verify() == ()
    assert [one.rule for one in office.registry.verify(against=kept)] == ["store.finding.access_unlike"]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_signed_checkpoint_tells_of_the_log_and_a_witness_signs_it_too(office: Office, tmp_path: Path) -> None:
    _read(office, office.receive().code)
    key = make_key(tmp_path / "own.key", "quality.example")
    note = office.registry.signed_checkpoint(key)
    assert read_checkpoint(note.text) == office.registry.kept_checkpoint()
    seen = cosign(
        make_key(tmp_path / "seen.key", "audit.example", KeyKind.WITNESS), note, office.clock(), log=key.signer.verifier
    )
    assert len(seen.signatures) == 2
    _read(office, office.receive().code)
    again = office.registry.signed_checkpoint(key, size=read_checkpoint(note.text).size, note=note)
    assert again.text == note.text  # of that time, and it still holds
    _tampered(office, "DELETE FROM accesses")
    with pytest.raises(errors.Diverged):
        office.registry.signed_checkpoint(key, size=read_checkpoint(note.text).size, note=note)


def test_a_row_taken_out_of_the_middle_is_found(office: Office) -> None:
    for _ in range(4):
        _read(office, office.receive().code)
    _tampered(office, "DELETE FROM accesses WHERE number = 1")
    found = [(one.rule, one.place) for one in office.registry.verify()]
    assert found == [("store.finding.access_missing", "access:1")]


@pytest.mark.req("KR-PI-N8")
def test_a_month_is_owed_until_somebody_has_looked_through_it(office: Office) -> None:
    log = office.registry.accesses
    assert log.owed() == ()
    _read(office, office.receive().code)
    assert log.owed() == ()
    with pytest.raises(errors.MonthNotOver):
        log.review("2026-03", "이상 없음")
    office.clock.now = datetime(2026, 5, 4, 9, tzinfo=SEOUL)
    assert log.owed() == ("2026-03",)
    with pytest.raises(errors.ReasonNeeded):
        log.review("2026-03", " ")
    with pytest.raises(errors.NotAllowed):
        office.by(SUPPORT_STAFF).accesses.review("2026-03", "이상 없음")
    with pytest.raises(errors.BadPeriod):
        log.review("2026-3", "이상 없음")
    log.review("2026-03", "이상 없음")
    assert log.owed() == ()
    entry = office.registry.history(QUALITY)[-1]
    assert (entry.act, entry.actor) == ("person.review_accesses", QUALITY)
    assert entry.reason is not None
    assert entry.reason.startswith("2026-03 [1 entries, 1 of the month; sha256 ")
    assert office.registry.verify() == ()


def test_the_past_is_read_now(office: Office) -> None:
    case = office.receive()
    before = office.clock()
    office.clock.ahead(days=3)
    past = office.by(SUPPORT_STAFF).as_of(before)
    kind = kind_of("case")
    past.accesses.disclose(kind, [past.get(kind, case.code)], act="case show", reason=WHY)
    (one,) = office.registry.accesses.all()
    assert one.at == office.clock()
