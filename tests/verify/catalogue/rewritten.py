"""Attacks that leave nothing in the store that contradicts anything else in it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from qms.ledger.commitment import Sealed
from tests.signing import PDF as SIGNED_PDF
from tests.verify.catalogue.attack import Family, Status
from tests.verify.catalogue.doing import CAPA, CASE, REVIEW, WAITING, change, entry, remove, rewrite, row, size, steps
from tests.verify.catalogue.signed import BY_KEY, BY_PIN, ELSEWHERE
from tests.verify.tamper import Tampered, forge

if TYPE_CHECKING:
    from qms.ledger.entry import Entry
from tests.verify.catalogue.attack import Told

REWRITTEN: Final = Family[Tampered]("History written anew: every hash, row and number is made to fit")
_KEPT: Final = Status.ANCHORED
_LOST: Final = {"store.finding.personal_missing", "store.finding.personal_changed", "store.finding.personal_extra"}


def _spelled(record: Any) -> str:  # noqa: ANN401 - any JSON
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _whole(store: Tampered) -> str:
    return f"ledger:{size(store)}"


@REWRITTEN.attack("rewritten-actor", "puts another person in as who acted, and hashes anew", "root_differs", _KEPT)
def _actor(store: Tampered) -> Told:
    change(store, "entries", {"position": steps(store, CASE)[2]}, actor="gu.nobody")
    forge(store)
    return _whole(store)


@REWRITTEN.attack("rewritten-time", "dates an act two days back, and hashes anew", "root_differs", _KEPT)
def _time(store: Tampered) -> Told:
    position = steps(store, CASE)[2]
    at = entry(store, position)["occurred_at"] - timedelta(days=2)
    change(store, "entries", {"position": position}, occurred_at=at)
    forge(store)
    return _whole(store)


@REWRITTEN.attack("rewritten-reason", "writes another reason, and hashes anew", "root_differs", _KEPT)
def _reason(store: Tampered) -> Told:
    change(store, "entries", {"position": 40}, reason="as agreed")
    forge(store)
    return _whole(store)


@REWRITTEN.attack("rewritten-record", "softens a title in entries and row, and hashes anew", "root_differs", _KEPT)
def _record(store: Tampered) -> Told:
    def softened(told: list[Entry]) -> list[Entry]:
        return [replace(one, record=one.record.replace("이중 예약 방지", "예약 개선")) for one in told]

    before = _whole(store)
    rewrite(store, softened)
    assert row(store, "capas", code=CAPA)["title"] == "예약 개선"
    return before


@REWRITTEN.attack("rewritten-personal", "replaces a name with salt, commitment and hashes", "root_differs", _KEPT)
def _personal(store: Tampered) -> Told:
    of = row(store, "personal", code=CASE, field="customer_name")
    was = Sealed(of["subject"], CASE, of["field"], bytes(of["salt"]), of["value"]).commitment()
    new = Sealed(of["subject"], CASE, of["field"], b"s" * 32, "김철수").commitment()
    for position in steps(store, CASE):
        record = json.loads(entry(store, position)["record"])
        if record["customer_name"] == was:
            changed = _spelled({**record, "customer_name": new})
            change(store, "entries", {"position": position}, record=changed)
    key = {name: of[name] for name in ("code", "field", "version")}
    change(store, "personal", key, salt=b"s" * 32, value="김철수")
    forge(store)
    return _whole(store)


@REWRITTEN.attack("rewritten-record-gone", "takes a case out of everything, and numbers anew", "tail_cut", _KEPT)
def _gone(store: Tampered) -> Told:
    # Of the ledger that is left one entry is missing at the end.
    before = size(store)
    rewrite(store, lambda told: [one for one in told if one.code != WAITING])
    return [("tail_cut", f"ledger:{before - 1}")]


@REWRITTEN.attack("rewritten-gone-and-filled", "takes a case out, and lets another act fill up", "root_differs", _KEPT)
def _filled(store: Tampered) -> Told:
    before = _whole(store)

    def filled(told: list[Entry]) -> list[Entry]:
        left = [one for one in told if one.code != WAITING]
        return [*left, replace(left[-1], version=left[-1].version + 1, record=_next(left[-1].record))]

    rewrite(store, filled)
    return before


def _next(record: str) -> str:
    told = json.loads(record)
    return _spelled({**told, "version": told["version"] + 1})


@REWRITTEN.attack("rewritten-order", "swaps two acts, and hashes anew", "root_differs", _KEPT)
def _order(store: Tampered) -> Told:
    before = _whole(store)
    at = next(at for at in range(40, size(store)) if entry(store, at)["code"] != entry(store, at + 1)["code"])
    rewrite(store, lambda told: [*told[:at], told[at + 1], told[at], *told[at + 2 :]])
    return before


@REWRITTEN.attack(
    "rewritten-beginning", "changes the founding itself, on which every signature stands", "signature_broken"
)
def _beginning(store: Tampered) -> Told:
    rewrite(store, lambda told: [replace(told[0], actor="kim.minji"), *told[1:]])
    return [("signature_broken", code) for code in (BY_PIN, BY_KEY, ELSEWHERE)]


@REWRITTEN.attack("tail-cut", "cuts the newest entries off with all that they left", "tail_cut", _KEPT)
def _tail(store: Tampered) -> Told:
    last, snapshot = steps(store, CAPA)[-1], row(store, "reviews", code=REVIEW)["snapshot"]
    rewrite(store, lambda told: told[:last])
    remove(store, "contents", digest=snapshot)
    remove(store, "contents", digest=hashlib.sha256(SIGNED_PDF).hexdigest())
    return f"ledger:{last}"


@REWRITTEN.attack(
    "tail-replaced", "cuts the newest entry off and writes another one in its place", "root_differs", _KEPT
)
def _replaced(store: Tampered) -> Told:
    before = _whole(store)
    rewrite(store, lambda told: [*told[:-1], replace(told[-1], actor="gu.nobody")])
    return before


@REWRITTEN.attack("history-cut-in-two", "removes an act and numbers the later ones anew", "version_missing")
def _cut(store: Tampered) -> Told:
    position, last = steps(store, CASE)[3], size(store)
    store.run("DELETE FROM entries WHERE position = :position", position=position)
    for later in range(position + 1, last):
        store.run("UPDATE entries SET position = position - 1 WHERE position = :later", later=later)
    change(store, "counters", {"name": "ledger"}, value=last - 1)
    forge(store)
    # What came with the version that is gone is missed, or taken for a value of another one.
    assert {one.rule for one in store.verify()} - {"store.finding.version_missing"} <= _LOST
    lost = [one for one in store.verify() if one.rule in _LOST]
    return [("version_missing", CASE), *((one.rule.rpartition(".")[2], CASE) for one in lost)]


@REWRITTEN.attack("act-of-no-kind", "tells of a kind of record that there is not, and hashes anew", "entry_unreadable")
def _no_kind(store: Tampered) -> Told:
    change(store, "entries", {"position": steps(store, WAITING)[0]}, kind="nonsense")
    forge(store)
    return WAITING


@REWRITTEN.attack(
    "act-invented", "writes an act that never was, in another's name, at the end", status=Status.UNSEEN
)  # fmt: skip
def _invented(store: Tampered) -> Told:
    def more(told: list[Entry]) -> list[Entry]:
        newest = next(one for one in reversed(told) if one.code == CASE)
        return [*told, replace(newest, version=newest.version + 1, actor="han.doyun", record=_next(newest.record))]

    rewrite(store, more)
    return []
