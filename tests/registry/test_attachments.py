"""Files of records: kept once, named for good, taken back with a reason, and covered by the ledger."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

import qms
from qms import errors
from qms.base.record import MOST_FILES
from qms.kinds import ORGANISATION, all_kinds
from qms.kinds import kind as kind_of
from qms.store.sealing import with_keys
from qms.store.table import contents, personal, shared
from tests.office import AUDITOR, EQUIPMENT_HEAD, GROWTH_HEAD, QUALITY, SUPPORT_HEAD, SUPPORT_STAFF, TOP
from tests.samples import lived
from tests.signing import enrolled
from tests.store.older import change

if TYPE_CHECKING:
    from tests.office import Office

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n"
NOTE = qms.File("점검 기록.txt", "누수 없음\n".encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def case(office: Office) -> str:
    """Code of a case of support's."""
    return office.receive(department="support").code


# --- attached ---


@pytest.mark.req("ALCOA-Original")
def test_a_file_is_named_in_the_record_and_its_bytes_come_back(office: Office, case: str) -> None:
    after = office.by(SUPPORT_STAFF).cases.attach(case, NOTE, qms.File("현장.pdf", PDF))
    note, report = after.attachments
    assert (note.name, note.size, note.media, note.added_by) == (NOTE.name, 14, "text/plain", SUPPORT_STAFF)
    assert (report.digest, report.media, report.added_at) == (_digest(PDF), "application/pdf", office.clock())
    assert (report.withdrawn_by, report.withdrawn_at, report.withdrawn_reason) == (None, None, None)
    entry = office.registry.history(case)[-1]
    assert (entry.act, entry.actor, entry.version, after.version) == ("case.attach", SUPPORT_STAFF, 2, 2)
    with office.open() as again:
        assert again.cases.get(case) == after
        assert again.cases.attachment(case, "현장.pdf") == (report, PDF)
        assert again.cases.attachment(case, note.digest[:8]) == (note, NOTE.content)
        assert again.verify() == ()


def test_the_same_bytes_are_kept_once_and_may_belong_to_many_records(office: Office, case: str) -> None:
    other = office.receive(department="support").code
    office.by(SUPPORT_STAFF).cases.attach(case, qms.File("a.pdf", PDF))
    office.by(SUPPORT_STAFF).cases.attach(other, qms.File("b.pdf", PDF))
    with office.registry.reading() as reading:
        assert list(reading.connection.scalars(sa.select(contents.c.digest))) == [_digest(PDF)]
    with pytest.raises(errors.AlreadyAttached) as refused:
        office.by(SUPPORT_STAFF).cases.attach(case, qms.File("new.pdf", PDF))
    assert "a.pdf" in refused.value.say("ko")
    assert office.registry.verify() == ()


def test_bytes_that_are_kept_already_keep_their_media_type(office: Office, case: str) -> None:
    with office.registry.writing() as writing:
        writing.keep(b"{}", "application/json")
    (one,) = office.by(SUPPORT_STAFF).cases.attach(case, qms.File("frozen.txt", b"{}")).attachments
    assert one.media == "application/json"
    assert office.registry.verify() == ()


def test_a_refusal_keeps_nothing_and_names_every_fault(office: Office, case: str) -> None:
    before = office.registry.checkpoint()
    bad = [qms.File("a.pdf", b"MZ\x90\x00"), NOTE, qms.File("b.txt", b""), qms.File("c.png", PDF)]
    with pytest.raises(errors.FilesRefused) as refused:
        office.by(SUPPORT_STAFF).cases.attach(case, *bad)
    said = refused.value.say("ko").splitlines()
    assert [line.strip().partition(":")[0] for line in said[1:]] == ["a.pdf", "b.txt", "c.png"]
    assert office.registry.checkpoint() == before
    with office.registry.reading() as reading:
        assert reading.connection.scalar(sa.select(sa.func.count()).select_from(contents)) == 0


def test_a_record_has_so_many_files_and_no_more(office: Office, case: str) -> None:
    files = [qms.File(f"{at}.txt", str(at).encode()) for at in range(MOST_FILES)]
    assert len(office.by(SUPPORT_STAFF).cases.attach(case, *files).attachments) == MOST_FILES
    with pytest.raises(errors.TooManyFiles):
        office.by(SUPPORT_STAFF).cases.attach(case, NOTE)


def test_whoever_saw_an_older_version_attaches_nothing(office: Office, case: str) -> None:
    seen = office.registry.cases.get(case)
    office.by(SUPPORT_STAFF).cases.attach(seen, NOTE)
    with pytest.raises(errors.StaleRecord):
        office.by(SUPPORT_STAFF).cases.attach(seen, qms.File("a.pdf", PDF))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", [one.name for one in all_kinds()])
def test_every_kind_of_record_takes_files(office: Office, name: str) -> None:
    if name == "review":
        office.registry.reviews.compile("2026Q1")
    elif name == "signer":
        enrolled(office, GROWTH_HEAD)
    elif name not in ORGANISATION:
        lived(office, name)
    code = next(iter(office.registry.find(kind_of(name)))).code
    for actor in (QUALITY, TOP):
        try:
            room = office.by(actor).room(name)
            after = room.attach(code, NOTE)
        except errors.NotAllowed:
            continue
        break
    assert room.withdraw_attachment(code, NOTE.name, reason="잘못 올림").version == after.version + 1
    assert [entry.act for entry in office.registry.history(code)[-2:]] == [
        f"{name}.attach",
        f"{name}.withdraw_attachment",
    ]
    assert office.registry.verify() == ()


