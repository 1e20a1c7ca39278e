"""Stores of earlier versions come to this one whole, and whatever goes wrong leaves them as they were."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

import qms
from qms import errors, i18n
from qms.base.finding import Finding
from qms.kinds import all_kinds
from qms.store import backup as backups
from qms.store import engine as engines
from qms.store.migrate import HEAD, migrate
from qms.store.store import Store
from qms.store.upgrade import upgrade
from tests.office import QUALITY, SUPPORT_HEAD, SUPPORT_STAFF, Clock, Office
from tests.store.older import EARLIER, KEPT, VERSIONS, dumped, engine_of, older, structure

if TYPE_CHECKING:
    from collections.abc import Iterator

SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
LAST = KEPT[-1]
"""The version of which a store with something of every kind is kept."""


def _execute(place: str, *statements: str) -> None:
    with engine_of(place) as engine, engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            for statement in statements:
                connection.execute(sa.text(statement))


def _beside(place: str) -> list[str]:
    """Names of the files beside a store."""
    return sorted(file.name for file in Path(place).parent.iterdir() if file != Path(place))


def _kept(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> Iterator[str]:
    """Tables of which a row lost or changed something that it had."""
    for table, rows in before.items():
        names = {name for row in rows for name, _ in row}
        left = [tuple(pair for pair in row if pair[0] in names) for row in after[table]]
        if table != "alembic_version" and sorted(left, key=repr) != rows:
            yield table


# --- it goes well ---


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
        _execute(place, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
        new = place
    Store.create(new).close()
    assert migrated == structure(new)


def test_a_migrated_ledger_refuses_change(place: str) -> None:
    older(place, LAST)
    qms.migrate(place)
    for statement in ("UPDATE entries SET actor = 'x'", "DELETE FROM entries", "DELETE FROM contents"):
        with pytest.raises(sa.exc.DatabaseError, match="append-only"):
            _execute(place, statement)


def test_a_store_of_this_version_is_left_alone(place: str) -> None:
    older(place, LAST)
    qms.migrate(place)
    before, files = dumped(place), _files(place)
    again = qms.migrate(place)
    assert (again.found, again.known, again.kept, again.backup) == (HEAD, HEAD, False, None)
    assert (dumped(place), _files(place)) == (before, files)


def test_a_trial_takes_everything_back(place: str) -> None:
    older(place, LAST)
    before, files = (dumped(place), structure(place)), _files(place)
    tried = qms.migrate(place, attempt=True)
    assert (tried.found, tried.known, tried.kept, tried.backup) == (LAST, HEAD, False, None)
    assert ((dumped(place), structure(place)), _files(place)) == (before, files)
    assert qms.migrate(place).kept


def _files(place: str) -> list[str]:
    return [] if "://" in place else _beside(place)


# --- the backup ---


@SQLITE
def test_the_backup_is_the_store_as_it_was_and_for_its_owner_alone(place: str) -> None:
    older(place, LAST)
    before = dumped(place)
    Path(f"{place}.{LAST}.bak.part").write_bytes(b"left by one that was killed")
    backup = qms.migrate(place).backup
    assert backup == Path(f"{place}.{LAST}.bak")
    assert dumped(str(backup)) == before
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert _beside(place) == [backup.name]
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


@SQLITE
def test_without_room_nothing_is_begun(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    older(place, LAST)
    before = dumped(place)
    left = 2 * Path(place).stat().st_size + backups.SPARE - 1
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=left))
    with pytest.raises(errors.NoRoom) as refused:
        qms.migrate(place)
    assert refused.value.needed > refused.value.free
    assert all(refused.value.say(language) and refused.value.hint(language) for language in i18n.LANGUAGES)
    assert (dumped(place), _beside(place)) == (before, [])


# --- it goes wrong ---


def test_a_store_that_would_not_hold_is_left_as_it_was(place: str) -> None:
    older(place, LAST)
    _execute(place, "UPDATE cases SET topic = 'altered' WHERE code = 'CS-2026-0001'")
    before, files = (dumped(place), structure(place)), _files(place)
    for attempt in (True, False):
        with pytest.raises(errors.NotMigrated) as refused:
            qms.migrate(place, attempt=attempt)
        for language in i18n.LANGUAGES:
            assert "CS-2026-0001" in refused.value.say(language)
            assert "--with-findings" in refused.value.hint(language)
    assert ((dumped(place), structure(place)), _files(place)) == (before, files)
    done = qms.migrate(place, with_findings=True)
    assert [one.rule for one in done.findings] == ["store.finding.row_changed"]
    with qms.open(place, actor=QUALITY) as registry:
        assert registry.verify() == done.findings


def test_many_findings_are_told_in_a_few_lines(place: str) -> None:
    older(place, LAST)
    _execute(place, "UPDATE holidays SET name_en = 'altered'")
    with pytest.raises(errors.NotMigrated) as refused:
        qms.migrate(place)
    assert len(refused.value.faults) > 200
    assert len(refused.value.say("ko")) < 2000
    assert str(len(refused.value.faults)) in refused.value.say("ko")


@SQLITE
def test_a_row_that_points_at_nothing_is_told(place: str) -> None:
    older(place, LAST)
    _execute(place, "UPDATE people SET department = 'nowhere' WHERE code = 'kim.minji'")
    before = dumped(place)
    with pytest.raises(errors.NotMigrated) as refused:
        qms.migrate(place, with_findings=True)
    assert [fault.key for fault in refused.value.faults] == ["store.fault.foreign_key"]
    assert "departments" in refused.value.say("ko")
    assert (dumped(place), _beside(place)) == (before, [])


def test_a_guard_that_was_taken_away_before_is_not_quietly_put_back(place: str) -> None:
    older(place, LAST)
    postgresql = "://" in place
    _execute(place, "DROP TRIGGER entries_append_only ON entries" if postgresql else "DROP TRIGGER entries_no_update")
    with pytest.raises(errors.NotMigrated) as refused:
        qms.migrate(place)
    assert [fault.key for fault in refused.value.faults] == ["store.finding.trigger_missing.sentence"]


def test_whatever_breaks_it_off_leaves_the_store_as_it_was(place: str) -> None:
    older(place, LAST)
    before = dumped(place), structure(place)

    def break_off(_: object) -> Iterator[Finding]:
        yield Finding(rule="store.finding.counter_wrong")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        upgrade(place, break_off)
    assert (dumped(place), structure(place)) == before
    assert qms.migrate(place).kept


@pytest.mark.parametrize("version", ["9999", "0004x", ""])
def test_a_store_of_a_newer_program_is_left_alone(place: str, version: str) -> None:
    older(place, LAST)
    _execute(place, f"UPDATE alembic_version SET version_num = '{version}'")  # noqa: S608 - ours
    before = dumped(place)
    with pytest.raises(errors.OtherVersion) as refused:
        qms.migrate(place)
    assert type(refused.value) is errors.OtherVersion
    with pytest.raises(errors.OtherVersion) as refused:
        qms.open(place, actor=QUALITY)
    assert type(refused.value) is errors.OtherVersion
    assert (dumped(place), _files(place)) == (before, [])


@SQLITE
def test_what_is_no_store_is_left_alone(place: str, tmp_path: Path) -> None:
    with pytest.raises(errors.NoStore):
        qms.migrate(place)
    Path(place).write_bytes(b"important" * 1000)
    with pytest.raises(errors.NotAStore):
        qms.migrate(place)
    with pytest.raises(errors.NoStore):
        qms.migrate(tmp_path)
    assert Path(place).read_bytes() == b"important" * 1000


def test_while_somebody_writes_nothing_is_begun(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    older(place, LAST)
    monkeypatch.setattr(engines, "PATIENCE_MS", 100)
    with engine_of(place) as engine, engine.begin() as connection:
        connection.execute(sa.text("UPDATE counters SET value = value WHERE name = 'ledger'"))
        with pytest.raises(errors.StoreLocked):
            qms.migrate(place)
        connection.rollback()
    assert _files(place) == []
    assert qms.migrate(place).kept


# --- killed ---


def _run(root: Path, place: str, number: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.store.killed", place, str(number)]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal on this system")
def test_killed_at_any_moment_it_leaves_the_store_as_it_was(place: str, root: Path) -> None:
    older(place, EARLIER[0])
    before = dumped(place), structure(place)
    last, number, alive = 0, 1, None
    while alive is None:
        ran = _run(root, place, number)
        if ran.returncode == 0:
            alive = ran
            break
        assert ran.returncode == -signal.SIGKILL, ran.stderr
        assert (dumped(place), structure(place)) == before, number
        last, number = number, number + max(1, number * 2 // 3)
    reached = int(alive.stdout)
    assert last <= reached < number
    with qms.open(place, actor=QUALITY) as registry:
        assert registry.verify() == ()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal on this system")
def test_killed_before_its_commit_it_leaves_the_store_as_it_was(place: str, root: Path) -> None:
    spare = place if "://" in place else f"{place}.spare"  # to count the statements with
    older(spare, LAST)
    reached = int(_run(root, spare, 0).stdout)
    if "://" in place:
        _execute(place, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    older(place, LAST)
    before = dumped(place), structure(place)
    for number in (reached, reached - 1):
        assert _run(root, place, number).returncode == -signal.SIGKILL
        assert (dumped(place), structure(place)) == before
    assert qms.migrate(place).kept


@SQLITE
def test_a_disk_that_fills_up_leaves_the_store_as_it_was(place: str, root: Path) -> None:
    pytest.importorskip("resource")
    older(place, EARLIER[0])
    before = dumped(place)
    size = Path(place).stat().st_size
    for limit in (1000, size // 2, size, size + 4096 * 10):
        script = (
            "import resource, signal, sys, qms; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
            f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}));"
            "from qms.errors import StorageFailed\n"
            f"try:\n    qms.migrate({place!r})\nexcept StorageFailed:\n    sys.exit(9)\n"
        )
        ran = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False)
        assert ran.returncode == 9, (limit, ran.stderr)
        assert dumped(place) == before, limit
    assert not [name for name in _beside(place) if name.endswith(".part")]
    assert qms.migrate(place).kept


def test_the_newest_version_has_a_name_that_sorts_behind_all_others() -> None:
    assert VERSIONS[-1] == HEAD
