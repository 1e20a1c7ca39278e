"""What several attacks on a store have in common."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from qms.kinds import kind
from qms.ledger.commitment import Sealed
from qms.store.rebuild import Rebuild
from tests.verify.tamper import TABLES, opened, sealed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from qms.ledger.entry import Entry
    from tests.verify.tamper import Tampered

CASE, CAPA, REVIEW = "CS-2026-0001", "CA-2026-0001", "MR-2026H1"
FILED = "CS-2026-0002"
"""A case with two attached files, one of them withdrawn."""
WAITING = "CS-2026-0004"
"""A case with one entry."""


def entry(store: Tampered, position: int) -> dict[str, Any]:
    """A row of the ledger."""
    of = TABLES["entries"]
    return dict(store.connection.execute(sa.select(of).where(of.c.position == position)).mappings().one())


def size(store: Tampered) -> int:
    """Number of entries."""
    return int(store.one("SELECT count(*) FROM entries"))


def steps(store: Tampered, code: str) -> list[int]:
    """Positions of the entries of a record."""
    of = TABLES["entries"]
    return list(store.connection.scalars(sa.select(of.c.position).where(of.c.code == code).order_by(of.c.position)))


def change(store: Tampered, table: str, where: Mapping[str, object], **values: object) -> None:
    """Change rows of a table; personal values as somebody would who has the key that opens them."""
    of = TABLES[table]
    if table == "personal":
        values = sealed(store, {**row(store, table, **where), **values})
    store.run(sa.update(of).where(*(of.c[name] == value for name, value in where.items())).values(values))


def remove(store: Tampered, table: str, **where: object) -> None:
    """Remove rows of a table."""
    of = TABLES[table]
    store.run(sa.delete(of).where(*(of.c[name] == value for name, value in where.items())))


def row(store: Tampered, table: str, **where: object) -> dict[str, Any]:
    """The first row of a table, by its key."""
    of = TABLES[table]
    wanted = sa.select(of).where(*(of.c[name] == value for name, value in where.items())).order_by(*of.primary_key)
    found = store.connection.execute(wanted).mappings().first()
    assert found is not None, (table, where)
    return opened(store, found) if table == "personal" else dict(found)


def put(store: Tampered, table: str, values: Mapping[str, object]) -> None:
    """Put a row into a table."""
    made = sealed(store, values) if table == "personal" else dict(values)
    store.run(sa.insert(TABLES[table]).values(made))


def rewrite(store: Tampered, told: Callable[[list[Entry]], list[Entry]]) -> None:
    """Write the whole store anew around another history, with the program's own means; nothing in it contradicts."""
    before = list(store.reading.entries())
    kept = store.connection.execute(sa.select(TABLES["personal"])).mappings().all()
    values = [opened(store, one) for one in kept]
    entries = [replace(one, position=position) for position, one in enumerate(told(before))]
    for name in TABLES:
        if name not in {"contents", "counters", "wrapping", "accesses"} and store.one(f"SELECT count(*) FROM {name}"):  # noqa: S608 - of ours
            store.run(f"DELETE FROM {name}")  # noqa: S608 - of ours
    store.run("DELETE FROM counters WHERE name != 'ledger'")
    new = Rebuild(store.connection, kind, store.reading.seals)
    new.entries(entries)
    new.tables()
    heard = new.replay.personal
    left = [one for one in values if (one["field"], one["version"]) in heard.get(one["code"], {})]
    new.personal((_sealed(one), one["version"]) for one in left if one["salt"])


def _sealed(one: Mapping[str, Any]) -> Sealed:
    return Sealed(one["subject"], one["code"], one["field"], bytes(one["salt"]), one["value"])
