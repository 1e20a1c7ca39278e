"""Whether the structure of a store is the one its migrations make: tables, columns, constraints, and the guards.

What the migrations make is seen from a new store in memory.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.pool import StaticPool

from qms.store.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import Container, Generator, Iterator, Mapping

    from sqlalchemy import Connection

APPEND_ONLY: Final = ("entries", "contents", "accesses")
"""Tables whose rows are guarded against change and deletion."""
_MADE = text(
    "SELECT type, name, tbl_name, sql FROM sqlite_master"
    " WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!' OR name LIKE 'sqlite!_autoindex!_%' ESCAPE '!'"
)
_BLANKS = re.compile(r"[ \t\n]+")
"""Those that a migration writes; SQLite takes other control characters for blanks too, and none was written."""
_STATEMENT_BEFORE_DELETE_UPDATE_TRUNCATE = 2 | 8 | 16 | 32
_TRIGGERS = text(
    "SELECT t.tgname, c.relname, t.tgtype, t.tgenabled, t.tgqual IS NOT NULL, p.prosrc"
    " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
    " WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
)
_RULES = text("SELECT rulename, tablename FROM pg_rules WHERE schemaname = current_schema()")


class Strange(NamedTuple):
    """Something of the structure that is not as it was made; ``guard``: it refused change or deletion."""

    table: str
    name: str
    guard: bool


def strange(connection: Connection) -> Iterator[Strange]:
    """What is there too much, what is missing, and what differs."""
    yield from _sqlite(connection) if connection.dialect.name == "sqlite" else _postgresql(connection)


# --- SQLite: it keeps the words that each thing was made with ---


def _sqlite(connection: Connection) -> Iterator[Strange]:
    wanted, found = _made_new(), _made(connection)
    gone = {table for kind, table, _ in wanted.keys() - found.keys() if kind == "table"}
    for key in sorted(wanted.keys() | found.keys()):
        kind, table, name = key
        # With a table everything on it is gone.
        if wanted.get(key) != found.get(key) and (kind == "table" or table not in gone):
            yield Strange(table, name, guard=kind == "trigger" and key in wanted)


def _made(connection: Connection) -> Mapping[tuple[str, str, str], str]:
    rows = [[_words(one) for one in row] for row in connection.execute(_MADE)]
    return {(kind, table, name): _BLANKS.sub(" ", words) for kind, name, table, words in rows}


def _words(value: object) -> str:
    """Text as it is; what somebody made of it, bytes or a number, as something that was never written."""
    return value if isinstance(value, str) else "" if value is None else repr(value)


@contextmanager
def _new() -> Generator[Connection]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    migrate(engine)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@cache
def _made_new() -> Mapping[tuple[str, str, str], str]:
    with _new() as connection:
        return _made(connection)


# --- PostgreSQL: columns, constraints and indexes by name and by what both databases say alike; the guards whole ---


def _postgresql(connection: Connection) -> Iterator[Strange]:
    wanted, found = _named_new(), _named(connection)
    for table in sorted(wanted.keys() | found.keys()):
        if table in wanted and table in found:
            differing = {name for name, _ in wanted[table] ^ found[table]}
            yield from (Strange(table, name, guard=False) for name in sorted(differing))
        else:
            yield Strange(table, table, guard=False)
    yield from _guards(connection, found.keys())


def _named(connection: Connection) -> Mapping[str, set[tuple[str, str]]]:
    """Table or view → name of each thing that it is made of, and what it is."""
    seen = inspect(connection)
    found = {table: {(table, "")} for table in (*seen.get_table_names(), *seen.get_view_names())}
    for parts in (
        seen.get_multi_columns(), seen.get_multi_check_constraints(), seen.get_multi_foreign_keys(),
        seen.get_multi_unique_constraints(), seen.get_multi_indexes(),
    ):  # fmt: skip
        for (_, table), listed in parts.items():
            # PostgreSQL names the index that keeps a constraint a second time.
            own = (part for part in listed if not part.get("duplicates_constraint"))
            found[table] |= {(str(part["name"]), _said(part)) for part in own}
    return found


_ALIKE = (
    "nullable",
    "default",
    "computed",
    "column_names",
    "constrained_columns",
    "referred_table",
    "referred_columns",
)


def _said(part: Mapping[str, Any]) -> str:
    """What a column, constraint or index is, in words that do not depend on the database."""
    kind = part.get("type")
    plain = "" if kind is None else f"{kind.python_type.__name__} {getattr(kind, 'length', None)}"
    return f"{plain} {bool(part.get('unique'))} {[part.get(name) for name in _ALIKE]}"


@cache
def _named_new() -> Mapping[str, set[tuple[str, str]]]:
    with _new() as connection:
        return _named(connection)


def _guards(connection: Connection, there: Container[str]) -> Iterator[Strange]:
    wanted = {f"{table}_append_only": table for table in APPEND_ONLY if table in there}
    whole: set[str] = set()
    for name, table, kind, enabled, conditional, does in connection.execute(_TRIGGERS):
        if wanted.get(name) != table:
            yield Strange(table, name, guard=False)
        elif (kind, conditional) == (_STATEMENT_BEFORE_DELETE_UPDATE_TRUNCATE, False) and _fires(enabled):
            whole |= {name} if does.strip() == f"BEGIN RAISE EXCEPTION '{table} is append-only'; END" else set()
    yield from (Strange(wanted[name], name, guard=True) for name in sorted(wanted.keys() - whole))
    yield from (Strange(table, name, guard=False) for name, table in connection.execute(_RULES))


def _fires(enabled: str | bytes) -> bool:
    return (enabled.decode() if isinstance(enabled, bytes) else enabled) in {"O", "A"}
