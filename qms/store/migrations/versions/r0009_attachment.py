"""Files of records, of whatever kind."""

from qms.store.migrations import ddl

revision, down_revision = "0009", "0008"


def upgrade() -> None:
    """Make the table of attachments."""
    ddl.create(
        "attachments",
        ddl.words("record", key=True), ddl.number("seq", key=True),
        ddl.maybe("name"), ddl.words("digest"), ddl.number("size"), ddl.words("media"),
        ddl.words("added_by"), ddl.instant("added_at"),
        ddl.maybe("withdrawn_by"), ddl.instant("withdrawn_at", optional=True), ddl.maybe("withdrawn_reason"),
    )  # fmt: skip
    ddl.index("attachments", "digest")
