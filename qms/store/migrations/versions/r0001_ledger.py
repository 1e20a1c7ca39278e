"""The ledger, its counters, personal values, kept contents, links."""

import sqlalchemy as sa
from alembic import op

from qms.store.migrations import ddl

revision, down_revision = "0001", None
LINKS = ("cause", "follows", "repeats", "evidence")


def upgrade() -> None:
    """Make the tables that belong to no kind."""
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        bind.exec_driver_sql(f"PRAGMA application_id = {0x514D5331}")
    ddl.create(
        "entries",
        ddl.number("position", key=True), ddl.number("suite"),
        ddl.instant("recorded_at"), ddl.words("zone"), ddl.instant("occurred_at"),
        ddl.words("actor"), ddl.words("on_behalf_of", optional=True),
        ddl.words("act"), ddl.words("kind"), ddl.words("code"), ddl.number("version"),
        ddl.words("reason", optional=True), ddl.one_of("origin", ddl.ORIGINS), ddl.words("record"),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("position >= 0", name="position"),
        sa.UniqueConstraint("code", "version", name="uq_entries_code_version"),
    )  # fmt: skip
    ddl.index("entries", "kind", "position")
    ddl.refuse_change("entries", "position = NEW.position OR (code = NEW.code AND version = NEW.version)")
    ddl.create("counters", ddl.words("name", key=True), ddl.number("value"))
    op.execute("INSERT INTO counters (name, value) VALUES ('ledger', 0)")
    ddl.create(
        "personal",
        ddl.words("code", key=True), ddl.words("field", key=True), ddl.number("version", key=True),
        ddl.words("subject"), sa.Column("salt", sa.LargeBinary(), nullable=False), ddl.words("value"),
    )  # fmt: skip
    ddl.index("personal", "subject")
    ddl.create(
        "contents",
        ddl.words("digest", key=True), ddl.words("media"), sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name="digest"),
    )  # fmt: skip
    ddl.refuse_change("contents", "digest = NEW.digest")
    ddl.create(
        "links",
        ddl.words("record", key=True),
        ddl.number("seq", key=True),
        ddl.one_of("relation", LINKS),
        ddl.words("target"),
    )
    ddl.index("links", "target")
