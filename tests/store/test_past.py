"""A store as it was: the views of every table against the ledger played up to the same entry, on both databases."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from qms.kinds import all_kinds, kind
from qms.ledger.commitment import MARK
from qms.store.columns import table_of
from qms.store.lenient import rows, spelled
from qms.store.past import turned
from qms.store.reading import Reading
from qms.store.replay import Replay, told_rows
from qms.store.rows import tables_of
from qms.store.sealing import with_keys
from qms.store.table import validity
from qms.store.validity import around, crooked, fill, span
from qms.store.writing import Head, Writing
from tests.strategies import records, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from qms.base.record import Record
    from qms.store.store import Store

NOW = datetime(2026, 3, 3, 0, 30, 0, 5, tzinfo=UTC)
HEAD = Head(recorded_at=NOW, zone="Asia/Seoul", occurred_at=NOW, actor="kim.minji", act="case.bring")
KINDS = all_kinds()
TABLES = tuple(dict.fromkeys(map(table_of, told_rows(KINDS))))
GENERATED = [one for one in KINDS if one.name not in {"calendar", "profile"}]
"""Kinds of which anything that the types allow is a record; a calendar must be one that can be counted with."""
one_store = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=8,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
"""All examples share one store: each is taken back when it was looked at."""


class Undone(Exception):
    """Takes an example back."""


@contextmanager
def _undone(store: Store) -> Iterator[Writing]:
    """Write, look, and take all of it back."""
    with suppress(Undone), store.writing() as writing:
        yield writing
        _undo()


def _undo() -> None:
    raise Undone


Step = tuple[str, int, Any]
"""Name of a kind, which of its records, and what becomes of it."""
STEPS = st.sampled_from(GENERATED).flatmap(
    lambda of: st.tuples(st.just(of.name), st.integers(0, 1), records(of))
)  # fmt: skip


def _write(writing: Writing, steps: Sequence[Step]) -> list[dict[str, Record]]:
    """Write a history; give the records by code as they stood after each entry."""
    found: list[dict[str, Record]] = []
    now: dict[str, Record] = {}
    for name, which, drawn in steps:
        of = kind(name)
        code = f"{of.prefix}-2026-{which + 1:04}" if of.prefix else f"{name}-{which}"
        before = writing.load(of, code) if code in now else None
        version = before.record.version + 1 if before else 1
        now = {**now, code: drawn.model_copy(update={"code": code, "version": version})}
        writing.append(of, before, now[code], replace(HEAD, act=f"{name}.bring"))
        found.append(now)
    return found


@contextmanager
def _back(connection: Connection, size: int) -> Iterator[Reading]:
    """The store as it was, inside a transaction that goes on."""
    with connection.begin_nested() as here:
        with turned(connection, KINDS, size).back(connection):
            yield Reading(connection)
        here.rollback()


def _held(connection: Connection) -> dict[str, dict[Any, dict[str, Any]]]:
    return {
        table.name: {
            tuple(row[column.name] for column in table.primary_key): {name: spelled(one) for name, one in row.items()}
            for row in rows(connection, table)
        }
        for table in TABLES
    }


def _played(replay: Replay) -> dict[str, dict[Any, Mapping[str, Any]]]:
    """What the slow way finds: every entry played, one after another."""
    found: dict[str, dict[Any, Mapping[str, Any]]] = {table.name: {} for table in TABLES}
    for code in replay.newest:
        for row, key, plain in replay.rows(code):
            found[table_of(row).name][key] = plain
    return found


def _as_replayed(writing: Writing, states: Sequence[dict[str, Record]]) -> None:
    connection = writing.connection
    told = list(writing.entries())
    for size in range(1, len(told) + 1):
        replay = Replay(kind)
        replay.play(told[:size])
        with _back(connection, size) as reading:
            held, played = _held(connection), _played(replay)
            for name in held:
                assert held[name] == played[name], name
            sealed: dict[str, dict[Any, Any]] = {}
            for row in connection.execute(with_keys()).mappings():
                value = reading.seals.sealed(row).commitment()[MARK] if row["sealed"] else None
                sealed.setdefault(row["code"], {})[row["field"], row["version"]] = value
            # A record may have had personal values that an entry took away again: none is no row.
            assert sealed == {code: values for code, values in replay.personal.items() if values}
            assert reading.size() == size
            assert [one.position for one in reading.entries()] == list(range(size))
            assert reading.root() == writing_root(connection, size)
            there = {one.code: one for of in KINDS for one in reading.find(of)}
            assert there == states[size - 1]
            for of in KINDS:
                for one in reading.find(of):
                    assert reading.load(of, one.code).record == one


def writing_root(connection: Connection, size: int) -> bytes:
    """The root over the first entries, asked of the ledger as it is now."""
    return Reading(connection).root(size)


@pytest.mark.req("ALCOA-Available")
@one_store
@given(steps=st.lists(STEPS, min_size=1, max_size=5))
def test_every_table_shows_what_replaying_the_ledger_makes(empty: Store, steps: list[Step]) -> None:
    with _undone(empty) as writing:
        states = _write(writing, steps)
        writing.settle()
        assert list(crooked(writing.connection)) == []
        _as_replayed(writing, states)


@pytest.mark.parametrize("of", KINDS, ids=lambda of: of.name)
def test_a_whole_record_of_each_kind_is_shown_as_it_was(empty: Store, of: Any) -> None:  # noqa: ANN401 - any kind
    first, bare = whole(of), of.example.but(department=None)
    steps: list[Step] = [(of.name, 0, first), (of.name, 1, bare), (of.name, 0, bare), (of.name, 0, first)]
    with _undone(empty) as writing:
        _as_replayed(writing, _write(writing, steps))


@one_store
@given(steps=st.lists(STEPS, min_size=2, max_size=8))
def test_how_long_entries_held_follows_from_the_ledger_alone(empty: Store, steps: list[Step]) -> None:
    with _undone(empty) as writing:
        _write(writing, steps)
        connection = writing.connection
        kept = {tuple(one) for one in connection.execute(sa.select(validity))}
        connection.execute(sa.delete(validity))
        fill(connection)
        assert {tuple(one) for one in connection.execute(sa.select(validity))} == kept


@given(since=st.integers(0, 2**40), length=st.integers(1, 2**41), at=st.integers(0, 2**41))
def test_the_nodes_around_a_number_are_those_of_all_spans_that_hold_it(since: int, length: int, at: int) -> None:
    one = span(since, since + length)
    size = since + 1 + at % length
    before, beyond = around(size)
    assert since < one.node <= one.until
    assert (one.node in before) != (one.node in beyond)
    for other in (since, one.until + 1):
        left, right = around(other) if other else ((), ())
        assert not (one.node in left and one.until >= other)
        assert not (one.node in right and one.since < other)


def _asked(store: Store, size: int, *questions: str) -> list[Any]:
    with store.reading() as reading:
        then = turned(reading.connection, KINDS, size)
        with then.back(reading.connection):
            return [list(map(tuple, reading.connection.execute(sa.text(one)))) for one in questions]


def test_however_a_question_is_put_it_is_asked_of_the_past(empty: Store) -> None:
    case = kind("case").example.but(department=None)
    with empty.writing() as writing:
        before = None
        for version in (1, 2):
            writing.append(kind("case"), before, case.but(version=version), HEAD)
            before = writing.load(kind("case"), case.code)
    questions = (
        "SELECT version FROM cases",
        "  select c.version from cases c, cases d WHERE c.code = d.code",
        "WITH own AS (SELECT code, version FROM cases) SELECT own.version FROM own",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1) SELECT version FROM cases, n",
        "SELECT max(position) + 1 FROM entries",
        "SELECT value FROM counters WHERE name = 'ledger'",
        "SELECT count(*) FROM entries",
    )
    for size in (1, 2):
        assert _asked(empty, size, *questions) == [[(size,)]] * len(questions)
    (whole_row,), (alone,) = _asked(empty, 1, "SELECT * FROM cases", "SELECT count(*) FROM cases")
    assert len(whole_row) == len(tables_of(kind("case")).main.columns)
    assert alone == (1,)


def test_nothing_stays_turned_when_the_past_was_read(empty: Store) -> None:
    with empty.reading() as reading:
        then = turned(reading.connection, KINDS, 1)
        question = "SELECT code FROM cases"
        assert then.question(question) != question
        with then.back(reading.connection):
            pass
        heard: list[str] = []

        def hear(*said: Any) -> None:  # noqa: ANN401 - whatever SQLAlchemy tells
            heard.append(said[2])

        event.listen(reading.connection, "before_cursor_execute", hear)
        reading.connection.execute(sa.text(question))
        assert heard[-1] == question


@pytest.mark.parametrize("text", ["PRAGMA table_info(cases)", "SAVEPOINT cases", "SELECT 1", "SET cases = 1"])
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_asks_for_no_table_of_ours_is_left_as_it_is(empty: Store, text: str) -> None:
    with empty.reading() as reading:
        assert turned(reading.connection, KINDS, 1).question(text) == text


@pytest.mark.req("ALCOA-Available")
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("asked", ["received_at >= '2026'", "code = 'CS-2026-0001'"])
def test_no_table_is_read_through(empty: Store, asked: str) -> None:
    with empty.reading() as reading:
        wanted = sa.text(f"EXPLAIN QUERY PLAN SELECT max(due_at) FROM cases WHERE {asked}")  # noqa: S608 - of the test
        with turned(reading.connection, KINDS, 5).back(reading.connection):
            plan = reading.connection.execute(wanted)
        steps = " / ".join(str(row[3]) for row in plan)
    assert "ix_cases_received_at" in steps or "sqlite_autoindex_cases" in steps
    assert "SEARCH e USING COVERING INDEX ix_entries_code_position" in steps
    assert "SEARCH v USING" in steps
    assert not any(one in steps for one in ("SCAN t", "SCAN v", "SCAN e", "ix_entries_kind_position"))
