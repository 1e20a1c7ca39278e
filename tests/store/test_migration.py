"""Stores of earlier versions come to this one whole, with a copy of what they were."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

import qms
from qms import errors
from qms.kinds import all_kinds
from qms.store import engine as engines
from qms.store.migrate import HEAD, migrate
from qms.store.store import Store
from qms.store.upgrade import upgrade
from tests.office import QUALITY, SUPPORT_HEAD, SUPPORT_STAFF, Clock, Office
from tests.store.older import EARLIER, KEPT, LAST, VERSIONS, beside, change, dumped, engine_of, older, structure

if TYPE_CHECKING:
    from collections.abc import Iterator

SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def _kept(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> Iterator[str]:
    """Tables of which a row lost or changed something that it had."""
    for table, rows in before.items():
        names = {name for row in rows for name, _ in row}
        left = [tuple(pair for pair in row if pair[0] in names) for row in after[table]]
        if table != "alembic_version" and sorted(left, key=repr) != rows:
            yield table


# --- it goes well ---


@pytest.mark.req("P11-10c", "A11-4.8", "ALCOA-Enduring")
@pytest.mark.parametrize("version", EARLIER)
def test_a_store_of_each_version_comes_over_whole(place: str, version: str) -> None:
    older(place, version)
    before = dumped(place)
    with pytest.raises(errors.OldVersion) as refused:
        qms.open(place, actor=QUALITY)
    assert (refused.value.found, refused.value.known) == (version, HEAD)
    done = qms.migrate(place)
    assert (done.found, done.known, done.kept, done.findings) == (version, HEAD, True, ())
    assert done.size == len(before["entries"])
    assert list(_kept(before, dumped(place))) == []
    clock = Clock()
    clock.ahead(days=200)  # later than what the kept store recorded, so that no clock goes back
    with qms.open(place, actor=QUALITY, clock=clock) as registry:
        size, root = registry.checkpoint()[1:]
        assert size == done.size
        office = Office(place, registry, clock)
        case = office.receive(department="support")
        office.by(SUPPORT_HEAD).cases.assign(case.code, department="support", handler=SUPPORT_STAFF)
        registry.departments.rename("support", name_ko="고객지원팀", name_en="Customer Support Team")
        assert registry.verify((size, root)) == ()
        assert registry.checkpoint()[1] == size + 3


def test_what_stands_in_a_migrated_store_is_read_and_gone_on_with(place: str) -> None:
    older(place, LAST)
    qms.migrate(place)
    clock = Clock()
    clock.ahead(days=200)
    with qms.open(place, actor=QUALITY, clock=clock) as registry:
        for kind in all_kinds():
            for record in registry.find(kind):
                assert [entry.code for entry in registry.history(record.code)][-1] == record.code
        frozen = registry.reviews.content("MR-2026H1")
        assert (frozen.digest, frozen.draft) == (registry.reviews.get("MR-2026H1").snapshot, False)
        assert frozen.snapshot.registers
        registry.reviews.compile("2026Q3")
        assert registry.reviews.content("MR-2026Q3").snapshot.key_figures
        assert registry.verify() == ()


@pytest.mark.parametrize("version", ["0001", *EARLIER])
def test_a_migrated_store_is_built_like_a_new_one(backend: str, place: str, tmp_path: Path, version: str) -> None:
    if version < KEPT[0]:
        with engine_of(place) as engine:
            migrate(engine, version)
    else:
        older(place, version)
    upgrade(place, lambda _: ())
    migrated = structure(place)
    if backend == "sqlite":
        new = str(tmp_path / "new.db")
    else:
        change(place, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
        new = place
    Store.create(new).close()
    assert migrated == structure(new)


def test_a_migrated_ledger_refuses_change(place: str) -> None:
    older(place, LAST)
    qms.migrate(place)
    for statement in ("UPDATE entries SET actor = 'x'", "DELETE FROM entries", "DELETE FROM contents"):
        with pytest.raises(sa.exc.DatabaseError, match="append-only"):
            change(place, statement)


def test_a_store_of_this_version_is_left_alone(place: str) -> None:
    older(place, LAST)
    qms.migrate(place)
    before, files = dumped(place), beside(place)
    again = qms.migrate(place)
    assert (again.found, again.known, again.kept, again.backup) == (HEAD, HEAD, False, None)
    assert (dumped(place), beside(place)) == (before, files)


def test_a_trial_takes_everything_back(place: str) -> None:
    older(place, LAST)
    before, files = (dumped(place), structure(place)), beside(place)
    tried = qms.migrate(place, attempt=True)
    assert (tried.found, tried.known, tried.kept, tried.backup) == (LAST, HEAD, False, None)
    assert ((dumped(place), structure(place)), beside(place)) == (before, files)
    assert qms.migrate(place).kept


# --- the backup ---


@pytest.mark.req("A11-4.8")
@SQLITE
def test_the_backup_is_the_store_as_it_was_and_for_its_owner_alone(place: str) -> None:
    older(place, LAST)
    before = dumped(place)
    Path(f"{place}.{LAST}.bak.part").write_bytes(b"left by one that was killed")
    backup = qms.migrate(place).backup
    assert backup == Path(f"{place}.{LAST}.bak")
    assert dumped(str(backup)) == before
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert beside(place) == [backup.name]
    # It can take the store's place, and go the same way again; no backup is ever written over.
    shutil.copy(backup, place)
    assert qms.migrate(place).backup == Path(f"{place}.{LAST}-2.bak")
    assert dumped(str(backup)) == before


@SQLITE
def test_what_is_still_in_the_log_beside_the_file_is_in_the_backup(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "journal_mode", lambda: ("WAL", "FULL"))
    older(place, LAST)
    with closing(sqlite3.connect(place)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("INSERT INTO links VALUES ('CS-2026-0001', 7, 'cause', 'CA-2026-0001')")
        other.commit()
        with pytest.raises(errors.NotMigrated):
            qms.migrate(place)
        done = qms.migrate(place, with_findings=True)
    assert done.backup is not None
    with closing(sqlite3.connect(done.backup)) as copy:
        assert copy.execute("SELECT count(*) FROM links WHERE seq = 7").fetchone() == (1,)


def test_the_newest_version_has_a_name_that_sorts_behind_all_others() -> None:
    assert VERSIONS[-1] == HEAD
