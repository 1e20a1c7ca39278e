"""Departments, people, assignments, the calendar and the profile."""

from qms.store.migrations import ddl

revision, down_revision = "0002", "0001"
ROLES = ("top_management", "quality_representative", "senior_head", "unit_head", "staff", "audit_office")


def upgrade() -> None:
    """Make the tables of the organisation."""
    ddl.create(
        "departments",
        ddl.head("departments"),
        ddl.words("name_ko"), ddl.words("name_en"),
        ddl.one_of("kind", ("top_management", "senior", "unit", "audit_office")),
        ddl.maybe("parent"), ddl.number("place"), ddl.day("since"), ddl.day("until", optional=True),
    )  # fmt: skip
    ddl.create(
        "people",
        ddl.head("people"),
        ddl.words("subject"), ddl.day("since"), ddl.day("until", optional=True),
    )  # fmt: skip
    ddl.create(
        "assignments",
        ddl.head("assignments"),
        ddl.words("person"), ddl.one_of("role", ROLES), ddl.day("since"), ddl.day("until", optional=True),
        ddl.maybe("deputy_of"),
    )  # fmt: skip
    ddl.index("assignments", "person")
    ddl.create(
        "calendars",
        ddl.head("calendars"),
        ddl.words("zone"), ddl.words("hours"), ddl.words("weekend"), ddl.number("first_year"), ddl.number("last_year"),
    )  # fmt: skip
    ddl.create(
        "holidays",
        ddl.part_of("holidays", "calendars"),
        ddl.day("on"), ddl.words("name_ko"), ddl.words("name_en"),
        ddl.one_of("kind", ("statutory", "substitute", "temporary", "institution")),
    )  # fmt: skip
    ddl.create("profiles", ddl.head("profiles"), ddl.words("content"), ddl.words("edition"))
