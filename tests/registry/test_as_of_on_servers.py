"""The past on servers that are set up with care: it is shown to whoever may read, and never the present for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.engine import make_url

import qms
from tests.office import QUALITY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.office import Office
    from tests.postgres import Server

pytestmark = [
    pytest.mark.needs_postgresql,
    pytest.mark.parametrize("backend", ["postgresql"], indirect=True),
]


def _set(server: Server, office: Office, *settings: str) -> None:
    """Set up the database; who connects from now on has it so."""
    office.registry.close()
    for one in settings:
        server.run(one.format(database=f'"{make_url(office.place).database}"'))


def _assigned(office: Office) -> tuple[str, int]:
    """A case that was changed once, and the last position at which it was not."""
    case = office.receive().code
    last = office.registry.checkpoint()[1] - 1
    office.registry.cases.assign(case, department="support")
    return case, last


@pytest.mark.parametrize("path", ["public, pg_temp", '"$user", public, pg_temp', "pg_catalog, public, pg_temp"])
def test_a_search_path_that_puts_what_is_temporary_last_hides_nothing(
    office: Office, postgresql: Server, path: str
) -> None:
    case, last = _assigned(office)
    _set(postgresql, office, f"ALTER DATABASE {{database}} SET search_path = {path}")
    with qms.open(office.place, actor=QUALITY, clock=office.clock) as registry:
        then = registry.as_of(last)
        for _ in range(7):  # more often than a statement is asked before the driver has it prepared
            assert then.cases.get(case).version == 1
            assert then.checkpoint()[1] == last + 1
            assert registry.cases.get(case).version == 2
        registry.cases.assign(case, department="growth")
        assert (then.cases.get(case).version, registry.cases.get(case).version) == (1, 3)


@pytest.fixture
def reader(office: Office, postgresql: Server) -> Iterator[str]:
    """The name of a role that may read the store, and nothing else."""
    name = f"reader_{make_url(office.place).database}"
    postgresql.run(f'CREATE ROLE "{name}"')
    yield name
    postgresql.run(f'ALTER DATABASE "{make_url(office.place).database}" RESET role')
    postgresql.run(f'DROP OWNED BY "{name}"', office.place)
    postgresql.run(f'DROP ROLE "{name}"')


def _shown(office: Office, case: str, last: int) -> None:
    with qms.open(office.place, actor=QUALITY, clock=office.clock) as registry:
        then = registry.as_of(last)
        assert [one.version for one in then.cases.all()] == [1]
        assert (then.cases.get(case).version, registry.cases.get(case).version) == (1, 2)
        assert then.checkpoint()[1] == last + 1


def test_a_server_that_only_reads_shows_the_past(office: Office, postgresql: Server) -> None:
    case, last = _assigned(office)
    _set(postgresql, office, "ALTER DATABASE {database} SET default_transaction_read_only = on")
    _shown(office, case, last)


def test_a_role_that_may_read_and_no_more_sees_the_past(office: Office, postgresql: Server, reader: str) -> None:
    case, last = _assigned(office)
    postgresql.run(f'GRANT SELECT ON ALL TABLES IN SCHEMA public TO "{reader}"', office.place)
    _set(
        postgresql,
        office,
        "REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC",
        f'ALTER DATABASE {{database}} SET role = "{reader}"',
    )
    _shown(office, case, last)
