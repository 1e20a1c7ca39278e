"""What somebody changed past the program is found: each table, each column, each once, and by the record's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from qms.i18n import LANGUAGES
from tests.verify.tamper import TABLES, other

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qms.base.finding import Finding
    from tests.verify.tamper import Tampered, Tampering

OWN = (
    "entries",
    "validity",
    "counters",
    "personal",
    "contents",
    "pins",
    "subject_keys",
    "wrapping",
    "accesses",
    "erasing",
)
TOLD = {name: table for name, table in TABLES.items() if name not in OWN}
"""Tables whose every row the ledger tells."""
CELLS = {name: [column for column in table.c if not column.primary_key] for name, table in TOLD.items()}
MOST = max(len(columns) for columns in CELLS.values())


Found = tuple[str, str, str | None, str | None]


def found(finding: Finding) -> Found:
    """Rule, place, table and columns; a finding has words in both languages, with nothing left open."""
    for language in LANGUAGES:
        said = (finding.say(language), finding.hint(language))
        assert all(said)
        assert not any("{" in words or "}" in words for words in said)
    rule = finding.rule.removeprefix("store.finding.")
    return rule, finding.place, finding.values.get("table"), finding.values.get("what")


def in_order(findings: list[Finding]) -> list[Found]:
    return sorted(map(found, findings), key=str)


def rows_of(store: Tampered, table: sa.Table) -> list[Mapping[str, Any]]:
    found = store.connection.execute(sa.select(table).order_by(*table.primary_key)).mappings()
    return [dict(row) for row in found]


def here(table: sa.Table, row: Mapping[str, Any]) -> sa.ColumnElement[bool]:
    return sa.and_(*(column == row[column.name] for column in table.primary_key))


def edit(store: Tampered, table: sa.Table, column: sa.Column[Any]) -> Mapping[str, Any]:
    """Change one cell, one that holds something where there is one, and return the row as it was."""
    rows = rows_of(store, table)
    row = next((one for one in rows if one[column.name] is not None), rows[0])
    store.run(sa.update(table).where(here(table, row)).values({column.name: other(column, row[column.name])}))
    return row


def key_of(table: sa.Table, row: Mapping[str, Any]) -> str:
    return str(row[next(iter(table.primary_key)).name])


# --- tables that the ledger tells ---


@pytest.mark.req("P11-10a")
def test_an_edited_cell(tampering: Tampering) -> None:
    # One cell of every table at a time: each must be told once, with its column.
    for place in range(0, MOST, 1 if tampering.dialect == "sqlite" else 9):
        edited = [(TOLD[name], columns[place]) for name, columns in CELLS.items() if place < len(columns)]
        with tampering.begun() as store:
            expected = [
                ("row_changed", key_of(table, edit(store, table, column)), table.name, column.name)
                for table, column in edited
            ]
            told = in_order(store.verify())
            if any(table.name == "erased_records" for table, _ in edited):
                # An erasure that names another record no longer covers what is gone.
                told = [one for one in told if one[0] not in {"personal_back", "personal_erased"}]
            assert told == sorted(expected, key=str)


def test_a_deleted_row(tampering: Tampering) -> None:
    with tampering.begun() as store:
        expected: list[Found] = []
        for name, table in TOLD.items():
            row = rows_of(store, table)[-1]
            store.run(sa.delete(table).where(here(table, row)))
            expected.append(("row_missing", key_of(table, row), name, None))
        assert in_order(store.verify()) == sorted(expected, key=str)


def test_an_extra_row(tampering: Tampering) -> None:
    with tampering.begun() as store:
        expected: list[Found] = []
        for name, table in TOLD.items():
            row = {**rows_of(store, table)[-1], **{column.name: "XX-1" for column in list(table.primary_key)[:1]}}
            store.run(sa.insert(table).values(row | ({"source": None} if "source" in row else {})))
            expected.append(("row_extra", "XX-1", name, None))
        assert in_order(store.verify()) == sorted(expected, key=str)


def test_a_row_under_another_key(tampering: Tampering) -> None:
    with tampering.begun() as store:
        expected: list[Found] = []
        for name, table in TOLD.items():
            row = edit(store, table, list(table.primary_key)[-1])
            expected.append(("row_missing", key_of(table, row), name, None))
        rules = [found(one) for one in store.verify()]
        assert sorted((one for one in rules if one[0] == "row_missing"), key=str) == sorted(expected, key=str)
        assert sorted(one[2] or "" for one in rules if one[0] == "row_extra") == sorted(TOLD)


# --- contents, counters, structure ---


@pytest.mark.parametrize("column", ["content", "media"])
def test_edited_content(tampering: Tampering, column: str) -> None:
    table = TABLES["contents"]
    with tampering.begun() as store:
        row = edit(store, table, table.c[column])
        assert [one[:2] for one in map(found, store.verify())] == [("content_changed", row["digest"])]


def test_deleted_content_is_told_with_the_record_that_names_it(tampering: Tampering) -> None:
    with tampering.begun() as store:
        frozen = [(row["code"], row["snapshot"]) for row in rows_of(store, TABLES["reviews"]) if row["snapshot"]]
        files = [(row["record"], row["digest"]) for row in rows_of(store, TABLES["attachments"])]
        # Of the case's two files one is withdrawn: what an entry names is kept all the same. The first is of groupware.
        assert [code for code, _ in frozen + files] == ["MR-2026H1", "CA-2026-0005", "CS-2026-0002", "CS-2026-0002"]
        store.run("DELETE FROM contents")
        told = [(*found(one)[:2], one.values["digest"]) for one in store.verify()]
        assert sorted(told) == sorted(("content_missing", *one) for one in frozen + files)


def test_content_that_no_record_names(tampering: Tampering) -> None:
    from qms.ledger.canonical import digest

    with tampering.begun() as store:
        name = digest(b"{}")
        store.run(sa.insert(TABLES["contents"]).values(digest=name, media="application/json", content=b"{}"))
        assert [one[:2] for one in map(found, store.verify())] == [("content_extra", name)]


@pytest.mark.parametrize("by", [-1, 1])
def test_a_counter_set_forward_or_back(tampering: Tampering, by: int) -> None:
    with tampering.begun() as store:
        names = [row["name"] for row in rows_of(store, TABLES["counters"])]
        store.run("UPDATE counters SET value = value + :by", by=by)
        assert in_order(store.verify()) == [("counter_wrong", name, None, None) for name in sorted(names)]


def test_a_counter_deleted_or_added(tampering: Tampering) -> None:
    for statement, name in (
        ("DELETE FROM counters WHERE name = 'ledger'", "ledger"),
        ("DELETE FROM counters WHERE name = 'case-2026'", "case-2026"),
        ("INSERT INTO counters (name, value) VALUES ('case-2031', 4)", "case-2031"),
        ("UPDATE counters SET value = -5 WHERE name = 'ledger'", "ledger"),
        ("UPDATE counters SET value = 2000000000000 WHERE name = 'ledger'", "ledger"),
    ):
        with tampering.begun() as store:
            store.run(statement)
            assert [one[:2] for one in map(found, store.verify())] == [("counter_wrong", name)]


def _guards(store: Tampered) -> Iterator[tuple[str, str]]:
    if store.connection.dialect.name == "sqlite":
        for table in ("entries", "contents"):
            for verb in ("update", "delete", "replace"):
                yield f"{table}_no_{verb}", f"DROP TRIGGER {table}_no_{verb}"
        return
    for table in ("entries", "contents"):
        yield f"{table}_append_only", f"DROP TRIGGER {table}_append_only ON {table}"
        yield f"{table}_append_only", f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only"
        yield f"{table}_append_only", f"ALTER TABLE {table} ENABLE REPLICA TRIGGER {table}_append_only"


def test_a_guard_that_was_taken_away(tampering: Tampering) -> None:
    with tampering.begun() as store:
        guards = list(_guards(store))
    for name, statement in guards:
        with tampering.begun() as store:
            store.connection.exec_driver_sql(statement)
            assert [one[:2] for one in map(found, store.verify())] == [("trigger_missing", name)]


def _lamed(store: Tampered) -> list[str]:
    if store.connection.dialect.name == "sqlite":
        made = "CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries"
        return ["DROP TRIGGER entries_no_update", f"{made} WHEN 0 BEGIN SELECT RAISE(ABORT, 'no'); END"]
    made = "CREATE OR REPLACE FUNCTION entries_append_only() RETURNS trigger LANGUAGE plpgsql"
    return [f"{made} AS $$ BEGIN RETURN NULL; END $$"]


def test_a_guard_that_stands_there_and_does_nothing(tampering: Tampering) -> None:
    with tampering.begun() as store:
        for statement in _lamed(store):
            store.connection.exec_driver_sql(statement)
        rules = [found(one)[:2] for one in store.verify()]
        assert rules in (
            [("trigger_missing", "entries_no_update")],
            [("trigger_missing", "entries_append_only")],
        )


STRUCTURE = {
    "CREATE TABLE mine (a INTEGER)": "mine",
    "CREATE VIEW mine AS SELECT code FROM cases": "mine",
    "ALTER TABLE cases ADD COLUMN mine TEXT": "cases",
    "CREATE INDEX mine ON cases (topic)": "mine",
    "DROP INDEX ix_cases_subject": "ix_cases_subject",
}


@pytest.mark.parametrize("statement", STRUCTURE)
def test_a_changed_structure(tampering: Tampering, statement: str) -> None:
    with tampering.begun() as store:
        store.connection.exec_driver_sql(statement)
        (finding,) = store.verify()
        assert found(finding)[0] == "schema_changed"
        assert finding.place in {STRUCTURE[statement], "mine"}


@pytest.mark.parametrize("table", ["cases", "links", "personal", "contents", "counters", "review_inputs", "entries"])
def test_a_table_that_is_gone(tampering: Tampering, table: str) -> None:
    with tampering.begun() as store:
        store.connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO hidden")
        findings = store.verify()
        assert {one.rule.removeprefix("store.finding.") for one in findings} <= {"schema_changed", "trigger_missing"}
        assert {table, "hidden"} <= {one.place for one in findings}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_trigger_that_works_for_somebody_else(tampering: Tampering) -> None:
    with tampering.begun() as store:
        store.connection.exec_driver_sql(
            "CREATE TRIGGER mine AFTER INSERT ON cases BEGIN UPDATE cases SET severity = 'minor'; END"
        )
        assert [found(one)[:2] for one in store.verify()] == [("schema_changed", "mine")]
