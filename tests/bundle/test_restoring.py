"""What is restored is what was kept, on either database, of either version; a drill leaves nothing."""

from __future__ import annotations

import json
import tempfile
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

import qms
from qms import CaseType, Channel, errors
from qms.exchange.bundle import drill, restore, summary, write_bundle
from qms.exchange.bundle.database import copy_store
from qms.kinds import all_kinds, kind
from qms.store.migrate import HEAD
from qms.store.store import Store
from qms.store.verify import verify
from qms.store.writing import Head
from tests.office import SUPPORT_STAFF
from tests.store.older import EARLIER, change, dumped, older
from tests.strategies import whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from qms.exchange.bundle.restoring import Tables
    from tests.office import Office
    from tests.postgres import Server

ONE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def _looked(place: str | Path) -> Tables:
    store = Store.open(place)
    try:
        with store.reading() as reading:
            assert list(verify(reading, all_kinds())) == []
        return summary(store)
    finally:
        store.close()


@pytest.fixture
def elsewhere(postgresql: Server) -> Iterator[str]:
    """An empty database on a server."""
    url = postgresql.make()
    yield url
    postgresql.drop(url)


@pytest.mark.needs_postgresql
def test_from_one_database_to_the_other_and_back_nothing_differs(
    lived_office: Office, elsewhere: str, tmp_path: Path
) -> None:
    store = lived_office.registry.store
    first = write_bundle(store, tmp_path / "first.zip")
    done = restore(first.path, elsewhere)
    assert (done.size, done.root, done.found) == (first.size, first.root, HEAD)
    other = Store.open(elsewhere)
    second = write_bundle(other, tmp_path / "second.zip")
    other.close()
    assert second.path.read_bytes() == first.path.read_bytes()
    restore(second.path, tmp_path / "back.db")
    assert _looked(tmp_path / "back.db") == _looked(elsewhere) == summary(store)


@ONE
def test_every_row_and_byte_is_there_and_work_goes_on(lived_office: Office, tmp_path: Path) -> None:
    done = write_bundle(lived_office.registry.store, tmp_path / "all.zip")
    lived_office.registry.close()
    restore(done.path, tmp_path / "new.db")
    told = dumped(str(tmp_path / "new.db"))
    assert told.pop("pins") == []  # nobody's PIN leaves the store
    assert told == {table: rows for table, rows in dumped(lived_office.place).items() if table != "pins"}
    assert (tmp_path / "new.db").stat().st_mode & 0o777 == 0o600
    with qms.open(tmp_path / "new.db", actor=SUPPORT_STAFF, clock=lived_office.clock) as registry:
        case = registry.cases.receive(type=CaseType.INQUIRY, channel=Channel.EMAIL, title="문의", name="홍길동")
        assert case.code not in dumped(lived_office.place).__repr__()
        assert registry.verify((done.size, done.root)) == ()


def test_personal_values_that_ended_are_as_they_were(place: str, tmp_path: Path) -> None:
    store, of = Store.create(place), kind("case")
    now = datetime(2026, 3, 3, tzinfo=UTC)
    head = Head(recorded_at=now, zone="Asia/Seoul", occurred_at=now, actor="kim.minji", act="case.bring")
    full = whole(of).but(department=None, version=1, links=(), attachments=())
    with store.writing() as writing:
        writing.next_number("case-2026")
        for version in (1, 2, 3, 4):
            before = writing.load(of, full.code) if version > 1 else None
            state = full.but(version=version, customer_contact=None if version % 2 == 0 else f"010-0000-000{version}")
            writing.append(of, before, state, head)
    done = write_bundle(store, tmp_path / "all.zip")
    restore(done.path, tmp_path / "new.db")
    assert _looked(tmp_path / "new.db") == summary(store)
    store.close()


