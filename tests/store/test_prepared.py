"""A statement that was put into words once does what SQLAlchemy does with it each time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from qms.kinds import all_kinds
from qms.store.columns import SHARED_ROWS, table_of
from qms.store.prepared import ask, run, run_all
from qms.store.rows import child_rows, main_row, tables_of
from qms.store.table import entries, personal
from tests.strategies import whole

if TYPE_CHECKING:
    from qms.store.store import Store

    Rows = list[dict[str, Any]]

NOW = datetime(2026, 3, 3, 0, 30, 0, 5, tzinfo=UTC)
ENTRY = {
    "position": 0, "suite": 1, "recorded_at": NOW, "zone": "Asia/Seoul", "occurred_at": NOW, "actor": "kim.minji",
    "act": "case.bring", "kind": "case", "code": "CS-2026-0001", "version": 1, "reason": "사유: '?' %s 100%",
    "on_behalf_of": None, "origin": "native", "record": "{}", "hashes": b"\x00\xff",
}  # fmt: skip
VALUE = {"code": "CS-2026-0001", "field": "title", "version": 1, "subject": "0" * 32, "sealed": b"\x00\xff"}


def _filled() -> dict[sa.Table, Rows]:
    """Rows of every table that an act writes to; those that others rest on first."""
    found: dict[sa.Table, Rows] = {entries: [ENTRY], personal: [VALUE]}
    for kind in all_kinds():
        tables, record = tables_of(kind), whole(kind)
        found[tables.main] = [main_row(kind, record)]
        for name, rows in child_rows(kind, record).items():
            table = table_of(SHARED_ROWS[name]) if name in SHARED_ROWS else tables.child(name)
            found.setdefault(table, []).extend(rows)
    return found


def _stands(connection: sa.Connection, table: sa.Table) -> list[str]:
    """What stands there, as the driver reads it."""
    return [repr(tuple(row)) for row in connection.exec_driver_sql(f"SELECT * FROM {table.name}")]  # noqa: S608 - a table of ours


def _written(store: Store, *, prepared: bool) -> dict[str, list[str]]:
    with store.engine.connect() as connection:
        for table, rows in _filled().items():
            if not rows:
                continue
            if prepared:
                run_all(connection, sa.insert(table), rows)
            else:
                for row in rows:  # some say less than others
                    connection.execute(sa.insert(table), row)
        found = {table.name: _stands(connection, table) for table in _filled()}
        connection.rollback()
    return found


def test_rows_of_every_table_stand_as_sqlalchemy_writes_them(empty: Store) -> None:
    found = _written(empty, prepared=True)
    assert found == _written(empty, prepared=False)
    # A signature belongs to one store, so a record that is made up has none.
    assert all(rows or table == "signatures" for table, rows in found.items())


def test_a_question_and_a_change_take_their_values(empty: Store) -> None:
    kind = next(one for one in all_kinds() if one.name == "department")
    main = tables_of(kind).main
    asked = sa.select(main.c.version).where(main.c.code == sa.bindparam("of"))
    change = sa.update(main).where(main.c.code == sa.bindparam("of")).values(version=sa.bindparam("to"))
    with empty.engine.begin() as connection:
        run_all(
            connection,
            sa.insert(main),
            [{**main_row(kind, whole(kind)), "code": code, "source_key": code} for code in ("a", "b")],
        )
        assert run(connection, change, {"of": "b", "to": 7}) == 1
        assert run(connection, change, {"of": "c", "to": 7}) == 0
        assert [ask(connection, asked, {"of": code}) for code in ("a", "b", "c")] == [(1,), (7,), None]


def test_a_value_that_is_not_given_is_told(empty: Store) -> None:
    with empty.engine.begin() as connection, pytest.raises(KeyError):
        run(connection, sa.insert(personal), {"code": "CS-2026-0001"})
