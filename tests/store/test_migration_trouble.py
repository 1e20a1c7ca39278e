"""A migration that goes wrong, whatever the cause, leaves the store as it was."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

import qms
from qms import errors, i18n
from qms.base.finding import Finding
from qms.store import backup as backups
from qms.store import engine as engines
from qms.store.upgrade import upgrade
from qms.store.validity import crooked
from tests.office import QUALITY
from tests.store.older import EARLIER, LAST, beside, change, dumped, engine_of, older, structure

if TYPE_CHECKING:
    from collections.abc import Iterator

SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


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
    assert (dumped(place), beside(place)) == (before, [])


@pytest.mark.req("A11-4.8")
def test_a_store_that_would_not_hold_is_left_as_it_was(place: str) -> None:
    older(place, LAST)
    change(place, "UPDATE cases SET topic = 'altered' WHERE code = 'CS-2026-0001'")
    before, files = (dumped(place), structure(place)), beside(place)
    for attempt in (True, False):
        with pytest.raises(errors.NotMigrated) as refused:
            qms.migrate(place, attempt=attempt)
        for language in i18n.LANGUAGES:
            assert "CS-2026-0001" in refused.value.say(language)
            assert "--with-findings" in refused.value.hint(language)
    assert ((dumped(place), structure(place)), beside(place)) == (before, files)
    done = qms.migrate(place, with_findings=True)
    assert [one.rule for one in done.findings] == ["store.finding.row_changed"]
    with qms.open(place, actor=QUALITY) as registry:
        assert registry.verify() == done.findings


def test_a_ledger_whose_positions_were_swapped_is_named_and_comes_over_all_the_same(place: str) -> None:
    older(place, LAST)
    with engine_of(place) as engine, engine.connect() as connection:
        wanted = "SELECT code, min(position), max(position) FROM entries WHERE version < 3 GROUP BY code"
        code, first, second = connection.exec_driver_sql(f"{wanted} HAVING count(*) = 2 ORDER BY code").all()[0]
    swap = [(first, 99_999), (second, first), (99_999, second)]
    _past_the_guards(place, *(f"UPDATE entries SET position = {to} WHERE position = {at}" for at, to in swap))  # noqa: S608 - ours
    with pytest.raises(errors.NotMigrated) as refused:
        qms.migrate(place)
    assert refused.value.faults
    assert qms.migrate(place, with_findings=True).findings
    with qms.open(place, actor=QUALITY) as registry:
        found = registry.verify()
        assert found
        with registry.reading() as reading:
            assert first in crooked(reading.connection)
        assert any(str(first) in one.place or code in one.place for one in found)


def _past_the_guards(place: str, *statements: str) -> None:
    """Change the ledger as somebody does who takes its guards away for that and puts them back."""
    if "://" in place:
        change(place, "SET session_replication_role = 'replica'", *statements)
        return
    with closing(sqlite3.connect(place)) as driver:
        kept = driver.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entries'")
        guards = kept.fetchall()
        for one in (*(f"DROP TRIGGER {name}" for name, _ in guards), *statements, *(sql for _, sql in guards)):
            driver.execute(one)
        driver.commit()


def test_many_findings_are_told_in_a_few_lines(place: str) -> None:
    older(place, LAST)
    change(place, "UPDATE holidays SET name_en = 'altered'")
    with pytest.raises(errors.NotMigrated) as refused:
        qms.migrate(place)
    assert len(refused.value.faults) > 200
    assert len(refused.value.say("ko")) < 2000
    assert str(len(refused.value.faults)) in refused.value.say("ko")


@SQLITE
def test_a_row_that_points_at_nothing_is_told(place: str) -> None:
    older(place, LAST)
    change(place, "UPDATE people SET department = 'nowhere' WHERE code = 'kim.minji'")
    before = dumped(place)
    with pytest.raises(errors.NotMigrated) as refused:
        qms.migrate(place, with_findings=True)
    assert [fault.key for fault in refused.value.faults] == ["store.fault.foreign_key"]
    assert "departments" in refused.value.say("ko")
    assert (dumped(place), beside(place)) == (before, [])


def test_a_guard_that_was_taken_away_before_is_not_quietly_put_back(place: str) -> None:
    older(place, LAST)
    postgresql = "://" in place
    change(place, "DROP TRIGGER entries_append_only ON entries" if postgresql else "DROP TRIGGER entries_no_update")
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
    change(place, f"UPDATE alembic_version SET version_num = '{version}'")  # noqa: S608 - ours
    before = dumped(place)
    with pytest.raises(errors.OtherVersion) as refused:
        qms.migrate(place)
    assert type(refused.value) is errors.OtherVersion
    with pytest.raises(errors.OtherVersion) as refused:
        qms.open(place, actor=QUALITY)
    assert type(refused.value) is errors.OtherVersion
    assert (dumped(place), beside(place)) == (before, [])


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
    assert beside(place) == []
    assert qms.migrate(place).kept


# --- killed ---


def _run(root: Path, place: str, number: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.store.killed", place, str(number)]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.req("A11-4.8")
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
        change(place, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
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
    assert not [name for name in beside(place) if name.endswith(".part")]
    assert qms.migrate(place).kept
