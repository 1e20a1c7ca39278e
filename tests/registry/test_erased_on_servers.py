"""Goal R18 on PostgreSQL: of a thousand people nothing is left in any table, nor in any file of the database."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from qms.store.forensic import Looked, Needles, scan_folder, scan_tables
from qms.store.sealing import with_keys
from tests.registry.test_erasing import approved, closed

if TYPE_CHECKING:
    from tests.office import Office

PEOPLE = [(f"카나리아 {number:04} 님", f"010-{number:04}-{9999 - number:04}") for number in range(1_000)]


@pytest.mark.req("KR-PI21", "KR-PI-N13")
@pytest.mark.slow
@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_of_many_people_nothing_is_left_in_tables_and_files_of_a_server(office: Office) -> None:
    """The needles: names and contacts in eight encodings, and the sealed values with the keys that opened them.

    Names and contacts never lay there in the clear; what was sealed did, and is found before the erasure, so the
    search would find it after. The log of the server (``pg_wal``) keeps what was written until it is recycled: it is
    the administrator's, and the certificate speaks of tables alone.
    """
    with office.registry.batch():
        codes = [closed(office, name, contact).code for name, contact in PEOPLE]
    with office.registry.store.engine.begin() as connection:
        connection.execute(sa.text("ANALYZE"))  # as the server does by itself: it keeps samples of what is sealed
    _, size, root = office.registry.checkpoint()
    needles = Needles([one for person in PEOPLE for one in person], _sealed(office))
    assert _tables(office, needles).hits > 2 * len(PEOPLE)
    assert _files(office, needles).hits > 2 * len(PEOPLE)
    done = office.registry.erasures.carry_out(approved(office, *codes))
    assert (done.taken, done.people, done.found) == (5_000, 1_000, 0)
    assert _tables(office, needles).hits == 0
    assert dict(_files(office, needles).found) == {}
    (told,) = office.registry.verify((size, root))
    assert told.rule == "store.finding.personal_erased"


def _sealed(office: Office) -> list[bytes]:
    with office.registry.reading() as reading:
        rows = reading.connection.execute(with_keys()).mappings().all()
    return [bytes(row[name]) for row in rows if str(row["code"]).startswith("CS-") for name in ("sealed", "wrapped")]


def _tables(office: Office, needles: Needles) -> Looked:
    with office.registry.store.engine.connect() as connection:
        return scan_tables(connection, needles)


def _files(office: Office, needles: Needles) -> Looked:
    """The files of the database: heaps, indexes, what is too long for a row; written out by the server first."""
    with office.registry.store.engine.connect() as connection:
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        alone.execute(sa.text("CHECKPOINT"))
        folder = Path(alone.execute(sa.text("SHOW data_directory")).scalar_one())
        number = alone.execute(sa.text("SELECT oid FROM pg_database WHERE datname = current_database()")).scalar_one()
    here = folder / "base" / str(number)
    if not os.access(here, os.R_OK | os.X_OK):
        pytest.skip("the files of this server cannot be read from here")
    found = scan_folder(here, needles)
    assert found.files > 100
    return found
