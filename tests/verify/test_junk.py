"""Whatever stands in a store, verification ends in findings: junk in every column of every table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from tests.verify.tamper import TABLES
from tests.verify.test_ledger_attacks import ENTRIES, ONLY_SQLITE, entry, told

if TYPE_CHECKING:
    from tests.verify.tamper import Tampering

JUNK = ("CAST(x'ff00fe' AS TEXT)", "x'ff00'", "'\u202e junk'", "-1", "1e999", "9223372036854775807", "'[[['", "''")
DEEP = "[" * 50_000


@ONLY_SQLITE
@pytest.mark.parametrize("junk", JUNK)
def test_junk_in_every_column_of_an_entry(tampering: Tampering, junk: str) -> None:
    names = [column.name for column in ENTRIES.c]
    with tampering.begun() as store:
        # Every fourth entry, so that none is beside another.
        for place, name in enumerate(names):
            store.run(f"UPDATE entries SET {name} = {junk} WHERE position = {4 * place + 2}")  # noqa: S608 - of ours
        troubled = {one.values["position"] for one in store.verify() if "position" in one.values}
        assert {str(4 * place + 2) for place in range(len(names))} <= troubled


@ONLY_SQLITE
@pytest.mark.parametrize("record", ["{", DEEP, '{"a":1e5}', "9" * 5_000, '{"a":"\\ud800"}', '{"a":NaN}', ""])
def test_junk_for_a_record(tampering: Tampering, record: str) -> None:
    with tampering.begun() as store:
        code = entry(store, 40)["code"]
        store.run("UPDATE entries SET record = :record WHERE position = 40", record=record)
        assert told(store) == [("entry_changed", code)]


@ONLY_SQLITE
def test_junk_in_every_table(tampering: Tampering) -> None:
    names = [name for name in TABLES if name not in {"entries", "validity", "pins", "accesses", "erasing"}]
    for turn in range(max(len(table.c) for table in TABLES.values())):
        with tampering.begun() as store:
            edited = [(i, TABLES[name]) for i, name in enumerate(names) if turn < len(TABLES[name].c)]
            for i, table in edited:
                column, last = list(table.c)[turn].name, f"rowid = (SELECT max(rowid) FROM {table.name})"  # noqa: S608 - of ours
                junk = JUNK[(turn + i) % len(JUNK)]
                same = f'SELECT 1 FROM {table.name} WHERE {last} AND "{column}" = {junk}'  # noqa: S608 - of ours
                if store.connection.scalar(sa.text(same)):  # an empty reason is none
                    junk = JUNK[0]
                store.run(f'UPDATE {table.name} SET "{column}" = {junk} WHERE {last}')  # noqa: S608 - of ours
            findings = store.verify()
            assert len(findings) >= len(edited)
            assert all(one.say("ko").encode() and one.hint("en") for one in findings)
