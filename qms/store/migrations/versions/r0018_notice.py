"""Notices that go out, and the attempts to send them."""

from qms.store.migrations import ddl

revision, down_revision = "0018", "0017"


def upgrade() -> None:
    """Make the tables."""
    ddl.create(
        "notices",
        ddl.head("notices"),
        ddl.one_of("status", ("queued", "sending", "sent", "failed", "given_up", "unsure", "cancelled")),
        ddl.maybe("matter"),
        ddl.one_of(
            "letter", ("acknowledgement", "interim", "extension", "supplement", "result", "apology"), optional=True
        ),
        ddl.maybe("person"),
        ddl.one_of("medium", ("email", "sms")), ddl.one_of("language", ("ko", "en")), ddl.words("queued_by"),
        ddl.instant("queued_at"), ddl.instant("next_at"), ddl.instant("closed_at", optional=True), ddl.maybe("reason"),
    )  # fmt: skip
    ddl.create(
        "notice_attempts",
        ddl.part_of("notice_attempts", "notices"),
        ddl.instant("began_at"), ddl.words("by"), ddl.number("matter_version", optional=True),
        ddl.instant("ended_at", optional=True), ddl.one_of("outcome", ("sent", "failed", "unsure"), optional=True),
        ddl.maybe("fault"),
    )  # fmt: skip
    ddl.create(
        "notice_items",
        ddl.part_of("notice_items", "notices"),
        ddl.words("matter"), ddl.words("what"), ddl.day("due_on"),
        ddl.one_of("step", ("before", "overdue", "escalated")), ddl.number("days"),
    )  # fmt: skip
