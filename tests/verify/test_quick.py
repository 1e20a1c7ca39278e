"""The quick check says of a store what the thorough one says, alone and with a second process beside it."""

from __future__ import annotations

import shutil
import signal
import sqlite3
from threading import Event
from time import perf_counter
from typing import TYPE_CHECKING

import pytest

from qms.kinds import all_kinds
from qms.registry.helping import Helper
from qms.store import quick
from qms.store.quick import verify_quickly
from qms.store.store import Store
from qms.store.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from qms.base.finding import Finding
    from qms.store.look import Part
    from qms.store.reading import Reading
    from qms.store.share import Share
    from tests.office import Office

TAMPERED = {
    "nothing": (),
    "a row": ("UPDATE cases SET topic = 'other' WHERE code = 'CS-2026-0001'",),
    "rows of several tables": (
        "UPDATE cases SET topic = 'other' WHERE code = 'CS-2026-0002'",
        "UPDATE capas SET title = 'other' WHERE code = 'CA-2026-0001'",
        "DELETE FROM communications WHERE seq = 0",
        "UPDATE links SET target = 'CS-2026-0009'",
        "UPDATE departments SET name_en = 'other' WHERE code = 'audit'",
    ),
    "a row under another code": ("UPDATE cases SET code = 'XX-1' WHERE code = 'CS-2026-0002'",),
    "a value that a column cannot hold": ("UPDATE cases SET received_at = 'long ago' WHERE code = 'CS-2026-0002'",),
    "text that is none": ("UPDATE cases SET topic = CAST(x'ff00' AS TEXT) WHERE code = 'CS-2026-0002'",),
    "personal values": (
        "UPDATE personal SET subject = 'other' WHERE field = 'title'",
        "DELETE FROM personal WHERE field = 'customer_name'",
    ),
    "an entry": ("UPDATE entries SET actor = 'gu.nobody' WHERE position = 40",),
    "hashes": ("UPDATE entries SET hashes = zeroblob(32) WHERE position = 40",),
    "an entry that is gone": ("DELETE FROM entries WHERE position = 50",),
    "the end": ("DELETE FROM entries WHERE position > 60",),
    "counters": ("UPDATE counters SET value = value + 1",),
    "contents": ("UPDATE contents SET content = x'00'",),
    "contents that are gone": ("DELETE FROM contents",),
    "a guard": ("DROP TRIGGER entries_no_update",),
    "a table": ("ALTER TABLE links RENAME TO hidden",),
}


@pytest.fixture
def tampered(lived: Path, tmp_path: Path) -> Callable[..., str]:
    """A copy of the busy store that somebody has changed past the program, guards and all."""

    def change(*statements: str) -> str:
        place = tmp_path / "records.db"
        shutil.copy(lived, place)
        connection = sqlite3.connect(place, isolation_level=None)
        connection.execute("PRAGMA ignore_check_constraints=ON")
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for statement in statements:
            lifted = guards if not statement.startswith(("DROP", "ALTER")) else ()
            for name, _ in lifted:
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute(statement)
            for _, words in lifted:
                connection.execute(words)
        connection.close()
        return str(place)

    return change


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "RECORDS", 7)
    monkeypatch.setattr(quick, "FOLLOWED", 20)


class Counting(Helper):
    """A helper that is waited for, so that it has something to do, and counts what it did."""

    def __init__(self) -> None:
        super().__init__()
        self.looked = 0

    def begin(self, reading: Reading, secret: int) -> None:
        super().begin(reading, secret)
        self.is_ready = super().ready()

    def gone(self) -> bool:
        """Whether its process was ended."""
        return self._process is not None and self._process.poll() is not None

    def ready(self) -> bool:
        return self.is_ready

    def look(self, part: Part) -> Share | None:
        self.looked += 1
        return super().look(part)


class Dying(Counting):
    """A helper whose process is killed when it has got its first part."""

    def _say(self, told: object) -> None:
        super()._say(told)
        if self.looked and self._process:
            self._process.send_signal(signal.SIGKILL)


class Silent(Counting):
    """A helper whose process never answers."""

    def look(self, part: Part) -> Share | None:
        self.looked += 1
        self._heard()
        assert part
        return None


class Late(Counting):
    """A helper that sees the store as it was at another moment."""

    def begin(self, reading: Reading, secret: int) -> None:
        Helper.begin(self, reading, secret)
        self._moment = "another"
        self.is_ready = Helper.ready(self)