@pytest.mark.req("P11-10c")
@pytest.mark.parametrize("version", EARLIER)
def test_a_bundle_of_an_earlier_version_becomes_a_store_of_this_one(place: str, version: str, tmp_path: Path) -> None:
    """What a bundle holds is the ledger, which no version changes, and what it commits to: it says its own version."""
    older(place, version)
    qms.migrate(place)
    store = Store.open(place)
    done = write_bundle(store, tmp_path / "all.zip")
    store.close()
    _sealed(done.path, tmp_path / "old.zip", "README.txt", b"", b"", store=version)
    restored = restore(tmp_path / "old.zip", tmp_path / "new.db")
    assert (restored.found, restored.root) == (version, done.root)
    assert _looked(tmp_path / "new.db") == _looked(place)


@ONE
def test_rows_that_were_changed_past_the_program_are_not_carried_along(lived_office: Office, tmp_path: Path) -> None:
    before = summary(lived_office.registry.store)
    change(lived_office.place, "UPDATE cases SET topic = 'altered'")
    done = write_bundle(lived_office.registry.store, tmp_path / "all.zip")
    found = drill(done.path, lived_office.registry.store)
    assert found.differing == ("cases",)
    assert found.tables == before


# --- what is refused ---


@ONE
def test_a_place_where_something_is_is_left_alone(lived_office: Office, tmp_path: Path) -> None:
    done = write_bundle(lived_office.registry.store, tmp_path / "all.zip")
    before = dumped(lived_office.place)
    with pytest.raises(errors.StoreExists):
        restore(done.path, lived_office.place)
    (tmp_path / "empty.db").touch()
    with pytest.raises(errors.StoreUnfinished):
        restore(done.path, tmp_path / "empty.db")
    with pytest.raises(errors.NoStore):
        restore(done.path, tmp_path / "nowhere" / "new.db")
    assert dumped(lived_office.place) == before


@ONE
def test_without_personal_values_no_store_can_be_made(lived_office: Office, tmp_path: Path) -> None:
    done = write_bundle(lived_office.registry.store, tmp_path / "bare.zip", with_personal=False)
    with pytest.raises(errors.WithoutPersonal):
        restore(done.path, tmp_path / "new.db")


def _sealed(path: Path, to: Path, name: str, old: bytes, new: bytes, **about: object) -> None:
    """As another program might write it: everything fits, and something in it no act would have written."""
    from tests.bundle.touching import files_of, sealed

    files = files_of(path.read_bytes())
    manifest = {**json.loads(files["manifest.json"]), **about}
    to.write_bytes(
        sealed({**files, name: files[name].replace(old, new, 1), "manifest.json": json.dumps(manifest).encode()})
    )


@ONE
def test_a_bundle_of_a_newer_version_is_refused_by_its_version(lived_office: Office, tmp_path: Path) -> None:
    done = write_bundle(lived_office.registry.store, tmp_path / "all.zip")
    _sealed(done.path, tmp_path / "newer.zip", "README.txt", b"", b"", store="9999")
    with pytest.raises(errors.OtherVersion) as refused:
        restore(tmp_path / "newer.zip", tmp_path / "new.db")
    assert (refused.value.found, refused.value.known) == ("9999", HEAD)


@ONE
def test_values_that_are_missing_make_no_store(lived_office: Office, tmp_path: Path) -> None:
    done = write_bundle(lived_office.registry.store, tmp_path / "all.zip")
    with zipfile.ZipFile(done.path) as bundle:
        first = bundle.read("personal.jsonl").splitlines(keepends=True)[0]
    _sealed(done.path, tmp_path / "less.zip", "personal.jsonl", first, b"")
    with pytest.raises(errors.NotRestored) as refused:
        restore(tmp_path / "less.zip", tmp_path / "new.db")
    assert json.loads(first)["code"] in refused.value.say("ko")
    assert not (tmp_path / "new.db").exists()


# --- drills ---


