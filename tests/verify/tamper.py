"""Somebody with the file or the database in hand: changes it past the program, and leaves no guard lifted."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from qms.kinds import all_kinds
from qms.ledger.tree import EMPTY, node_hash
from qms.store.columns import Row
from qms.store.quick import verify_quickly
from qms.store.reading import Reading
from qms.store.recent import verify_since
from qms.store.rows import tables_of
from qms.store.sealing import with_keys
from qms.store.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qms.base.finding import Finding
    from qms.store.store import Store
    from qms.store.verify import Checkpoint

for _kind in all_kinds():
    tables_of(_kind)
TABLES: dict[str, sa.Table] = dict(Row.metadata.tables)
"""All tables of the store by name."""


EXTRA = {"row_extra", "personal_extra", "content_extra"}
"""Rules of what is there though no entry tells of it."""


def _found(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.place, json.dumps(dict(finding.values))


def _untold(finding: Finding) -> bool:
    rule = finding.rule.rpartition(".")[2]
    # Content under what is no digest: no entry can name it.
    return rule in EXTRA or (rule == "content_changed" and len(finding.place) != len(EMPTY.hex()))


@dataclass
class Tampering:
    """Changes that are taken back at the end of each block."""

    store: Store

    @property
    def dialect(self) -> str:
        """Name of the database's dialect."""
        return self.store.engine.dialect.name

    @contextmanager
    def begun(self) -> Iterator[Tampered]:
        """A transaction without guards, keys and checks; nothing of it stays."""
        with self.store.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                driver: Any = connection.connection.driver_connection
                connection.rollback()
                driver.execute("PRAGMA foreign_keys=OFF")
                driver.execute("PRAGMA ignore_check_constraints=ON")
            else:
                # Neither triggers nor foreign keys fire for a replica.
                connection.exec_driver_sql("SET LOCAL session_replication_role = 'replica'")
            try:
                yield Tampered(connection)
            finally:
                connection.rollback()
                if connection.dialect.name == "sqlite":
                    driver.execute("PRAGMA foreign_keys=ON")
                    driver.execute("PRAGMA ignore_check_constraints=OFF")


@dataclass
class Tampered:
    """A store under somebody's hands."""

    connection: sa.Connection

    @property
    def reading(self) -> Reading:
        """The store as the program reads it."""
        return Reading(self.connection)

    def verify(self, against: Checkpoint | None = None) -> list[Finding]:
        """What verification finds now.

        Verification since a checkpoint must find the same, where the checkpoint is the one of the empty ledger: then
        everything came after it. Only what no entry tells of is not its matter.
        """
        whole = list(verify(self.reading, all_kinds(), against))
        # The thorough check is the slow reference of the one that the registry asks.
        assert list(verify_quickly(self.reading, all_kinds(), against)) == whole
        if against is None:
            since = list(verify_since(self.reading, all_kinds(), (0, EMPTY)))
            told = {_found(one) for one in whole if not _untold(one)}
            assert told <= set(map(_found, since)) <= set(map(_found, whole))
        return whole

    def since(self, checkpoint: Checkpoint) -> list[tuple[str, str]]:
        """Rule and place of what verification since a checkpoint finds now."""
        found = verify_since(self.reading, all_kinds(), checkpoint)
        return [(one.rule.removeprefix("store.finding."), one.place) for one in found]

    def rules(self, against: Checkpoint | None = None) -> list[str]:
        """The rules of those findings, without what is common to all of them."""
        return [one.rule.removeprefix("store.finding.") for one in self.verify(against)]

    def run(self, statement: sa.Executable | str, **values: object) -> None:
        """Run a statement with the guards lifted, and put them back."""
        lifted = self._lift()
        found = self.connection.execute(sa.text(statement) if isinstance(statement, str) else statement, values)
        assert found.rowcount != 0, "nothing was there to tamper with"
        for made in lifted:
            self.connection.exec_driver_sql(made)

    def one(self, statement: str) -> Any:  # noqa: ANN401 - any value
        """The first value of a query."""
        return self.connection.execute(sa.text(statement)).scalar()

    def _lift(self) -> list[str]:
        if self.connection.dialect.name != "sqlite":
            return []
        of = "tbl_name IN ('entries', 'contents', 'accesses')"
        made = f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND {of}"  # noqa: S608 - names of ours
        found = self.connection.exec_driver_sql(made).all()
        for name, _ in found:
            self.connection.exec_driver_sql(f"DROP TRIGGER {name}")
        return [str(words) for _, words in found]


# --- personal values, for somebody who has the key that opens them too ---


def opened(store: Tampered, row: Mapping[Any, Any]) -> dict[str, Any]:
    """A personal value with what is sealed in it; salt and value are empty where it was ended."""
    only = [TABLES["personal"].c[name] == row[name] for name in ("code", "field", "version")]
    whole = store.connection.execute(with_keys(*only)).mappings().one()
    salt, value = (store.reading.seals.opened(whole) or (b"", "?")) if whole["sealed"] else (b"", "")
    return {**row, "salt": salt, "value": value}


def sealed(store: Tampered, row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row of a personal value, sealed anew as the program would, under a new data key where there is none."""
    keys, (made,) = store.reading.seals.rows(store.connection, [dict(row)])
    for key in keys:
        store.run(sa.insert(TABLES["subject_keys"]).values(key))
    return made


def other(column: sa.Column[Any], value: Any) -> Any:  # noqa: ANN401 - any value of any column
    """Another value of the same sort, which the column can hold."""
    kind = column.type
    if isinstance(kind, sa.Enum):
        members = list(kind.enum_class or ())
        return members[(members.index(value) + 1) % len(members)] if value is not None else members[0]
    samples: dict[type[Any], Any] = {
        bool: lambda: not value, int: lambda: (value or 0) + 1000, bytes: lambda: _other_bytes(value or b"\1"),
        datetime: lambda: (value or datetime.fromisoformat("2026-03-03T00:00:00+00:00")) + timedelta(seconds=1),
        date: lambda: (value or date(2026, 3, 3)) + timedelta(days=1), str: lambda: _other_text(value or ""),
    }  # fmt: skip
    return samples[kind.impl_instance.python_type if isinstance(kind, sa.TypeDecorator) else kind.python_type]()


def _other_bytes(some: bytes) -> bytes:
    return bytes([some[0] ^ 1]) + some[1:]


def _other_text(text: str) -> str:
    # Of the same length: some columns ask for just that.
    return ("b" if text[:1] == "a" else "a") + text[1:]


def perfect(leaves: list[bytes], end: int, level: int) -> bytes:
    """The hash over the ``2**level`` leaves before ``end``, worked out anew."""
    if level == 0:
        return leaves[end - 1]
    half = level - 1
    return node_hash(perfect(leaves, end - (1 << half), half), perfect(leaves, end, half))


def forge(store: Tampered) -> None:
    """Make all hashes fit what stands in the ledger now, as somebody would who knows how it is built."""
    leaves = [entry.leaf() for entry in store.reading.entries()]
    for position in range(len(leaves)):
        levels = (position ^ (position + 1)).bit_length()
        hashes = b"".join(perfect(leaves, position + 1, level) for level in range(levels))
        store.run("UPDATE entries SET hashes = :hashes WHERE position = :position", hashes=hashes, position=position)
