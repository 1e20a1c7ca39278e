"""Holds, disposals in three steps, and the disposal that an erasure carries out."""

from qms.store.migrations import ddl

revision, down_revision = "0017", "0016"
VERDICT = ("dispose", "keep", "set_again")
CLASS = ("permanent", "semi_permanent", "years_30", "years_10", "years_5", "years_3", "years_1")


def upgrade() -> None:
    """Make the tables, and the column."""
    ddl.create(
        "holds",
        ddl.head("holds"),
        ddl.one_of("status", ("placed", "released")), ddl.words("law"), ddl.words("reason"), ddl.maybe("about"),
        ddl.day("until_on", optional=True), ddl.words("placed_by"), ddl.day("placed_on"), ddl.maybe("released_by"),
        ddl.day("released_on", optional=True), ddl.maybe("released_reason"),
    )  # fmt: skip
    ddl.create("held_records", ddl.part_of("held_records", "holds"), ddl.words("matter"))
    ddl.create(
        "disposals",
        ddl.head("disposals"),
        ddl.one_of("status", ("listed", "stated", "examined", "decided", "void")),
        ddl.words("listed_by"), ddl.day("listed_on"),
        ddl.one_of("opinion", VERDICT, optional=True), ddl.maybe("opinion_reason", "opinion_by"),
        ddl.day("opinion_on", optional=True),
        ddl.one_of("examination", VERDICT, optional=True), ddl.maybe("examination_reason", "examined_by"),
        ddl.day("examined_on", optional=True),
        ddl.one_of("decision", VERDICT, optional=True), ddl.maybe("decision_reason"),
        ddl.one_of("new_class", CLASS, optional=True), ddl.maybe("minutes", "decided_by"),
        ddl.day("decided_on", optional=True), ddl.maybe("erasure", "void_reason"),
    )  # fmt: skip
    ddl.create(
        "appraised_records",
        ddl.part_of("appraised_records", "disposals"),
        ddl.words("matter"), ddl.one_of("verdict", VERDICT, optional=True),
    )  # fmt: skip
    ddl.create("board_members", ddl.part_of("board_members", "disposals"), ddl.maybe("person", "office"))
    ddl.add("erasures", ddl.words("disposal", optional=True))
