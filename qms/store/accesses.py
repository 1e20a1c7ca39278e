"""The log of accesses: append-only, each row with a hash over itself and the row before it.

It is a log of its own, beside the ledger: who read is no part of what became of a record. The chain begins with the
origin of the ledger. What it ends with at a review of a month stands in the ledger, and what it ends with at a
checkpoint in the checkpoint, so that a tail cut off before shows.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select, text

from qms.base.access import Access, AccessOutcome
from qms.base.finding import Finding
from qms.ledger.canonical import canonical
from qms.ledger.checkpoint import log_line
from qms.store.lenient import any_text
from qms.store.lenient import rows as as_found
from qms.store.table import accesses, entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection, RowMapping

    from qms.store.reading import Reading
    from qms.store.writing import Writing

REVIEWED: Final = "person.review_accesses"
"""Act of the ledger whose reason tells of a month that was looked through, and of the log's head then."""
HEAD: Final = re.compile(r"(\d{4}-\d{2}) \[(\d{1,12}) [^\];]*; sha256 ([0-9a-f]{64})\]")
"""Month, number of rows, hash of the last one: how that reason begins."""


def append(writing: Writing, one: Access) -> Access:
    """Add a row behind the last, under the ledger's lock; its number is given here."""
    writing.lock()
    last = _last(writing)
    number, before = (last[0] + 1, last[1]) if last else (0, beginning(writing.origin()))
    kept = {**vars(one), "number": number, "subjects": _spelled(one.subjects)}
    _keep(writing, {**kept, "hash": hash_of(kept, before)})
    return replace(one, number=number)


def _last(reading: Reading) -> tuple[int, bytes] | None:
    """Number and hash of the last row; where the database guards itself it is asked, for a login sees a part."""
    from qms.store.guard.session import GuardedReading, GuardedWriting

    if isinstance(reading, GuardedReading | GuardedWriting):
        found = reading.connection.execute(text("SELECT number, hash FROM qms_guard.last_access()")).one()
        return None if found.number is None else (found.number, bytes(found.hash))
    wanted = select(accesses.c.number, accesses.c.hash).order_by(accesses.c.number.desc()).limit(1)
    last = reading.connection.execute(wanted).first()
    return (last.number, bytes(last.hash)) if last else None


def _keep(writing: Writing, row: dict[str, Any]) -> None:
    from qms.store.guard.session import GuardedWriting

    if isinstance(writing, GuardedWriting):
        writing.log_access(row)
    else:
        writing.connection.execute(insert(accesses).values(**row))


def rows(connection: Connection, since: datetime | None = None, until: datetime | None = None) -> Iterator[Access]:
    """The rows in their order, from ``since`` on and before ``until``."""
    wanted = select(accesses).order_by(accesses.c.number)
    if since is not None:
        wanted = wanted.where(accesses.c.at >= since)
    if until is not None:
        wanted = wanted.where(accesses.c.at < until)
    for row in connection.execute(wanted).mappings():
        yield _read(row)


def kept(connection: Connection) -> Iterator[dict[str, Any]]:
    """The rows as they are kept, with their hashes, to be put elsewhere by `bring`."""
    for row in connection.execute(select(accesses).order_by(accesses.c.number)).mappings():
        at = row["at"].astimezone(UTC).isoformat()
        yield {**row, "at": at, "outcome": row["outcome"].value, "hash": bytes(row["hash"]).hex()}


def bring(connection: Connection, told: Iterable[dict[str, Any]]) -> None:
    """Write rows of `kept` into an empty log; raise ``KeyError``, ``TypeError`` or ``ValueError`` for what is none."""
    names = tuple(one.name for one in accesses.columns)
    for row in told:
        plain = {name: row[name] for name in names}
        at, outcome, own = datetime.fromisoformat(row["at"]), AccessOutcome(row["outcome"]), bytes.fromhex(row["hash"])
        connection.execute(insert(accesses).values(**{**plain, "at": at, "outcome": outcome, "hash": own}))


