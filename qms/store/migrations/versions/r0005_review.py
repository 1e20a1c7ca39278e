"""Management reviews and their inputs, decisions, attendees."""

from qms.store.migrations import ddl

revision, down_revision = "0005", "0004"
ROLES = ("top_management", "quality_representative", "senior_head", "unit_head", "staff", "audit_office")
KINDS = ("improvement", "change", "resource")
JUDGED = ("yes", "partly", "no")
MAYBE = ("frozen_by", "snapshot", "chair", "minutes", "approved_by", "external_document")


def upgrade() -> None:
    """Make the tables of reviews."""
    ddl.create(
        "reviews",
        ddl.head("reviews"),
        ddl.one_of("status", ("planned", "collecting", "frozen", "held", "approved", "closed")),
        ddl.words("title"), ddl.words("period"), ddl.day("begin"), ddl.day("end"), ddl.day("opened_on"),
        ddl.day("hold_on"), ddl.words("planned_by"),
        ddl.instant("collected_at", optional=True), ddl.instant("frozen_at", optional=True),
        ddl.day("held_on", optional=True), ddl.day("approved_on", optional=True), ddl.day("closed_on", optional=True),
        *(ddl.one_of(name, JUDGED, optional=True) for name in ("suitable", "adequate", "effective")),
        ddl.one_of("approval", ("signed", "delegated", "in_absence"), optional=True),
        ddl.maybe(*MAYBE),
    )  # fmt: skip
    ddl.create(
        "review_inputs",
        ddl.part_of("review_inputs", "reviews"),
        ddl.words("key"), ddl.words("clause"), ddl.one_of("owner_role", ROLES),
        ddl.one_of("state", ("collected", "stated", "nothing", "missing")),
        ddl.day("requested_on"), ddl.day("due_on"), ddl.number("records"),
        ddl.maybe("statement", "stated_by"), ddl.instant("stated_at", optional=True),
        ddl.maybe("gap_accepted_by", "gap_reason"),
    )  # fmt: skip
    ddl.create(
        "proposals",
        ddl.part_of("proposals", "reviews"),
        ddl.one_of("kind", KINDS), ddl.maybe("input"), ddl.words("text"),
        ddl.maybe("options", "recommendation", "cost_of_waiting", "budget", "people"),
    )  # fmt: skip
    ddl.create(
        "decisions",
        ddl.part_of("decisions", "reviews"),
        ddl.number("number"), ddl.one_of("kind", KINDS), ddl.maybe("input"),
        ddl.words("text"), ddl.words("owner"), ddl.day("due_on"), ddl.maybe("cost"), ddl.day("done_on", optional=True),
        ddl.maybe("done_what", "verified_by"), ddl.day("verified_on", optional=True),
    )  # fmt: skip
    ddl.create("attendees", ddl.part_of("attendees", "reviews"), ddl.words("person"), ddl.one_of("role", ROLES))
