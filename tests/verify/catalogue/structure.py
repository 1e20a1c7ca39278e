"""Attacks on what holds the tables: guards, structure, the marks in the head of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.verify.catalogue.attack import Family
from tests.verify.tamper import Tampered

if TYPE_CHECKING:
    from tests.verify.catalogue.attack import Told

STRUCTURE: Final = Family[Tampered]("Guards and structure")
_SQLITE, _POSTGRESQL = "sqlite", "postgresql"


def _statement(id: str, says: str, label: str, place: str, *statements: str, only: str = "") -> None:
    @STRUCTURE.attack(id, says, label, only=only)
    def act(store: Tampered) -> Told:
        for one in statements:
            store.connection.exec_driver_sql(one)
        return place


_GUARD, _STRUCTURE, _MARK = "trigger_missing", "schema_changed", "mark_changed"
for _table in ("entries", "contents"):
    for _verb in ("update", "delete", "replace"):
        _name = f"{_table}_no_{_verb}"
        _statement(
            f"guard-dropped-{_name.replace('_', '-')}", f"drops the guard of {_table} against {_verb}", _GUARD, _name,
            f"DROP TRIGGER {_name}", only=_SQLITE,
        )  # fmt: skip
    _name = f"{_table}_append_only"
    for _how, _words in (("dropped", "DROP TRIGGER {0} ON {1}"), ("disabled", "ALTER TABLE {1} DISABLE TRIGGER {0}")):
        _statement(
            f"guard-{_how}-{_table}", f"has the guard of {_table} {_how}", _GUARD, _name,
            _words.format(_name, _table), only=_POSTGRESQL,
        )  # fmt: skip
_statement(
    "guard-lamed", "puts a guard in place that refuses nothing", _GUARD, "entries_no_update",
    "DROP TRIGGER entries_no_update",
    "CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries WHEN 0 BEGIN SELECT RAISE(ABORT, 'no'); END",
    only=_SQLITE,
)  # fmt: skip
_statement(
    "guard-function-lamed", "empties the function that a guard calls", _GUARD, "entries_append_only",
    "CREATE OR REPLACE FUNCTION entries_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
    only=_POSTGRESQL,
)  # fmt: skip
_statement(
    "guard-replica-only", "lets a guard stand for copies of the server alone", _GUARD, "entries_append_only",
    "ALTER TABLE entries ENABLE REPLICA TRIGGER entries_append_only", only=_POSTGRESQL,
)  # fmt: skip
_statement(
    "rule-of-ones-own", "lets the database drop each change of a table quietly", _STRUCTURE, "mine",
    "CREATE RULE mine AS ON UPDATE TO cases DO INSTEAD NOTHING", only=_POSTGRESQL,
)  # fmt: skip
_statement(
    "trigger-of-ones-own", "lets the database change each new case", _STRUCTURE, "mine",
    "CREATE TRIGGER mine AFTER INSERT ON cases BEGIN UPDATE cases SET severity = 'minor'; END", only=_SQLITE,
)  # fmt: skip
_statement(
    "table-of-ones-own", "puts a table of their own into the store", _STRUCTURE, "mine", "CREATE TABLE mine (a INTEGER)"
)
_statement(
    "view-of-ones-own", "puts a view into the store", _STRUCTURE, "mine", "CREATE VIEW mine AS SELECT code FROM cases"
)
_statement(
    "index-dropped", "drops an index", _STRUCTURE, "ix_cases_subject", "DROP INDEX ix_cases_subject"
)  # fmt: skip
_statement(
    "index-of-ones-own", "puts in an index", _STRUCTURE, "mine", "CREATE INDEX mine ON cases (topic)"
)  # fmt: skip


@STRUCTURE.attack("column-added", "adds a column to the cases", "schema_changed")
def _column(store: Tampered) -> Told:
    store.connection.exec_driver_sql("ALTER TABLE cases ADD COLUMN mine TEXT")
    return "cases" if store.connection.dialect.name == "sqlite" else "mine"


@STRUCTURE.attack("column-computed", "adds a column that the database computes", "schema_changed")
def _computed(store: Tampered) -> Told:
    if store.connection.dialect.name == "sqlite":
        store.connection.exec_driver_sql("ALTER TABLE cases ADD COLUMN mine TEXT AS (topic || '!') VIRTUAL")
        return "cases"
    store.connection.exec_driver_sql("ALTER TABLE cases ADD COLUMN mine TEXT GENERATED ALWAYS AS (topic) STORED")
    return "mine"


@STRUCTURE.attack("table-hidden", "hides the cases under another name", "schema_changed")
def _hidden(store: Tampered) -> Told:
    store.connection.exec_driver_sql("ALTER TABLE cases RENAME TO hidden")
    return sorted({(one.rule.removeprefix("store.finding."), one.place) for one in store.verify()})


@STRUCTURE.attack("table-behind-view", "puts a view in the place of the cases", "schema_changed")
def _behind(store: Tampered) -> Told:
    _hidden(store)
    store.connection.exec_driver_sql("CREATE VIEW cases AS SELECT * FROM hidden WHERE severity IS NULL")
    return sorted({(one.rule.removeprefix("store.finding."), one.place) for one in store.verify()})


@STRUCTURE.attack("default-changed", "gives a column another default", "schema_changed", only=_POSTGRESQL)
def _default(store: Tampered) -> Told:
    store.connection.exec_driver_sql("ALTER TABLE cases ALTER COLUMN severity SET DEFAULT 'minor'")
    return "severity"


@STRUCTURE.attack("type-changed", "gives a column another type", "schema_changed", only=_POSTGRESQL)
def _type(store: Tampered) -> Told:
    store.connection.exec_driver_sql("ALTER TABLE cases ALTER COLUMN topic TYPE varchar(3) USING left(topic, 3)")
    return sorted({(one.rule.removeprefix("store.finding."), one.place) for one in store.verify()})


@STRUCTURE.attack("null-allowed", "lets a column be empty that must not be", "schema_changed", only=_POSTGRESQL)
def _null(store: Tampered) -> Told:
    store.connection.exec_driver_sql("ALTER TABLE cases ALTER COLUMN type DROP NOT NULL")
    return "type"


@STRUCTURE.attack("index-elsewhere", "puts an index of the same name on another column", "schema_changed")
def _elsewhere(store: Tampered) -> Told:
    store.connection.exec_driver_sql("DROP INDEX ix_cases_subject")
    store.connection.exec_driver_sql("CREATE INDEX ix_cases_subject ON cases (topic)")
    return "ix_cases_subject"


@STRUCTURE.attack("key-turned", "lets a foreign key point at another column", "schema_changed", only=_POSTGRESQL)
def _key(store: Tampered) -> Told:
    of = "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = 'cases'::regclass ORDER BY 1 LIMIT 1"
    name = str(store.one(of))
    store.connection.exec_driver_sql(f"ALTER TABLE cases DROP CONSTRAINT {name}")
    store.connection.exec_driver_sql(
        f"ALTER TABLE cases ADD CONSTRAINT {name} FOREIGN KEY (code) REFERENCES cases (code)"
    )
    return name


for _mark in ("user_version", "application_id"):
    _statement(
        f"mark-{_mark.replace('_', '-')}", f"changes the {_mark} in the head of the file", _MARK, _mark,
        f"PRAGMA {_mark} = 12345", only=_SQLITE,
    )  # fmt: skip
