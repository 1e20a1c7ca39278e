"""Ways to the last entry that was recorded up to an instant, and to the cases that were open at one."""

from qms.store.migrations import ddl

revision, down_revision = "0013", "0012"


def upgrade() -> None:
    """Make the indexes; that of the ledger has all that is asked for."""
    ddl.index("entries", "recorded_at", "position")
    # Overdue is what has no notice, or had none yet; without it every case of all years was read for that.
    ddl.index("cases", "notified_at")
