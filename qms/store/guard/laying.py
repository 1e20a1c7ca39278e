"""Lay the guard over a store: roles, functions, policies and grants; done again it ends the same."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import text

from qms import errors
from qms.store import engine as engines
from qms.store.columns import SHARED_ROWS, Row, table_of
from qms.store.guard.forms import acts_of, form_of, settled_of
from qms.store.guard.sight import KEPT_KIND, OPEN, REACH, see
from qms.store.migrate import HEAD, version_of
from qms.store.rows import blanks, tables_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Table

    from qms.base.kind import Kind

GUARD: Final = "qms_guard"
"""The schema of everything that the guard adds."""
_LONGEST: Final = 63
_FILES: Final = (
    "tables.sql", "who.sql", "giving.sql", "acts.sql", "erase.sql", "append.sql", "sight.sql", "pins.sql", "plans.sql",
)  # fmt: skip
_FOR_PEOPLE: Final = (
    "append(jsonb)", "held()", "hashes_at(bigint)", "taken(text)", "me()", "sight()", "sees_all()",
    "last_access()", "log_access(jsonb)", "sees_accesses()", "sees_about(text, text, text[], text, text)",
    "is_kept(text)", "handed()", "wake()", "media_of(text)", "pin_stands(text)", "pin_put(text, text, text)",
    "pin_drop(text, text)", "pin_try(text)", "pin_right()", "erasing_note(text)", "write_anew(text)",
)  # fmt: skip
"""What a login may call."""


class Roles(NamedTuple):
    """The two roles of a guarded store; nobody logs in as either."""

    owner: str
    people: str


def roles_of(database: str) -> Roles:
    """Their names; roles belong to the whole server, so they have that of the database."""
    return Roles(f"{database}_owner", f"{database}_people")


def lay(
    connection: Connection, kinds: Sequence[Kind[Any]], organisation: Sequence[str], acts: Mapping[str, bool]
) -> Roles:
    """Lay the guard, inside a transaction of an administrator.

    Args:
        connection: of a superuser, or of who owns the database and may make roles.
        kinds: all kinds of record.
        organisation: names of those kinds that say who the organisation is: everybody who works there sees them.
        acts: every act, as authority names it → whether it makes a record.

    Raises:
        NotGuardable: the store is not on PostgreSQL.
        OldVersion, OtherVersion: it is not of the version of this program.

    """
    place = engines.spoken(connection.engine.url)
    if connection.dialect.name != "postgresql":
        raise errors.NotGuardable(place=place)
    found = version_of(connection)
    if found != HEAD:
        raise errors.OldVersion(place=place, found=str(found), known=HEAD)
    laying = _Laying(connection)
    laying.begin()
    laying.describe(kinds, organisation)
    laying.describe_acts(kinds, acts)
    laying.close_all()
    see(connection, kinds, laying.schema, laying.roles)
    return laying.roles


class _Laying:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        (database, self.schema) = connection.execute(text("SELECT current_database(), current_schema()")).one()
        laid = connection.scalar(
            text("SELECT pg_get_userbyid(n.nspowner) FROM pg_namespace n WHERE n.nspname = 'qms_guard'")
        )
        # A database that was renamed or copied keeps the roles that it was laid with.
        self.roles = roles_of(laid.removesuffix("_owner") if laid else database)
        self.quote = connection.dialect.identifier_preparer.quote_identifier
        self.tables = self.quote(self.schema)

    def run(self, words: str) -> None:
        self.connection.exec_driver_sql(words.replace("%", "%%"))

    def begin(self) -> None:
        """The roles, the schema and the functions."""
        for role in self.roles:
            there = text("SELECT count(*) FROM pg_roles WHERE rolname = :role")
            if not self.connection.scalar(there, {"role": role}):
                self.run(f"CREATE ROLE {self.quote(role)}")
            self.run(f"ALTER ROLE {self.quote(role)} NOLOGIN NOINHERIT NOCREATEDB NOCREATEROLE")
        if not self.connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = CURRENT_USER")):
            self.run(f"GRANT {self.quote(self.roles.owner)} TO CURRENT_USER")
        self.run(f"CREATE SCHEMA IF NOT EXISTS {GUARD}")
        self.run(f"SET LOCAL search_path = {GUARD}, {self.tables}, pg_temp")
        for name in _FILES:
            self.run(files("qms.store.guard").joinpath(name).read_text(encoding="utf-8"))

    def describe(self, kinds: Sequence[Kind[Any]], organisation: Sequence[str]) -> None:
        """The kinds and how their rows are made, where each record stands, and the profile as rows."""
        for role, scope in REACH.items():
            self.connection.execute(text("INSERT INTO reach VALUES (:role, :scope)"), {"role": role, "scope": scope})
        for kind in kinds:
            self.connection.execute(
                text(
                    "INSERT INTO kinds VALUES (:kind, :prefix, :counted, :organisation, :open, CAST(:people AS jsonb),"
                    " :closed, CAST(:types AS jsonb), CAST(:form AS jsonb), CAST(:settled AS jsonb))"
                ),
                {
                    "kind": kind.name, "prefix": kind.prefix, "counted": kind.counted,
                    "organisation": kind.name in organisation, "open": kind.name in {*organisation, *OPEN},
                    "people": json.dumps(kind.people), "closed": kind.closed, "types": json.dumps(_types(kind)),
                    "form": json.dumps(form_of(kind)), "settled": json.dumps(settled_of(kind)),
                },
            )  # fmt: skip
            for part in self._parts(kind):
                self.connection.execute(_PART, {"kind": kind.name, **part})
        self.run(
            "SELECT place(e, e.record::jsonb) FROM entries e WHERE NOT EXISTS"
            " (SELECT FROM entries n WHERE n.code = e.code AND n.version > e.version)"
        )
        self.run("SELECT take_profile(); SELECT take_calendar()")

    def describe_acts(self, kinds: Sequence[Kind[Any]], acts: Mapping[str, bool]) -> None:
        """What each act may do to a record."""
        for kind in kinds:
            for row in acts_of(kind, acts):
                self.connection.execute(_ACT, row)

    def _parts(self, kind: Kind[Any]) -> Iterator[dict[str, Any]]:
        tables, parts = tables_of(kind), kind.parts()
        yield {"field": "", "blanks": _blanks(tables.row, kind.personal()), "put": self._main(tables.main), "cut": None}
        for name, row in {**tables.children, **SHARED_ROWS}.items():
            table = table_of(row)
            cut = f"DELETE FROM {self._name(table)} WHERE record = $1 AND seq >= $2"  # noqa: S608 - names of ours
            put = self._part(table)
            yield {"field": name, "blanks": _blanks(row, kind.sealed(parts[name])), "put": put, "cut": cut}

    def _main(self, table: Table) -> str:
        names = self._columns(table)
        others = [one for one in names if one != '"code"']
        return (
            f"INSERT INTO {self._name(table)} ({', '.join(names)}) SELECT {', '.join(names)}"  # noqa: S608 - names of ours
            f" FROM jsonb_populate_record(NULL::{self._name(table)}, $1)"
            f" ON CONFLICT (code) DO UPDATE SET {', '.join(f'{one} = excluded.{one}' for one in others)}"
        )

    def _part(self, table: Table) -> str:
        names = self._columns(table)
        others = [one for one in names if one not in {'"record"', '"seq"'}]
        head = "jsonb_build_object('record', $2, 'seq', p.place - 1)"
        return (
            f"INSERT INTO {self._name(table)} ({', '.join(names)}) SELECT {', '.join(f'r.{one}' for one in names)}"  # noqa: S608 - names of ours
            " FROM jsonb_array_elements($1) WITH ORDINALITY AS p(said, place), LATERAL jsonb_populate_record("
            f"NULL::{self._name(table)}, open_part(p.said, $3) || {head}) r"
            f" ON CONFLICT (record, seq) DO UPDATE SET {', '.join(f'{one} = excluded.{one}' for one in others)}"
        )

    def _columns(self, table: Table) -> list[str]:
        return [self.quote(one.name) for one in table.columns]

    def _name(self, table: Table) -> str:
        return f"{self.tables}.{self.quote(table.name)}"

    def close_all(self) -> None:
        """Everything belongs to the owner, and nobody has a right that is not given here by name."""
        owner, people = map(self.quote, self.roles)
        ours = ", ".join(f"'{one}'" for one in (*Row.metadata.tables, "alembic_version"))
        tables = self.tables.replace("'", "''")
        self.run(_TAKEN.format(guard=GUARD, tables=tables, ours=ours, owner=owner, people=people))
        for one in _FOR_PEOPLE:
            self.run(f"GRANT EXECUTE ON FUNCTION {GUARD}.{one} TO {people}")
        database = self.quote(str(self.connection.engine.url.database))
        self.run(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
        self.run(f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {people}")
        for schema in (GUARD, self.tables):
            self.run(f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC")
            self.run(f"GRANT USAGE ON SCHEMA {schema} TO {owner}, {people}")


_PART: Final = text(
    "INSERT INTO parts VALUES (:kind, :field, CAST(:blanks AS jsonb), :put, :cut)",
)
_ACT: Final = text(
    "INSERT INTO acts VALUES (:act, :makes, :start, CAST(:moves AS jsonb), CAST(:only_by AS jsonb),"
    " CAST(:besides AS jsonb))"
)
_TAKEN: Final = """
DO $do$
DECLARE one record; named text;
BEGIN
  FOR one IN SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND (n.oid = '{guard}'::regnamespace
        OR (n.oid = '{tables}'::regnamespace AND c.relname IN ({ours}))) LOOP
    named := format('%I.%I', one.nspname, one.relname);
    EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, {people}', named);
    EXECUTE format('ALTER TABLE %s OWNER TO {owner}', named);
  END LOOP;
  FOR one IN SELECT p.oid::regprocedure AS named, p.prosecdef FROM pg_proc p
      WHERE p.pronamespace = '{guard}'::regnamespace OR p.oid IN (SELECT t.tgfoid FROM pg_trigger t
        JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = '{tables}'::regnamespace
        AND c.relname IN ({ours}) AND NOT t.tgisinternal) LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC, {people}', one.named);
    EXECUTE format('ALTER FUNCTION %s OWNER TO {owner}', one.named);
    IF one.prosecdef THEN
      EXECUTE format('ALTER FUNCTION %s SET search_path = {guard}, {tables}, pg_temp', one.named);
    END IF;
  END LOOP;
  EXECUTE 'ALTER SCHEMA {guard} OWNER TO {owner}';
END $do$
"""


def _types(kind: Kind[Any]) -> list[str]:
    """The types of cases, which a profile may keep for one role; of other kinds it keeps none."""
    if kind.name != KEPT_KIND:
        return []
    of: Any = kind.model.model_fields["type"].annotation
    return [one.value for one in of]


def _blanks(row: type[Row], sealed: frozenset[str]) -> str:
    return json.dumps(blanks(row, sealed))


__all__ = ["GUARD", "Roles", "lay", "roles_of"]
