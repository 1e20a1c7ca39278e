"""Which login is whose: given and taken by the administrator, never by the login itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import text

from qms import errors

if TYPE_CHECKING:
    from sqlalchemy import Connection

PATIENCE: Final = {"idle_in_transaction_session_timeout": "60s", "statement_timeout": "10min"}
"""How long a login may keep others waiting by mistake; one that means harm can set it back."""


class Login(NamedTuple):
    """A role of the server and the person whom it stands for."""

    login: str
    person: str


def roles(connection: Connection) -> tuple[str, str]:
    """The owner's role and that of the people, as they were laid; raise `NotGuarded`."""
    owner = connection.scalar(
        text("SELECT pg_get_userbyid(n.nspowner) FROM pg_namespace n WHERE n.nspname = 'qms_guard'")
    )
    if owner is None:
        raise errors.NotGuarded(place=str(connection.engine.url.database))
    return str(owner), str(owner).removesuffix("_owner") + "_people"


def listed(connection: Connection) -> tuple[Login, ...]:
    """All logins, by person."""
    roles(connection)
    found = connection.execute(text("SELECT login, person FROM qms_guard.logins ORDER BY person"))
    return tuple(Login(login, person) for login, person in found)


def give(connection: Connection, person: str, login: str | None = None) -> Login:
    """Let a login stand for a person; one that is not there is made, without a password.

    Args:
        connection: of the administrator, in a transaction.
        person: code of somebody of the directory.
        login: name of the role; None: the person's code.

    Raises:
        NotGuarded: the guard was not laid yet.
        NoRecord: the directory has nobody of this code.
        LoginTooStrong: the role may do more than a guard can hold: superuser, past row-level security, making roles.

    """
    name = login or person
    _, people = roles(connection)
    if not connection.scalar(text("SELECT count(*) FROM people WHERE code = :code"), {"code": person}):
        raise errors.NoRecord(kind="organisation.person.name", code=person)
    quote = connection.dialect.identifier_preparer.quote_identifier
    found = connection.execute(_STRENGTH, {"login": name}).first()
    if found is not None and any(found):
        raise errors.LoginTooStrong(login=name)
    if found is None:
        _run(connection, f"CREATE ROLE {quote(name)} LOGIN CONNECTION LIMIT 20")
    _run(connection, f"GRANT {quote(people)} TO {quote(name)}")
    database = quote(str(connection.scalar(text("SELECT current_database()"))))
    for setting, value in PATIENCE.items():
        _run(connection, f"ALTER ROLE {quote(name)} IN DATABASE {database} SET {setting} = '{value}'")
    connection.execute(
        text("DELETE FROM qms_guard.logins WHERE person = :person OR login = :login"),
        {"person": person, "login": name},
    )
    connection.execute(text("INSERT INTO qms_guard.logins VALUES (:login, :person)"), {"login": name, "person": person})
    _forget(connection, name)
    return Login(name, person)


def take(connection: Connection, person: str) -> Login:
    """Let a person's login stand for nobody: it sees nothing from then on. The role itself stays on the server.

    Raises:
        NotGuarded: the guard was not laid yet.
        NoLogin: the person has none.

    """
    _, people = roles(connection)
    name = connection.scalar(
        text("DELETE FROM qms_guard.logins WHERE person = :person RETURNING login"), {"person": person}
    )
    if name is None:
        raise errors.NoLogin(person=person)
    quote = connection.dialect.identifier_preparer.quote_identifier
    _run(connection, f"REVOKE {quote(people)} FROM {quote(name)}")
    _forget(connection, name)
    return Login(name, person)


def _forget(connection: Connection, login: str) -> None:
    connection.execute(text("DELETE FROM qms_guard.sights WHERE login = :login"), {"login": login})


def _run(connection: Connection, words: str) -> None:
    connection.exec_driver_sql(words.replace("%", "%%"))


_STRENGTH: Final = text(
    "SELECT r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolreplication,"
    " EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = 'qms_guard' AND pg_has_role(r.oid, n.nspowner, 'MEMBER')),"
    " EXISTS (SELECT FROM pg_roles s WHERE pg_has_role(r.oid, s.oid, 'MEMBER') AND s.rolname IN ('pg_read_all_data',"
    " 'pg_write_all_data', 'pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')),"
    " EXISTS (SELECT FROM pg_database d WHERE d.datname = current_database()"
    " AND pg_has_role(r.oid, d.datdba, 'MEMBER'))"
    " FROM pg_roles r WHERE r.rolname = :login"
)
