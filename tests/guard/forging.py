"""Entries as somebody makes them who calls the database's function without the program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from qms.ledger.canonical import canonical
from qms.ledger.entry import Entry
from qms.ledger.tree import completed

if TYPE_CHECKING:
    import psycopg

HASH = 32


def next_entry(mine: psycopg.Connection[Any], of: str, record: dict[str, Any] | None = None, **other: Any) -> Entry:  # noqa: ANN401 - any field
    """An entry that would follow the newest one of a record well, but for what is other."""
    found = mine.execute("SELECT * FROM entries WHERE code = %s ORDER BY version DESC LIMIT 1", (of,))
    assert found.description is not None
    (row,) = found
    told = dict(zip((one.name for one in found.description), row, strict=True))
    del told["hashes"]
    size = mine.execute("SELECT value FROM counters WHERE name = 'ledger'").fetchone()
    assert size is not None
    told |= {"version": told["version"] + 1, "position": size[0], "act": "case.attach", **other}
    said = json.loads(told["record"]) | {"version": told["version"], "code": told["code"], **(record or {})}
    return Entry(**{**told, "record": canonical(said).decode()})


def given(mine: psycopg.Connection[Any], *entries: Entry) -> dict[str, Any]:
    """What the program would give to the function for these entries."""
    rows: list[dict[str, Any]] = []
    for entry in entries:
        hashes = b"".join(completed(entry.position, entry.leaf(), lambda end, level: _hash(mine, end, level)))
        plain = vars(entry) | {
            "recorded_at": entry.recorded_at.isoformat(), "occurred_at": entry.occurred_at.isoformat(),
            "hashes": "\\x" + hashes.hex(),
        }  # fmt: skip
        rows.append(plain)
    return {"entries": rows}


def append(mine: psycopg.Connection[Any], what: dict[str, Any]) -> None:
    """Call the function."""
    mine.execute("SELECT qms_guard.append(%s::jsonb)", (json.dumps(what),))


def _hash(mine: psycopg.Connection[Any], end: int, level: int) -> bytes:
    found = mine.execute("SELECT qms_guard.hashes_at(%s)", (end - 1,)).fetchone()
    return bytes(found[0] or b"")[level * HASH : (level + 1) * HASH].ljust(HASH, b"\0") if found else bytes(HASH)
