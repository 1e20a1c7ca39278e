"""A SQLite store copied as it is, to a file that the program opens: the right way, where copying the file is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qms.errors import NotAFile
from qms.kinds import all_kinds
from qms.store import engine as engines
from qms.store.backup import copy_database
from qms.store.engine import file_of
from qms.store.past import need_present
from qms.store.quick import verify_quickly
from qms.store.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from qms.base.finding import Finding


@dataclass(frozen=True)
class Copied:
    """A copy of a store.

    Attributes:
        path: the new file.
        origin, size, root: its ledger; ``root`` in hexadecimal, from the hashes kept beside the entries.
        findings: what a full verification of the copy found: the store holds as little.

    """

    path: Path
    origin: str
    size: int
    root: str
    findings: tuple[Finding, ...]


def copy_store(store: Store, to: Path) -> Copied:
    """Copy a SQLite store to a new file while others write, and verify the copy.

    It is kept even where verification finds something: it is what there is.

    Raises:
        PresentOnly: this is the store as it was.
        NotAFile: the store is a database on a server; use the server's own tools, or a bundle.
        StoreExists: there is something at this place.
        NoRoom, StorageFailed: the place cannot hold it or cannot be written.

    """
    need_present(store)
    path = file_of(store.url)
    if path is None:
        raise NotAFile(place=engines.spoken(store.url))
    with engines.alone(store.url):
        copy_database(path, to)
    copy = Store.open(to)
    try:
        with copy.reading() as reading:
            found = tuple(verify_quickly(reading, all_kinds()))
            return Copied(to, reading.origin(), reading.size(), reading.root().hex(), found)
    finally:
        copy.close()
