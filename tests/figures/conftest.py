"""The databases that figures are read from, each with a table of sample records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, create_engine, make_url

from tests.figures.voices import Voice, put, voices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from tests.postgres import Server


def _connection(engine: Engine) -> Iterator[Connection]:
    """An open transaction with an empty table in it, rolled back at the end."""
    with engine.connect() as connection:
        voices.create(connection)
        yield connection
        connection.rollback()
    engine.dispose()


@pytest.fixture(scope="module")
def on_sqlite() -> Iterator[Connection]:
    """A database in memory."""
    yield from _connection(create_engine("sqlite://"))


@pytest.fixture(scope="module")
def on_postgresql(postgresql: Server) -> Iterator[Connection]:
    """A database of its own on the server."""
    url = postgresql.make()
    yield from _connection(create_engine(make_url(url).set(drivername="postgresql+psycopg")))
    postgresql.drop(url)


@pytest.fixture
def with_records(backend: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Connection]]:
    """Write records and get the connection to read them by; run on both databases."""
    connection: Connection = request.getfixturevalue(f"on_{backend}")
    trial = connection.begin_nested()

    def write(*records: Voice) -> Connection:
        put(connection, records)
        return connection

    yield write
    trial.rollback()
