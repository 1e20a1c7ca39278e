"""The administrator's side of a store that PostgreSQL guards: lay the guard, give logins to people, take them away."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from qms import errors
from qms.kinds import KINDS, ORGANISATION, all_kinds, made_by
from qms.store import engine as engines
from qms.store.guard import logins as kept
from qms.store.guard.laying import lay

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from sqlalchemy import Connection

    from qms.store.guard.logins import Login


class Guarded(NamedTuple):
    """What stands after the guard was laid.

    Attributes:
        place: the store, as people write it.
        owner: role that owns everything; nobody can log in as it.
        people: role that every login is given.
        logins: which login is whose.

    """

    place: str
    owner: str
    people: str
    logins: tuple[Login, ...]


def guard(place: str | Path) -> Guarded:
    """Let the database itself enforce who writes what and who sees what; done again it ends the same.

    To be run by an administrator of the database (a superuser) once the store stands, and again after each migration.
    Records and ledger are not touched.

    Raises:
        NotGuardable: the store is a file.
        OldVersion, OtherVersion: it is of another version of the program.
        NoStore, NotAStore: there is none.
        StorageFailed: the login may not do it.

    """
    with _administering(place) as connection:
        makes = {act: makes for name in KINDS for act, makes in made_by(name).items()}
        owner, people = lay(connection, all_kinds(), ORGANISATION, makes)
        return Guarded(engines.spoken(connection.engine.url), owner, people, kept.listed(connection))


def logins(place: str | Path) -> tuple[Login, ...]:
    """Which login is whose, by person; raise `NotGuarded`."""
    with _administering(place) as connection:
        return kept.listed(connection)


def give_login(place: str | Path, person: str, login: str | None = None) -> Login:
    """Let a login stand for a person; see `qms.store.guard.logins.give`."""
    with _administering(place) as connection:
        return kept.give(connection, person, login)


def take_login(place: str | Path, person: str) -> Login:
    """Let a person's login stand for nobody; see `qms.store.guard.logins.take`."""
    with _administering(place) as connection:
        return kept.take(connection, person)


@contextmanager
def _administering(place: str | Path) -> Generator[Connection]:
    url = engines.read_place(place)
    if engines.file_of(url) is not None or url.get_backend_name() != "postgresql":
        raise errors.NotGuardable(place=engines.spoken(url))
    engine = engines.connect(url)
    try:
        with engines.faults_of(url), engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
