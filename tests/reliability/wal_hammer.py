"""The fault of write-ahead logging in SQLite 3.7.0 to 3.51.2, brought about on purpose: no crash is needed for it.

``python -m tests.reliability.wal_hammer FOLDER --seconds 40 [--rules] [--driver pysqlite3]``

Writers write, and connections of their own run `PRAGMA wal_checkpoint(PASSIVE)` in between. When a checkpoint falls
together with the moment in which a writer begins the log anew, pages of the log are taken for written that are not,
and the database is malformed. With ``--rules`` the same hammer goes by the rules of `qms.store.engine` and
`qms.store.lock`: journal mode by version, every write and checkpoint under the one lock.

The last line is JSON: commits, checkpoints, what was found broken, seconds.
"""

from __future__ import annotations

import argparse
import importlib
import json
import multiprocessing as mp
import os
import sys
from contextlib import closing, nullcontext, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

WRITERS, CHECKPOINTERS = 4, 2
LOG_PAGES = int(os.environ.get("HAMMER_PAGES", "20"))
PATCH = "가" * 300


@dataclass(frozen=True)
class Run:
    """How the hammer goes; ``driver``: the module with the SQLite under test."""

    file: Path
    seconds: float
    driver: str = "sqlite3"
    rules: bool = False

    def connect(self) -> Any:  # noqa: ANN401 - the driver's own
        """A connection of this run, out of transaction."""
        driver = importlib.import_module(self.driver)
        connection = driver.connect(self.file, timeout=30, isolation_level=None)
        mode, synchronous = "WAL", "OFF"
        if self.rules:
            from qms.store.engine import journal_mode

            mode, synchronous = journal_mode(tuple(driver.sqlite_version_info))
            if mode == "DELETE":
                synchronous = "OFF"  # it is no matter of power cuts, and the hammer must be fast to find anything
        connection.execute(f"PRAGMA journal_mode={mode}")
        connection.execute(f"PRAGMA synchronous={synchronous}")
        # A short log is begun anew more often, and that is the moment the fault needs.
        connection.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES}")
        return connection

    def alone(self) -> AbstractContextManager[object]:
        """The lock of the store, where the run goes by the rules."""
        if not self.rules:
            return nullcontext()
        from qms.store import lock

        return lock.held(self.file, patience=30)


def hammer(run: Run) -> dict[str, Any]:
    """Let all of them run; gives what came of it."""
    with closing(run.connect()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, who INTEGER, text TEXT)")
        connection.execute("CREATE INDEX IF NOT EXISTS i ON t (who, text)")
    context = mp.get_context("spawn")
    results: Any = context.Queue()
    stop = context.Event()
    jobs = [*((_write, n) for n in range(WRITERS)), *((_checkpoint, n) for n in range(CHECKPOINTERS))]
    running = [context.Process(target=job, args=(run, n, stop, results), daemon=True) for job, n in jobs]
    begun = monotonic()
    for process in running:
        process.start()
    told = [results.get(timeout=run.seconds + 120) for _ in running]
    for process in running:
        process.join(30)
    broken = sorted({one["broken"] for one in told if one["broken"]} | set(_checked(run)))
    return {
        "sqlite": importlib.import_module(run.driver).sqlite_version,
        "rules": run.rules,
        "commits": sum(one["done"] for one in told if one["job"] == "write"),
        "checkpoints": sum(one["done"] for one in told if one["job"] == "checkpoint"),
        "broken": broken,
        "seconds": round(monotonic() - begun, 1),
    }


@dataclass
class Told:
    """What one process did."""

    job: str
    done: int = 0
    broken: str = ""


def _write(run: Run, number: int, stop: Any, results: Any) -> None:  # noqa: ANN401 - of multiprocessing
    told = Told("write")

    def once(connection: Any) -> None:  # noqa: ANN401 - the driver's own
        with run.alone():
            connection.execute("BEGIN IMMEDIATE")
            text = f"{told.done}{PATCH}"
            connection.execute("INSERT INTO t (who, text) VALUES (?, ?)", (number, text))
            if told.done % 3 == 0:
                connection.execute("DELETE FROM t WHERE id = (SELECT min(id) FROM t WHERE who = ?)", (number,))
            connection.execute("COMMIT")

    _until(run, told, once, stop)
    results.put(asdict(told))


def _checkpoint(run: Run, _number: int, stop: Any, results: Any) -> None:  # noqa: ANN401 - of multiprocessing
    told = Told("checkpoint")

    def once(connection: Any) -> None:  # noqa: ANN401 - the driver's own
        with run.alone():
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    _until(run, told, once, stop)
    results.put(asdict(told))


def _until(run: Run, told: Told, once: Any, stop: Any) -> None:  # noqa: ANN401 - of multiprocessing
    end = monotonic() + run.seconds
    driver = importlib.import_module(run.driver)
    with closing(run.connect()) as connection:
        while monotonic() < end and not stop.is_set():
            try:
                once(connection)
                told.done += 1
            except driver.DatabaseError as fault:
                with suppress(driver.DatabaseError):
                    connection.execute("ROLLBACK")
                if "locked" not in str(fault):
                    told.broken = str(fault)
                    stop.set()  # found: the rest of the time would show nothing more


def _checked(run: Run) -> list[str]:
    driver = importlib.import_module(run.driver)
    with closing(run.connect()) as connection:
        try:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(3)").fetchall()]
        except driver.DatabaseError as fault:
            found = [str(fault)]
    return [] if found == ["ok"] else found


def main() -> None:
    """Run it from a command line."""
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--seconds", type=float, default=40)
    asked.add_argument("--driver", default="sqlite3")
    asked.add_argument("--rules", action="store_true")
    given = asked.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    run = Run(given.folder / "hammer.db", given.seconds, given.driver, given.rules)
    sys.stdout.write(json.dumps(hammer(run), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
