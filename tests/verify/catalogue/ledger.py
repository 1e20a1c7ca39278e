"""Attacks on the entries of the ledger that leave its hashes as they were."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from tests.verify.catalogue.attack import Family
from tests.verify.catalogue.doing import CAPA, CASE, WAITING, change, entry, put, remove, size, steps
from tests.verify.tamper import TABLES, Tampered, other

if TYPE_CHECKING:
    from tests.verify.catalogue.attack import Told

LEDGER: Final = Family[Tampered]("The ledger: an entry is changed, removed, moved or put in")
_COLUMNS: Final = {
    "suite": "says that another form of entry is meant",
    "recorded_at": "moves the time at which an entry was written",
    "zone": "moves the organisation to another time zone",
    "occurred_at": "moves the time at which something happened",
    "actor": "puts another person in as who acted",
    "on_behalf_of": "says that somebody acted as a deputy",
    "act": "gives an entry the name of another act",
    "kind": "says that an entry is of another kind of record",
    "code": "moves an entry to another record",
    "version": "gives an entry another version of its record",
    "reason": "writes another reason",
    "origin": "says that a record came in from elsewhere",
    "record": "changes a letter of what an entry tells",
}


def _column(name: str, says: str) -> None:
    @LEDGER.attack(f"entry-{name.replace('_', '-')}", says, "entry_changed")
    def act(store: Tampered) -> Told:
        position = steps(store, CASE)[1]
        value = other(TABLES["entries"].c[name], entry(store, position)[name])
        change(store, "entries", {"position": position}, **{name: value})
        return f"{value}, {CASE}" if name == "code" else CASE


for _name, _says in _COLUMNS.items():
    _column(_name, _says)


def _record(store: Tampered, position: int, spelled: str) -> None:
    assert spelled != entry(store, position)["record"]
    change(store, "entries", {"position": position}, record=spelled)


def _spelled(record: Any) -> str:  # noqa: ANN401 - any JSON
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@LEDGER.attack("entry-verdict", "turns the verdict on a corrective action around in its newest entry", "entry_changed")
def _verdict(store: Tampered) -> Told:
    position = steps(store, CAPA)[-1]
    record = json.loads(entry(store, position)["record"])
    _record(store, position, _spelled({**record, "verdict": "inconclusive"}))
    return CAPA


@LEDGER.attack("entry-commitment", "puts the commitment of another name into an entry", "entry_changed")
def _commitment(store: Tampered) -> Told:
    position = steps(store, CASE)[-1]
    record = json.loads(entry(store, position)["record"])
    _record(store, position, _spelled({**record, "customer_name": {"$personal": "ab" * 32}}))
    return CASE


@LEDGER.attack("entry-spaces", "spells an entry otherwise, with the same meaning", "entry_changed")
def _spaces(store: Tampered) -> Told:
    position = steps(store, CASE)[2]
    _record(store, position, str(entry(store, position)["record"]).replace(":", ": ", 1))
    return CASE


@LEDGER.attack("entry-twice", "writes a field twice, so that two readers see two values", "entry_changed")
def _twice(store: Tampered) -> Told:
    position = steps(store, CASE)[2]
    _record(store, position, '{"severity":"minor",' + str(entry(store, position)["record"])[1:])
    return CASE


@LEDGER.attack("entry-homoglyph", "writes the actor's name with a letter that only looks the same", "entry_changed")
def _homoglyph(store: Tampered) -> Told:
    position = steps(store, CASE)[2]
    change(store, "entries", {"position": position}, actor=entry(store, position)["actor"].replace("i", "\u0456"))
    return CASE


@LEDGER.attack("entry-hash", "changes the hash kept beside an entry", "entry_changed")
def _hash(store: Tampered) -> Told:
    position = steps(store, CASE)[1]
    hashes = bytes(entry(store, position)["hashes"])
    change(store, "entries", {"position": position}, hashes=bytes([hashes[0] ^ 1]) + hashes[1:])
    return CASE


@LEDGER.attack("entry-hash-above", "changes a hash of the tree above an entry", "hashes_changed")
def _above(store: Tampered) -> Told:
    hashes = bytes(entry(store, 31)["hashes"])
    change(store, "entries", {"position": 31}, hashes=hashes[:-32] + bytes(32))
    return str(entry(store, 31)["code"])


@LEDGER.attack("entry-removed", "removes an entry from the middle", "entry_missing")
def _removed(store: Tampered) -> Told:
    position = steps(store, CASE)[3]
    remove(store, "entries", position=position)
    return f"ledger:{position}"


@LEDGER.attack("entry-first-removed", "removes the first entry of all", "entry_missing")
def _first(store: Tampered) -> Told:
    remove(store, "entries", position=0)
    return "ledger:0"


@LEDGER.attack("entry-only-removed", "removes the only entry of a case, and leaves its row", "entry_missing")
def _only(store: Tampered) -> Told:
    (position,) = steps(store, WAITING)
    remove(store, "entries", position=position)
    return f"ledger:{position}"


@LEDGER.attack("entries-run-removed", "removes eleven entries in a row", "entry_missing")
def _run(store: Tampered) -> Told:
    store.run("DELETE FROM entries WHERE position BETWEEN 30 AND 40")
    return "ledger:30"


@LEDGER.attack("entries-tail-removed", "removes the newest entries and leaves the rows", "entry_missing")
def _tail(store: Tampered) -> Told:
    last = size(store)
    store.run("DELETE FROM entries WHERE position >= :last", last=last - 4)
    return f"ledger:{last - 4}"


@LEDGER.attack("entries-all-removed", "empties the ledger", "entry_missing")
def _all(store: Tampered) -> Told:
    store.run("DELETE FROM entries")
    return "ledger:0"


@LEDGER.attack("entries-swapped", "swaps two entries", "entry_changed")
def _swapped(store: Tampered) -> Told:
    codes = [entry(store, position)["code"] for position in (33, 34)]
    for here, there in ((33, 9_000), (34, 33), (9_000, 34)):
        change(store, "entries", {"position": here}, position=there)
    return [("entry_changed", str(code)) for code in reversed(codes)]


@LEDGER.attack("entry-moved", "moves an entry to a number far behind the last", "entry_changed")
def _moved(store: Tampered) -> Told:
    code = entry(store, 30)["code"]
    change(store, "entries", {"position": 30}, position=9_000)
    return [("entry_changed", str(code)), ("entry_missing", "ledger:30")]


@LEDGER.attack("entry-duplicated", "writes the newest entry a second time", "entry_changed")
def _duplicated(store: Tampered) -> Told:
    last = size(store)
    newest = entry(store, last - 1)
    put(store, "entries", {**newest, "position": last, "version": 999})
    return [("entry_changed", newest["code"]), ("counter_wrong", "ledger")]


@LEDGER.attack("entry-slipped-in", "slips an entry in before another, and moves the rest up by one", "entry_changed")
def _slipped(store: Tampered) -> Told:
    last, made = size(store), entry(store, size(store) - 2)
    change(store, "entries", {"position": last - 1}, position=last)
    put(store, "entries", {**made, "position": last - 1, "version": 999})
    return [("entry_changed", made["code"]), ("entry_changed", made["code"]), ("counter_wrong", "ledger")]
