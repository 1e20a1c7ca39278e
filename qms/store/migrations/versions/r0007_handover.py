"""Hand-overs and what is on them."""

from qms.store.migrations import ddl

revision, down_revision = "0007", "0006"
ITEMS = (
    "case", "promise", "capa", "action", "check", "review", "input", "decision", "register", "role", "deputy",
    "stand_in",
)  # fmt: skip


def upgrade() -> None:
    """Make the tables of hand-overs."""
    ddl.create(
        "handovers",
        ddl.head("handovers"),
        ddl.one_of("status", ("prepared", "given", "accepted", "void")),
        ddl.words("giver"), ddl.words("receiver"), ddl.maybe("witness"), ddl.day("effective_on"),
        ddl.words("prepared_by"), ddl.day("prepared_on"), ddl.maybe("note", "given_by"),
        ddl.day("given_on", optional=True), ddl.day("accepted_on", optional=True), ddl.maybe("void_reason"),
        ddl.day("closed_on", optional=True),
    )  # fmt: skip
    ddl.create(
        "handover_items",
        ddl.part_of("handover_items", "handovers"),
        ddl.one_of("kind", ITEMS), ddl.words("matter"), ddl.maybe("part", "department", "state"),
        ddl.day("due_on", optional=True),
    )  # fmt: skip
