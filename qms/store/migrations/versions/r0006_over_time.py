"""Departments and people over time, as what a role is held, reports whose step fell together with another."""

from qms.store.migrations import ddl

revision, down_revision = "0006", "0005"
KINDS = ("top_management", "senior", "unit", "audit_office")


def upgrade() -> None:
    """Make the tables of what was before, and the new columns."""
    ddl.create(
        "departments_before",
        ddl.part_of("departments_before", "departments"),
        ddl.day("until"), ddl.words("name_ko"), ddl.words("name_en"), ddl.one_of("kind", KINDS),
        ddl.maybe("parent"), ddl.number("place"),
    )  # fmt: skip
    ddl.create("people_before", ddl.part_of("people_before", "people"), ddl.day("until"), ddl.maybe("department"))
    ddl.add("departments", ddl.words("successor", optional=True))
    ddl.add(
        "assignments",
        ddl.words("capacity", optional=True),
        capacity="capacity IN ('holder', 'acting', 'deputy', 'stand_in')",
        in_stead="capacity IS NULL OR (capacity IN ('deputy', 'stand_in')) = (deputy_of IS NOT NULL)",
    )
    ddl.add("cases", ddl.yes_no("report_merged", optional=True))
