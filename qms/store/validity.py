"""How long each entry held: from its own position until that of the next entry of the same record.

An entry that nothing has followed holds to the end and has no row here: the record's own table shows it. So the rows
are written once, when a record changes, and never again; and what held at one moment and was changed later is what
is asked of them. They follow from the ledger alone: `fill` makes them of it, `crooked` holds them against it.

Each row has a *node*: of the numbers ``since + 1 … until`` the one with the most zeros at its binary end. The few
nodes that rows around a given number can have are known from that number (`around`), so they are found by two short
walks through an index, however long the ledger is (a relational interval tree).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import bindparam, insert, select, text

from qms.store.prepared import ask
from qms.store.table import entries, validity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

CHUNK: Final = 2_000


class Span(NamedTuple):
    """The entry at ``since`` held until the one at ``until`` followed it."""

    since: int
    until: int
    node: int


def span(since: int, until: int) -> Span:
    """The row of an entry and the one that followed it; ``0 <= since < until``."""
    level = (since ^ until).bit_length() - 1
    return Span(since, until, until >> level << level)


def follow(connection: Connection, code: str, version: int, until: int) -> dict[str, int] | None:
    """The row of a version of a record that the entry at ``until`` follows; None where there is none before it."""
    found = ask(connection, _AT, {"of": code, "version": version})
    return span(found[0], until)._asdict() if found and found[0] < until else None


def around(size: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The nodes up to ``size``, and those beyond it, of all rows with ``since < size <= until``.

    Of the first any row with ``size <= until`` is such a row, of the second any with ``since < size``.
    """
    levels = range(_LEVELS)
    before = {size >> level << level for level in levels} - {0}
    beyond = {(size >> level | 1) << level for level in levels}
    return tuple(sorted(before)), tuple(sorted(one for one in beyond if one > size))


def fill(connection: Connection) -> None:
    """Write the rows of the whole ledger into the empty table.

    A version that stands before the one it follows has none: somebody changed the ledger, and `crooked` names it.
    """
    followed = connection.execute(_FOLLOWED.execution_options(yield_per=CHUNK))
    for some in followed.partitions():
        connection.execute(insert(validity), [span(since, until)._asdict() for since, until in some])


def crooked(connection: Connection, begin: int = 0) -> Iterator[int]:
    """Positions whose rows are not what the ledger makes of them: missing, changed, or too many.

    Args:
        connection: over which to read.
        begin: position from which on the entries that followed others are looked at; 0 for the whole ledger.

    """
    found: Iterator[Any] = iter(connection.execute(_MISSING if not begin else _MISSING_SINCE, {"begin": begin}))
    yield from (position for (position,) in found)
    if not begin:
        yield from (position for (position,) in connection.execute(_SURPLUS))


_LEVELS: Final = 62
_AT: Final = select(entries.c.position).where(
    entries.c.code == bindparam("of"), entries.c.version == bindparam("version")
)
_FOLLOWED: Final = text(
    "SELECT old.position, new.position FROM entries new"
    " JOIN entries old ON old.code = new.code AND old.version = new.version - 1 AND old.position < new.position"
    " ORDER BY new.position"
)
_RIGHT_NODE: Final = (
    "v.node > v.since AND v.node <= v.until"
    " AND v.node - (v.node & -v.node) <= v.since AND v.node + (v.node & -v.node) > v.until"
)
_LACKS: Final = (
    "SELECT new.position FROM entries new WHERE new.version > 1{since} AND NOT EXISTS ("  # noqa: S608 - words of ours
    "SELECT 1 FROM entries old JOIN validity v ON v.since = old.position"
    " WHERE old.code = new.code AND old.version = new.version - 1 AND v.until = new.position"
    f" AND {_RIGHT_NODE}) ORDER BY new.position"
)
_MISSING: Final = text(_LACKS.format(since=" AND :begin = 0"))
_MISSING_SINCE: Final = text(_LACKS.format(since=" AND new.position >= :begin"))
_SURPLUS: Final = text(
    "SELECT v.since FROM validity v WHERE NOT EXISTS ("
    "SELECT 1 FROM entries old JOIN entries new ON new.code = old.code AND new.version = old.version + 1"
    " WHERE old.position = v.since AND new.position = v.until) ORDER BY v.since"
)
