"""What somebody changed past the program is found: each table, each column, each once, and by the record's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from qms.i18n import LANGUAGES
from tests.verify.tamper import TABLES, opened, other, sealed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qms.base.finding import Finding
    from tests.verify.tamper import Tampered, Tampering

OWN = ("entries", "validity", "counters", "personal", "contents", "pins", "subject_keys", "wrapping")
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
            assert in_order(store.verify()) == sorted(expected, key=str)


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


# --- personal values ---


def _value(store: Tampered, field: str) -> Mapping[str, Any]:
    rows = [row for row in rows_of(store, TABLES["personal"]) if row["field"] == field and row["sealed"]]
    return rows[-1]


@pytest.mark.parametrize("column", ["subject", "sealed", "version"])
def test_an_edited_personal_value(tampering: Tampering, column: str) -> None:
    table, fields = TABLES["personal"], ("communications.0.said", "customer_name", "name")
    with tampering.begun() as store:
        rows = [_value(store, field) for field in fields]
        for row in rows:
            store.run(sa.update(table).where(here(table, row)).values({column: other(table.c[column], row[column])}))
        told = sorted((one.values["field"], *found(one)[:2]) for one in store.verify())
        assert told == [(row["field"], "personal_changed", row["code"]) for row in rows]


@pytest.mark.parametrize("what", ["salt", "value", "subject", "version"])
def test_a_personal_value_that_was_edited_and_sealed_anew(tampering: Tampering, what: str) -> None:
    """By somebody who has the key as well."""
    table, fields = TABLES["personal"], ("communications.0.said", "customer_name", "name")
    others = {"salt": b"s" * 32, "value": "다른 말", "subject": "f" * 32, "version": 99}
    with tampering.begun() as store:
        rows = [_value(store, field) for field in fields]
        for row in rows:
            new = sealed(store, {**opened(store, row), what: others[what]})
            store.run(sa.update(table).where(here(table, row)).values(new))
        told = sorted((one.values["field"], *found(one)[:2]) for one in store.verify())
        assert told == [(row["field"], "personal_changed", row["code"]) for row in rows]


def test_a_deleted_personal_value_and_one_wiped_in_its_row(tampering: Tampering) -> None:
    table = TABLES["personal"]
    for change, rule in (
        (sa.delete(table), "personal_missing"),
        (sa.update(table).values(sealed=b""), "personal_changed"),
    ):
        with tampering.begun() as store:
            row = _value(store, "customer_contact")
            store.run(change.where(here(table, row)))
            (finding,) = store.verify()
            assert (found(finding)[:2], finding.values["field"]) == ((rule, row["code"]), "customer_contact")


def test_an_older_value_that_was_edited_is_found_too(tampering: Tampering) -> None:
    table = TABLES["personal"]
    with tampering.begun() as store:
        older = [row for row in rows_of(store, table) if row["field"] == "said" or row["version"] == 1]
        new = sealed(store, {**opened(store, older[0]), "value": "그런 말은 없었다"})
        store.run(sa.update(table).where(here(table, older[0])).values(new))
        assert store.rules() == ["personal_changed"]


def test_a_personal_value_that_nobody_recorded(tampering: Tampering) -> None:
    table = TABLES["personal"]
    with tampering.begun() as store:
        row = _value(store, "customer_name")
        for code, field, version in (
            (row["code"], "customer_email", 1), (row["code"], "customer_name", 99), ("CS-2026-0009", "title", 1),
        ):  # fmt: skip
            store.run(sa.insert(table).values({**row, "code": code, "field": field, "version": version}))
        assert sorted((one.place, one.values["field"]) for one in store.verify()) == sorted([
            (row["code"], "customer_email"), (row["code"], "customer_name"), ("CS-2026-0009", "title"),
        ])  # fmt: skip
        assert set(store.rules()) == {"personal_extra"}


def test_all_personal_values_erased_leave_every_other_proof(tampering: Tampering) -> None:
    with tampering.begun() as store:
        size = store.one("SELECT value FROM counters WHERE name = 'ledger'")
        checkpoint = (size, store.reading.root())
        store.run("DELETE FROM personal")
        assert set(store.rules(checkpoint)) == {"personal_missing"}


@pytest.mark.parametrize("change", ["delete", "exchange", "other wrapping"])
def test_a_data_key_that_is_gone_or_exchanged(tampering: Tampering, change: str) -> None:
    """What it sealed cannot be opened, with the key of the store at hand: it is told of every value, as changed."""
    table = TABLES["subject_keys"]
    with tampering.begun() as store:
        subject = _value(store, "customer_name")["subject"]
        rows = [one for one in rows_of(store, TABLES["personal"]) if one["subject"] == subject and one["sealed"]]
        of = sorted((one["code"], one["field"]) for one in rows)
        mine = table.c.subject == subject
        theirs = next(one for one in rows_of(store, table) if one["subject"] != subject)
        doing: dict[str, sa.Executable] = {
            "delete": sa.delete(table).where(mine),
            "exchange": sa.update(table).where(mine).values(wrapped=theirs["wrapped"]),
            "other wrapping": sa.update(table).where(mine).values(wrapped=b"short"),
        }
        store.run(doing[change])
        told = store.verify()
        assert {one.rule for one in told} == {"store.finding.personal_changed"}
        assert sorted({(one.place, one.values["field"]) for one in told}) == sorted(set(of))


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
