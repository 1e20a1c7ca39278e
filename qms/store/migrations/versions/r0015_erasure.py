"""Erasures of personal data, and what one that is under way still has to look for."""

from qms.store.migrations import ddl

revision, down_revision = "0015", "0014"
STATUS = ("asked", "approved", "refused", "erasing", "erased")
BASIS = ("period_over", "purpose_met", "requested", "consent_withdrawn", "other_law")


def upgrade() -> None:
    """Make the tables."""
    ddl.create(
        "erasures",
        ddl.head("erasures"),
        ddl.one_of("status", STATUS), ddl.one_of("basis", BASIS), ddl.words("law"),
        ddl.words("asked_by"), ddl.day("asked_on"), ddl.maybe("approved_by"), ddl.day("approved_on", optional=True),
        ddl.maybe("refused_reason", "begun_by"),
        ddl.instant("begun_at", optional=True), ddl.instant("erased_at", optional=True),
        *(ddl.number(name, optional=True) for name in ("taken", "people", "files", "found", "closed")),
        ddl.maybe("scan"),
    )  # fmt: skip
    ddl.create(
        "erased_records",
        ddl.part_of("erased_records", "erasures"),
        ddl.words("matter"), ddl.number("until", optional=True),
    )  # fmt: skip
    ddl.index("erased_records", "matter")
    ddl.create("erasing", ddl.words("erasure", key=True), ddl.blob("note"))
