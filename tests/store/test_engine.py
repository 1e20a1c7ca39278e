"""What every connection to SQLite goes by: how a transaction begins, the journal by version, a fault of the disk."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

import qms
from qms import errors
from qms.store import engine as engines
from qms.store import lock
from qms.store.migrate import HEAD
from tests.office import QUALITY, SUPPORT_STAFF, Clock, found
from tests.store.older import KEPT, older
from tests.verify.busy import busy

if TYPE_CHECKING:
    from collections.abc import Generator

    from tests.office import Office

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
OLD, NEW = ("DELETE", "EXTRA"), ("WAL", "FULL")
WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER")


def _pragma(office: Office, name: str) -> Any:  # noqa: ANN401 - whatever SQLite says
    with office.registry.store.reading() as reading:
        return reading.connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def _under(monkeypatch: pytest.MonkeyPatch, mode: tuple[str, str]) -> None:
    """As if the SQLite of this Python were an old or a new one."""
    monkeypatch.setattr(engines, "journal_mode", lambda: mode)


def _mode_of(place: str | Path) -> str:
    """What the head of the file says."""
    return "WAL" if Path(place).read_bytes()[18:20] == b"\2\2" else "DELETE"


def _set_mode(place: str | Path, mode: str) -> None:
    with closing(sqlite3.connect(place)) as other:
        assert other.execute(f"PRAGMA journal_mode={mode}").fetchone() == (mode.lower(),)


# --- how a transaction begins ---


@contextmanager
def _listening(place: str) -> Generator[list[tuple[str, bool]]]:
    """Every statement, with whether the lock between processes was held."""
    heard: list[tuple[str, bool]] = []

    def hear(connection: sa.Connection, _cursor: object, statement: str, *_: Any) -> None:  # noqa: ANN401 - SQLAlchemy's
        # Verification compares with a new store in memory, which nobody else can see.
        if connection.engine.url.database == place:
            heard.append((statement, lock.is_held(Path(place))))

    sa.event.listen(sa.Engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", hear)


def _check(heard: list[tuple[str, bool]]) -> int:
    """No write outside a transaction that began as one, none without the lock; gives how many writes there were."""
    began, writes = "", 0
    for statement, held in heard:
        if statement.startswith("BEGIN"):
            began = statement
            assert held == (statement == "BEGIN IMMEDIATE"), statement
        elif statement.startswith(WRITES):
            writes += 1
            assert (began, held) == ("BEGIN IMMEDIATE", True), statement
    return writes


def test_every_act_that_writes_begins_as_one_and_under_the_lock(place: str) -> None:
    from tests.office import Office

    with _listening(place) as heard:
        clock = Clock()
        with found(place, clock) as registry:
            busy(Office(place, registry, clock))
            assert registry.verify() == ()
    assert _check(heard) > 300
    assert any(not held for statement, held in heard if statement == "BEGIN")
    assert sorted(path.name for path in Path(place).parent.iterdir()) == ["records.db"]


@pytest.mark.parametrize("version", [one for one in KEPT if one < HEAD])
def test_a_migration_and_its_backup_run_under_the_lock(
    version: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qms.store import backup, upgrade

    held: list[bool] = []

    def spied(path: Path, found: str, size: int) -> Path:
        held.append(lock.is_held(path))
        return backup.back_up(path, found, size)

    monkeypatch.setattr(upgrade, "back_up", spied)
    older(place, version)
    with _listening(place) as heard:
        qms.migrate(place)
    assert held == [True]
    assert _check(heard) > 3  # the smallest of the migrations adds two columns and two indexes


# --- what every connection is told ---


def test_every_connection_is_told_the_same(office: Office) -> None:
    told = {name: _pragma(office, name) for name in ("foreign_keys", "trusted_schema", "cell_size_check", "mmap_size")}
    assert told == {"foreign_keys": 1, "trusted_schema": 0, "cell_size_check": 1, "mmap_size": 0}
    assert (_pragma(office, "secure_delete"), _pragma(office, "busy_timeout")) == (1, engines.PATIENCE_MS)
    journal, synchronous = engines.journal_mode()
    assert (_pragma(office, "journal_mode").upper(), _pragma(office, "synchronous")) == (
        journal,
        {"FULL": 2, "EXTRA": 3}[synchronous],
    )


# --- the journal changes over ---


def test_an_old_sqlite_takes_a_store_back_from_write_ahead_logging(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = office.receive(department="support")
    office.registry.close()
    _set_mode(office.place, "WAL")
    _under(monkeypatch, OLD)
    with office.open() as registry:
        assert _mode_of(office.place) == "DELETE"
        assert registry.cases.get(case.code) == case
        assert registry.cases.assign(case.code, department="support").version == 2
        assert registry.verify() == ()
        with registry.store.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 3


def test_while_others_have_it_open_an_old_sqlite_does_not_touch_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.registry.close()
    _set_mode(office.place, "WAL")
    _under(monkeypatch, OLD)
    monkeypatch.setattr(engines, "PATIENCE_MS", 50)
    with closing(sqlite3.connect(office.place)) as other:
        other.execute("SELECT count(*) FROM entries").fetchall()
        before = Path(office.place).read_bytes()
        with pytest.raises(errors.UnsafeJournal) as refused:
            office.open()
        assert Path(office.place).read_bytes() == before
    assert "3.51.3" in refused.value.hint("ko")
    office.open().close()


def test_a_connection_that_stood_idle_sees_that_the_journal_was_changed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _under(monkeypatch, OLD)
    with office.open() as registry:
        assert registry.cases.all() == []
        _set_mode(office.place, "WAL")
        with registry.acting(SUPPORT_STAFF).batch() as batch:
            batch.cases.receive(type=qms.CaseType.COMPLAINT, channel=qms.Channel.PHONE, title="첫 건", name="홍길동")
        assert _mode_of(office.place) == "DELETE"
        assert registry.verify() == ()


def test_a_new_sqlite_goes_over_to_write_ahead_logging_but_waits_for_nobody(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.registry.close()
    _set_mode(office.place, "DELETE")
    _under(monkeypatch, NEW)
    with closing(sqlite3.connect(office.place)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM entries").fetchall()
        with office.open() as registry:
            assert registry.cases.all() == []
        assert _mode_of(office.place) == "DELETE"
    with office.open() as registry, registry.store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert _mode_of(office.place) == "WAL"
    assert sorted(path.name for path in Path(office.place).parent.iterdir()) == ["office.db"]
    with office.open() as registry:
        registry.cases.all()
        assert registry.verify() == ()


def test_the_journal_changes_over_only_under_the_lock(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.registry.close()
    _under(monkeypatch, NEW)
    changed: list[bool] = []
    change_over = engines.change_over

    def spied(driver: Any, path: Path, wanted: str) -> str:  # noqa: ANN401 - the driver's own
        def trace(statement: str) -> None:
            if "journal_mode=" in statement:
                changed.append(lock.is_held(path))

        driver.set_trace_callback(trace)
        return change_over(driver, path, wanted)

    monkeypatch.setattr(engines, "change_over", spied)
    _set_mode(office.place, "DELETE")
    office.open().close()
    assert changed == [True]


# --- a fault of the disk ---


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no limit to the size of a file")
def test_after_a_fault_of_the_disk_every_connection_is_a_new_one(office: Office) -> None:
    import resource

    def receive_many() -> None:
        for _ in range(20):  # the last page may have room for some
            office.receive(text="가" * 5000)

    case = office.receive(department="support")
    before = office.registry.checkpoint()
    store = office.registry.store
    connected: list[object] = []
    sa.event.listen(store.engine, "connect", lambda *_: connected.append(1))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # A file that may not grow: the kernel refuses the write, which SQLite takes for a fault of the disk.
    resource.setrlimit(resource.RLIMIT_FSIZE, (Path(office.place).stat().st_size, hard))
    try:
        with pytest.raises(errors.StorageUncertain) as refused:
            receive_many()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "verify" in refused.value.hint("ko")
    assert office.registry.cases.get(case.code) == case
    assert connected
    assert office.registry.verify(before[1:]) == ()
    assert office.receive().code > case.code
    assert office.registry.verify() == ()


def test_a_store_that_is_closed_leaves_nothing_beside_it(office: Office) -> None:
    for _ in range(2):
        with office.open(QUALITY) as registry:
            registry.acting(SUPPORT_STAFF).cases.receive(
                type=qms.CaseType.COMPLAINT, channel=qms.Channel.PHONE, title="건", name="홍길동"
            )
    office.registry.close()
    assert [path.name for path in Path(office.place).parent.iterdir()] == ["office.db"]
