"""Row-level security: which rows of each table a login sees.

One rule stands for all: that of the table ``places``, which has a row for each record with its *seat* (kind, type of
case, department) and the people whom it names. All that belongs to a record is seen by whoever sees its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import inspect

from qms.store.columns import SHARED_ROWS, table_of
from qms.store.rows import tables_of
from qms.store.table import (
    accesses,
    contents,
    counters,
    entries,
    erasing,
    personal,
    pins,
    subject_keys,
    validity,
    wrapping,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Table

    from qms.base.kind import Kind
    from qms.store.guard.laying import Roles

REACH: Final = {
    "top_management": "all",
    "quality_representative": "all",
    "audit_office": "all",
    "senior_head": "branch",
    "unit_head": "own",
    "staff": "own",
}
"""How far a role reads what belongs to a department: manual R-*; what is kept for one role is that role's alone."""
OPEN: Final = frozenset({"signer", "document", "hold"})
"""Kinds besides the organisation's own that everybody who works here reads: documents are kept to be read,
and a hold must be known to whoever could erase."""
KEPT_KIND: Final = "case"
"""The kind of whose types a profile may keep some for one role."""
_PLACE: Final = (
    "CASE WHEN about IS NULL AND about_person IS NULL THEN"
    " (SELECT qms_guard.sight()) ? seat OR (((SELECT qms_guard.me()) = ANY (people)"
    " OR code = ANY ((SELECT qms_guard.handed())::text[])) AND NOT qms_guard.is_kept(seat))"
    " ELSE qms_guard.sees_about(code, seat, people, about, about_person) END"
)
_ALL: Final = "(SELECT qms_guard.sees_all())"


def policies(kinds: Sequence[Kind[Any]]) -> Iterator[tuple[str, str | None]]:
    """Each table of the store with the condition of its rows; None: nobody reads it."""
    files: list[str] = []
    for kind in kinds:
        tables = tables_of(kind)
        yield tables.main.name, _of(tables.main)
        yield from ((table_of(row).name, _of(table_of(row))) for row in tables.children.values())
        files += [
            f"EXISTS (SELECT FROM {tables.main.name} f WHERE f.{name} = contents.digest)" for name in kind.contents
        ]
    yield from ((table_of(row).name, _of(table_of(row))) for row in SHARED_ROWS.values())
    yield entries.name, _of(entries)
    yield personal.name, _of(personal)
    yield validity.name, f"{_ALL} OR EXISTS (SELECT FROM entries e WHERE e.position = validity.since)"
    attached = "EXISTS (SELECT FROM attachments f WHERE f.digest = contents.digest)"
    signed = "EXISTS (SELECT FROM signatures f WHERE f.file = contents.digest)"
    yield contents.name, " OR ".join((_ALL, attached, signed, *files))
    keyed = "EXISTS (SELECT FROM personal v WHERE v.subject = subject_keys.subject)"
    yield subject_keys.name, f"{_ALL} OR {keyed}"
    yield erasing.name, _ALL
    yield counters.name, "true"
    yield wrapping.name, "true"
    yield pins.name, None
    yield accesses.name, f"{_ALL} OR (SELECT qms_guard.sees_accesses()) OR person = (SELECT qms_guard.me())"


def _of(table: Table) -> str:
    owner = "record" if "record" in table.primary_key.columns else "code"
    # With the name of its table: the places have a column of that name too.
    return f"{_ALL} OR EXISTS (SELECT FROM qms_guard.places p WHERE p.code = {table.name}.{owner})"


def see(connection: Connection, kinds: Sequence[Kind[Any]], schema: str, roles: Roles) -> None:
    """Put the policies on, and let people read by them. A table that is not known here is nobody's."""
    quote = connection.dialect.identifier_preparer.quote_identifier
    owner, people = map(quote, roles)

    def run(words: str) -> None:
        connection.exec_driver_sql(words.replace("%", "%%"))

    rules = dict(policies(kinds))
    for name in (set(inspect(connection).get_table_names(schema)) | rules.keys()) - {"alembic_version"}:
        _protect(run, quote(name), owner, people, rules.get(name))
    _protect(run, "qms_guard.places", owner, people, _PLACE)
    run(f"GRANT SELECT ON alembic_version TO {people}")


def _protect(run: Any, table: str, owner: str, people: str, rule: str | None) -> None:  # noqa: ANN401 - a function
    run(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    run(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    run(f"CREATE POLICY qms_owner ON {table} TO {owner} USING (true) WITH CHECK (true)")
    if rule is not None:
        run(f"CREATE POLICY qms_people ON {table} FOR SELECT TO {people} USING ({rule})")
        run(f"GRANT SELECT ON {table} TO {people}")
