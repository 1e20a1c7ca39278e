"""A store: a SQLite file or a PostgreSQL database that holds records and their ledger."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from qms import errors
from qms.store import engine as engines
from qms.store.migrate import HEAD, migrate
from qms.store.reading import Reading
from qms.store.writing import Writing

if TYPE_CHECKING:
    from collections.abc import Generator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL


class Store:
    """An open store. `create` makes one, `open` never does."""

    def __init__(self, url: URL, engine: Engine) -> None:
        """Wrap an engine whose schema is known to be right."""
        self.url = url
        self.engine = engine

    @classmethod
    def create(cls, place: str | Path) -> Store:
        """Make a new store.

        Raises:
            StoreExists: there is a file or a store at this place already.
            StorageFailed: the place cannot be written.

        """
        url = engines.read_place(place)
        path = _file_of(url)
        if path and path.exists():
            raise errors.StoreExists(place=str(place))
        if path and not path.absolute().parent.is_dir():
            raise errors.NoStore(place=str(path.parent))
        engine = engines.connect(url)
        with engines.faults_of(url):
            if not path and _version(engine) is not None:
                raise errors.StoreExists(place=url.render_as_string(hide_password=True))
            migrate(engine)
        return cls(url, engine)

    @classmethod
    def open(cls, place: str | Path) -> Store:
        """Open the store at this place.

        Raises:
            NoStore: there is none.
            NotAStore: what is there is not a store.
            OtherVersion: its schema is not the one of this program.

        """
        url = engines.read_place(place)
        path = _file_of(url)
        if path and not path.is_file():
            raise errors.NoStore(place=str(place))
        engine = engines.connect(url)
        with engines.faults_of(url):
            found = _version(engine)
        if found is None:
            raise errors.NotAStore(place=url.render_as_string(hide_password=True))
        if found != HEAD:
            raise errors.OtherVersion(place=str(place), found=found, known=HEAD)
        return cls(url, engine)

    @contextmanager
    def reading(self) -> Generator[Reading]:
        """Ask questions; all answers belong to one moment."""
        with engines.faults_of(self.url), self.engine.connect() as raw:
            connection = raw.execution_options(qms_reading=True, isolation_level=self._snapshot())
            yield Reading(connection)

    @contextmanager
    def writing(self) -> Generator[Writing]:
        """Write: all of it is kept when the block ends well, none of it otherwise."""
        with engines.faults_of(self.url), self.engine.begin() as connection:
            writing = Writing(connection)
            yield writing
            if writing.broken:
                raise errors.BatchBroken(place=self.url.render_as_string(hide_password=True))

    def close(self) -> None:
        """Let go of the connections."""
        self.engine.dispose()

    def _snapshot(self) -> str:
        # One read transaction of SQLite is a snapshot as it is; PostgreSQL has to be asked for it.
        return "REPEATABLE READ" if self.engine.dialect.name == "postgresql" else "SERIALIZABLE"


def _file_of(url: URL) -> Path | None:
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _version(engine: Engine) -> str | None:
    with engine.connect() as raw:
        connection: Connection = raw.execution_options(qms_reading=True)
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
