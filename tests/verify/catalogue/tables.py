"""Attacks on what the ledger tells of: rows, personal values, kept content, numbers."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from tests.verify.catalogue.attack import Family
from tests.verify.catalogue.doing import CAPA, CASE, REVIEW, WAITING, change, put, remove, row
from tests.verify.tamper import TABLES, Tampered, other

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.verify.catalogue.attack import Told

ROWS: Final = Family[Tampered]("The tables: a row of a record is changed, removed, put in or swapped")
PERSONAL: Final = Family[Tampered]("Personal values: changed, removed, replaced, swapped")
KEPT: Final = Family[Tampered]("Kept content and numbers")

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


# --- personal values ---


def _value(store: Tampered, **where: object) -> tuple[dict[str, Any], Mapping[str, object]]:
    found = row(store, "personal", **where)
    return found, {name: found[name] for name in ("code", "field", "version")}


@PERSONAL.attack("personal-value", "changes what a customer said", "personal_changed")
def _said(store: Tampered) -> Told:
    _, key = _value(store, code=CASE, field="text")
    change(store, "personal", key, value="한 번 취소되었습니다")
    return CASE


@PERSONAL.attack("personal-name", "changes a customer's name by one letter", "personal_changed")
def _name(store: Tampered) -> Told:
    of, key = _value(store, code=CASE, field="customer_name")
    change(store, "personal", key, value=of["value"][:-1] + "돈")
    return CASE


@PERSONAL.attack("personal-decomposed", "decomposes the letters of a customer's name", "personal_changed")
def _personal_nfd(store: Tampered) -> Told:
    of, key = _value(store, code=CASE, field="customer_name")
    change(store, "personal", key, value=unicodedata.normalize("NFD", of["value"]))
    return CASE


@PERSONAL.attack("personal-salt", "changes a salt", "personal_changed")
def _salt(store: Tampered) -> Told:
    _, key = _value(store, code=CASE, field="customer_name")
    change(store, "personal", key, salt=b"s" * 32)
    return CASE


@PERSONAL.attack("personal-subject", "says that a value is about another person", "personal_changed")
def _subject(store: Tampered) -> Told:
    _, key = _value(store, code=CASE, field="customer_name")
    change(store, "personal", key, subject="f" * 32)
    return CASE


@PERSONAL.attack("personal-removed", "removes a personal value without an erasure", "personal_missing")
def _personal_removed(store: Tampered) -> Told:
    _, key = _value(store, code=CASE, field="customer_contact")
    remove(store, "personal", **key)
    return CASE


@PERSONAL.attack("personal-wiped", "empties a personal value in its row", "personal_changed")
def _wiped(store: Tampered) -> Told:
    _, key = _value(store, code=CASE, field="customer_contact")
    change(store, "personal", key, salt=b"", value="")
    return CASE


@PERSONAL.attack("personal-replaced", "replaces a value by that of another record, salt and all", "personal_changed")
def _replaced(store: Tampered) -> Told:
    _, key = _value(store, code=CASE, field="title")
    theirs, _ = _value(store, code=WAITING, field="title")
    change(store, "personal", key, salt=theirs["salt"], value=theirs["value"], subject=theirs["subject"])
    return CASE


@PERSONAL.attack("personal-swapped", "swaps name and contact of a customer", "personal_changed")
def _personal_swapped(store: Tampered) -> Told:
    one, here = _value(store, code=CASE, field="customer_name")
    two, there = _value(store, code=CASE, field="customer_contact")
    change(store, "personal", here, salt=two["salt"], value=two["value"])
    change(store, "personal", there, salt=one["salt"], value=one["value"])
    return [("personal_changed", CASE), ("personal_changed", CASE)]


@PERSONAL.attack("personal-backdated", "says that a value came with another version", "personal_changed")
def _backdated(store: Tampered) -> Told:
    _, key = _value(store, code=CASE, field="customer_name")
    change(store, "personal", key, version=99)
    return CASE


@PERSONAL.attack("personal-invented", "puts in a value that nobody recorded", "personal_extra")
def _personal_put(store: Tampered) -> Told:
    of, _ = _value(store, code=CASE, field="customer_name")
    put(store, "personal", {**of, "field": "customer_email"})
    return CASE


@PERSONAL.attack("personal-of-staff", "changes the name of one of the staff", "personal_changed")
def _staff(store: Tampered) -> Told:
    _, key = _value(store, code="gu.nobody", field="name")
    change(store, "personal", key, value="구보란")
    return "gu.nobody"


# --- kept content, numbers ---


def _content(store: Tampered) -> tuple[str, bytes]:
    found = store.connection.execute(TABLES["contents"].select()).mappings().one()
    return str(found["digest"]), bytes(found["content"])


@KEPT.attack("content-edited", "changes a figure that a review was frozen with, in the same length", "content_changed")
def _content_edited(store: Tampered) -> Told:
    digest, content = _content(store)
    at = next(at for at, byte in enumerate(content) if chr(byte).isdigit())
    change(store, "contents", {"digest": digest}, content=content[:at] + b"9" + content[at + 1 :].replace(b"0", b"1"))
    return digest


@KEPT.attack("content-media", "says that a frozen snapshot is of another type", "content_changed")
def _media(store: Tampered) -> Told:
    digest, _ = _content(store)
    change(store, "contents", {"digest": digest}, media="text/html")
    return digest


@KEPT.attack("content-removed", "removes what a review was frozen with", "content_missing")
def _content_removed(store: Tampered) -> Told:
    store.run("DELETE FROM contents")
    return REVIEW


@KEPT.attack("content-replaced", "puts other content, whole in itself, in the place of a snapshot", "content_extra")
def _content_replaced(store: Tampered) -> Told:
    digest, content = _content(store)
    new = hashlib.sha256(content + b" ").hexdigest()
    change(store, "contents", {"digest": digest}, digest=new, content=content + b" ")
    return [("content_extra", new), ("content_missing", REVIEW)]


@KEPT.attack("content-put-in", "puts in content that no record names", "content_extra")
def _content_put(store: Tampered) -> Told:
    digest = hashlib.sha256(b"{}").hexdigest()
    put(store, "contents", {"digest": digest, "media": "application/json", "content": b"{}"})
    return digest


_COUNTERS: Final = {
    "counter-back": ("case-2026", -1, "sets a counter back, so that a number is given twice"),
    "counter-ahead": ("case-2026", 1, "sets a counter ahead, so that a number seems lost"),
    "counter-ledger-back": ("ledger", -1, "says that there is one entry less"),
    "counter-ledger-ahead": ("ledger", 10**9, "says that there are a thousand million entries"),
}


def _counter(id: str, name: str, by: int, says: str) -> None:
    @KEPT.attack(id, says, "counter_wrong")
    def act(store: Tampered) -> Told:
        change(store, "counters", {"name": name}, value=row(store, "counters", name=name)["value"] + by)
        return name


for _id, (_counted, _by, _says) in _COUNTERS.items():
    _counter(_id, _counted, _by, _says)


@KEPT.attack("counter-removed", "removes a counter", "counter_wrong")
def _counter_removed(store: Tampered) -> Told:
    remove(store, "counters", name="capa-2026")
    return "capa-2026"


@KEPT.attack("counter-put-in", "puts in a counter of a year to come", "counter_wrong")
def _counter_put(store: Tampered) -> Told:
    put(store, "counters", {"name": "case-2031", "value": 4})
    return "case-2031"
