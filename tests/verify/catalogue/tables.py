"""Attacks on the rows that the ledger tells of."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tests.verify.catalogue.attack import Family
from tests.verify.catalogue.doing import CAPA, CASE, REVIEW, WAITING, change, put, remove, row
from tests.verify.tamper import TABLES, Tampered, other

if TYPE_CHECKING:
    from tests.verify.catalogue.attack import Told

ROWS: Final = Family[Tampered]("The tables: a row of a record is changed, removed, put in or swapped")

_EDITS: Final[dict[str, tuple[str, str, str, str]]] = {
    "row-topic": ("cases", CASE, "topic", "changes what a complaint was about"),
    "row-status": ("cases", WAITING, "status", "sets a case to another state"),
    "row-due": ("cases", CASE, "due_at", "moves a case's due date"),
    "row-closed": ("cases", CASE, "closed_at", "moves the time at which a case was closed"),
    "row-severity": ("cases", CASE, "severity", "makes a major complaint a minor one"),
    "row-department": ("cases", CASE, "department", "hangs a case on another department"),
    "row-version": ("cases", CASE, "version", "says that a row is of another version"),
    "row-capa": ("capas", CAPA, "cause", "changes the cause that was found"),
    "row-review": ("reviews", REVIEW, "held_on", "moves the day of a review"),
    "row-snapshot": ("reviews", REVIEW, "snapshot", "makes a review point at other figures"),
    "row-person": ("people", "gu.nobody", "department", "moves a person to another department"),
    "child-extension": ("extensions", CASE, "until", "moves the end of an extension"),
    "child-action": ("actions", CAPA, "due_on", "moves the due date of an action"),
    "child-decision": ("decisions", REVIEW, "due_on", "moves the due date of a decision"),
    "child-why": ("whys", CAPA, "text", "changes an answer of the five whys"),
}


def _edit(id: str, table: str, code: str, column: str, says: str) -> None:
    @ROWS.attack(id, says, "row_changed")
    def act(store: Tampered) -> Told:
        of = TABLES[table]
        key = next(iter(of.primary_key)).name
        before = row(store, table, **{key: code})
        where = {one.name: before[one.name] for one in of.primary_key}
        change(store, table, where, **{column: other(of.c[column], before[column])})
        return code


for _id, _told in _EDITS.items():
    _edit(_id, *_told)


@ROWS.attack("row-removed", "removes the row of a case, parts and links and all", "row_missing")
def _removed(store: Tampered) -> Told:
    remove(store, "cases", code=WAITING)
    return WAITING


@ROWS.attack("row-invented", "puts a case in that nobody received", "row_extra")
def _invented(store: Tampered) -> Told:
    put(store, "cases", {**row(store, "cases", code=WAITING), "code": "CS-2026-0099", "source": None})
    return "CS-2026-0099"


@ROWS.attack("row-renamed", "gives a case another number", "row_extra")
def _renamed(store: Tampered) -> Told:
    change(store, "cases", {"code": WAITING}, code="CS-2026-0098")
    return [("row_extra", "CS-2026-0098"), ("row_missing", WAITING)]


@ROWS.attack("rows-swapped", "swaps what two cases hold", "row_changed")
def _swapped(store: Tampered) -> Told:
    one, two = row(store, "cases", code=CASE), row(store, "cases", code=WAITING)
    change(store, "cases", {"code": CASE}, **{**two, "code": CASE})
    change(store, "cases", {"code": WAITING}, **{**one, "code": WAITING})
    return [("row_changed", CASE), ("row_changed", WAITING)]


@ROWS.attack("row-code-decomposed", "spells a department's code with letters that only look the same", "row_extra")
def _decomposed(store: Tampered) -> Told:
    code = "suppor\u0442"
    change(store, "departments", {"code": "support"}, code=code)
    return [("row_extra", code), ("row_missing", "support")]


@ROWS.attack("row-text-decomposed", "decomposes the letters of a Korean name", "row_changed")
def _nfd(store: Tampered) -> Told:
    name = row(store, "departments", code="support")["name_ko"]
    change(store, "departments", {"code": "support"}, name_ko=unicodedata.normalize("NFD", name))
    return "support"


@ROWS.attack("child-removed", "removes a contact with the customer", "row_missing")
def _child_removed(store: Tampered) -> Told:
    remove(store, "communications", record=CASE, seq=0)
    return CASE


@ROWS.attack("child-invented", "puts in an evaluation that nobody made", "row_extra")
def _child_put(store: Tampered) -> Told:
    put(store, "evaluations", {**row(store, "evaluations", record=CAPA), "seq": 7})
    return CAPA


@ROWS.attack("children-swapped", "swaps two of a CAPA's actions", "row_changed")
def _children(store: Tampered) -> Told:
    for here, there in ((0, 90), (1, 0), (90, 1)):
        change(store, "actions", {"record": CAPA, "seq": here}, seq=there)
    return [("row_changed", CAPA), ("row_changed", CAPA)]


@ROWS.attack("link-removed", "cuts a CAPA off from the complaint that it came from", "row_missing")
def _link(store: Tampered) -> Told:
    remove(store, "links", record=CAPA)
    return CAPA


@ROWS.attack("link-turned", "makes a link point at another record", "row_changed")
def _turned(store: Tampered) -> Told:
    before = row(store, "links", record=CAPA)
    change(store, "links", {"record": CAPA, "seq": before["seq"]}, target=WAITING)
    return CAPA


@ROWS.attack("link-invented", "puts in a link that nobody made", "row_extra")
def _link_put(store: Tampered) -> Told:
    put(store, "links", {**row(store, "links", record=CAPA), "record": WAITING})
    return WAITING


@ROWS.attack("role-taken", "lets a role last longer than it was given", "row_changed")
def _role(store: Tampered) -> Told:
    of = next(
        dict(one)
        for one in store.connection.execute(TABLES["assignments"].select()).mappings()
        if one["until"] is not None
    )
    change(store, "assignments", {"code": of["code"]}, until=of["until"] + timedelta(days=90))
    return str(of["code"])
