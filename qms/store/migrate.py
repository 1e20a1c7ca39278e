"""Migrations: Alembic with revisions written by hand and no batch mode, which would drop the triggers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from qms.ledger import keyring
from qms.store.head import mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine

    from qms.ledger.vault import Wrapping

    KeyOf = Callable[[Connection], Wrapping]

HEAD = "0018"
"""The newest revision; a test compares it with the files."""
SEALED = "0012"
"""The first revision in whose stores personal values are sealed."""


def migrate(engine: Engine, to: str = HEAD, key: KeyOf | None = None) -> None:
    """Bring the schema to a revision, in one transaction."""
    with engine.begin() as connection:
        migrate_over(connection, to, key)


def migrate_over(connection: Connection, to: str = HEAD, key: KeyOf | None = None) -> None:
    """Bring the schema to a revision as part of a transaction; ``key`` gives the key that seals personal values.

    It is asked where a store has entries and its personal values stand in the clear (before 0012).
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["key"] = key or key_by_origin
    command.upgrade(config, to)
    mark(connection, to)


def key_by_origin(connection: Connection) -> Wrapping:
    """The wrapping key that an older store gets: named by its ledger, so that a broken-off run leaves no second one."""
    id_ = origin_id(connection)
    return keyring.find(id_) or keyring.make(id_, keyring.passphrase())


def origin_id(connection: Connection) -> str:
    """The name of that key."""
    first = connection.execute(text("SELECT hashes FROM entries WHERE position = 0")).scalar()
    return bytes(first or b"").hex()[:16].ljust(16, "0")


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
