"""CAPA and their whys, actions, postponements."""

import sqlalchemy as sa

from qms.store.migrations import ddl

revision, down_revision = "0004", "0003"
STATUSES = (
    "open", "contained", "analysed", "planned", "approved", "in_progress", "implemented", "evaluating", "closed",
    "void",
)  # fmt: skip
DAYS = (
    "contained_on", "analysed_on", "planned_on", "implement_due_on", "effect_check_on", "approved_on", "started_on",
    "implemented_on", "evaluated_on", "closed_on",
)  # fmt: skip
VERDICTS = ("effective", "not_effective", "inconclusive")
MAYBE = (
    "topic", "containment", "containment_skipped", "cause", "cause_verified_by", "cause_verified_how", "planned_by",
    "criterion", "indicator", "threshold", "checker", "approved_by", "sent_back", "measured", "evaluated_by",
    "lessons", "spread_to", "void_reason",
)  # fmt: skip


def upgrade() -> None:
    """Make the tables of CAPA."""
    ddl.create(
        "capas",
        ddl.head("capas"),
        ddl.one_of("status", STATUSES), ddl.one_of("type", ("corrective", "preventive")),
        ddl.one_of("severity", ("major", "minor")),
        ddl.words("title"), ddl.words("problem"), ddl.words("owner"), ddl.words("opened_by"), ddl.day("opened_on"),
        ddl.one_of("method", ("five_whys", "fishbone", "other"), optional=True),
        ddl.one_of("verdict", VERDICTS, optional=True),
        ddl.maybe(*MAYBE), *(ddl.day(name, optional=True) for name in DAYS), ddl.number("reopened"),
        sa.CheckConstraint("reopened >= 0", name="reopened"),
    )  # fmt: skip
    for column in ("department", "opened_on", "closed_on"):
        ddl.index("capas", column)
    ddl.create(
        "evaluations",
        ddl.part_of("evaluations", "capas"),
        ddl.day("judged_on"), ddl.one_of("verdict", VERDICTS), ddl.words("measured"), ddl.words("judged_by"),
    )  # fmt: skip
    ddl.create("whys", ddl.part_of("whys", "capas"), ddl.words("text"), ddl.maybe("category"))
    ddl.create(
        "actions",
        ddl.part_of("actions", "capas"),
        ddl.words("text"), ddl.words("owner"), ddl.day("due_on"), ddl.day("done_on", optional=True),
        ddl.maybe("evidence", "cancelled"),
    )  # fmt: skip
    ddl.create(
        "postponements",
        ddl.part_of("postponements", "capas"),
        ddl.day("on"), ddl.day("until"), ddl.words("reason"), ddl.words("by"),
    )  # fmt: skip
