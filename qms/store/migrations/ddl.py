"""The few column forms that the revisions use, on both databases."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import CreateColumn, CreateTable, SchemaItem

from qms.store.columns import NAMES

# The same order of text on both databases, whatever the language of the server.
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ORIGINS = ("native", "imported", "historical")
CONFIDENTIALITY = ("open", "internal", "restricted")


def words(name: str, *, key: bool = False, optional: bool = False) -> sa.Column[Any]:
    """Text."""
    return sa.Column(name, WORDS, primary_key=key, nullable=optional)


def maybe(*names: str) -> list[sa.Column[Any]]:
    """Text that may be absent."""
    return [words(name, optional=True) for name in names]


def number(name: str, *, key: bool = False, optional: bool = False) -> sa.Column[Any]:
    """A whole number."""
    return sa.Column(name, sa.BigInteger(), primary_key=key, nullable=optional, autoincrement=False)


def blob(name: str) -> sa.Column[Any]:
    """Bytes."""
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def yes_no(name: str, *, optional: bool = False) -> sa.Column[Any]:
    """Yes or no."""
    return sa.Column(name, sa.Boolean(), nullable=optional)


def instant(name: str, *, optional: bool = False) -> sa.Column[Any]:
    """A point in time, in UTC."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def day(name: str, *, optional: bool = False) -> sa.Column[Any]:
    """A day."""
    return sa.Column(name, sa.Date(), nullable=optional)


def one_of(name: str, values: tuple[str, ...], *, optional: bool = False) -> list[SchemaItem]:
    """Text out of a closed list, with its CHECK."""
    listed = ", ".join(f"'{value}'" for value in values)
    return [words(name, optional=optional), sa.CheckConstraint(f"{name} IN ({listed})", name=name)]


def create(table: str, *items: SchemaItem | list[SchemaItem] | list[sa.Column[Any]]) -> None:
    """Make a table whose constraints are named by the house's convention."""
    flat = [one for item in items for one in (item if isinstance(item, list) else [item])]
    metadata = sa.MetaData(naming_convention=NAMES)
    columns: list[sa.Column[Any]] = [one for one in flat if isinstance(one, sa.Column)]
    for target in {key.target_fullname.partition(".")[0] for one in columns for key in one.foreign_keys} - {table}:
        sa.Table(target, metadata, sa.Column("code", WORDS, primary_key=True))
    made = sa.Table(table, metadata, *flat)
    op.execute(CreateTable(made))


def head(table: str) -> list[SchemaItem]:
    """The columns that every kind's table begins with."""
    return [
        words("code", key=True),
        sa.Column("department", WORDS, sa.ForeignKey("departments.code", name=f"fk_{table}_department")),
        number("version"),
        *one_of("confidentiality", CONFIDENTIALITY),
        *one_of("origin", ORIGINS),
        *maybe("source", "source_key", "source_file"),
        number("source_row", optional=True),
        sa.CheckConstraint("version >= 1", name="version"),
        sa.UniqueConstraint("source", "source_key", name=f"uq_{table}_source_source_key"),
    ]


def part_of(table: str, parent: str) -> list[SchemaItem]:
    """The columns that a table of parts begins with."""
    owner = sa.ForeignKey(f"{parent}.code", name=f"fk_{table}_record")
    return [sa.Column("record", WORDS, owner, primary_key=True), number("seq", key=True)]


def add(table: str, column: sa.Column[Any], **checks: str) -> None:
    """Add a column that may be absent, with its CHECKs by name; both databases take them on the column itself."""
    sa.Table(table, sa.MetaData(), column)
    named = "".join(f" CONSTRAINT ck_{table}_{name} CHECK ({check})" for name, check in checks.items())
    op.execute(f"ALTER TABLE {table} ADD COLUMN {CreateColumn(column).compile(dialect=op.get_bind().dialect)}{named}")


def index(table: str, *columns: str) -> None:
    """An index by the house's convention."""
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def refuse_change(table: str, same: str) -> None:
    """Refuse UPDATE and DELETE (on PostgreSQL TRUNCATE too): rows of this table are only ever added.

    ``same`` is the condition under which a row is there already. SQLite's REPLACE would push that row out without
    asking the trigger against DELETE.
    """
    if op.get_bind().dialect.name == "sqlite":
        there = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "  # noqa: S608 - names of ours
        for name, event, when in (("update", "UPDATE", ""), ("delete", "DELETE", ""), ("replace", "INSERT", there)):
            op.execute(
                f"CREATE TRIGGER {table}_no_{name} BEFORE {event} ON {table} {when}"
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )
