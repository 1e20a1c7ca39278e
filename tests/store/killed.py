"""A migration that is killed at its n-th statement, from 1: ``python -m tests.store.killed PLACE N``.

The commit counts as one. What is printed last is the number of statements that were reached.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

import sqlalchemy as sa

import qms

SMALL = 4
"""Pages that SQLite may keep in memory: what it has changed goes to the file long before the commit."""


def main(place: str, number: int) -> None:
    """Migrate the store at this place, and die at the statement of this number."""
    reached = 0

    def count(*_: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
        nonlocal reached
        reached += 1
        if reached == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def small(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
        if "sqlite" in type(connection).__module__:
            connection.execute(f"PRAGMA cache_size={SMALL}")

    for event in ("before_cursor_execute", "commit"):
        sa.event.listen(sa.Engine, event, count)
    sa.event.listen(sa.pool.Pool, "connect", small)
    qms.migrate(place)
    sys.stdout.write(f"{reached}\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
