"""What was erased since a backup was made does not come back with it: in no file, in no table, on either database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import qms
from qms import errors
from qms.base.finding import Weight
from qms.exchange.bundle import drill, restore, write_bundle
from qms.ledger import erasures
from qms.records.erasure import ErasureStatus
from qms.store.forensic import Needles, scan_folder, scan_tables
from tests.office import QUALITY, SUPPORT_HEAD, SUPPORT_STAFF
from tests.registry.test_erasing import CONTACT, NAME, closed, erased

if TYPE_CHECKING:
    from tests.office import Office
    from tests.postgres import Server

ONE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.mark.req("KR-PI21", "KR-PI-N13")
@ONE
def test_a_backup_of_before_an_erasure_gives_back_everything_else(office: Office, tmp_path: Path) -> None:
    case, other = closed(office), closed(office, "나라마바", "010-2222-3333")
    kept = write_bundle(office.registry.store, tmp_path / "before.zip")
    control = tmp_path / "control"
    control.mkdir()
    restore(kept.path, control / "before.db", by=QUALITY, clock=office.clock)  # nothing was erased yet: it comes back
    with qms.open(control / "before.db", actor=QUALITY, clock=office.clock) as as_it_was:
        assert as_it_was.cases.get(case.code).customer_name == NAME
        assert as_it_was.erasures.find() == []
    done = erased(office, case.code)
    with pytest.raises(errors.ErasedSince) as refused:
        restore(kept.path, tmp_path / "no.db", clock=office.clock)
    assert refused.value.codes == (done.code,)
    with pytest.raises(errors.UnknownActor):
        restore(kept.path, tmp_path / "no.db", by="somebody.else", clock=office.clock)
    assert not (tmp_path / "no.db").exists()
    new = tmp_path / "new"
    new.mkdir()
    made = restore(kept.path, new / "again.db", by=QUALITY, clock=office.clock)
    assert (made.size, made.erased) == (kept.size, ("ER-2026-0001",))
    assert scan_folder(new, Needles([NAME, CONTACT])).hits == 0
    with qms.open(new / "again.db", actor=QUALITY, clock=office.clock) as registry:
        assert registry.cases.get(case.code).customer_name is None
        assert registry.cases.get(other.code).customer_name == "나라마바"
        (told,) = registry.verify((kept.size, kept.root))
        assert (told.rule, told.weight) == ("store.finding.personal_erased", Weight.NOTE)
        again = registry.erasures.get("ER-2026-0001")
        assert (again.status, again.taken, again.people) == (ErasureStatus.ERASED, done.taken, done.people)
        assert (again.approved_by, again.begun_by) == (done.approved_by, QUALITY)
        (entry,) = registry.history(again.code)
        assert (entry.act, entry.reason, entry.actor) == ("erasure.replay", done.code, QUALITY)


@ONE
def test_what_came_later_stays_and_nothing_is_erased_twice(office: Office, tmp_path: Path) -> None:
    case = closed(office)
    before = write_bundle(office.registry.store, tmp_path / "before.zip")
    erased(office, case.code)
    after = write_bundle(office.registry.store, tmp_path / "after.zip")
    assert restore(after.path, tmp_path / "after.db", clock=office.clock).erased == ()  # its ledger knows it
    restore(before.path, tmp_path / "new.db", by=QUALITY, clock=office.clock)
    with qms.open(tmp_path / "new.db", actor=SUPPORT_HEAD, clock=office.clock) as registry:
        registry.cases.reopen(case.code, reason="다시 문의함")
        registry.cases.assign(case.code, department="support", handler=SUPPORT_STAFF)
        second = write_bundle(registry.store, tmp_path / "second.zip")
    assert restore(second.path, tmp_path / "third.db", clock=office.clock).erased == ()
    with qms.open(tmp_path / "third.db", actor=QUALITY, clock=office.clock) as registry:
        found = registry.cases.get(case.code)
        assert (found.reopen_reason, found.customer_name) == ("다시 문의함", None)
        assert [one for one in registry.verify() if one.weight is Weight.ERROR] == []
    assert drill(before.path, office.registry.store).later == after.size - before.size


@ONE
def test_another_store_that_went_on_otherwise_loses_nothing(office: Office, tmp_path: Path) -> None:
    """Two copies of one store: a number that both gave out later stands for different people."""
    kept = write_bundle(office.registry.store, tmp_path / "begin.zip")
    restore(kept.path, tmp_path / "other.db", clock=office.clock)
    case = closed(office)
    erased(office, case.code)
    with qms.open(tmp_path / "other.db", actor=SUPPORT_STAFF, clock=office.clock) as other:
        theirs = other.cases.settle(
            type=qms.CaseType.INQUIRY, channel=qms.Channel.PHONE, title="다른 문의", name="나라마바", contact=CONTACT,
            answer="네", department="support",
        )  # fmt: skip
        assert theirs.code == case.code
        bundle = write_bundle(other.store, tmp_path / "other.zip")
    assert restore(bundle.path, tmp_path / "new.db", clock=office.clock).erased == ()
    with qms.open(tmp_path / "new.db", actor=QUALITY, clock=office.clock) as registry:
        assert registry.cases.get(case.code).customer_name == "나라마바"


@pytest.mark.needs_postgresql
@ONE
def test_on_a_server_it_does_not_come_back_either(office: Office, postgresql: Server, tmp_path: Path) -> None:
    case = closed(office)
    kept = write_bundle(office.registry.store, tmp_path / "before.zip")
    erased(office, case.code)
    place = postgresql.make()
    assert restore(kept.path, place, by=QUALITY, clock=office.clock).erased
    with qms.open(place, actor=QUALITY, clock=office.clock) as registry:
        assert registry.cases.get(case.code).customer_name is None
        with registry.store.engine.connect() as connection:
            assert scan_tables(connection, Needles([NAME, CONTACT])).hits == 0


@ONE
def test_the_journal_holds_no_value_and_one_that_is_damaged_is_told(office: Office, tmp_path: Path) -> None:
    case = closed(office)
    kept = write_bundle(office.registry.store, tmp_path / "before.zip")
    done = erased(office, case.code)
    journal = erasures.file_of(office.registry.checkpoint()[0])
    told = journal.read_text(encoding="utf-8")
    assert NAME not in told
    assert CONTACT not in told
    assert journal.stat().st_mode & 0o777 == 0o600
    assert [one["erasure"] for one in json.loads(told)["erasures"]][-1] == done.code
    try:
        journal.write_text("{}", encoding="utf-8")
        with pytest.raises(errors.BadJournal):
            restore(kept.path, tmp_path / "new.db", by=QUALITY, clock=office.clock)
        ready = closed(office)
        with pytest.raises(errors.BadJournal):
            erased(office, ready.code)
    finally:
        journal.write_text(told, encoding="utf-8")
    assert not (tmp_path / "new.db").exists()
