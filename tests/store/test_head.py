"""The head of a SQLite file: numbers that somebody changed are found, and a part of a store is told from a store."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import qms
from qms import errors
from qms.store.engine import journal_mode
from qms.store.head import read_head
from qms.store.migrate import HEAD
from tests.office import QUALITY, Clock

if TYPE_CHECKING:
    from qms import Registry


def _open(path: Path) -> Registry:
    return qms.open(path, actor=QUALITY, clock=Clock())


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), ("DELETE", "EXTRA")),
        ((3, 51, 2), ("DELETE", "EXTRA")),
        ((3, 51, 3), ("WAL", "FULL")),
        ((4, 0, 0), ("WAL", "FULL")),
    ],
)
def test_write_ahead_logging_is_for_a_sqlite_in_which_its_fault_is_mended(
    version: tuple[int, ...], mode: tuple[str, str]
) -> None:
    assert journal_mode(version) == mode


@pytest.mark.parametrize(
    ("name", "value"), [("user_version", 0), ("user_version", 7), ("application_id", 0), ("application_id", -1)]
)
def test_a_changed_number_of_the_head_is_found(closed: Path, name: str, value: int) -> None:
    with closing(sqlite3.connect(closed)) as other:
        other.execute(f"PRAGMA {name} = {value}")
    with _open(closed) as registry:
        (found,) = registry.verify()
    assert (found.rule, found.place, found.values["found"]) == ("store.finding.mark_changed", name, str(value))
    assert str(value) in found.say("ko")


def test_the_head_names_the_version_of_the_store(closed: Path) -> None:
    with closing(sqlite3.connect(closed)) as other:
        assert other.execute("PRAGMA user_version").fetchone() == (int(HEAD),)
        assert other.execute("PRAGMA application_id").fetchone() == (0x514D5331,)


@pytest.mark.parametrize("share", [0.01, 0.3, 0.5, 0.99])
def test_a_file_that_was_cut_off_is_no_store(closed: Path, share: float) -> None:
    whole = closed.read_bytes()
    closed.write_bytes(whole[: max(4096, int(len(whole) * share))])
    cut = closed.read_bytes()
    for refused in (lambda: _open(closed), lambda: qms.migrate(closed)):
        with pytest.raises(errors.PartOfStore) as fault:
            refused()
        assert "backup" in fault.value.hint("ko")
    assert closed.read_bytes() == cut
    assert [path.name for path in closed.parent.iterdir()] == ["records.db"]


def test_a_file_copied_without_its_log_is_a_part(tmp_path: Path) -> None:
    live, copy = tmp_path / "live.db", tmp_path / "copy.db"
    with closing(sqlite3.connect(live)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE entries (position INTEGER)")
        writer.commit()
        shutil.copy(live, copy)
    with pytest.raises(errors.PartOfStore):
        _open(copy)


def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    for mode in ("WAL", "DELETE"):
        with closing(sqlite3.connect(tmp_path / f"{mode}.db")) as other:
            other.execute(f"PRAGMA journal_mode={mode}")
            other.execute("CREATE TABLE people (code text)")
        before = (tmp_path / f"{mode}.db").read_bytes()
        with pytest.raises(errors.NotAStore):
            _open(tmp_path / f"{mode}.db")
        assert (tmp_path / f"{mode}.db").read_bytes() == before


def test_another_file_is_no_part_of_a_store(tmp_path: Path) -> None:
    for content in (b"", b"x", b"SQLite format 3\0" + b"\0" * 50, b"x" * 5000):
        (tmp_path / "records.db").write_bytes(content)
        assert read_head(tmp_path / "records.db") is None
        with pytest.raises(errors.NotAStore) as fault:
            _open(tmp_path / "records.db")
        assert type(fault.value) is (errors.NotAStore if content else errors.StoreUnfinished)


def test_what_a_journal_beside_it_makes_whole_is_not_refused(closed: Path) -> None:
    """A write that was broken off: the file and its journal together are the store as it was."""
    with _open(closed) as registry:
        before = registry.checkpoint()
    with closing(sqlite3.connect(closed, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode=DELETE")
        writer.execute("PRAGMA cache_size=2")
        writer.execute("PRAGMA cache_spill=2")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("CREATE TABLE more (text)")
        writer.executemany("INSERT INTO more VALUES (?)", [("x" * 3000,)] * 200)
        copy = closed.with_name("copy.db")
        shutil.copy(closed, copy)
        shutil.copy(closed.with_name("records.db-journal"), closed.with_name("copy.db-journal"))
    with _open(copy) as registry:
        assert registry.checkpoint() == before
        assert registry.verify() == ()
