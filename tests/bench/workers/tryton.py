"""Tryton: a module of its own with history, its gapless sequence, and a transaction for each act."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import trytond.modules
from trytond import config

from tests.bench.sample import BEGIN, INSTANTS, changed, read_register, record
from tests.bench.serve import serve

USER = 1
logging.disable(logging.WARNING)


def _naive(values: dict[str, Any]) -> dict[str, Any]:
    """Tryton keeps instants in UTC without a zone."""
    return {
        name: value.replace(tzinfo=None) if name in INSTANTS and value is not None else value
        for name, value in values.items()
    }


def _make_durable(journal: str, synchronous: str) -> None:
    """As durable as the others: Tryton itself asks for WAL with NORMAL, which may lose the newest commits."""
    import trytond.backend.sqlite.database as backend

    chosen = {
        "PRAGMA journal_mode = WAL": f"PRAGMA journal_mode = {journal}",
        "PRAGMA synchronous = NORMAL": f"PRAGMA synchronous = {synchronous}",
    }

    class Durable(backend.SQLiteConnection):
        def execute(self, statement: str, *given: Any) -> Any:  # noqa: ANN401 - the driver's own
            return super().execute(chosen.get(statement, statement), *given)

    backend.SQLiteConnection = Durable


class Tryton:
    """One process of a Tryton server, called from inside: no RPC, no checks of access."""

    def open(self, store: str, place: str, journal: str, synchronous: str) -> None:
        """Make a database with `ir`, `res` and the module."""
        # A folder of modules beside those that are installed.
        trytond.modules.MODULES_PATH = str(Path(__file__).parent / "tryton_modules")
        trytond.modules.__path__.append(trytond.modules.MODULES_PATH)
        if store == "sqlite":
            config.set("database", "uri", "sqlite://")
            config.set("database", "path", str(Path(place).parent))
            self.name = Path(place).stem
            Path(place).with_suffix(".sqlite").touch()
        else:
            config.set("database", "uri", place)
            self.name = urlsplit(place).path[1:]
        from trytond import backend
        from trytond.pool import Pool
        from trytond.transaction import Transaction

        if store == "sqlite":
            _make_durable(journal, synchronous)
        database = backend.Database(self.name)
        database.connect()
        database.init()
        pool = Pool(self.name)
        pool.init(update=["ir", "res", "bench"], lang=["en"])
        self.pool = pool
        with Transaction().start(self.name, 0):
            (kind,) = pool.get("ir.sequence.type").create([{"name": "Case"}])
            sequence = {"name": "Case", "sequence_type": kind.id, "prefix": "CS-2026-", "padding": 4}
            (one,) = pool.get("ir.sequence.strict").create([sequence])
            self.sequence = one.id
        # A gapless sequence wants its row locked from the start: a server learns it by a first try that fails.
        locked = {"ir_sequence_strict": [self.sequence]}
        self.act = lambda: Transaction().start(self.name, USER, _lock_records=locked)
        self.codes: list[str] = []

    def create(self, count: int) -> None:
        """A number, `create` with its validation, its history row: one transaction."""
        for number in range(count):
            with self.act():
                self._saved([record(number, self._numbers(1)[0])])

    def before_transition(self, count: int) -> None:
        """Records to be changed."""
        with self.act():
            self.codes = self._numbers(count)
            self._saved([record(number, code) for number, code in enumerate(self.codes)])

    def transition(self, count: int) -> None:
        """Search, change, `save`."""
        for code in self.codes[:count]:
            with self.act():
                (one,) = self.pool.get("bench.case").search([("code", "=", code)])
                for name, value in _naive(changed(BEGIN)).items():
                    setattr(one, name, value)
                one.version += 1
                one.save()

    def batch(self, count: int) -> None:
        """As `create`, one by one, in one transaction."""
        with self.act():
            for number in range(count):
                self._saved([record(number, self._numbers(1)[0])])

    def bring(self, path: str) -> None:
        """All rows in one `create`, as Tryton's own import does."""
        with self.act():
            rows = list(read_register(Path(path)))
            codes = self._numbers(len(rows))
            self._saved([{**row, "code": code} for row, code in zip(rows, codes, strict=True)])

    def _numbers(self, count: int) -> list[str]:
        return list(self.pool.get("ir.sequence.strict")(self.sequence).get_many(count))

    def _saved(self, rows: list[dict[str, Any]]) -> None:
        self.pool.get("bench.case").create([_naive(row) for row in rows])


if __name__ == "__main__":
    serve(Tryton())
