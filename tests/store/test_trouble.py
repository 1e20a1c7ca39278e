"""A store in trouble: kept by another, full, read-only, cut off. Nothing is half kept, and reading goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

import qms
from qms import errors
from qms.store import engine as engines

if TYPE_CHECKING:
    from tests.office import Office

SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
POSTGRESQL = pytest.mark.parametrize(
    "backend", [pytest.param("postgresql", marks=pytest.mark.needs_postgresql)], indirect=True
)


def _execute(office: Office, statement: str) -> None:
    with office.registry.store.engine.begin() as connection:
        connection.execute(sa.text(statement))


def _receive_many(office: Office) -> None:
    for _ in range(20):  # the last page may have room for some
        office.receive(text="가" * 5000)


def test_a_store_that_another_keeps_is_waited_for_and_then_left(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "PATIENCE_MS", 100)
    case = office.receive(department="support")
    with office.open() as impatient:
        with office.registry.batch() as registry:
            registry.cases.assign(case.code, department="equipment")
            with pytest.raises(errors.StoreLocked):
                impatient.cases.assign(case.code, department="support")
            # To read does not mean to wait.
            assert impatient.cases.get(case.code).version == 1
        assert impatient.cases.assign(case.code, department="support").version == 3
    assert office.registry.verify() == ()


@pytest.mark.req("A11-16/17")
@SQLITE
@pytest.mark.parametrize("pragma", ["max_page_count = 1", "query_only = ON"])
def test_a_full_or_read_only_disk_keeps_nothing_and_reading_goes_on(office: Office, pragma: str) -> None:
    case = office.receive(department="support")
    before = office.registry.checkpoint()
    store = office.registry.store

    def limit(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
        connection.execute(f"PRAGMA {pragma}")

    store.engine.dispose()
    sa.event.listen(store.engine, "connect", limit)
    with pytest.raises(errors.StorageFailed):
        _receive_many(office)
    size = office.registry.checkpoint()[1]
    assert office.registry.cases.get(case.code) == case
    assert office.registry.verify(before[1:]) == ()
    sa.event.remove(store.engine, "connect", limit)
    store.engine.dispose()
    assert office.receive().code == f"CS-2026-{size - before[1] + 2:04}"


@SQLITE
def test_a_disk_that_fills_up_under_rows_brought_together_is_told_as_full(office: Office) -> None:
    """SQLite gives the whole transaction up then, so that there is no place in it to go back to."""
    case, before = office.receive(department="support"), office.registry.checkpoint()

    def fills_up() -> None:
        with office.registry.store.writing() as writing, writing.together():
            writing.connection.exec_driver_sql("ROLLBACK")
            raise errors.StorageFailed(place=office.place)

    with pytest.raises(errors.StorageFailed):
        fills_up()
    assert office.registry.checkpoint() == before
    assert office.registry.cases.get(case.code) == case
    assert office.receive().code == "CS-2026-0002"


@POSTGRESQL
def test_a_read_only_database_keeps_nothing_and_reading_goes_on(office: Office) -> None:
    case = office.receive(department="support")
    name = sa.engine.make_url(office.place).database
    _execute(office, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    with office.open() as frozen:
        with pytest.raises(errors.StorageFailed):
            frozen.cases.assign(case.code, department="support")
        assert frozen.cases.get(case.code) == case


@POSTGRESQL
def test_a_server_that_goes_away_keeps_nothing_and_is_found_again(office: Office) -> None:
    case = office.receive(department="support")

    def cut_off(other: qms.Registry) -> None:
        with other.batch() as registry:
            registry.cases.assign(case.code, department="equipment")
            _execute(
                office,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
            registry.cases.assign(case.code, department="planning")

    with office.open() as other, pytest.raises(errors.ServerLost):
        cut_off(other)
    assert office.registry.cases.get(case.code) == case
    assert office.registry.cases.assign(case.code, department="support").version == 2
    assert office.registry.verify() == ()
