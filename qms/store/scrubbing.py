"""What was deleted taken out of the files of a store: SQLite leaves it in its log and in free pages."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def scrub(path: Path) -> None:
    """Write the file of a SQLite store anew without what was deleted, and empty its log.

    Whoever calls it holds the store's lock (`qms.store.engine.alone`) and no connection. `VACUUM` writes all that is
    there into the log, the checkpoint brings it into the file and cuts the log off; the file shrinks to what it holds,
    and what lies beyond its end is the file system's.

    Raises:
        sqlite3.Error: the disk is full or failing, or somebody reads on; what was deleted may still be there.

    """
    with closing(sqlite3.connect(path, timeout=5, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def empty_log(path: Path) -> None:
    """Bring what is in the log of a SQLite store into its file, and cut the log off; called as `scrub` is."""
    with closing(sqlite3.connect(path, timeout=5, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
