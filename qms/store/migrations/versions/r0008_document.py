"""Controlled documents and their revisions."""

from qms.store.migrations import ddl

revision, down_revision = "0008", "0007"
TYPES = ("charter", "standard", "policy", "manual", "procedure", "instruction", "form", "external")


def upgrade() -> None:
    """Make the tables of documents."""
    ddl.create(
        "documents",
        ddl.head("documents"),
        ddl.one_of("status", ("draft", "in_force", "withdrawn")), ddl.one_of("type", TYPES),
        ddl.words("title"), ddl.words("owner"), ddl.day("entered_on"),
        ddl.maybe("place", "reviewed_by", "sent_back", "withdrawn_reason"),
        *(ddl.day(name, optional=True) for name in ("review_by", "reviewed_on", "withdrawn_on")),
    )  # fmt: skip
    ddl.create(
        "revisions",
        ddl.part_of("revisions", "documents"),
        ddl.words("text"), ddl.day("drafted_on"), ddl.maybe("drafted_by", "approved_by", "external_document"),
        ddl.day("approved_on", optional=True), ddl.day("effective_on", optional=True),
    )  # fmt: skip
