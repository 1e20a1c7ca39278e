"""A store: a SQLite file or a PostgreSQL database that holds records and their ledger."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect

from qms import errors
from qms.store import engine as engines
from qms.store import head
from qms.store.guard.session import GUARDED, GuardedReading, GuardedWriting, entered
from qms.store.migrate import HEAD, is_older, migrate_over, version_of
from qms.store.prepared import sent_at_once
from qms.store.reading import Reading
from qms.store.sealing import Seals
from qms.store.writing import Writing

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from sqlalchemy import Engine
    from sqlalchemy.engine import URL

    from qms.store.known import Known


class Store:
    """An open store. `create` makes one, `open` never does."""

    def __init__(
        self,
        url: URL,
        engine: Engine,
        tokens: Callable[[int], bytes] = secrets.token_bytes,
        seals: Seals | None = None,
    ) -> None:
        """Wrap an engine whose schema is known to be right; for ``tokens`` see `qms.create`."""
        self.url = url
        self.engine = engine
        self.tokens = tokens
        self.seals = seals or Seals(tokens=tokens)
        self.guarded = False
        """Whether the database itself says who acts and what they see: see `qms.store.guard`."""
        self._known: Known | None = None

    @classmethod
    def create(
        cls,
        place: str | Path,
        first: Callable[[Writing], None] | None = None,
        *,
        tokens: Callable[[int], bytes] = secrets.token_bytes,
    ) -> Store:
        """Make a new store; ``first`` writes what it begins with, in the transaction that makes it.

        The key that wraps its data keys is made where keys lie (`qms.ledger.keyring`).

        Raises:
            BadWrappingKey: no key can be made there.
            StoreExists: there is a file or something else at this place already.
            NoStore: there is no such folder or server.
            StorageFailed: the place cannot be written.

        """
        url = engines.read_place(place)
        path = engines.file_of(url)
        if path:
            _claim(path)
        engine, seals = engines.connect(url), Seals(tokens=tokens)
        try:
            with engines.faults_of(url):
                _make(url, engine, first, tokens, seals)
        except BaseException:
            engine.dispose()
            seals.forget()
            if path:
                _clear(path)
            raise
        return cls(url, engine, tokens, seals)

    @classmethod
    def open(cls, place: str | Path, *, tokens: Callable[[int], bytes] = secrets.token_bytes) -> Store:
        """Open the store at this place.

        Raises:
            NoStore: there is none.
            StorageFailed: the disk does not show it.
            NotAStore: what is there is not a store; `PartOfStore`: it was one, and is not whole.
            UnsafeJournal: others have it open in a way that the SQLite of this Python must not use.
            OtherVersion: its schema is not the one of this program; `OldVersion`: it can be brought to it.

        """
        url = engines.read_place(place)
        path = engines.file_of(url)
        engines.refuse_none(path)
        engine = engines.connect(url)
        try:
            with engines.faults_of(url):
                _refuse_other(url, refuse_stranger(url, engine))
                guarded = entered(engine)
                store = cls(url, engine.execution_options(**{GUARDED: guarded}), tokens)
                store.guarded = guarded
        except BaseException:
            engine.dispose()
            raise
        return store

    @contextmanager
    def reading(self) -> Generator[Reading]:
        """Ask questions; all answers belong to one moment."""
        with engines.faults_of(self.url), self.engine.connect() as raw:
            connection = raw.execution_options(qms_reading=True, isolation_level=self._snapshot())
            yield (GuardedReading if self.guarded else Reading)(connection, self.seals)

    @contextmanager
    def writing(self) -> Generator[Writing]:
        """Write: all of it is kept when the block ends well, none of it otherwise."""
        known, self._known = self._known, None
        with engines.faults_of(self.url), engines.alone(self.url), self.engine.connect() as connection:
            writing = (GuardedWriting if self.guarded else Writing)(connection, self.tokens, known, self.seals)
            yield writing
            if writing.broken or engines.given_up(connection):
                raise errors.BatchBroken(place=engines.spoken(self.url))
            if self.guarded:
                writing.settle()  # one call, which may refuse: a refusal is waited for
            with sent_at_once(connection):
                writing.settle()
        self._known = writing.known()

    def close(self) -> None:
        """Let go of the connections."""
        self.engine.dispose()

    def _snapshot(self) -> str:
        # One read transaction of SQLite is a snapshot as it is; PostgreSQL has to be asked for it.
        return "REPEATABLE READ" if self.engine.dialect.name == "postgresql" else "SERIALIZABLE"


def refuse_stranger(url: URL, engine: Engine) -> str:
    """The version of the store behind an engine that is not connected yet; raise `NotAStore` where there is none."""
    path = engines.file_of(url)
    lacking = began = False
    if path:
        with engines.looked_at(path):
            head.refuse_part(path)
            # A connection may write a first page into an empty file.
            began = head.unfinished(path)
            # A log is made anew by the first connection, so it is now that one can see whether it was there.
            lacking = head.lacks_log(path)
    with engine.connect() as raw:
        found = version_of(raw.execution_options(qms_reading=True))
    if found is None and lacking:
        raise errors.PartOfStore(place=engines.spoken(url))
    if found is None:
        raise (errors.StoreUnfinished if began else errors.NotAStore)(place=engines.spoken(url))
    return found


def _refuse_other(url: URL, found: str) -> None:
    if found != HEAD:
        fault = errors.OldVersion if is_older(found) else errors.OtherVersion
        raise fault(place=engines.spoken(url), found=found, known=HEAD)


def _claim(path: Path) -> None:
    """Make the file, empty: who makes it may take it away again, and nobody else's is ever touched."""
    try:
        # It will hold personal data: nobody else on the machine reads it, whatever the umask.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        with engines.looked_at(path):
            fault = errors.StoreUnfinished if path.is_file() and head.unfinished(path) else errors.StoreExists
        raise fault(place=str(path)) from None
    except FileNotFoundError:
        raise errors.NoStore(place=str(path.parent)) from None
    except OSError as fault:
        raise errors.StorageFailed(place=str(path)) from fault


def _make(
    url: URL, engine: Engine, first: Callable[[Writing], None] | None, tokens: Callable[[int], bytes], seals: Seals
) -> None:
    with engines.alone(url), engine.begin() as connection:
        if inspect(connection).get_table_names():
            raise errors.StoreExists(place=engines.spoken(url))
        migrate_over(connection)
        seals.begin(connection)
        if first is not None:
            writing = Writing(connection, tokens, seals=seals)
            first(writing)
            writing.settle()


def _clear(path: Path) -> None:
    """Take away the file that a failed beginning left, with what SQLite keeps beside it."""
    for file in (path, *(path.with_name(path.name + end) for end in ("-journal", "-wal", "-shm"))):
        with suppress(OSError):  # a disk that fails now as well: what failed first is what is told
            file.unlink(missing_ok=True)
