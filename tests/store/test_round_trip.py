"""What is written is what is read: any record of any kind, on both databases."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from qms.base.record import Origin
from qms.kinds import all_kinds, kind
from qms.ledger.commitment import MARK, SALT_LENGTH
from qms.store.rows import personal_values, tables_of
from qms.store.sealing import with_keys
from qms.store.table import personal
from qms.store.verify import verify
from qms.store.writing import Head, Writing
from tests.strategies import records, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.store.store import Store

NOW = datetime(2026, 3, 3, 0, 30, 0, 5, tzinfo=UTC)
HEAD = Head(recorded_at=NOW, zone="Asia/Seoul", occurred_at=NOW, actor="kim.minji", act="case.bring")
KINDS = all_kinds()
GENERATED = [one for one in KINDS if one.name not in {"calendar", "profile"}]
"""Kinds of which anything that the types allow is a record; a calendar must be one that can be counted with."""
one_store = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=20,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
"""All examples share one store: each is taken back when it was looked at. A record of fifty fields is not shrunk."""


class Undone(Exception):
    """Takes an example back."""


def _after(record: Record, version: int) -> Record:
    return record.model_copy(update={"version": version})


@contextmanager
def _written(store: Store, of: Kind[Any], *states: Record) -> Iterator[Writing]:
    """Write the states of one record one after another, look, and take all of it back."""
    try:
        with store.writing() as writing:
            if of.prefix and of.counted:
                writing.next_number(f"{of.name}-2026")
            before = None
            for version, state in enumerate(states, start=1):
                writing.append(of, before, _after(state, version), HEAD)
                before = writing.load(of, state.code)
            yield writing
            _undo()
    except Undone:
        pass


def _undo() -> None:
    raise Undone


@pytest.mark.parametrize("of", KINDS, ids=lambda of: of.name)
def test_the_example_and_a_whole_record_come_back(empty: Store, of: Kind[Any]) -> None:
    for record in (of.example.but(department=None), whole(of)):
        with _written(empty, of, record) as writing:
            assert writing.load(of, record.code).record == record
            assert writing.find(of) == [record]


@pytest.mark.req("ALCOA-Accurate")
@pytest.mark.parametrize("of", GENERATED, ids=lambda of: of.name)
@one_store
@given(data=st.data())
def test_any_record_comes_back(empty: Store, of: Kind[Any], data: st.DataObject) -> None:
    record = data.draw(records(of))
    with _written(empty, of, record) as writing:
        assert writing.load(of, record.code).record == record


@pytest.mark.parametrize("of", GENERATED, ids=lambda of: of.name)
@settings(one_store, max_examples=5)  # verification is thorough, and slow
@given(data=st.data())
def test_any_change_comes_back_and_the_ledger_agrees(empty: Store, of: Kind[Any], data: st.DataObject) -> None:
    states = data.draw(st.lists(records(of), min_size=2, max_size=3))
    with _written(empty, of, *states) as writing:
        assert writing.load(of, states[-1].code).record == _after(states[-1], len(states))
        # A review drawn at random names a snapshot that nobody kept; nothing else may be found.
        assert {one.rule for one in verify(writing, [of])} <= {"store.finding.content_missing"}
        assert [entry.version for entry in writing.entries(code=states[0].code)] == list(range(1, len(states) + 1))


@given(record=records(kind("case")))
def test_spelling_a_record_as_json_loses_nothing(record: Record) -> None:
    assert type(record).model_validate_json(record.model_dump_json()) == record


# --- personal values ---


def test_a_value_that_stays_keeps_its_salt_and_one_that_goes_is_ended(empty: Store) -> None:
    of = kind("case")
    first = whole(of)
    second = first.but(title="다른 제목", customer_address=None)
    with empty.writing() as writing:
        writing.append(of, None, first, HEAD)
        writing.append(of, writing.load(of, first.code), _after(second, 2), HEAD)
    with empty.reading() as reading:
        rows = reading.connection.execute(sa.select(personal)).mappings().all()
        loaded = reading.load(of, first.code)
    versions: dict[str, list[int]] = {}
    for row in rows:
        versions.setdefault(row["field"], []).append(row["version"])
    assert versions.pop("title") == [1, 2]
    assert versions.pop("customer_address") == [1, 2]
    assert set(map(tuple, versions.values())) == {(1,)}
    assert loaded.record == _after(second, 2)
    ended = next(row for row in rows if row["field"] == "customer_address" and row["version"] == 2)
    assert bytes(ended["sealed"]) == b""


@pytest.mark.req("KR-PI21", "ASVS-14.1")
@pytest.mark.parametrize("of", [one for one in KINDS if one.subject], ids=lambda of: of.name)
def test_personal_values_are_in_their_own_table_and_nowhere_else(empty: Store, of: Kind[Any]) -> None:
    record = whole(of)
    values = dict(personal_values(of, record))
    assert values
    with empty.writing() as writing:
        writing.append(of, None, record, HEAD)
    with empty.reading() as reading:
        rows = reading.connection.execute(with_keys()).mappings().all()
        opened = {row["field"]: reading.seals.opened(row) or (b"", "") for row in rows}
        (entry,) = reading.entries()
    assert {field: value for field, (_, value) in opened.items()} == values
    assert {len(salt) for salt, _ in opened.values()} == {SALT_LENGTH}
    assert len({salt for salt, _ in opened.values()}) == len(rows)
    told = json.loads(entry.record)
    for name in values:
        place: Any = told
        for step in name.split("."):
            place = place[int(step)] if step.isdigit() else place[step]
        assert list(place) == [MARK]
    assert not any(value in entry.record for value in values.values())


def test_kinds_whose_subject_is_nobody_hold_nothing_personal() -> None:
    for of in KINDS:
        if not of.subject:
            assert list(personal_values(of, whole(of))) == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_no_personal_value_is_in_the_file(empty: Store) -> None:
    values: list[str] = []
    with empty.writing() as writing:
        for of in (one for one in KINDS if one.subject):
            record = whole(of)
            values += [value for _, value in personal_values(of, record)]
            writing.append(of, None, record, HEAD)
    path = empty.url.database
    assert path is not None
    assert _found_in(path, values) == []
    with empty.engine.begin() as connection:
        connection.execute(sa.update(personal).values(sealed=values[0].encode()))
    assert _found_in(path, values) == values[:1]  # it would be seen


def _found_in(path: str, values: list[str]) -> list[str]:
    from pathlib import Path

    # The log of SQLite's newer mode, where there is one, is part of the store.
    raw = b"".join(file.read_bytes() for file in sorted(Path(path).parent.glob(f"{Path(path).name}*")))
    return [value for value in values if value.encode() in raw]


@pytest.mark.req("KR-PI21")
@pytest.mark.parametrize("backend", [pytest.param("postgresql", marks=pytest.mark.needs_postgresql)], indirect=True)
def test_no_personal_value_is_in_any_other_table(empty: Store) -> None:
    with empty.writing() as writing:
        for of in (one for one in KINDS if one.subject):
            writing.append(of, None, whole(of), HEAD)
    personal_of_case = [value for _, value in personal_values(kind("case"), whole(kind("case")))]
    with empty.engine.connect() as connection:
        for table in sa.inspect(connection).get_table_names():
            text = "\n".join(connection.scalars(sa.text(f'SELECT t::text FROM "{table}" t')))  # noqa: S608 - a name of ours
            assert not any(value in text for value in personal_of_case), table


# --- order ---

KOREAN = [
    "가",
    "나",
    "각",
    "갂",
    "힣",
    "ㄱ",
    "a",
    "B",
    "b",
    "A",
    "9",
    "10",
    "1",
    "_",
    "漢",
    "é",
    "\U0001f600",
    "\uffee",
    "가a",
    "가 a",
]


def test_text_has_the_same_order_on_both_databases(empty: Store) -> None:
    of = kind("department")
    with empty.writing() as writing:
        for number, name in enumerate(KOREAN):
            code = f"d{number:02}"
            writing.append(of, None, of.example.but(code=code, name_ko=name, department=None), HEAD)
    main = tables_of(of).main
    with empty.reading() as reading:
        ordered = list(reading.connection.scalars(sa.select(main.c.name_ko).order_by(main.c.name_ko)))
    assert ordered == sorted(KOREAN, key=lambda name: name.encode())


def test_records_come_in_the_order_of_their_codes(empty: Store) -> None:
    of = kind("department")
    codes = ["b", "A", "a", "a-1", "a.1", "B", "a1", "9", "10", "a_1"]
    with empty.writing() as writing:
        for code in codes:
            writing.append(of, None, of.example.but(code=code, department=None), HEAD)
    with empty.reading() as reading:
        assert [one.code for one in reading.find(of)] == sorted(codes) == reading.codes(of)
        assert [one.code for one in reading.find(of, code=("a", "9"))] == ["9", "a"]


def test_origin_and_provenance_come_back(empty: Store) -> None:
    of = kind("case")
    record = whole(of).but(origin=Origin.HISTORICAL, source="register", source_key="1")
    with empty.writing() as writing:
        writing.append(of, None, record, HEAD)
    with empty.reading() as reading:
        assert reading.keys(of, "register") == {"1"}
        assert reading.keys(of, "other") == set()
        assert [entry.origin for entry in reading.entries()] == ["historical"]