@pytest.mark.req("A11-7.1/7.2", "A11d-16/17", "KR-REC-36⑥")
def test_a_drill_leaves_nothing_and_says_what_it_compared(
    lived_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spare = tmp_path / "spare"
    spare.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spare))
    store = lived_office.registry.store
    done = write_bundle(store, tmp_path / "all.zip")
    alone = drill(done.path)
    assert (alone.live, alone.later, alone.differing) == (None, None, ())
    found = drill(done.path, store)
    assert (found.live, found.later, found.differing) == (found.tables, 0, ())
    lived_office.receive()
    later = drill(done.path, store)
    assert (later.live, later.later, later.differing) == (None, 1, ())
    assert list(spare.iterdir()) == []


@ONE
def test_a_drill_against_another_ledger_says_so(lived_office: Office, office: Office, tmp_path: Path) -> None:
    done = write_bundle(lived_office.registry.store, tmp_path / "all.zip")
    with pytest.raises(errors.LedgerBroken):
        drill(done.path, office.registry.store)


# --- as a database ---


@ONE
def test_a_copy_of_the_database_is_the_store_and_is_verified(lived_office: Office, tmp_path: Path) -> None:
    done = copy_store(lived_office.registry.store, tmp_path / "copy.db")
    assert done.findings == ()
    assert (done.origin, done.size, done.root) == lived_office.registry.checkpoint()
    assert _looked(done.path) == summary(lived_office.registry.store)
    assert done.path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(errors.StoreExists):
        copy_store(lived_office.registry.store, done.path)


@ONE
def test_a_copy_of_a_store_that_does_not_hold_says_what(lived_office: Office, tmp_path: Path) -> None:
    change(lived_office.place, "UPDATE cases SET topic = 'altered' WHERE code = 'CS-2026-0001'")
    done = copy_store(lived_office.registry.store, tmp_path / "copy.db")
    assert [one.place for one in done.findings] == ["CS-2026-0001"]
    assert done.path.exists()


@pytest.mark.parametrize("backend", [pytest.param("postgresql", marks=pytest.mark.needs_postgresql)], indirect=True)
def test_a_database_on_a_server_is_no_file(office: Office, tmp_path: Path) -> None:
    with pytest.raises(errors.NotAFile):
        copy_store(office.registry.store, tmp_path / "copy.db")


@pytest.mark.req("A11-7.1/7.2")
@ONE
def test_copies_under_load_are_whole_each_time(office: Office, tmp_path: Path) -> None:
    from tests.bundle.touching import writers

    with writers(office, 2):
        copies = [copy_store(office.registry.store, tmp_path / f"{n}.db") for n in range(25)]
    assert all(one.findings == () for one in copies)
    sizes = [one.size for one in copies]
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0]
    assert office.registry.verify((copies[0].size, copies[0].root)) == ()


@ONE
def test_the_log_of_accesses_goes_along_and_a_changed_row_of_it_is_refused(office: Office, tmp_path: Path) -> None:
    case = office.receive()
    for reason in ("first", "second"):
        office.by(SUPPORT_STAFF).accesses.disclose(kind("case"), [case], act="case show", reason=reason)
    office.clock.ahead(days=40)
    office.registry.accesses.review("2026-03", "nothing unusual")
    done = write_bundle(office.registry.store, tmp_path / "whole.zip")
    restore(done.path, tmp_path / "new.db")
    with qms.open(tmp_path / "new.db", actor=office.registry.facts().actor, clock=office.clock) as again:
        assert again.accesses.all() == office.registry.accesses.all()
        assert again.verify() == ()
    for old, new in (
        (b'"reason":"second"', b'"reason":"other"'),
        (b'"number":1', b'"number":2'),
        (b'"zone"', b'"zonf"'),
    ):
        _sealed(done.path, tmp_path / f"{len(new)}{new[1:4].decode()}.zip", "accesses.jsonl", old, new)
    for path in sorted(tmp_path.glob("[0-9]*.zip")):
        with pytest.raises(errors.NotRestored):
            restore(path, tmp_path / "not.db")
        assert not (tmp_path / "not.db").exists()
