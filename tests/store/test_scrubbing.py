"""Files written anew without what was deleted; a disk that refuses is told as ours, and the same call makes it good."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

import qms
from qms.errors import NotScrubbed
from qms.store.migrate import HEAD
from qms.store.scrubbing import empty_log, scrub
from tests.store.older import KEPT, change, older

if TYPE_CHECKING:
    from pathlib import Path


def _free_pages(place: Path) -> int:
    with closing(sqlite3.connect(place)) as connection:
        return int(connection.execute("PRAGMA freelist_count").fetchone()[0])


def test_a_migration_that_was_broken_off_behind_its_commit_is_made_good_by_the_next(tmp_path: Path) -> None:
    place = tmp_path / "records.db"
    older(str(place), KEPT[0])
    copy = qms.migrate(place).backup
    assert copy is not None
    assert _free_pages(place) == 0
    deleted = "CREATE TABLE t (what)", "INSERT INTO t VALUES (zeroblob(100000))", "DROP TABLE t"
    change(str(place), *deleted)
    assert qms.migrate(place, attempt=True).found == HEAD
    assert _free_pages(place) > 0
    assert not qms.migrate(place).kept
    assert _free_pages(place) == 0
    # Without the copy that a migration leaves, the last one was long ago.
    copy.unlink()
    change(str(place), *deleted)
    assert not qms.migrate(place).kept
    assert _free_pages(place) > 0


@pytest.mark.parametrize("write_anew", [scrub, empty_log])
def test_what_cannot_be_written_anew_is_a_fault_of_ours(tmp_path: Path, write_anew: object) -> None:
    place = tmp_path / "records.db"
    place.write_bytes(b"not a database, whatever it may be called" * 100)
    with pytest.raises(NotScrubbed) as refused:
        write_anew(place)  # type: ignore[operator]
    assert refused.value.place == str(place)


def test_a_log_that_somebody_reads_on_is_told_not_left(tmp_path: Path) -> None:
    place = tmp_path / "records.db"
    with closing(sqlite3.connect(place, isolation_level=None)) as writer, closing(sqlite3.connect(place)) as reader:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE told (what)")
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM told").fetchall()
        writer.execute("INSERT INTO told VALUES ('a name')")
        with pytest.raises(NotScrubbed):
            empty_log(place)
        reader.rollback()
        empty_log(place)
        assert place.with_name("records.db-wal").stat().st_size == 0
