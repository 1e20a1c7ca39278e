"""Models, table classes and the migrated database say the same, on both databases."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from typing import TYPE_CHECKING, Any, get_args

import pytest
import sqlalchemy as sa

from qms.base.kind import personal_fields
from qms.kinds import all_kinds
from qms.store.columns import SHARED_ROWS, Row, table_of
from qms.store.migrate import HEAD
from qms.store.rows import tables_of
from qms.store.table import (
    AccessRow,
    ContentRow,
    CounterRow,
    EntryRow,
    ErasingRow,
    PersonalRow,
    PinRow,
    SubjectKeyRow,
    ValidityRow,
    WrappingRow,
)

if TYPE_CHECKING:
    from pathlib import Path

    from qms.base.kind import Kind
    from qms.base.record import Value
    from qms.store.store import Store

KINDS = all_kinds()
OWN: tuple[type[Row], ...] = (
    EntryRow, ValidityRow, CounterRow, PersonalRow, SubjectKeyRow, WrappingRow, ErasingRow, ContentRow, PinRow,
    AccessRow, *SHARED_ROWS.values(),
)  # fmt: skip
"""Tables that belong to no kind."""
QUOTED = re.compile(r"'([^']*)'")
CHECK = re.compile(r"CONSTRAINT (\w+) CHECK ?\((.*?)\)(?=,|\)?$| CONSTRAINT|\n)", re.MULTILINE)


def _tables() -> dict[str, sa.Table]:
    found = [table_of(row) for row in OWN]
    for kind in KINDS:
        tables = tables_of(kind)
        found += [tables.main, *(tables.child(name) for name in tables.children)]
    return {table.name: table for table in found}


TABLES = _tables()


def _checks(store: Store, table: str) -> dict[str, str]:
    """Named checks of a table. SQLite is read by its own text: SQLAlchemy before 2.1 misses those of added columns."""
    if store.engine.dialect.name != "sqlite":
        return {str(one["name"]): one["sqltext"] for one in sa.inspect(store.engine).get_check_constraints(table)}
    with store.engine.connect() as connection:
        made = str(connection.scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table}))
    return dict(CHECK.findall(made))


def _listed(store: Store, table: str) -> dict[str, set[str]]:
    """Closed lists of a table as the database checks them, by column; rules between columns left out."""
    found: dict[str, set[str]] = {}
    columns = {column["name"] for column in sa.inspect(store.engine).get_columns(table)}
    for name, text in _checks(store, table).items():
        column = name.removeprefix(f"ck_{table}_")
        if column in columns and (values := set(QUOTED.findall(text))):
            found[column] = values
    return found


def _choices(table: sa.Table) -> dict[str, set[str]]:
    return {column.name: set(column.type.enums) for column in table.c if isinstance(column.type, sa.Enum)}


def test_the_database_has_the_tables_of_the_classes(empty: Store) -> None:
    assert set(sa.inspect(empty.engine).get_table_names()) - {"alembic_version"} == set(TABLES)


def test_columns_are_those_of_the_classes(empty: Store) -> None:
    inspector = sa.inspect(empty.engine)
    migrated = {name: {column["name"]: column["nullable"] for column in inspector.get_columns(name)} for name in TABLES}
    assert migrated == {name: {c.name: c.nullable for c in table.c} for name, table in TABLES.items()}


def test_keys_are_those_of_the_classes(empty: Store) -> None:
    inspector = sa.inspect(empty.engine)
    migrated = {name: inspector.get_pk_constraint(name)["constrained_columns"] for name in TABLES}
    assert {name: set(columns) for name, columns in migrated.items()} == {
        name: {column.name for column in table.primary_key} for name, table in TABLES.items()
    }


def test_the_database_checks_every_closed_list(empty: Store) -> None:
    assert {name: _listed(empty, name) for name in TABLES} == {name: _choices(table) for name, table in TABLES.items()}


def test_a_day_is_a_day_and_an_instant_knows_its_zone(empty: Store) -> None:
    inspector = sa.inspect(empty.engine)
    generic = {dt.datetime: sa.DateTime, dt.date: sa.Date, bool: sa.Boolean, int: sa.Integer, bytes: sa.LargeBinary}
    for name, table in TABLES.items():
        for column in inspector.get_columns(name):
            declared = table.c[column["name"]].type
            plain = declared.impl_instance if isinstance(declared, sa.TypeDecorator) else declared
            assert isinstance(column["type"], generic.get(plain.python_type, sa.String)), f"{name}.{column['name']}"
            if isinstance(column["type"], sa.DateTime) and empty.engine.dialect.name == "postgresql":
                assert column["type"].timezone


def test_every_constraint_has_a_name(empty: Store) -> None:
    inspector = sa.inspect(empty.engine)
    for table in TABLES:
        found: list[Any] = [
            *inspector.get_check_constraints(table),
            *inspector.get_unique_constraints(table),
            *inspector.get_foreign_keys(table),
            *inspector.get_indexes(table),
            inspector.get_pk_constraint(table),
        ]
        assert [one for one in found if not one["name"]] == []


@pytest.mark.parametrize("backend", [pytest.param("postgresql", marks=pytest.mark.needs_postgresql)], indirect=True)
def test_text_is_ordered_by_its_letters_whatever_the_server_speaks(empty: Store) -> None:
    with empty.engine.connect() as connection:
        collations = connection.execute(
            sa.text(
                "SELECT table_name, column_name, collation_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND data_type = 'text'"
            )
        ).all()
    assert len(collations) > 100
    assert {collation for table, _, collation in collations if table in TABLES} == {"C"}


# --- the model says what the table holds ---


def _may_be_absent(annotation: object) -> bool:
    return type(None) in get_args(annotation) or any(
        _may_be_absent(part) for part in get_args(annotation) if hasattr(part, "__metadata__") or get_args(part)
    )


FORMER = {"cases": {"disposition_reason": True}, "extensions": {"reason": False}}
"""Columns of fields that became personal after there were stores: empty but where older entries tell them openly."""


def _columns(model: type[Value], left_out: set[str]) -> dict[str, bool]:
    return {
        name: _may_be_absent(field.annotation) for name, field in model.model_fields.items() if name not in left_out
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_s_table_holds_its_fields_save_parts_and_personal_ones(kind: Kind[Any]) -> None:
    table = tables_of(kind).main
    left_out = {*kind.parts(), *kind.personal()}
    assert table.name == kind.plural
    assert {c.name: c.nullable for c in table.c} == _columns(kind.model, left_out) | FORMER.get(table.name, {})


@pytest.mark.parametrize(
    ("kind", "part"),
    [(kind, part) for kind in KINDS for part in kind.children()],
    ids=lambda one: getattr(one, "name", one),
)
def test_a_part_s_table_holds_its_fields_save_personal_ones(kind: Kind[Any], part: str) -> None:
    model = kind.children()[part]
    table = tables_of(kind).child(part)
    columns = {c.name: c.nullable for c in table.c}
    plain = _columns(model, set(personal_fields(model))) | FORMER.get(table.name, {})
    assert columns == {"record": False, "seq": False} | plain


@pytest.mark.parametrize("part", SHARED_ROWS)
def test_the_table_of_parts_that_every_kind_has_holds_all_their_fields(part: str) -> None:
    # Where a kind has no subject there is nothing to keep a personal value for: it stands in the row.
    model = {kind.parts()[part] for kind in KINDS}.pop()
    columns = {c.name: c.nullable for c in table_of(SHARED_ROWS[part]).c}
    assert columns == {"record": False, "seq": False} | _columns(model, set())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_parts_have_a_table_each(kind: Kind[Any]) -> None:
    assert set(tables_of(kind).children) == set(kind.children())
    assert set(kind.parts()) == {*kind.children(), *SHARED_ROWS}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_closed_lists_of_the_table_are_those_of_the_model(kind: Kind[Any]) -> None:
    tables = tables_of(kind)
    for model, table in [(kind.model, tables.main), *((m, tables.child(n)) for n, m in kind.children().items())]:
        for column in table.c:
            lists = _lists(model.model_fields[column.name].annotation) if column.name in model.model_fields else []
            if isinstance(column.type, sa.Enum):
                assert [column.type.enum_class] == lists, column
            else:
                assert lists == [], column


def _lists(annotation: object) -> list[type[StrEnum]]:
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return [annotation]
    return [one for part in get_args(annotation) for one in _lists(part)]


# --- revisions ---


def test_the_newest_revision_is_the_one_the_program_knows(root: Path) -> None:
    files = sorted((root / "qms" / "store" / "migrations" / "versions").glob("r*.py"))
    numbers = [file.name[1:5] for file in files]
    assert numbers == [f"{n:04}" for n in range(1, len(files) + 1)]
    assert numbers[-1] == HEAD


def test_a_migrated_store_knows_its_revision(empty: Store) -> None:
    with empty.engine.connect() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars().all() == [HEAD]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_file_says_what_it_is(empty: Store) -> None:
    with empty.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA application_id").scalar() == int.from_bytes(b"QMS1", "big")
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
