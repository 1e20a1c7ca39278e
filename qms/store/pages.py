"""Whether a SQLite file holds together below its tables: pages, and indexes that say what their tables say.

A table that is right behind an index that is not gives wrong answers to whoever asks by that index, and no
comparison of rows sees it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

MOST: Final = 20
_INDEX = re.compile(r"\bindex (\w+)$")
_OF_ROWS = re.compile(r"^(NULL|NUMERIC|TEXT|BLOB|INT|REAL) value in |^CHECK constraint failed |^non-\w+ value in ")
"""What is said of values in rows: these are held against the ledger, which says more of them."""


class Torn(NamedTuple):
    """Something in the file that does not hold; ``place``: the index, or blank where it is none."""

    place: str
    said: str


def torn(connection: Connection) -> Iterator[Torn]:
    """What SQLite finds when it looks at every page and index; at most `MOST`. Of another database nothing."""
    if connection.dialect.name != "sqlite":
        return
    found = dict[str, str]()
    for (said,) in connection.exec_driver_sql(f"PRAGMA integrity_check({MOST})"):
        for line in str(said).splitlines():
            if line != "ok" and not _OF_ROWS.search(line):
                index = _INDEX.search(line)
                found.setdefault(index[1] if index else "", line)
    for place, said in found.items():
        yield Torn(place, said)
