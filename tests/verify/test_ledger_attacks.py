"""Attacks on the ledger itself: what is found alone, and what only a checkpoint kept elsewhere finds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

import qms
from tests.office import QUALITY, Clock, Office
from tests.verify.tamper import TABLES, forge, other

if TYPE_CHECKING:
    from tests.verify.tamper import Tampered, Tampering

ENTRIES = TABLES["entries"]
COLUMNS = [column for column in ENTRIES.c if column.name not in {"position", "hashes"}]
ONLY_SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def entry(store: Tampered, position: int) -> dict[str, Any]:
    row = store.connection.execute(sa.select(ENTRIES).where(ENTRIES.c.position == position)).mappings().one()
    return dict(row)


def size(store: Tampered) -> int:
    return int(store.one("SELECT count(*) FROM entries"))


def told(store: Tampered, **given: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - of verify
    return [(one.rule.removeprefix("store.finding."), one.place) for one in store.verify(**given)]


def checkpoint(store: Tampered) -> tuple[int, bytes]:
    return store.reading.size(), store.reading.root()


def steps(store: Tampered, code: str) -> list[int]:
    found = sa.select(ENTRIES.c.position).where(ENTRIES.c.code == code).order_by(ENTRIES.c.position)
    return list(store.connection.scalars(found))


# --- one entry ---


@ONLY_SQLITE
@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: str(column.name))
def test_an_edited_entry(tampering: Tampering, column: sa.Column[Any]) -> None:
    with tampering.begun() as store:
        kept = checkpoint(store)
        # An older entry of the case: what the newest says of it still stands.
        position = steps(store, "CS-2026-0001")[1]
        changed = {column.name: other(column, entry(store, position)[column.name])}
        store.run(sa.update(ENTRIES).where(ENTRIES.c.position == position).values(changed))
        (finding,) = store.verify()
        assert finding.rule == "store.finding.entry_changed"
        assert "CS-2026-0001" in finding.place
        assert f" {position} " in finding.say("en")
        assert told(store, against=kept)[1:] == [("root_differs", f"ledger:{kept[0]}")]


def test_an_edited_newest_entry_is_one_finding_though_its_row_differs(tampering: Tampering) -> None:
    with tampering.begun() as store:
        position = steps(store, "CA-2026-0001")[-1]
        record = json.loads(entry(store, position)["record"])
        record["verdict"] = "inconclusive"
        spelled = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        store.run("UPDATE entries SET record = :record WHERE position = :position", record=spelled, position=position)
        assert told(store) == [("entry_changed", "CA-2026-0001")]


@ONLY_SQLITE
@pytest.mark.parametrize("spelling", ["spaces", "twice", "escaped", "order"])
def test_a_record_spelled_otherwise(tampering: Tampering, spelling: str) -> None:
    # The same to one reader and something else to another.
    with tampering.begun() as store:
        record = str(entry(store, 20)["record"])
        respelled = {
            "spaces": record.replace(":", ": ", 1),
            "twice": '{"code":"CS-2026-0099",' + record[1:],
            "escaped": record.replace('"code"', '"\\u0063ode"'),
            "order": json.dumps(dict(reversed(json.loads(record).items())), ensure_ascii=False, separators=(",", ":")),
        }[spelling]
        store.run("UPDATE entries SET record = :record WHERE position = 20", record=respelled)
        assert [rule for rule, _ in told(store)] == ["entry_changed"]


@ONLY_SQLITE
@pytest.mark.parametrize("position", [0, 7, 22, 63])
def test_edited_hashes(tampering: Tampering, position: int) -> None:
    with tampering.begun() as store:
        hashes = bytes(entry(store, position)["hashes"])
    changes = {hashes[:-1], b"", hashes + b"\0" * 32, hashes[32:], b"\1" * len(hashes)} - {hashes}
    changes |= {hashes[:at] + b"\1" * 32 + hashes[at + 32 :] for at in range(0, len(hashes), 32)}
    for changed in changes:
        with tampering.begun() as store:
            store.run(
                "UPDATE entries SET hashes = :hashes WHERE position = :position", hashes=changed, position=position
            )
            finding, *others = store.verify()
            # What is signed names the ledger, which is called after its first entry.
            assert {one.rule for one in others} <= ({"store.finding.signature_broken"} if position == 0 else set())
            assert finding.rule.removeprefix("store.finding.") in {"entry_changed", "hashes_changed"}
            assert finding.values["position"] == str(position)


# --- entries that are gone, or elsewhere ---


@pytest.mark.req("ALCOA-Complete")
@pytest.mark.parametrize("which", [0, 3, -2, -1])
def test_a_deleted_entry_is_told_with_its_record(tampering: Tampering, which: int) -> None:
    with tampering.begun() as store:
        position = steps(store, "CS-2026-0001")[which]
        store.run("DELETE FROM entries WHERE position = :position", position=position)
        (finding,) = store.verify()
        assert (finding.rule, finding.place) == ("store.finding.entry_missing", f"ledger:{position}")
        assert (finding.values["position"], finding.values["code"]) == (str(position), "CS-2026-0001")


def test_the_only_entry_of_a_record_deleted(tampering: Tampering) -> None:
    with tampering.begun() as store:
        (position,) = steps(store, "CS-2026-0004")
        store.run("DELETE FROM entries WHERE position = :position", position=position)
        (finding,) = store.verify()
        assert (finding.place, finding.values["code"]) == (f"ledger:{position}", "CS-2026-0004")


def test_a_run_of_entries_deleted_is_one_finding(tampering: Tampering) -> None:
    with tampering.begun() as store:
        last = size(store)
        store.run("DELETE FROM entries WHERE position BETWEEN 30 AND 40")
        (finding,) = store.verify()
        assert finding.values["position"] == "30–40"
    with tampering.begun() as store:
        codes = sorted({entry(store, position)["code"] for position in range(last - 4, last)})
        store.run("DELETE FROM entries WHERE position >= :last", last=last - 4)
        (finding,) = store.verify()
        assert (finding.values["position"], finding.values["code"]) == (f"{last - 4}–{last - 1}", ", ".join(codes))


def test_all_entries_deleted(tampering: Tampering) -> None:
    with tampering.begun() as store:
        last = size(store)
        store.run("DELETE FROM entries")
        (finding,) = store.verify()
        assert (finding.rule, finding.values["position"]) == ("store.finding.entry_missing", f"0–{last - 1}")


@pytest.mark.req("ALCOA-Complete")
def test_a_swapped_pair(tampering: Tampering) -> None:
    with tampering.begun() as store:
        codes = {entry(store, position)["code"] for position in (33, 34)}
        for here, there in ((33, 9_000), (34, 33), (9_000, 34)):
            store.run("UPDATE entries SET position = :there WHERE position = :here", here=here, there=there)
        findings = told(store)
        assert [rule for rule, _ in findings] == ["entry_changed", "entry_changed"]
        assert {place for _, place in findings} == codes


@pytest.mark.parametrize("there", [9_000, 2**62])
def test_an_entry_moved_far_away(tampering: Tampering, there: int) -> None:
    with tampering.begun() as store:
        code = entry(store, 30)["code"]
        store.run("UPDATE entries SET position = :there WHERE position = 30", there=there)
        assert told(store) == [("entry_changed", code), ("entry_missing", "ledger:30")]


@pytest.mark.req("ALCOA-Complete")
def test_an_entry_that_was_slipped_in_at_the_end(tampering: Tampering) -> None:
    with tampering.begun() as store:
        last = size(store)
        made = {**entry(store, last - 1), "position": last, "version": 999}
        store.run(sa.insert(ENTRIES).values(made))
        assert told(store) == [("entry_changed", made["code"]), ("counter_wrong", "ledger")]


# --- what only a checkpoint kept elsewhere finds ---


def test_an_entry_edited_and_all_hashes_made_to_fit(tampering: Tampering) -> None:
    with tampering.begun() as store:
        kept = checkpoint(store)
        store.run("UPDATE entries SET actor = 'gu.nobody', reason = 'as agreed' WHERE position = 40")
        forge(store)
        assert told(store) == []
        assert told(store, against=kept) == [("root_differs", f"ledger:{kept[0]}")]
        assert told(store, against=(40, store.reading.root(40))) == []


def test_entry_and_row_edited_and_all_hashes_made_to_fit(tampering: Tampering) -> None:
    with tampering.begun() as store:
        kept = checkpoint(store)
        position = steps(store, "CA-2026-0001")[-1]
        record = str(entry(store, position)["record"]).replace("이중 예약 방지", "예약 개선")
        store.run("UPDATE entries SET record = :record WHERE position = :position", record=record, position=position)
        store.run("UPDATE capas SET title = '예약 개선' WHERE code = 'CA-2026-0001'")
        forge(store)
        assert told(store) == []
        assert told(store, against=kept) == [("root_differs", f"ledger:{kept[0]}")]


def test_a_ledger_rewritten_without_one_entry_lacks_a_version(tampering: Tampering) -> None:
    with tampering.begun() as store:
        position, last = steps(store, "CS-2026-0001")[3], size(store)
        version = entry(store, position)["version"]
        store.run("DELETE FROM entries WHERE position = :position", position=position)
        for later in range(position + 1, last):
            store.run("UPDATE entries SET position = position - 1 WHERE position = :later", later=later)
        store.run("UPDATE counters SET value = value - 1 WHERE name = 'ledger'")
        forge(store)
        (finding,) = [one for one in store.verify() if not one.rule.startswith("store.finding.personal")]
        assert (finding.rule, finding.place) == ("store.finding.version_missing", "CS-2026-0001")
        assert finding.values["version"] == str(version)


UNREADABLE: dict[str, dict[str, str | int]] = {
    "kind": {"kind": "nonsense"},
    "another kind": {"kind": "review"},
    "another record": {"record": '{"code":"XX-1","origin":"native","version":1}'},
    "no object": {"record": "[1,2]"},
    "text": {"record": '"text"'},
    "nothing": {"record": "null"},
    "parts that are none": {"record": '{"code":"CS-2026-0004","communications":7,"origin":"native","version":1}'},
    "a value without its mark": {"record": '{"code":"CS-2026-0004","origin":"native","title":"홍길동","version":1}'},
    "another version": {"version": 7},
}


@ONLY_SQLITE
@pytest.mark.parametrize("change", UNREADABLE)
def test_a_forged_entry_that_is_no_record_of_its_kind(tampering: Tampering, change: str) -> None:
    with tampering.begun() as store:
        (position,) = steps(store, "CS-2026-0004")
        values = UNREADABLE[change]
        store.run(sa.update(ENTRIES).where(ENTRIES.c.position == position).values(values))
        forge(store)
        findings = told(store)
        assert ("entry_unreadable", "CS-2026-0004") in [(rule, place.partition(",")[0]) for rule, place in findings]
        assert {place.partition(",")[0] for _, place in findings} == {"CS-2026-0004"}


@ONLY_SQLITE
def test_a_cut_tail_put_in_order_is_found_by_a_newer_checkpoint_alone(office: Office, tmp_path: Path) -> None:
    older = shutil.copy(office.place, tmp_path / "older.db")
    early = office.registry.checkpoint()[1:]
    office.receive()
    late = office.registry.checkpoint()[1:]
    with qms.open(older, actor=QUALITY, clock=Clock()) as cut:
        assert cut.verify() == cut.verify(early) == ()
        assert [one.rule for one in cut.verify(late)] == ["store.finding.tail_cut"]
        cut.departments.rename("audit", name_ko="감사팀", name_en="Audit Team")
        assert cut.verify() == cut.verify(early) == ()
        (fork,) = cut.verify(late)
        assert (fork.rule, fork.values["size"]) == ("store.finding.root_differs", str(late[0]))


@pytest.mark.parametrize("name", [None, "ledger"])
def test_a_tail_cut_with_its_rows(tampering: Tampering, name: str | None) -> None:
    with tampering.begun() as store:
        kept, code = checkpoint(store), "CS-2026-0005"
        # The newest case was received as the last act but for the CAPA and the review: cut back to it.
        last = steps(store, code)[-1] + 1
        gone = set(store.connection.scalars(sa.select(ENTRIES.c.code).where(ENTRIES.c.position >= last)))
        store.run("DELETE FROM entries WHERE position >= :last", last=last)
        if name:
            store.run("UPDATE counters SET value = :last WHERE name = 'ledger'", last=last)
        findings = store.verify(kept)
        assert {"tail_cut", "entry_missing"} & {one.rule.removeprefix("store.finding.") for one in findings}
        assert all(code in " ".join(f"{one.place} {one.values}" for one in findings) for code in gone)
