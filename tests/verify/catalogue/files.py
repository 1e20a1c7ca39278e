"""Attacks on the file of a store: old ones put back, others put in its place, what lies beside it, its indexes."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import qms
from tests.office import QUALITY, SUPPORT_STAFF, Clock, Office
from tests.verify.catalogue.attack import Family, Status

if TYPE_CHECKING:
    from qms.ledger.checkpoint import Checkpoint
    from tests.verify.catalogue.attack import Told


@dataclass
class Disk:
    """A folder with a store in it.

    Attributes:
        path: the store; it is the attack's own.
        older: the same store some acts earlier.
        other: the store of another organisation.
        kept: the newest checkpoint, kept elsewhere.

    """

    path: Path
    older: Path
    other: Path
    kept: Checkpoint

    def write(self, title: str, days: int = 0) -> None:
        """Receive an inquiry, some days later."""
        clock = Clock()
        clock.now = clock.now.replace(month=8)
        clock.ahead(days=days)
        with qms.open(self.path, actor=QUALITY, clock=clock) as registry:
            Office(str(self.path), registry, clock).by(SUPPORT_STAFF).cases.receive(
                type=qms.CaseType.INQUIRY, channel=qms.Channel.EMAIL, title=title
            )

    def newest(self) -> str:
        """The code of the case that the ledger told of last."""
        with closing(sqlite3.connect(self.path)) as file:
            (code,) = file.execute("SELECT max(code) FROM entries WHERE code LIKE 'CS-%'").fetchone()
        return str(code)

    def beside(self, end: str) -> Path:
        """A file beside the store."""
        return self.path.with_name(self.path.name + end)

    def run(self, *statements: str) -> None:
        """Run statements past the program."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as file:
            for one in statements:
                file.execute(one)


FILES: Final = Family[Disk]("The file of a store (SQLite)")
_ANCHORED: Final = Status.ANCHORED


@FILES.attack("file-rolled-back", "puts an earlier copy of the store back", "tail_cut", _ANCHORED, "sqlite")
def _rolled(disk: Disk) -> Told:
    shutil.copy(disk.older, disk.path)
    with qms.open(disk.path, actor=QUALITY, clock=Clock()) as registry:
        return f"ledger:{registry.checkpoint()[1]}"


@FILES.attack(
    "file-forked", "goes on from an earlier copy, as if nothing had been", "root_differs", _ANCHORED, "sqlite"
)
def _forked(disk: Disk) -> Told:
    shutil.copy(disk.older, disk.path)
    for number in range(3):
        disk.write(f"다른 문의 {number}")
    return f"ledger:{disk.kept.size}"


@FILES.attack(
    "file-of-another", "puts the store of another organisation in its place", "other_origin", _ANCHORED, "sqlite"
)
def _another(disk: Disk) -> Told:
    shutil.copy(disk.other, disk.path)
    return "ledger:0"


@FILES.attack("file-partly-restored", "takes one table from an earlier copy", "row_missing", only="sqlite")
def _partly(disk: Disk) -> Told:
    disk.run(
        f"ATTACH '{disk.older}' AS older", "DELETE FROM main.cases",
        "INSERT INTO main.cases SELECT * FROM older.cases",
    )  # fmt: skip
    return disk.newest()


@FILES.attack("index-lies", "lets an index forget a case", "damaged", only="sqlite")
def _lies(disk: Disk) -> Told:
    name = "ix_cases_subject"
    with closing(sqlite3.connect(disk.path, isolation_level=None)) as file:
        (words,) = file.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        file.execute("PRAGMA writable_schema=ON")
        # The same words over a part of the table: made as a partial index, then called a whole one.
        file.execute(f"DROP INDEX {name}")
        file.execute(f"{words} WHERE code <> 'CS-2026-0001'")
        file.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (words, name))
    return name


@FILES.attack("journal-planted", "plants the journal of another store beside it", "not_a_store", only="sqlite")
def _journal(disk: Disk) -> Told:
    with closing(sqlite3.connect(disk.other, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode=DELETE")
        file.execute("PRAGMA cache_size=1")  # so that what is changed is written before the end
        file.execute("BEGIN IMMEDIATE")
        file.execute("UPDATE departments SET name_en = name_en || 'x'")
        file.execute("UPDATE personal SET sealed = zeroblob(9000)")
        shutil.copy(disk.other.with_name(disk.other.name + "-journal"), disk.beside("-journal"))
        file.execute("ROLLBACK")
    return disk.path.name


@FILES.attack("wal-of-another", "plants the log of another store beside it", "not_a_store", only="sqlite")
def _wal(disk: Disk) -> Told:
    with closing(sqlite3.connect(disk.other, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("UPDATE counters SET value = value + 1")
        shutil.copy(disk.other.with_name(disk.other.name + "-wal"), disk.beside("-wal"))
    return disk.path.name
