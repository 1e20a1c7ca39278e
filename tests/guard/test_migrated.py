"""A guarded store of an earlier version is migrated by its administrator, and stays closed all the while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from sqlalchemy import inspect
from sqlalchemy.engine import make_url

import qms
from qms import errors
from qms.registry.guarding import give_login, guard
from qms.store.guard import laying, sight
from tests.store.older import EARLIER, engine_of, older

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from tests.postgres import Server

pytestmark = pytest.mark.needs_postgresql


def _guarded_then(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard a store of an earlier version, as far as it has the tables."""
    every, see = sight.policies, sight.see

    def seen(connection: Connection, *rest: Any) -> None:  # noqa: ANN401 - as `see` takes them
        there = set(inspect(connection).get_table_names())
        with monkeypatch.context() as patch:
            patch.setattr(sight, "policies", lambda kinds: [one for one in every(kinds) if one[0] in there])
            see(connection, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(laying, "HEAD", EARLIER[-1])
        patch.setattr(laying, "see", seen)
        patch.setenv("PGOPTIONS", "-c check_function_bodies=off")  # of tables that were not there yet
        guard(place)


def _refused(place: str, person: str) -> Iterator[str | None]:
    with psycopg.connect(
        make_url(place).set(drivername="postgresql", username=person).render_as_string(hide_password=False),
        autocommit=True,
    ) as mine:
        for words in ("DELETE FROM entries", "UPDATE cases SET code = 'x'", "SELECT * FROM pins"):
            try:
                mine.execute(words.encode())
                yield None
            except psycopg.Error as refused:
                yield refused.sqlstate


def test_a_guarded_store_is_migrated_and_stays_guarded(postgresql: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    place = postgresql.make()
    older(place, EARLIER[-1])
    with engine_of(place) as engine, engine.connect() as connection:
        person = str(connection.exec_driver_sql("SELECT code FROM people WHERE until IS NULL ORDER BY code").scalar())
    _guarded_then(place, monkeypatch)
    give_login(place, person)
    mine = make_url(place).set(username=person).render_as_string(hide_password=False)
    with pytest.raises(errors.OldVersion):
        qms.open(mine, actor=person)
    assert list(_refused(place, person)) == ["42501"] * 3
    qms.migrate(place)
    assert list(_refused(place, person)) == ["42501"] * 3  # what was closed is closed before it is laid again
    guard(place)
    assert list(_refused(place, person)) == ["42501"] * 3
    with qms.open(mine, actor=person) as registry:
        assert registry.store.guarded
        assert registry.people.get(person).code == person
    with qms.open(place, actor=person) as administrator:
        assert [one for one in administrator.verify() if one.weight.value == "error"] == []