def found(place: str, helper: Helper | None = None) -> list[Finding]:
    store = Store.open(place)
    try:
        with store.reading() as reading:
            return list(verify_quickly(reading, all_kinds(), helper=helper))
    finally:
        store.close()


def thoroughly(place: str) -> list[Finding]:
    store = Store.open(place)
    try:
        with store.reading() as reading:
            return list(verify(reading, all_kinds()))
    finally:
        store.close()


@pytest.mark.parametrize("name", TAMPERED)
def test_one_process_and_two_find_what_the_thorough_check_finds(tampered: Callable[..., str], name: str) -> None:
    place = tampered(*TAMPERED[name])
    expected = thoroughly(place)
    assert bool(expected) == (name != "nothing")
    helper = Counting()
    assert found(place) == expected
    assert found(place, helper) == expected
    assert helper.looked or name in {"a guard", "a table"}


@pytest.mark.parametrize("name", ["nothing", "a row", "rows of several tables", "personal values"])
def test_what_holds_is_not_gone_through_twice(
    tampered: Callable[..., str], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tampered(*TAMPERED[name])
    expected = thoroughly(place)

    def never(*_given: object) -> None:
        raise AssertionError(name)

    monkeypatch.setattr(quick, "verify", never)
    assert found(place) == expected


@pytest.mark.parametrize("kind", [Dying, Silent, Late])
@pytest.mark.parametrize("name", ["nothing", "a row", "an entry"])
def test_the_part_of_a_helper_that_is_lost_is_done_all_the_same(
    tampered: Callable[..., str], kind: type[Counting], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quick, "PATIENCE", 0.1)
    place, helper = tampered(*TAMPERED[name]), kind()
    assert found(place, helper) == thoroughly(place)
    assert bool(helper.looked) == (kind is not Late)
    assert helper.gone()


def test_the_registry_shares_the_work_on_both_databases(lived_office: Office) -> None:
    registry, told = lived_office.registry, []
    _, size, root = registry.checkpoint()
    found = registry.verify((size, root), processes=2, told=lambda done, of: told.append((done, of)))
    assert found == ()
    assert told == [(done, told[0][1]) for done in range(1, told[0][1] + 1)]
    assert registry.verify(processes=1) == registry.verify() == ()
    (finding,) = registry.verify((size + 1, root), processes=2)
    assert finding.rule == "store.finding.tail_cut"
    (finding,) = registry.verify((size - 1, root), processes=2)
    assert finding.rule == "store.finding.root_differs"


class Starting(Counting):
    """A helper that is still getting ready when all is done."""

    def begin(self, reading: Reading, secret: int) -> None:
        del reading, secret
        self._stopped = Event()

    def ready(self) -> bool:
        self._stopped.wait(30)
        return False

    def stop(self) -> None:
        self._stopped.set()


def test_a_finished_verification_does_not_wait_for_a_helper_that_has_nothing(lived_office: Office) -> None:
    begin = perf_counter()
    with lived_office.registry.reading() as reading:
        assert list(verify_quickly(reading, all_kinds(), helper=Starting())) == []
    assert perf_counter() - begin < 20


def test_a_helper_does_not_look_at_a_file_that_took_the_store_s_place(tmp_path: Path, lived: Path) -> None:
    place, other = tmp_path / "store.db", tmp_path / "other.db"
    for path in (place, other):
        shutil.copy(lived, path)
    with sqlite3.connect(other) as strange:
        strange.execute("UPDATE cases SET topic = 'x'")
    strange.close()
    store = Store.open(str(place))
    with store.reading() as reading:
        reading.size()
        other.replace(place)
        helper = Counting()
        assert list(verify_quickly(reading, all_kinds(), helper=helper)) == []
    store.close()
    assert not helper.is_ready


def test_where_no_snapshot_can_be_shared_one_process_verifies_alone(lived_office: Office) -> None:
    helper = Counting()
    with lived_office.registry.reading() as reading:
        if reading.connection.dialect.name == "postgresql":
            reading.connection.exec_driver_sql("SAVEPOINT inside")  # from there none can be exported
        assert list(verify_quickly(reading, all_kinds(), helper=helper)) == []
        assert helper.is_ready is (reading.connection.dialect.name != "postgresql")


def test_a_helper_sees_the_store_of_the_same_moment(lived_office: Office) -> None:
    helper = Counting()
    with lived_office.registry.reading() as reading:
        assert list(verify_quickly(reading, all_kinds(), helper=helper)) == []
    assert helper.is_ready
    assert helper.looked
