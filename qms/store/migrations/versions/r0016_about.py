"""Whom a case is about."""

from qms.store.migrations import ddl

revision, down_revision = "0016", "0015"


def upgrade() -> None:
    """Make the columns; cases of before are about nobody who is named."""
    for column in ddl.maybe("about", "about_person"):
        ddl.add("cases", column)
    # Few cases name anybody: these are found without a look at all others.
    ddl.index("cases", "about")
    ddl.index("cases", "about_person")