# --- withdrawn ---


def test_a_withdrawn_file_stays_named_with_its_reason_and_its_bytes(office: Office, case: str) -> None:
    cases = office.by(SUPPORT_STAFF).cases
    cases.attach(case, NOTE)
    office.clock.ahead(hours=1)
    (one,) = office.by(SUPPORT_HEAD).cases.withdraw_attachment(case, NOTE.name, reason="다른 건의 기록").attachments
    assert (one.withdrawn_by, one.withdrawn_at, one.withdrawn_reason) == (
        SUPPORT_HEAD,
        office.clock(),
        "다른 건의 기록",
    )
    assert cases.attachment(case, one.digest)[1] == NOTE.content
    with pytest.raises(errors.AlreadyWithdrawn):
        cases.withdraw_attachment(case, NOTE.name, reason="다시")
    # It may come back, and then it is the standing one that is meant.
    again = cases.attach(case, NOTE).attachments
    assert [bool(each.withdrawn_at) for each in again] == [True, False]
    assert cases.attachment(case, NOTE.name)[0] == again[1]
    assert office.registry.verify() == ()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_is_not_there_or_not_clear_is_not_withdrawn(office: Office, case: str) -> None:
    cases = office.by(SUPPORT_STAFF).cases
    cases.attach(case, qms.File("a.txt", b"1"), qms.File("a.txt", b"2"))
    with pytest.raises(errors.SeveralAttachments):
        cases.withdraw_attachment(case, "a.txt", reason="x")
    for which in ("b.txt", "", "a", _digest(b"1")[:7], "../a.txt", "0" * 64):
        with pytest.raises(errors.NoAttachment):
            cases.withdraw_attachment(case, which, reason="x")
    with pytest.raises(errors.InvalidRecord):
        cases.withdraw_attachment(case, _digest(b"1"), reason=" ")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_who_may_not_change_a_record_attaches_nothing_to_it(office: Office, case: str) -> None:
    for person in (EQUIPMENT_HEAD, AUDITOR, TOP):
        with pytest.raises(errors.NotAllowed):
            office.by(person).cases.attach(case, NOTE)
    for person in (GROWTH_HEAD, QUALITY, SUPPORT_HEAD):
        office.by(person).cases.attach(case, qms.File("a.txt", person.encode()))


# --- the ledger tells of it ---


def test_a_name_stands_with_the_personal_values_of_whom_the_record_is_about(office: Office, case: str) -> None:
    """Where a record has a subject, the ledger holds a commitment to the name alone, so that it can be erased."""
    office.by(SUPPORT_STAFF).cases.attach(case, qms.File("홍길동 신청서.txt", b"1"))
    capa = office.by(SUPPORT_HEAD).capas.open(title="x", problem="y", department="support", owner=SUPPORT_HEAD)
    office.by(SUPPORT_HEAD).capas.attach(capa.code, qms.File("평면도.txt", b"1"))
    with office.registry.store.reading() as reading:
        told = [entry.record for entry in reading.entries()]
        wanted = with_keys(personal.c.field == "attachments.0.name")
        kept = {reading.seals.sealed(row).value for row in reading.connection.execute(wanted).mappings()}
        table = shared["attachments"]
        rows = {row.record: row.name for row in reading.connection.execute(sa.select(table))}
    assert not any("홍길동 신청서" in one for one in told)
    assert any("평면도" in one for one in told)
    assert kept == {"홍길동 신청서.txt"}
    assert rows == {case: None, capa.code: "평면도.txt"}
    assert office.registry.capas.get(capa.code).attachments[0].name == "평면도.txt"


TOUCHED = {
    "UPDATE attachments SET size = 1": {"row_changed"},
    "UPDATE attachments SET digest = media": {"row_changed"},
    "UPDATE attachments SET withdrawn_reason = 'x'": {"row_changed"},
    "DELETE FROM attachments": {"row_missing"},
    "INSERT INTO attachments SELECT record, 7, name, digest, size, media, added_by, added_at, withdrawn_by,"
    " withdrawn_at, withdrawn_reason FROM attachments": {"row_extra"},
    "UPDATE personal SET version = 7 WHERE field = 'attachments.0.name'": {"personal_changed"},
    "DELETE FROM contents": {"content_missing"},
    "UPDATE contents SET media = 'image/png'": {"content_changed"},
    "UPDATE contents SET content = CAST(digest AS BLOB)": {"content_changed"},
}


@pytest.mark.req("ALCOA-Original")
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("since", [False, True])
@pytest.mark.parametrize("statement", TOUCHED)
def test_whatever_is_changed_past_the_program_is_found(
    office: Office, case: str, statement: str, *, since: bool
) -> None:
    size, root = office.registry.checkpoint()[1:]
    office.by(SUPPORT_STAFF).cases.attach(case, qms.File("a.pdf", PDF))
    with office.registry.reading() as reading:
        made = sa.text("SELECT name, sql FROM sqlite_master WHERE name LIKE 'contents_no_%'")
        guards = {str(name): str(words) for name, words in reading.connection.execute(made)}
    change(office.place, *(f"DROP TRIGGER {name}" for name in guards), statement, *guards.values())
    found = office.registry.verify(since=(size, root)) if since else office.registry.verify()
    assert {one.rule.rpartition(".")[2] for one in found} == TOUCHED[statement]
