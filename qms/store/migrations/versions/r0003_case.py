"""Cases and their communications, extensions, supplements."""

import sqlalchemy as sa

from qms.store.migrations import ddl

revision, down_revision = "0003", "0002"
STATUSES = (
    "received", "assigned", "acknowledged", "investigating", "awaiting_supplement", "answered", "notified",
    "transferred", "withdrawn", "closed",
)  # fmt: skip
TYPES = (
    "complaint", "request", "cooperation", "inquiry", "suggestion", "grievance", "compliment",
    "unfair_handling", "integrity",
)  # fmt: skip
CHANNELS = (
    "visit", "phone", "web", "email", "post", "fax", "sms", "sns", "suggestion_box", "questionnaire",
    "petition_portal", "other",
)  # fmt: skip
MEDIA = ("letter", "email", "sms", "phone", "visit", "fax", "web", "other")
OUTCOMES = ("accepted", "partly", "not_accepted", "transferred", "withdrawn", "not_answerable")
PURPOSES = ("acknowledgement", "interim", "extension", "supplement", "notice", "apology", "other")


def upgrade() -> None:
    """Make the tables of cases."""
    ddl.create(
        "cases",
        ddl.head("cases"),
        ddl.one_of("status", STATUSES), ddl.one_of("type", TYPES), ddl.one_of("channel", CHANNELS),
        ddl.one_of("petition_kind", ("statutory", "inquiry", "proposal", "other", "grievance"), optional=True),
        ddl.one_of("identity", ("verified", "stated", "anonymous")),
        ddl.maybe("topic", "service", "subject"),
        ddl.instant("received_at"), ddl.instant("recorded_at"), ddl.words("term", optional=True),
        *(ddl.instant(name, optional=True) for name in (
            "due_at", "assigned_at", "acknowledged_at", "answered_at", "notified_at", "closed_at", "reported_at",
            "reopened_at")),
        ddl.maybe("handler", "reported_to", "policy_by", "transferred_to", "disposition_reason"),
        ddl.one_of("severity", ("major", "minor"), optional=True),
        ddl.one_of("outcome", OUTCOMES, optional=True),
        ddl.one_of("ground", ("law", "rule", "competence", "fact"), optional=True),
        ddl.one_of("disposition", ("capa", "action", "share", "none"), optional=True),
        ddl.yes_no("satisfied", optional=True),
        sa.CheckConstraint("subject IS NULL OR length(subject) = 32", name="subject"),
    )  # fmt: skip
    for column in ("department", "received_at", "due_at", "closed_at", "subject"):
        ddl.index("cases", column)
    ddl.create(
        "communications",
        ddl.part_of("communications", "cases"),
        ddl.instant("at"), ddl.one_of("direction", ("to_customer", "from_customer")),
        ddl.one_of("purpose", PURPOSES), ddl.one_of("medium", MEDIA), ddl.maybe("by", "department"),
    )  # fmt: skip
    ddl.create(
        "extensions",
        ddl.part_of("extensions", "cases"),
        ddl.instant("at"), ddl.day("until"), ddl.instant("due_at"), ddl.words("reason"), ddl.yes_no("consent"),
    )  # fmt: skip
    ddl.create(
        "supplements",
        ddl.part_of("supplements", "cases"),
        ddl.day("asked_on"), ddl.day("by_on"), ddl.day("arrived_on", optional=True),
    )  # fmt: skip
