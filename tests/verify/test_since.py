"""Verification since a checkpoint: what came after it is all looked at, and what came before costs nothing.

That each tampering is found that lies after a checkpoint is asked of every tampering of this folder: see
`tests.verify.tamper.Tampered.verify`, which begins with the empty ledger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from tests.office import SUPPORT_HEAD, Office
from tests.verify.driver import Seen, seen
from tests.verify.tamper import TABLES, Tampered, Tampering, forge, other
from tests.verify.test_ledger_attacks import ENTRIES, ONLY_SQLITE, entry, size, steps, told

if TYPE_CHECKING:
    from collections.abc import Iterator

LATE = "CA-2026-0001"
"""A record all of whose entries came late in the busy store, after those of the cases."""
EARLY = "CS-2026-0004"
"""A record that no late entry tells of."""


def _kept(store: Tampered, code: str = LATE) -> tuple[int, bytes]:
    """The checkpoint just before a record's first entry."""
    begin = steps(store, code)[0]
    return begin, store.reading.root(begin)


@pytest.fixture
def tampered(tampering: Tampering) -> Iterator[Tampered]:
    with tampering.begun() as store:
        yield store


def test_of_a_store_that_nobody_touched_nothing_is_found(tampered: Tampered) -> None:
    for begin in (0, 1, 2, 7, 8, 40, 64, size(tampered) - 1, size(tampered)):
        assert tampered.since((begin, tampered.reading.root(begin))) == []


def test_what_happened_since_is_found_clean_through_the_front_door(office: Office) -> None:
    registry = office.registry
    kept = registry.checkpoint()[1:]
    assert registry.verify(since=kept) == ()
    case = office.receive(department="support", text="두 번 취소")
    office.by(SUPPORT_HEAD).cases.assign(case.code, department="support")
    registry.departments.rename("support", name_ko="고객지원팀", name_en="Customer Support Team")
    assert registry.verify(since=kept) == ()
    assert registry.verify(kept, since=kept) == ()
    assert registry.verify(registry.checkpoint()[1:], since=kept) == ()
    assert [one.rule for one in registry.verify((kept[0], "0" * 64), since=kept)] == ["store.finding.root_differs"]
    assert [one.rule for one in registry.verify((999_999, "0" * 64), since=kept)] == ["store.finding.tail_cut"]


# --- the checkpoint itself ---


@pytest.mark.parametrize("wrong", ["root", "size", "torn"])
def test_a_checkpoint_of_another_ledger_is_a_finding(tampered: Tampered, wrong: str) -> None:
    begin, root = _kept(tampered)
    kept = {"root": (begin, b"\0" * 32), "size": (begin - 1, root), "torn": (begin, root[:-1])}[wrong]
    assert tampered.since(kept) == [("root_differs", f"ledger:{kept[0]}")]


def test_of_the_empty_ledger_there_is_one_root(tampered: Tampered) -> None:
    assert tampered.since((0, b"\0" * 32)) == [("root_differs", "ledger:0")]


def test_a_ledger_shorter_than_the_checkpoint_is_a_finding(tampered: Tampered) -> None:
    whole = size(tampered), tampered.reading.root()
    tampered.run("DELETE FROM entries WHERE position >= :last", last=whole[0] - 4)
    assert tampered.since(whole) == [("tail_cut", f"ledger:{whole[0] - 4}")]
    tampered.run("DELETE FROM entries")
    assert tampered.since(whole) == [("tail_cut", "ledger:0")]


def test_a_ledger_written_anew_is_a_finding(tampered: Tampered) -> None:
    kept = _kept(tampered)
    tampered.run("UPDATE entries SET actor = 'gu.nobody', reason = 'as agreed' WHERE position = 20")
    forge(tampered)
    assert told(tampered) == []
    assert tampered.since(kept) == [("root_differs", f"ledger:{kept[0]}")]


