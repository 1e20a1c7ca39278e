"""An older store brought to the version of this program: all of it and whole, or not at all.

One transaction holds everything: the revisions, the database's own checks, and a verification of the outcome. While
it lasts nobody else writes. Whatever breaks it off, a kill or a power cut among them, leaves the store as it was.
"""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from qms import errors
from qms.base.finding import Weight
from qms.errors import Fault
from qms.ledger import keyring
from qms.ledger.vault import KEY, Wrapping
from qms.store import engine as engines
from qms.store.backup import back_up, copies_beside
from qms.store.migrate import HEAD, SEALED, is_older, migrate_over, origin_id, version_of
from qms.store.reading import LEDGER, Reading
from qms.store.scrubbing import scrub
from qms.store.sealing import Seals
from qms.store.store import refuse_stranger
from qms.store.table import counters

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

    from qms.base.finding import Finding

    Check = Callable[[Reading], Iterable[Finding]]


@dataclass(frozen=True)
class Migration:
    """What was done to a store, or would be done.

    Attributes:
        place: the store, as people write it.
        found: version that the store had.
        known: version that it has now; the same where there was nothing to do.
        size: number of entries of its ledger.
        backup: file that holds the store as it was; None: nothing was changed, or it is a database on a server.
        findings: what a full verification of the outcome found; empty unless findings were allowed.
        kept: whether the outcome was kept; False: it was only tried, or there was nothing to do.

    """

    place: str
    found: str
    known: str
    size: int
    backup: Path | None = None
    findings: tuple[Finding, ...] = ()
    kept: bool = False

    @property
    def in_clear(self) -> bool:
        """Whether the backup holds personal values in the clear: stores did until they were sealed."""
        return self.found < SEALED


def upgrade(place: str | Path, check: Check, *, attempt: bool = False, with_findings: bool = False) -> Migration:
    """Bring the store at this place to `HEAD`.

    Args:
        place: the store.
        check: verifies the outcome, before it is kept.
        attempt: do all of it and take it back; no backup is made.
        with_findings: keep the outcome even where ``check`` finds something.

    Raises:
        NoStore, NotAStore: there is none at this place.
        OtherVersion: it was made by a newer program.
        NoRoom: the disk has no room for the backup and the work.
        NotMigrated: the outcome does not hold; the store is as it was.
        StoreLocked: somebody else writes.
        StorageFailed: the disk is full or failing; the store is as it was.
        NotScrubbed: it is at `HEAD`, and what the revisions deleted may still be in its file; call it again.

    """
    url = engines.read_place(place)
    path = engines.file_of(url)
    engines.refuse_none(path)
    engine = engines.connect(url)
    try:
        with engines.faults_of(url):
            refuse_stranger(url, engine)
            with engines.alone(url):
                with _alone(engine) as connection:
                    run = _Upgrade(url, connection, path)
                    done = run.run(check, attempt=attempt, with_findings=with_findings)
                engine.dispose()
                # One that was broken off behind its commit left its copy too, and is made good when it is given again.
                if path and not attempt and (done.kept or copies_beside(path)):
                    scrub(path)
                return done
    finally:
        engine.dispose()


@contextmanager
def _alone(engine: Engine) -> Generator[Connection]:
    """A connection in a transaction, in which nobody else writes; it is taken back unless it was committed."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            driver: Any = connection.connection.driver_connection
            # A revision that builds a table anew drops the old one: with keys on, its parts would go with it. The
            # setting holds from outside a transaction only.
            driver.execute("PRAGMA foreign_keys=OFF")
        with connection.begin() as transaction:
            connection.execute(select(counters.c.value).where(counters.c.name == LEDGER).with_for_update())
            yield connection
            if transaction.is_active:
                transaction.rollback()


class _Upgrade:
    """One run, over a connection that nobody else writes beside."""

    def __init__(self, url: URL, connection: Connection, path: Path | None) -> None:
        self.place = engines.spoken(url)
        self.connection = connection
        self.path = path
        self._seals = Seals()
        self._made: str | None = None

    def run(self, check: Check, *, attempt: bool, with_findings: bool) -> Migration:
        # Read again, now that nobody can change it: another run may have come first.
        found = version_of(self.connection) or "?"
        size = Reading(self.connection).size()
        if found == HEAD:
            return Migration(self.place, found, HEAD, size)
        if not is_older(found):
            raise errors.OtherVersion(place=self.place, found=found, known=HEAD)
        backup = back_up(self.path, found, size) if self.path and not attempt else None
        try:
            findings = self._changed(check, attempt=attempt, with_findings=with_findings)
            if not attempt:
                self.connection.commit()
        except BaseException as fault:
            if self._made:
                keyring.forget(self._made)
            # The store is as it was, so the copy says nothing that it does not.
            if backup and isinstance(fault, errors.NotMigrated):
                backup.unlink()
            raise
        return Migration(self.place, found, HEAD, size, backup, findings, kept=not attempt)

    def _key(self, connection: Connection, *, attempt: bool) -> Wrapping:
        """The key that seals what stood in the clear; one for an attempt lies nowhere."""
        id_ = origin_id(connection)
        found = keyring.find(id_)
        if found is None and attempt:
            found = Wrapping(id_, secrets.token_bytes(KEY))
        elif found is None:
            found, self._made = keyring.make(id_, keyring.passphrase()), id_
        self._seals.learn(found)
        return found

    def _changed(self, check: Check, *, attempt: bool, with_findings: bool) -> tuple[Finding, ...]:
        migrate_over(self.connection, key=partial(self._key, attempt=attempt))
        if faults := tuple(self._damage()):
            raise errors.NotMigrated(place=self.place, faults=faults)
        findings = tuple(one for one in check(Reading(self.connection, self._seals)) if one.weight is Weight.ERROR)
        if findings and not with_findings:
            raise errors.NotMigrated(place=self.place, faults=tuple(map(_fault, findings)))
        return findings

    def _damage(self) -> Iterator[Fault]:
        """What the database itself finds wrong; PostgreSQL keeps its keys all the time."""
        if self.connection.dialect.name != "sqlite":
            return
        for table, row, parent, _ in self.connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            values = (("row", str(row)), ("parent", str(parent)))
            yield Fault(str(table), "store.fault.foreign_key", values)
        for (said,) in self.connection.exec_driver_sql("PRAGMA integrity_check").all():
            if said != "ok":
                yield Fault(self.place, "store.fault.integrity", (("what", str(said)),))


def _fault(finding: Finding) -> Fault:
    return Fault(finding.place, f"{finding.rule}.sentence", tuple(finding.values.items()))
