"""A byte of a store changed on the disk is noticed, or proved to have changed nothing that the store says."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from qms.errors import QmsError
from tests.office import QUALITY, SUPPORT_STAFF
from tests.reliability.level import SEED, figure, share
from tests.reliability.work import opened

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
FLIPS = share(150, 1_000_000)


def _dump(place: Path) -> list[str]:
    """All that a store says, row by row."""
    with closing(sqlite3.connect(place)) as connection:
        connection.text_factory = bytes
        tables = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name, type").fetchall()
        rows = [repr(table) for table in tables]
        rows += [repr(connection.execute(f"PRAGMA {one}").fetchone()) for one in ("user_version", "application_id")]
        for name, words in tables:
            if words and words.startswith(b"CREATE TABLE"):
                told = connection.execute(f'SELECT * FROM "{name.decode()}"').fetchall()  # noqa: S608 - its own names
                rows += sorted(f"{name!r} {row!r}" for row in told)
        return rows


def _noticed(place: Path) -> bool:
    """Whether opening or verifying the store says that it is not as it was."""
    try:
        with opened(place, QUALITY) as registry:
            if registry.verify():
                return True
        with closing(sqlite3.connect(place)) as connection:
            return bool(connection.execute("PRAGMA integrity_check").fetchone() != ("ok",))
    except QmsError:
        return True


def _same(place: Path, told: list[str]) -> bool:
    """Whether it says what it said; read by SQLite alone."""
    try:
        return _dump(place) == told
    except (sqlite3.DatabaseError, UnicodeDecodeError):  # the words of a fault may be damaged too
        return False


@pytest.fixture
def store(founded: Path, tmp_path: Path) -> Path:
    """A store with a few cases, closed."""
    place = tmp_path / "records.db"
    shutil.copy(founded, place)
    with opened(place, SUPPORT_STAFF) as registry:
        for number in range(3):
            import qms

            registry.cases.receive(
                type=qms.CaseType.INQUIRY, channel=qms.Channel.WEB, title=f"Q{number}", name="홍길동"
            )
    return place


def test_no_changed_byte_changes_what_is_said_unnoticed(store: Path, tmp_path: Path) -> None:
    chance, whole, told = random.Random(f"{SEED} flips"), store.read_bytes(), _dump(store)
    spots = sorted(chance.sample(range(len(whole)), min(FLIPS, len(whole))))
    damaged, noticed, harmless, silent = tmp_path / "damaged.db", 0, 0, []
    for at in spots:
        changed = bytes((whole[at] ^ (1 << chance.randrange(8)),))
        damaged.write_bytes(whole[:at] + changed + whole[at + 1 :])
        same = _same(damaged, told)
        if _noticed(damaged):
            noticed += 1
        elif same:
            harmless += 1
        else:
            silent.append(at)
        for end in ("-journal", "-wal", "-shm"):
            damaged.with_name(damaged.name + end).unlink(missing_ok=True)
    assert silent == []
    figure(f"R6: {len(spots)} bytes of {len(whole)} changed, {noticed} noticed, {harmless} harmless, 0 silent")


def test_a_changed_word_would_be_seen_by_the_same_measure(store: Path) -> None:
    """The control: a byte of a title that SQLite takes for good is not harmless."""
    whole, told = store.read_bytes(), _dump(store)
    store.write_bytes(whole.replace(b"Q1", b"Q7"))
    assert not _same(store, told)
    assert _noticed(store)
