"""A store that nobody touched past the program gives no finding, and its ledger gives back every table."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from qms.kinds import all_kinds, kind
from qms.ledger.commitment import MARK, Sealed
from qms.store.replay import Replay
from qms.store.rows import tables_of
from qms.store.sealing import with_keys
from qms.store.table import contents, counters, entries
from tests.verify.tamper import TABLES

if TYPE_CHECKING:
    from tests.office import Office
    from tests.verify.tamper import Tampering

OWN = {
    "entries",
    "validity",
    "counters",
    "personal",
    "contents",
    "pins",
    "subject_keys",
    "wrapping",
    "accesses",
    "erasing",
}
"""Tables that are not told by the ledger row by row."""


def test_the_busy_store_leaves_no_table_empty(tampering: Tampering) -> None:
    with tampering.begun() as store:
        empty = [
            name
            for name, table in TABLES.items()
            if not store.connection.scalar(sa.select(sa.func.count()).select_from(table))
        ]
    # What is noted while an erasure is carried out goes when it is done.
    assert empty == ["erasing"]


def test_nothing_is_found_in_a_store_that_nobody_touched(lived_office: Office) -> None:
    registry = lived_office.registry
    origin, size, root = registry.checkpoint()
    assert registry.verify() == ()
    assert registry.verify((size, root)) == ()
    registry.acting().departments.rename("audit", name_ko="감사팀", name_en="Audit Team")
    assert registry.verify((size, root)) == ()
    assert registry.checkpoint()[:2] == (origin, size + 1)


def test_an_empty_store_is_clean(place: str) -> None:
    from qms.store.store import Store
    from qms.store.verify import verify

    store = Store.create(place)
    with store.reading() as reading:
        assert list(verify(reading, all_kinds())) == []
        assert list(verify(reading, all_kinds(), (0, reading.root()))) == []
    store.close()


def _replayed(office: Office, end: int | None = None) -> Replay:
    replay = Replay(kind)
    with office.registry.reading() as reading:
        replay.play(reading.entries(end=end))
    return replay


def _table(office: Office, table: sa.Table) -> dict[tuple[Any, ...], dict[str, Any]]:
    keys = [column.name for column in table.primary_key]
    with office.registry.reading() as reading:
        found = [dict(row) for row in reading.connection.execute(sa.select(table)).mappings()]
    return {tuple(row[name] for name in keys): row for row in found}


def test_replay_gives_back_every_table(lived_office: Office) -> None:
    replayed = _replayed(lived_office).tables()
    assert set(replayed) == set(TABLES) - OWN
    for name, rows in replayed.items():
        found = _table(lived_office, TABLES[name])
        assert dict(rows) == found, name
        assert {key for row in rows.values() for key in row} == set(TABLES[name].c.keys()), name


def test_replay_gives_back_the_numbers(lived_office: Office) -> None:
    found = {row["name"]: row["value"] for row in _table(lived_office, counters).values()}
    with lived_office.registry.reading() as reading:
        assert found.pop("ledger") == reading.size()
    assert found == _replayed(lived_office).numbers
    assert {name.partition("-")[0] for name in found} == {one.name for one in all_kinds() if one.prefix and one.counted}


def test_every_personal_value_matches_its_commitment_and_stands_nowhere_else(lived_office: Office) -> None:
    told = _replayed(lived_office).personal
    with lived_office.registry.store.reading() as reading:
        rows = reading.connection.execute(with_keys()).mappings().all()
        opened = {(row["code"], row["field"], row["version"]): (row, reading.seals.opened(row)) for row in rows}
    assert {(code, *key) for code, fields in told.items() for key in fields} == set(opened)
    values: set[str] = set()
    for (code, field, version), (row, found) in opened.items():
        assert found is not None
        sealed = Sealed(row["subject"], code, field, *found)
        assert told[code][field, version] == sealed.commitment()[MARK]
        values.add(sealed.value)
    assert {"홍길동", "010-0000-0000", "사과와 재예약", "사업자등록증 사본", "서하나"} <= values
    with lived_office.registry.reading() as reading:
        records = [entry.record for entry in reading.entries()]
    assert not [value for value in values if any(value in record for record in records)]


def test_replay_up_to_an_entry_gives_the_tables_of_that_moment(office: Office) -> None:
    case = office.receive(topic="장비 예약", department="support")
    with office.registry.reading() as reading:
        size = reading.size()
    before = _table(office, tables_of(kind("case")).main)
    office.by("kim.minji").cases.assign(case.code, department="support")
    assert dict(_replayed(office, size).tables()["cases"]) == before
    assert dict(_replayed(office).tables()["cases"]) == _table(office, tables_of(kind("case")).main) != before


def test_a_frozen_snapshot_is_kept_under_its_digest(lived_office: Office) -> None:
    review = lived_office.registry.reviews.get("MR-2026H1")
    rooms = (lived_office.registry.cases, lived_office.registry.capas)
    files = {one.digest for room in rooms for record in room.all() for one in record.attachments}
    assert {key for (key,) in _table(lived_office, contents)} == {review.snapshot, *files}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_an_act_wrote_and_took_back_leaves_nothing(lived_office: Office) -> None:
    registry = lived_office.registry
    before = registry.checkpoint()
    with suppress(ZeroDivisionError), registry.batch():
        lived_office.receive()
        raise ZeroDivisionError
    assert registry.checkpoint() == before
    assert registry.verify() == ()


def test_the_entries_count_from_zero(lived_office: Office) -> None:
    found = sorted(position for (position,) in _table(lived_office, entries))
    assert found == list(range(len(found)))
