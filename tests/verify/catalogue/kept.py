"""Attacks on personal values, kept content and numbers."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from tests.verify.catalogue.attack import Family
from tests.verify.catalogue.doing import CASE, REVIEW, WAITING, change, put, remove, row
from tests.verify.tamper import TABLES, Tampered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.verify.catalogue.attack import Told

PERSONAL: Final = Family[Tampered]("Personal values: changed, removed, replaced, swapped")
KEPT: Final = Family[Tampered]("Kept content and numbers")

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


@PERSONAL.attack("personal-bytes", "turns a bit of what is sealed", "personal_changed")
def _bytes(store: Tampered) -> Told:
    of, key = _value(store, code=CASE, field="customer_name")
    changed = bytes(of["sealed"])[:-1] + bytes([of["sealed"][-1] ^ 1])
    store.run(_of_personal(key).values(sealed=changed))
    return CASE


@PERSONAL.attack("personal-moved", "moves what is sealed to another field, without the key", "personal_changed")
def _moved(store: Tampered) -> Told:
    theirs, _ = _value(store, code=CASE, field="customer_contact")
    _, key = _value(store, code=CASE, field="customer_name")
    store.run(_of_personal(key).values(sealed=theirs["sealed"]))
    return CASE


@PERSONAL.attack("personal-key-removed", "removes the data key of a member of staff", "personal_changed")
def _key_removed(store: Tampered) -> Told:
    of, _ = _value(store, code="gu.nobody", field="name")
    remove(store, "subject_keys", subject=of["subject"])
    return "gu.nobody"


@PERSONAL.attack("personal-key-exchanged", "puts another person's data key in its place", "personal_changed")
def _key_exchanged(store: Tampered) -> Told:
    of, _ = _value(store, code="gu.nobody", field="name")
    theirs, _ = _value(store, code=CASE, field="customer_name")
    wrapped = row(store, "subject_keys", subject=theirs["subject"])["wrapped"]
    change(store, "subject_keys", {"subject": of["subject"]}, wrapped=wrapped)
    return "gu.nobody"


def _of_personal(key: Mapping[str, object]) -> sa.Update:
    of = TABLES["personal"]
    return sa.update(of).where(*(of.c[name] == value for name, value in key.items()))


@PERSONAL.attack("personal-of-staff", "changes the name of one of the staff", "personal_changed")
def _staff(store: Tampered) -> Told:
    _, key = _value(store, code="gu.nobody", field="name")
    change(store, "personal", key, value="구보란")
    return "gu.nobody"


# --- kept content, numbers ---


def _content(store: Tampered) -> tuple[str, bytes]:
    found = row(store, "contents", digest=row(store, "reviews", code=REVIEW)["snapshot"])
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
    remove(store, "contents", digest=_content(store)[0])
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
