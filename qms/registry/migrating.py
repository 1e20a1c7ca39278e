"""How a store of an earlier version is brought to this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.kinds import all_kinds
from qms.store.quick import verify_quickly
from qms.store.upgrade import upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from qms.base.finding import Finding
    from qms.store.reading import Reading
    from qms.store.upgrade import Migration


def migrate(place: str | Path, *, attempt: bool = False, with_findings: bool = False) -> Migration:
    """Bring a store that an older version of the program made to this version.

    It is one transaction: the new structure, the database's own checks and a full verification of the outcome. It
    is kept when all of that is well, and otherwise, or where it is broken off at any moment, the store is as it was.
    The ledger is not touched: entries, root and every checkpoint kept of them stay what they are. A SQLite store is
    first copied to a file beside it, which is named in what comes back; of a database on a server make a backup with
    the server's own tools. Nobody else may work with the store meanwhile; older programs cannot open it afterwards.

    Args:
        place: path of a SQLite file, or URL of a PostgreSQL database.
        attempt: do all of it and take it back: it shows whether it would succeed. No copy is made.
        with_findings: keep the outcome even where verification finds something, such as a row that somebody changed
            past the program long ago. What it found stands in what comes back.

    Raises:
        NoStore, NotAStore: there is no store at this place.
        OtherVersion: a newer program made it.
        NoRoom: the disk has no room for the copy and the work.
        NotMigrated: the outcome would not hold.
        StoreLocked: somebody is writing.
        StorageFailed: the disk is full or failing.
        NotScrubbed: it was brought to this version, and what that deleted may still be in its file; call it again.

    """
    return upgrade(place, _check, attempt=attempt, with_findings=with_findings)


def _check(reading: Reading) -> Iterator[Finding]:
    return verify_quickly(reading, all_kinds())