@ONLY_SQLITE
def test_hashes_that_lead_to_the_checkpoint_are_held_against_it(tampered: Tampered) -> None:
    begin, root = _kept(tampered)
    ends = [end for end in range(1, begin + 1) if _is_peak(begin, end)]
    assert ends
    for end in ends:
        hashes = bytes(entry(tampered, end - 1)["hashes"])
        for changed in (hashes[:-32] + b"\1" * 32, hashes[:-1], b"", "no bytes"):
            tampered.run("UPDATE entries SET hashes = :hashes WHERE position = :at", hashes=changed, at=end - 1)
            assert ("root_differs", f"ledger:{begin}") in tampered.since((begin, root))
        tampered.run("UPDATE entries SET hashes = :hashes WHERE position = :at", hashes=hashes, at=end - 1)
    assert tampered.since((begin, root)) == []


def _is_peak(begin: int, end: int) -> bool:
    """Whether a perfect subtree of the tree over ``begin`` leaves ends with leaf number ``end``."""
    rest = begin
    while rest:
        if rest == end:
            return True
        rest &= rest - 1
    return False


# --- after the checkpoint ---


@ONLY_SQLITE
@pytest.mark.parametrize("column", [one for one in ENTRIES.c if one.name != "hashes"], ids=lambda one: str(one.name))
def test_an_edited_entry_after_it_is_found(tampered: Tampered, column: sa.Column[Any]) -> None:
    kept, position = _kept(tampered), steps(tampered, LATE)[2]
    changed = {column.name: other(column, entry(tampered, position)[column.name])}
    tampered.run(sa.update(ENTRIES).where(ENTRIES.c.position == position).values(changed))
    assert "entry_changed" in {rule for rule, _ in tampered.since(kept)}
    assert set(told(tampered)) == set(tampered.since(kept))


@pytest.mark.parametrize("which", [0, 3, -1])
def test_a_deleted_entry_after_it_is_found_with_its_record(tampered: Tampered, which: int) -> None:
    kept, position = _kept(tampered), steps(tampered, LATE)[which]
    tampered.run("DELETE FROM entries WHERE position = :position", position=position)
    assert tampered.since(kept) == [("entry_missing", f"ledger:{position}")]


def test_a_tail_deleted_after_it_is_found_with_its_record(tampered: Tampered) -> None:
    kept, last = _kept(tampered), size(tampered)
    tampered.run("DELETE FROM entries WHERE position >= :last", last=last - 1)
    assert tampered.since(kept) == [("entry_missing", f"ledger:{last - 1}")]


@pytest.mark.parametrize("table", ["capas", "whys", "actions", "evaluations", "postponements"])
def test_every_table_of_a_record_told_of_since_is_looked_at(tampered: Tampered, table: str) -> None:
    kept, of = _kept(tampered), TABLES[table]
    key = next(iter(of.primary_key))
    for column in [one for one in of.c if not one.primary_key][:4]:
        before = tampered.connection.execute(sa.select(of).where(key == LATE)).mappings().first()
        assert before is not None
        changed = {column.name: other(column, before[column.name])}
        tampered.run(sa.update(of).where(key == LATE).values(changed))
        assert ("row_changed", LATE) in tampered.since(kept), column
        tampered.run(sa.update(of).where(key == LATE).values({column.name: before[column.name]}))
    tampered.run(sa.delete(of).where(key == LATE))
    assert ("row_missing", LATE) in tampered.since(kept)


def test_an_old_record_that_was_changed_since_is_looked_at_whole(lived_office: Office) -> None:
    registry, code = lived_office.registry, SUPPORT_HEAD
    kept = registry.checkpoint()[1:]
    registry.people.correct(code, phone="061-000-0000")
    assert registry.verify(since=kept) == ()
    with registry.store.engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE personal SET subject = '고침' WHERE code = '{code}' AND field = 'name'"))  # noqa: S608 - ours
    assert [one.rule for one in registry.verify(since=kept)] == ["store.finding.personal_changed"]


