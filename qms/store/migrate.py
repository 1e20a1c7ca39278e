"""Migrations: Alembic with revisions written by hand and no batch mode, which would drop the triggers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from qms.store.head import mark

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

HEAD = "0011"
"""The newest revision; a test compares it with the files."""


def migrate(engine: Engine, to: str = HEAD) -> None:
    """Bring the schema to a revision, in one transaction."""
    with engine.begin() as connection:
        migrate_over(connection, to)


def migrate_over(connection: Connection, to: str = HEAD) -> None:
    """Bring the schema to a revision as part of a transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
    mark(connection, to)


def version_of(connection: Connection) -> str | None:
    """The revision that a store has; None: this is no store."""
    # Other programs keep their revision in a table of that name too.
    if not {"alembic_version", "entries", "personal"} <= set(inspect(connection).get_table_names()):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def is_older(version: str) -> bool:
    """Whether this program knows the way from that revision to its own."""
    files = (Path(__file__).parent / "migrations" / "versions").glob("r*.py")
    return version < HEAD and version in {file.name[1:5] for file in files}
