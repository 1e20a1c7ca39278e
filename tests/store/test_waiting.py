"""What waits to be written: nobody can tell it from what is written at once."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DatabaseError

from qms.errors import BatchBroken
from qms.kinds import all_kinds, kind
from qms.ledger.tree import completed, root
from qms.store.columns import Row
from qms.store.reading import CHUNK, Reading
from qms.store.sealing import with_keys
from qms.store.table import subject_keys
from qms.store.verify import verify
from qms.store.writing import Head, Writing
from tests.strategies import whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from qms.store.store import Store

    Step = tuple[str, int]

NOW = datetime(2026, 3, 3, 0, 30, tzinfo=UTC)
HEAD = Head(recorded_at=NOW, zone="Asia/Seoul", occurred_at=NOW, actor="kim.minji", act="case.bring")
CASE, CAPA = kind("case"), kind("capa")
NUMBERS = ("case-2026", "case-2025", "capa-2026")
ASKED = (("case",), ("case", "capa"), ("person", "department"))

steps = st.lists(
    st.sampled_from(("case", "capa", "change", "number", "pass", "keep")).flatmap(
        lambda what: st.tuples(st.just(what), st.integers(0, 5))
    ),
    max_size=12,
)


class Undone(Exception):
    """Takes an example back."""


def _salts() -> Callable[[int], bytes]:
    numbers = count()
    return lambda length: next(numbers).to_bytes(length, "big")


def _step(writing: Writing, what: str, which: int, made: list[str]) -> None:
    if what in {"case", "capa"}:
        of = kind(what)
        number = writing.next_number(f"{what}-2026")
        record = whole(of).model_copy(update={"code": of.number(2026, number), "source_key": f"{what} {number}"})
        writing.append(of, None, record, HEAD)
        if what == "case":
            made.append(record.code)
    elif what == "change" and made:
        before = writing.load(CASE, made[which % len(made)])
        parts = (before.record.communications * 2)[: which % 3]
        after = before.record.but(version=before.record.version + 1, title=f"제목 {which}", communications=parts)
        writing.append(CASE, before, after, HEAD)
    elif what == "number":
        writing.next_number(NUMBERS[which % len(NUMBERS)])
    elif what == "pass":
        writing.pass_number(NUMBERS[which % len(NUMBERS)], which)
    elif what == "keep":
        writing.keep(b"%d" % which, "text/plain")


def _tables(writing: Writing) -> dict[str, list[Any]]:
    """All rows of all tables, read past whatever the transaction knows."""
    tables = [one for one in Row.metadata.sorted_tables if one.name != "alembic_version"]
    found = {one.name: sorted(map(str, writing.connection.execute(sa.select(one)).all())) for one in tables}
    # What is sealed, and with what, is new each time.
    keys = [row.subject for row in writing.connection.execute(sa.select(subject_keys))]
    rows = writing.connection.execute(with_keys()).mappings()
    values = sorted(str((row["code"], row["field"], row["version"], writing.seals.opened(row))) for row in rows)
    return {**found, "personal": values, "subject_keys": sorted(keys)}


def _as_asked_afresh(writing: Writing) -> None:
    """What the transaction knows is what the database says."""
    fresh = Reading(writing.connection)
    for name in NUMBERS:
        assert writing.peek_number(name) == (fresh.counted(name) or 0) + 1
    for kinds in ASKED:
        assert writing.newest(kinds) == fresh.newest(kinds)
    leaves = [one.leaf() for one in fresh.entries()]
    assert writing.lock() == fresh.size() == len(leaves)
    assert writing.root() == _root(leaves)


def _root(leaves: list[bytes]) -> bytes:
    hashes: list[tuple[bytes, ...]] = []
    for position, leaf in enumerate(leaves):
        hashes.append(completed(position, leaf, lambda end, level: hashes[end - 1][level]))
    return root(len(leaves), lambda end, level: hashes[end - 1][level])


def _played(store: Store, told: list[Step], after_each: Callable[[Writing], None] | None) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    made: list[str] = []
    store.tokens = _salts()
    try:
        with store.writing() as writing:
            for what, which in told:
                _step(writing, what, which, made)
                if after_each:
                    after_each(writing)
            found = _tables(writing)
            raise Undone  # noqa: TRY301 - that is how an example is taken back
    except Undone:
        return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@example(told=[("case", 0), ("change", 2), ("case", 0)])  # a part of an older record waits before a new record
@given(told=steps)
def test_the_tables_are_those_of_writing_at_once(empty: Store, told: list[Step]) -> None:
    assert _played(empty, told, None) == _played(empty, told, _as_asked_afresh)


def test_a_heap_goes_to_the_database_before_the_end(empty: Store) -> None:
    with empty.writing() as writing:
        for number in range(1, CHUNK + 4):
            record = whole(CASE).model_copy(update={"code": f"CS-2026-{number:04}", "source_key": str(number)})
            writing.append(CASE, None, record, HEAD)
        writing.pass_number("case-2026", CHUNK + 3)
    with empty.reading() as reading:
        assert reading.size() == CHUNK + 3
        assert reading.load(CASE, f"CS-2026-{CHUNK + 1:04}").record.source_key == str(CHUNK + 1)
        # What a whole record names in attachments nobody kept here; nothing else may be found.
        assert {one.rule for one in verify(reading, all_kinds())} <= {"store.finding.content_missing"}


def _twice(store: Store, then: Callable[[Writing], object]) -> None:
    """Write two records with the same key of one register, which the database refuses when it hears of it."""
    with store.writing() as writing:
        writing.append(CASE, None, whole(CASE), HEAD)
        writing.append(CASE, None, whole(CASE).model_copy(update={"code": "CS-2026-0777"}), HEAD)
        then(writing)


def _swallowed(writing: Writing) -> None:
    with pytest.raises(DatabaseError):
        writing.find(CASE)


def test_what_the_database_refuses_at_the_end_takes_all_of_it_back(empty: Store) -> None:
    with pytest.raises(DatabaseError):
        _twice(empty, lambda writing: writing.peek_number("case-2026"))
    with empty.reading() as reading:
        assert (reading.size(), reading.find(CASE)) == (0, [])


def test_a_refusal_that_somebody_swallowed_is_not_forgotten(empty: Store) -> None:
    with pytest.raises(BatchBroken):
        _twice(empty, _swallowed)
    with empty.reading() as reading:
        assert reading.size() == 0