def test_content_that_was_frozen_since_is_looked_at(tampered: Tampered) -> None:
    kept = _kept(tampered, "MR-2026H1")
    tampered.run("UPDATE contents SET content = :content", content=b"{}")
    assert {rule for rule, _ in tampered.since(kept)} == {"content_changed"}
    tampered.run("DELETE FROM contents")
    told = tampered.since(kept)
    assert ("content_missing", "MR-2026H1") in told
    assert {rule for rule, _ in told} == {"content_missing"}


@pytest.mark.parametrize("by", [-1, 1])
def test_every_counter_is_looked_at(tampered: Tampered, by: int) -> None:
    kept = size(tampered), tampered.reading.root()
    names = sorted(tampered.connection.scalars(sa.select(TABLES["counters"].c.name)))
    tampered.run("UPDATE counters SET value = value + :by", by=by)
    assert sorted(tampered.since(kept)) == [("counter_wrong", name) for name in names]


# --- before the checkpoint: the whole run's matter ---


def test_an_old_entry_that_was_changed_is_found_by_the_whole_run_alone(tampered: Tampered) -> None:
    kept, position = _kept(tampered), steps(tampered, EARLY)[0]
    tampered.run("UPDATE entries SET reason = 'as agreed' WHERE position = :position", position=position)
    assert tampered.since(kept) == []
    assert told(tampered) == [("entry_changed", EARLY)]


def test_a_row_that_no_newer_entry_tells_of_is_found_by_the_whole_run_alone(tampered: Tampered) -> None:
    kept = _kept(tampered)
    tampered.run("UPDATE cases SET topic = 'altered' WHERE code = :code", code=EARLY)
    tampered.run("DELETE FROM personal WHERE code = :code", code=EARLY)
    assert tampered.since(kept) == []
    assert {rule for rule, _ in told(tampered)} == {"row_changed", "personal_missing"}


# --- what it costs ---


@ONLY_SQLITE
def test_what_is_read_grows_with_what_is_new(office: Office) -> None:
    registry, found = office.registry, []
    for more in (20, 80, 160):
        with registry.batch():
            for _ in range(more):
                office.receive(text="두 번 취소")
        kept = registry.checkpoint()[1:]
        for _ in range(3):
            office.receive(text="두 번 취소")
        with seen(registry.store.engine) as since:
            assert registry.verify(since=kept) == ()
        with seen(registry.store.engine) as whole:
            assert registry.verify() == ()
        found.append(since.rows)
        assert whole.rows > registry.checkpoint()[1] > since.rows > 0
    # Only the number of hashes that lead to the checkpoint's root differs.
    assert max(found) - min(found) < registry.checkpoint()[1].bit_length()


@ONLY_SQLITE
def test_no_statement_goes_through_a_table_that_grows(office: Office) -> None:
    registry = office.registry
    kept = registry.checkpoint()[1:]
    case = office.receive(department="support", text="두 번 취소")
    office.by(SUPPORT_HEAD).cases.assign(case.code, department="support")
    with seen(registry.store.engine) as since:
        assert registry.verify(since=kept) == ()
    with seen(registry.store.engine) as whole:
        assert registry.verify() == ()
    # The access log is a chain of its own that no checkpoint shortens; erasures are few, each says what may be gone.
    few = {"counters", "sqlite_master", "alembic_version", "erasures", "wrapping"}
    assert _gone_through(office, since) <= few | {"accesses"}
    assert _gone_through(office, whole) >= {"entries", "cases", "contents"}


def _gone_through(office: Office, what: Seen) -> set[str]:
    """The tables that statements went through from end to end, as SQLite plans it."""
    asked = [one for one in what.asked if not one[0].startswith(("PRAGMA", "BEGIN"))]
    with office.registry.store.engine.connect() as connection:
        plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", given).all() for words, given in asked]
    steps_of_all = [str(step[-1]).split() for plan in plans for step in plan]
    return {step[1] for step in steps_of_all if step[0] == "SCAN"}
