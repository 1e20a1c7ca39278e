"""Whether the evidence holds: entries, tree, tables, personal values, contents, guards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect, select, text

from qms.base.finding import Finding
from qms.errors import LedgerBroken
from qms.ledger.canonical import digest
from qms.ledger.commitment import MARK, Sealed
from qms.ledger.tree import completed, root
from qms.store.reading import HASH, LEDGER, Reading
from qms.store.replay import Replay
from qms.store.rows import tables_of
from qms.store.table import contents, counters, entries, links, personal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Table

    from qms.base.kind import Kind

GUARDS = {
    "sqlite": tuple(f"{of}_no_{what}" for of in ("entries", "contents") for what in ("update", "delete", "replace")),
    "postgresql": ("entries_append_only", "contents_append_only"),
}
TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}
Checkpoint = tuple[int, bytes]
"""Number of entries and the root over them, kept somewhere else."""


def verify(reading: Reading, kinds: Sequence[Kind[Any]], against: Checkpoint | None = None) -> Iterator[Finding]:
    """Everything that does not hold, entry by entry and table by table; nothing when all is well.

    Args:
        reading: the store at one moment.
        kinds: all kinds of record.
        against: a checkpoint kept elsewhere; only with one can a cut tail or a rewritten ledger be found.

    """
    by_name = {kind.name: kind for kind in kinds}
    replay = Replay(by_name.__getitem__)
    yield from _ledger(reading, replay, by_name)
    if against is not None:
        yield from _against(reading, *against)
    yield from _tables(reading, kinds, replay)
    yield from _personal(reading, replay)
    yield from _counters(reading, replay)
    yield from _contents(reading, replay)
    yield from _guards(reading)


def _finding(rule: str, place: str, **values: object) -> Finding:
    return Finding(
        rule=f"store.finding.{rule}", place=place, values={name: str(value) for name, value in values.items()}
    )


def _ledger(reading: Reading, replay: Replay, kinds: Mapping[str, Kind[Any]]) -> Iterator[Finding]:
    """Each entry against its hash; the tree is built anew from the entries, never believed."""
    peaks: dict[int, bytes] = {}
    expected = 0
    kept = {
        row.position: bytes(row.hashes)
        for row in reading.connection.execute(select(entries.c.position, entries.c.hashes))
    }
    for entry in reading.entries():
        while expected < entry.position:
            yield _finding("entry_missing", f"ledger:{expected}", position=expected)
            expected += 1
        hashes = completed(entry.position, entry.leaf(), lambda _, level: peaks.get(level, b"\0" * HASH))
        if b"".join(hashes) != kept[entry.position]:
            yield _finding("entry_changed", entry.code, position=entry.position, code=entry.code)
            # From here on the tree goes by what was kept, so that one change is one finding.
            whole = kept[entry.position]
            hashes = tuple(whole[at : at + HASH] for at in range(0, len(whole), HASH))
        peaks[len(hashes) - 1] = hashes[-1]
        expected = entry.position + 1
        if entry.kind in kinds:
            replay.play([entry])
    if expected != reading.size():
        yield _finding("counter_wrong", LEDGER, name=LEDGER, found=reading.size(), expected=expected)


def _against(reading: Reading, size: int, expected: bytes) -> Iterator[Finding]:
    found = reading.size()
    if found < size:
        yield _finding("tail_cut", f"ledger:{found}", found=found, expected=size)
        return
    # Over leaves computed from the entries: the hashes beside them may have been changed to match.
    leaves = [entry.leaf() for entry in reading.entries(0, size)]
    try:
        differs = root(len(leaves), _Leaves(leaves).read) != expected
    except LedgerBroken:
        differs = True
    if differs or len(leaves) != size:
        yield _finding("root_differs", f"ledger:{size}", size=size)


class _Leaves:
    """Hashes of perfect subtrees, computed from leaves."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.rows: list[tuple[bytes, ...]] = []
        for place, leaf in enumerate(leaves):
            self.rows.append(completed(place, leaf, self.read))

    def read(self, end: int, level: int) -> bytes:
        """Hash over the ``2**level`` leaves before ``end``."""
        return self.rows[end - 1][level]


def _tables(reading: Reading, kinds: Sequence[Kind[Any]], replay: Replay) -> Iterator[Finding]:
    for kind in kinds:
        tables = tables_of(kind)
        for table in (tables.main, *(tables.child(name) for name in tables.children)):
            yield from _table(reading, table, replay)
    yield from _table(reading, links, replay)


def _table(reading: Reading, table: Table, replay: Replay) -> Iterator[Finding]:
    expected = dict(replay.rows.get(table.name, {}))
    keys = [column.name for column in table.primary_key]
    for row in reading.connection.execute(select(table)).mappings():
        key = tuple(row[name] for name in keys)
        wanted = expected.pop(key, None)
        if wanted is None:
            yield _finding("row_extra", str(key[0]), code=key[0], table=table.name)
            continue
        differing = sorted(name for name, value in row.items() if wanted[name] != value)
        if differing:
            yield _finding("row_changed", str(key[0]), code=key[0], table=table.name, what=", ".join(differing))
    for key in expected:
        yield _finding("row_missing", str(key[0]), code=key[0], table=table.name)


def _personal(reading: Reading, replay: Replay) -> Iterator[Finding]:
    newest: dict[tuple[str, str], Sealed] = {}
    for row in reading.connection.execute(select(personal).order_by(personal.c.version)).mappings():
        newest[row["code"], row["field"]] = Sealed(
            row["subject"], row["code"], row["field"], bytes(row["salt"]), row["value"]
        )
    for (code, field), commitment in replay.commitments.items():
        one = newest.get((code, field))
        if one is None or not one.salt:
            yield _finding("personal_missing", code, code=code, field=field)
        elif one.commitment()[MARK] != commitment:
            yield _finding("personal_changed", code, code=code, field=field)


def _counters(reading: Reading, replay: Replay) -> Iterator[Finding]:
    found = {row.name: row.value for row in reading.connection.execute(select(counters)) if row.name != LEDGER}
    for name in sorted(found.keys() | replay.numbers.keys()):
        if found.get(name, 0) != replay.numbers.get(name, 0):
            yield _finding(
                "counter_wrong", name, name=name, found=found.get(name, 0), expected=replay.numbers.get(name, 0)
            )


def _contents(reading: Reading, replay: Replay) -> Iterator[Finding]:
    kept: set[str] = set()
    for row in reading.connection.execute(select(contents.c.digest, contents.c.content)):
        kept.add(row.digest)
        if digest(bytes(row.content)) != row.digest:
            yield _finding("content_changed", row.digest, digest=row.digest)
    for review in replay.rows.get("reviews", {}).values():
        if review["snapshot"] is not None and review["snapshot"] not in kept:
            yield _finding("content_missing", review["code"], code=review["code"], digest=review["snapshot"])


def _guards(reading: Reading) -> Iterator[Finding]:
    dialect = reading.connection.dialect.name
    there = set(reading.connection.scalars(text(TRIGGERS[dialect])))
    for name in GUARDS[dialect]:
        if name not in there:
            yield _finding("trigger_missing", name, name=name)
    known = set(entries.metadata.tables) | {"alembic_version"}
    for name in sorted(set(inspect(reading.connection).get_table_names()) - known):
        yield _finding("schema_changed", name, what=name)
