"""The floor: the same two inserts (record and history) by the driver alone; all values are made before the clock."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from pathlib import Path
from typing import Any

from tests.bench.sample import BEGIN, COLUMNS, INSTANTS, TEXTS, changed, read_register, record
from tests.bench.serve import serve

Row = tuple[Any, ...]

_LEDGER = ("position", "recorded_at", "actor", "act", "code", "version", "record", "hashes")


class Floor:
    """Raw statements over one connection that stays open."""

    def open(self, store: str, place: str, journal: str, synchronous: str) -> None:
        """Make two tables."""
        self.connection: Any
        if store == "sqlite":
            self.connection = sqlite3.connect(place, isolation_level=None)
            self.connection.execute(f"PRAGMA journal_mode={journal}")
            self.connection.execute(f"PRAGMA synchronous={synchronous}")
            self.begin, mark, instant, blob = "BEGIN IMMEDIATE", "?", "TEXT", "BLOB"
        else:
            import psycopg

            self.connection = psycopg.connect(place, autocommit=True)
            self.begin, mark, instant, blob = "BEGIN", "%s", "TIMESTAMPTZ", "BYTEA"
        columns = [*(f"{name} TEXT" for name in TEXTS), *(f"{name} {instant}" for name in INSTANTS), "version INTEGER"]
        self.connection.execute(f"CREATE TABLE record ({', '.join(columns)}, PRIMARY KEY (code))")
        self.connection.execute(
            f"CREATE TABLE ledger (position INTEGER PRIMARY KEY, recorded_at {instant}, actor TEXT, act TEXT,"
            f" code TEXT, version INTEGER, record TEXT, hashes {blob})"
        )
        self.text_instants = store == "sqlite"
        self.into_record = f"INSERT INTO record ({', '.join(COLUMNS)}) VALUES ({', '.join([mark] * len(COLUMNS))})"  # noqa: S608 - names of our own
        self.into_ledger = f"INSERT INTO ledger VALUES ({', '.join([mark] * len(_LEDGER))})"  # noqa: S608 - the same
        names = ", ".join(f"{name} = {mark}" for name in (*changed(BEGIN), "version"))
        self.update = f"UPDATE record SET {names} WHERE code = {mark} AND version = {mark}"  # noqa: S608 - the same
        self.position = 0
        self.ready: list[tuple[Row, Row]] = []
        self.standing: list[dict[str, Any]] = []

    def before_create(self, count: int) -> None:
        """Make the values of so many records."""
        self.ready = [self._pair(record(number)) for number in range(count)]

    def create(self, count: int) -> None:
        """Two inserts a transaction."""
        execute = self.connection.execute
        for row, entry in self.ready[:count]:
            execute(self.begin)
            execute(self.into_record, row)
            execute(self.into_ledger, entry)
            execute("COMMIT")

    def before_transition(self, count: int) -> None:
        """Records to be changed, and the values of their changes."""
        self.standing = [record(number) for number in range(count)]
        self.ready = [self._pair(one) for one in self.standing]
        self.batch(count)
        self.ready = []
        for one in self.standing:
            change = {**changed(BEGIN), "version": 2}
            _, entry = self._pair({**one, **change})
            self.ready.append((tuple(map(self._plain, (*change.values(), one["code"], 1))), entry))

    def transition(self, count: int) -> None:
        """An update and an insert a transaction."""
        execute = self.connection.execute
        for row, entry in self.ready[:count]:
            execute(self.begin)
            execute(self.update, row)
            execute(self.into_ledger, entry)
            execute("COMMIT")

    before_batch = before_create

    def batch(self, count: int) -> None:
        """Two inserts a record, one transaction."""
        execute = self.connection.execute
        execute(self.begin)
        for row, entry in self.ready[:count]:
            execute(self.into_record, row)
            execute(self.into_ledger, entry)
        execute("COMMIT")

    def before_bring(self, path: str) -> None:
        """Make the values of a register's records."""
        self.ready = [self._pair(one) for one in read_register(Path(path))]

    def bring(self, path: str) -> None:  # noqa: ARG002 - it was read before the clock
        """The rows of a register, one transaction."""
        self.batch(len(self.ready))

    def _pair(self, one: dict[str, Any]) -> tuple[Row, Row]:
        text = json.dumps(one, default=str, ensure_ascii=False, sort_keys=True)
        hashes = hashlib.sha256(text.encode()).digest()
        entry = (self.position, BEGIN, "jang.woori", "case.receive", one["code"], one["version"], text, hashes)
        self.position += 1
        return tuple(self._plain(one[name]) for name in COLUMNS), tuple(map(self._plain, entry))

    def _plain(self, value: Any) -> Any:  # noqa: ANN401 - any value of a row
        return value.isoformat() if self.text_instants and hasattr(value, "isoformat") else value


if __name__ == "__main__":
    serve(Floor())
