"""What somebody changed of personal values past the program is found, with the key that opens them and without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from tests.verify.tamper import TABLES, opened, other, sealed
from tests.verify.test_tampered import found, here, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.verify.tamper import Tampered, Tampering


def _value(store: Tampered, field: str) -> Mapping[str, Any]:
    rows = [row for row in rows_of(store, TABLES["personal"]) if row["field"] == field and row["sealed"]]
    return rows[-1]


@pytest.mark.req("P11-10a")
@pytest.mark.parametrize("column", ["subject", "sealed", "version"])
def test_an_edited_personal_value(tampering: Tampering, column: str) -> None:
    table, fields = TABLES["personal"], ("communications.0.said", "customer_name", "name")
    with tampering.begun() as store:
        rows = [_value(store, field) for field in fields]
        for row in rows:
            store.run(sa.update(table).where(here(table, row)).values({column: other(table.c[column], row[column])}))
        told = sorted((one.values["field"], *found(one)[:2]) for one in store.verify())
        assert told == [(row["field"], "personal_changed", row["code"]) for row in rows]


@pytest.mark.parametrize("what", ["salt", "value", "subject", "version"])
def test_a_personal_value_that_was_edited_and_sealed_anew(tampering: Tampering, what: str) -> None:
    """By somebody who has the key as well."""
    table, fields = TABLES["personal"], ("communications.0.said", "customer_name", "name")
    others = {"salt": b"s" * 32, "value": "다른 말", "subject": "f" * 32, "version": 99}
    with tampering.begun() as store:
        rows = [_value(store, field) for field in fields]
        for row in rows:
            new = sealed(store, {**opened(store, row), what: others[what]})
            store.run(sa.update(table).where(here(table, row)).values(new))
        told = sorted((one.values["field"], *found(one)[:2]) for one in store.verify())
        assert told == [(row["field"], "personal_changed", row["code"]) for row in rows]


def test_a_deleted_personal_value_and_one_wiped_in_its_row(tampering: Tampering) -> None:
    table = TABLES["personal"]
    for change, rule in (
        (sa.delete(table), "personal_missing"),
        (sa.update(table).values(sealed=b""), "personal_changed"),
    ):
        with tampering.begun() as store:
            row = _value(store, "customer_contact")
            store.run(change.where(here(table, row)))
            (finding,) = store.verify()
            assert (found(finding)[:2], finding.values["field"]) == ((rule, row["code"]), "customer_contact")


def test_an_older_value_that_was_edited_is_found_too(tampering: Tampering) -> None:
    table = TABLES["personal"]
    with tampering.begun() as store:
        older = [row for row in rows_of(store, table) if row["field"] == "said" or row["version"] == 1]
        new = sealed(store, {**opened(store, older[0]), "value": "그런 말은 없었다"})
        store.run(sa.update(table).where(here(table, older[0])).values(new))
        assert store.rules() == ["personal_changed"]


def test_a_personal_value_that_nobody_recorded(tampering: Tampering) -> None:
    table = TABLES["personal"]
    with tampering.begun() as store:
        row = _value(store, "customer_name")
        for code, field, version in (
            (row["code"], "customer_email", 1), (row["code"], "customer_name", 99), ("CS-2026-0009", "title", 1),
        ):  # fmt: skip
            store.run(sa.insert(table).values({**row, "code": code, "field": field, "version": version}))
        assert sorted((one.place, one.values["field"]) for one in store.verify()) == sorted([
            (row["code"], "customer_email"), (row["code"], "customer_name"), ("CS-2026-0009", "title"),
        ])  # fmt: skip
        assert set(store.rules()) == {"personal_extra"}


def test_all_personal_values_erased_leave_every_other_proof(tampering: Tampering) -> None:
    with tampering.begun() as store:
        size = store.one("SELECT value FROM counters WHERE name = 'ledger'")
        checkpoint = (size, store.reading.root())
        store.run("DELETE FROM personal")
        assert set(store.rules(checkpoint)) == {"personal_missing"}


@pytest.mark.parametrize("change", ["delete", "proof", "another"])
def test_what_tells_the_key_of_the_store_from_a_wrong_one(tampering: Tampering, change: str) -> None:
    table = TABLES["wrapping"]
    with tampering.begun() as store:
        (row,) = rows_of(store, table)
        doing: dict[str, sa.Executable] = {
            "delete": sa.delete(table),
            "proof": sa.update(table).values(proof=bytes([row["proof"][0] ^ 1]) + row["proof"][1:]),
            "another": sa.insert(table).values(id="0" * 16, proof=row["proof"]),
        }
        store.run(doing[change])
        assert store.rules() == ["key_changed"]


@pytest.mark.parametrize("change", ["delete", "exchange", "other wrapping"])
def test_a_data_key_that_is_gone_or_exchanged(tampering: Tampering, change: str) -> None:
    """What it sealed cannot be opened, with the key of the store at hand: it is told of every value, as changed."""
    table = TABLES["subject_keys"]
    with tampering.begun() as store:
        subject = _value(store, "customer_name")["subject"]
        rows = [one for one in rows_of(store, TABLES["personal"]) if one["subject"] == subject and one["sealed"]]
        of = sorted((one["code"], one["field"]) for one in rows)
        mine = table.c.subject == subject
        theirs = next(one for one in rows_of(store, table) if one["subject"] != subject)
        doing: dict[str, sa.Executable] = {
            "delete": sa.delete(table).where(mine),
            "exchange": sa.update(table).where(mine).values(wrapped=theirs["wrapped"]),
            "other wrapping": sa.update(table).where(mine).values(wrapped=b"short"),
        }
        store.run(doing[change])
        told = store.verify()
        assert {one.rule for one in told} == {"store.finding.personal_changed"}
        assert sorted({(one.place, one.values["field"]) for one in told}) == sorted(set(of))