def head(connection: Connection) -> tuple[int, str]:
    """How many rows there are, and the hash of the last one in hexadecimal; zeros where there is none."""
    last = connection.execute(
        select(accesses.c.number, accesses.c.hash).order_by(accesses.c.number.desc()).limit(1)
    ).first()
    return (last.number + 1, bytes(last.hash).hex()) if last else (0, "0" * 64)


def line(reading: Reading) -> tuple[str, ...]:
    """What a checkpoint says of the log besides: one line, or none where nobody read anything yet."""
    last = _last(reading)
    return (log_line(last[0] + 1, last[1].hex()),) if last else ()


def holds(reading: Reading, kept: tuple[int, str]) -> bool:
    """Whether the log begins with what a checkpoint tells of it."""
    row = select(accesses.c.hash).where(accesses.c.number == kept[0] - 1)
    return reading.connection.scalar(row) == bytes.fromhex(kept[1])


def broken(
    connection: Connection, origin: str, kept: tuple[int, str] | None = None, *, begin: int = 0
) -> Iterator[Finding]:
    """What does not hold of the log: rows changed, missing or cut off before a review that the ledger tells of.

    ``kept``: how many rows a checkpoint kept elsewhere tells of, and the hash of the last; the log begins with them.
    The log itself is always read whole; of the ledger's reviews those from the entry ``begin`` on (inclusive).
    """
    expected, before, heads = 0, beginning(origin), dict[int, object]()
    with any_text(connection):
        for row in as_found(connection, accesses):
            if row["number"] != expected:
                yield _finding("access_missing", expected)
            elif row["hash"] != _hash_or_none(row, before):
                yield _finding("access_changed", expected)
            expected = row["number"] + 1 if isinstance(row["number"], int) else expected + 1
            before = row["hash"] if isinstance(row["hash"], bytes) else b""
            heads[expected] = before.hex()
        said = [HEAD.match(one) for one in _reasons(connection, begin)]
    for one in said:
        if one and int(one[2]) and heads.get(int(one[2])) != one[3]:
            yield _finding("access_cut", int(one[2]) - 1)
    if kept and heads.get(kept[0]) != kept[1]:
        yield _finding("access_unlike", kept[0] - 1)


def _reasons(connection: Connection, begin: int = 0) -> list[str]:
    asked = select(entries.c.reason).where(entries.c.act == REVIEWED)
    found = connection.execute(asked.where(entries.c.position >= begin) if begin else asked)
    return [reason for (reason,) in found if isinstance(reason, str)]


def reviewed(connection: Connection) -> set[str]:
    """The months that were looked through: ``2026-03``."""
    return {said[1] for reason in _reasons(connection) if (said := HEAD.match(reason))}


def beginning(origin: str) -> bytes:
    """What stands in the place of a hash before the first row."""
    return sha256(b"qms access log of " + origin.encode()).digest()


def hash_of(row: dict[str, Any], before: bytes) -> bytes:
    """The hash over a row without its own, as canonical JSON, and the one before it."""
    told = {name: value for name, value in row.items() if name != "hash"}
    told["at"] = told["at"].astimezone(UTC).isoformat()
    told["outcome"] = str(told["outcome"])
    return sha256(before + canonical(told)).digest()


def _hash_or_none(row: dict[str, Any], before: bytes) -> bytes | None:
    """None where something stands there that no row can have."""
    try:
        return hash_of(row, before)
    except (TypeError, ValueError, AttributeError):
        return None


def _spelled(subjects: tuple[str, ...]) -> str:
    return json.dumps(subjects, ensure_ascii=False, separators=(",", ":"))


def _read(row: RowMapping) -> Access:
    told = {name: value for name, value in row.items() if name not in {"hash", "subjects", "outcome"}}
    return Access(**told, outcome=AccessOutcome(row["outcome"]), subjects=tuple(json.loads(row["subjects"])))


def _finding(rule: str, number: int) -> Finding:
    return Finding(rule=f"store.finding.{rule}", place=f"access:{number}", values={"number": str(number)})


__all__ = [
    "HEAD", "REVIEWED", "append", "beginning", "bring", "broken", "hash_of", "head", "holds", "kept", "line",
    "reviewed", "rows",
]  # fmt: skip
