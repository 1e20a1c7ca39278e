"""What was deleted taken out of the files of a store: SQLite leaves it in its log and in free pages."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

from qms import errors

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

_EMPTIED: Final = "PRAGMA wal_checkpoint(TRUNCATE)"


def scrub(path: Path) -> None:
    """Write the file of a SQLite store anew without what was deleted, and empty its log.

    Whoever calls it holds the store's lock (`qms.store.engine.alone`) and no connection. `VACUUM` writes all that is
    there into the log, the checkpoint brings it into the file and cuts the log off; the file shrinks to what it holds,
    and what lies beyond its end is the file system's.

    Raises:
        NotScrubbed: the disk is full or failing, or somebody reads on; what was deleted may still be there.

    """
    with _alone(path) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        _empty(connection, path)
        connection.execute("VACUUM")
        _empty(connection, path)


def empty_log(path: Path) -> None:
    """Bring what is in the log of a SQLite store into its file, and cut the log off; called as `scrub` is."""
    with _alone(path) as connection:
        _empty(connection, path)


def _empty(connection: sqlite3.Connection, path: Path) -> None:
    busy, *_ = connection.execute(_EMPTIED).fetchone()
    if busy:  # said, not raised: somebody still reads what is in the log
        raise errors.NotScrubbed(place=str(path))


@contextmanager
def _alone(path: Path) -> Generator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(path, timeout=5, isolation_level=None)) as connection:
            yield connection
    except sqlite3.Error as fault:
        raise errors.NotScrubbed(place=str(path)) from fault
