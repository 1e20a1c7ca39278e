"""The words that a SQLite store was made with: a change of them is told, whatever SQLite makes of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

import qms
from qms.errors import QmsError
from tests.office import QUALITY, SUPPORT_STAFF, Clock

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "change",
    [
        "sql = replace(sql, 'TEXT, ' || char(10), 'TEXT, ' || char(11)) WHERE name = 'cases'",
        "tbl_name = 'casez' WHERE name = 'sqlite_autoindex_cases_1'",
        "type = 'ijdex' WHERE name = 'sqlite_autoindex_cases_1'",
        "name = CAST(name AS BLOB) WHERE name = 'cases'",
        "tbl_name = CAST(tbl_name AS BLOB) WHERE name = 'sqlite_autoindex_cases_1'",
        "sql = CAST(sql AS BLOB) WHERE name = 'cases'",
    ],
    ids=[
        "a blank that was never written",
        "whose index it is",
        "that it is an index",
        "a name as bytes",
        "whose index it is as bytes",
        "the words as bytes",
    ],
)
def test_a_word_that_sqlite_passes_over_is_told(closed: Path, change: str) -> None:
    with closing(sqlite3.connect(closed, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        assert connection.execute(f"UPDATE sqlite_master SET {change}").rowcount == 1  # noqa: S608 - of above
    with closing(sqlite3.connect(closed)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with qms.open(closed, actor=QUALITY, clock=Clock()) as registry:
        assert {one.rule for one in registry.verify()} == {"store.finding.schema_changed"}


def test_a_complaint_that_quotes_damaged_letters_is_a_fault_of_ours(closed: Path) -> None:
    whole = closed.read_bytes()
    assert whole.count(b"CREATE TABLE people (") == 1
    closed.write_bytes(whole.replace(b"CREATE TABLE people (", b"CREATE TABLE p\xacople ,"))
    with pytest.raises(QmsError):
        qms.open(closed, actor=QUALITY, clock=Clock()).close()


WEEK = "strftime('%Y', {0}) || '-W10-2' || substr({0}, 11)"
"""2026-03-03 as a day of a week, in as many letters."""


@pytest.mark.parametrize(
    ("table", "column", "spelled"),
    [
        ("entries", "recorded_at", "substr({0}, 1, 10) || 'T' || substr({0}, 12)"),
        ("entries", "occurred_at", "substr({0}, 1, 19) || ',' || substr({0}, 21)"),
        ("entries", "recorded_at", WEEK),
        ("people", "since", "{0} || ' '"),
        ("cases", "received_at", WEEK),
    ],
    ids=["between day and hour", "before the microseconds", "as a week", "behind the day", "a record's, as a week"],
)
def test_an_instant_that_is_spelled_otherwise_is_told(closed: Path, table: str, column: str, spelled: str) -> None:
    """Python reads the same instant of it; yet somebody has changed the file."""
    with qms.open(closed, actor=SUPPORT_STAFF, clock=Clock()) as registry:
        registry.cases.receive(type=qms.CaseType.INQUIRY, channel=qms.Channel.WEB, title="문의", name="홍길동")
        assert registry.verify() == ()
    with closing(sqlite3.connect(closed, isolation_level=None)) as connection:
        guards = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        kept = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in guards:
            connection.execute(f"DROP TRIGGER {name}")
        made = f"UPDATE {table} SET {column} = {spelled.format(column)}"  # noqa: S608 - of above
        assert connection.execute(made).rowcount > 0
        for (guard,) in kept:
            connection.execute(guard)
    with qms.open(closed, actor=QUALITY, clock=Clock()) as registry:
        assert registry.verify() != ()


@pytest.mark.parametrize(
    "change", ["DROP TABLE counters", "UPDATE counters SET value = 'abc'", "UPDATE counters SET value = x'ff'"]
)
def test_a_store_that_cannot_be_counted_is_told_of(closed: Path, change: str) -> None:
    with closing(sqlite3.connect(closed, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.execute(change)
    with qms.open(closed, actor=QUALITY, clock=Clock()) as registry:
        assert registry.verify() != ()
