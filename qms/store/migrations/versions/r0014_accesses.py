"""The log of accesses to personal values: rows are only ever added."""

import sqlalchemy as sa

from qms.store.migrations import ddl

revision, down_revision = "0014", "0013"


def upgrade() -> None:
    """Make the table and its guards."""
    ddl.create(
        "accesses",
        ddl.number("number", key=True), ddl.instant("at"), ddl.words("zone"), ddl.words("person"), ddl.words("place"),
        ddl.words("act"), ddl.words("level"), ddl.one_of("outcome", ("given", "refused")), ddl.words("subjects"),
        ddl.words("reason", optional=True), ddl.blob("hash"),
        sa.CheckConstraint("number >= 0", name="number"),
        sa.CheckConstraint("length(hash) = 32", name="hash"),
    )  # fmt: skip
    ddl.index("accesses", "at")
    ddl.refuse_change("accesses", "number = NEW.number")
