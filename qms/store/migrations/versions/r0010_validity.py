"""How long each entry of the ledger held, and the way to the newest entry of a record."""

import sqlalchemy as sa
from alembic import op

from qms.store.migrations import ddl
from qms.store.validity import fill

revision, down_revision = "0010", "0009"
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""On SQLite the key of the row itself: no index of its own is needed."""
NODE = "node > since AND node <= until AND node - (node & -node) <= since AND node + (node & -node) > until"


def upgrade() -> None:
    """Make the table, and fill it from the ledger."""
    ddl.create(
        "validity",
        sa.Column("since", KEY, primary_key=True, autoincrement=False), ddl.number("until"), ddl.number("node"),
        sa.CheckConstraint("since >= 0 AND until > since", name="span"),
        sa.CheckConstraint(NODE, name="node"),
    )  # fmt: skip
    ddl.index("validity", "node", "since", "until")
    ddl.index("entries", "code", "position")
    fill(op.get_bind())
