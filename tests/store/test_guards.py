"""What the database itself refuses, whoever writes to it: the second wall."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from qms.kinds import all_kinds
from qms.store.columns import table_of
from qms.store.rows import tables_of
from qms.store.table import CounterRow, entries
from qms.store.writing import Head
from tests.strategies import whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms.store.store import Store

NOW = datetime(2026, 3, 3, tzinfo=UTC)
HEAD = Head(recorded_at=NOW, zone="Asia/Seoul", occurred_at=NOW, actor="kim.minji", act="case.bring")
KINDS = all_kinds()


@pytest.fixture
def filled(empty: Store) -> Store:
    """A store with one whole record of each kind, and bytes kept."""
    with empty.writing() as writing:
        for kind in KINDS:
            writing.append(kind, None, whole(kind), HEAD)
        writing.keep(b"frozen", "application/json")
    return empty


def _refused(store: Store, statement: str, says: str = "append-only") -> None:
    with pytest.raises(DatabaseError, match=says), store.engine.begin() as connection:
        connection.execute(sa.text(statement))


@pytest.mark.req("P11-10e", "A11d-12", "I-753-evid", "I-7.5")
@pytest.mark.parametrize("table", ["entries", "contents"])
def test_what_was_recorded_is_neither_changed_nor_deleted(filled: Store, table: str) -> None:
    column = {"entries": "actor", "contents": "media"}[table]
    with filled.reading() as reading:
        before = reading.root(), reading.connection.execute(sa.text(f"SELECT * FROM {table}")).all()  # noqa: S608 - a name of ours
    for statement in (
        f"UPDATE {table} SET {column} = 'x'",  # noqa: S608
        f"DELETE FROM {table}",  # noqa: S608
        f"DELETE FROM {table} WHERE {column} IS NOT NULL",  # noqa: S608
    ):
        _refused(filled, statement)
    with filled.reading() as reading:
        assert (reading.root(), reading.connection.execute(sa.text(f"SELECT * FROM {table}")).all()) == before  # noqa: S608


def _copy_of_first(table: str, columns: list[str], **changed: str) -> str:
    listed = ", ".join(f'"{name}"' for name in columns)
    shown = ", ".join(changed.get(name, f'"{name}"') for name in columns)
    return f"INTO {table} ({listed}) SELECT {shown} FROM {table} ORDER BY 1 LIMIT 1"  # noqa: S608 - names of ours


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("how", ["REPLACE", "INSERT OR REPLACE"])
def test_sqlite_replaces_no_entry(filled: Store, how: str) -> None:
    columns = [column.name for column in entries.c]
    # By its position, and by its record and version, which would push the other row out.
    _refused(filled, f"{how} {_copy_of_first('entries', columns, actor=repr('x'))}")
    _refused(filled, f"{how} {_copy_of_first('entries', columns, position='999')}")
    _refused(filled, f"{how} {_copy_of_first('contents', ['digest', 'media', 'content'], media=repr('x'))}")


@pytest.mark.parametrize("backend", [pytest.param("postgresql", marks=pytest.mark.needs_postgresql)], indirect=True)
def test_postgresql_empties_no_ledger_and_overwrites_no_entry(filled: Store) -> None:
    columns = [column.name for column in entries.c]
    _refused(filled, "TRUNCATE entries")
    _refused(filled, "TRUNCATE contents CASCADE")
    over = "ON CONFLICT (position) DO UPDATE SET actor = 'x'"
    _refused(filled, f"INSERT {_copy_of_first('entries', columns)} {over}")


def _choices() -> Iterator[tuple[str, str]]:
    for kind in KINDS:
        tables = tables_of(kind)
        for table in (tables.main, *(tables.child(name) for name in tables.children)):
            yield from ((table.name, c.name) for c in table.c if isinstance(c.type, sa.Enum))
    yield from (("links", "relation"),)


@pytest.mark.req("ASVS-2.2")
def test_no_value_outside_a_closed_list(filled: Store) -> None:
    choices = list(_choices())
    assert len(choices) > 40
    for table, column in choices:
        for value in ("nonsense", "", "OPEN", "RECEIVED"):
            _refused(filled, f"UPDATE {table} SET \"{column}\" = '{value}'", "(?i)check constraint")  # noqa: S608 - names of ours


def test_no_empty_place_where_the_model_has_none(filled: Store) -> None:
    names = [tables_of(kind).main for kind in KINDS]
    required = [(t.name, c.name) for t in names for c in t.c if not c.nullable and not c.primary_key]
    assert len(required) > 60
    for table, column in required:
        _refused(filled, f'UPDATE {table} SET "{column}" = NULL', "(?i)not.null")  # noqa: S608 - names of ours


def test_no_part_without_its_record_and_no_record_of_an_unknown_department(filled: Store) -> None:
    for kind in KINDS:
        tables = tables_of(kind)
        _refused(filled, f"UPDATE {tables.main.name} SET department = 'nowhere'", "(?i)foreign key")  # noqa: S608
        for name in tables.children:
            _refused(filled, f"UPDATE {tables.child(name).name} SET record = 'XX-1'", "(?i)foreign key")  # noqa: S608


def test_a_record_brought_twice_from_one_place_is_refused(filled: Store) -> None:
    for kind in KINDS:
        columns = [column.name for column in tables_of(kind).main.c]
        again = _copy_of_first(kind.plural, columns, code=repr("XX-2026-0002"))
        _refused(filled, f"INSERT {again}", "(?i)unique.*(source|_key)")


def test_versions_and_positions_count_up_from_their_beginning(filled: Store) -> None:
    for kind in KINDS:
        _refused(filled, f"UPDATE {kind.plural} SET version = 0", "(?i)check constraint")  # noqa: S608
    columns = [column.name for column in entries.c]
    negative = _copy_of_first("entries", columns, position="-1", code=repr("XX-1"))
    _refused(filled, f"INSERT {negative}", "(?i)check constraint")


def test_the_counters_are_open_to_the_program_alone_by_habit(filled: Store) -> None:
    # They are ordinary rows: a wrong one is found by verification, not refused.
    name: Any = table_of(CounterRow).c.name
    with filled.engine.connect() as connection:
        assert connection.scalars(sa.select(name)).all() == ["ledger"]
