"""Attacks on files that are attached to records."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tests.verify.catalogue.attack import Family, Status
from tests.verify.catalogue.doing import FILED, change, entry, put, remove, rewrite, row, size, steps
from tests.verify.tamper import Tampered

if TYPE_CHECKING:
    from qms.ledger.entry import Entry
    from tests.verify.catalogue.attack import Told

ATTACHED: Final = Family[Tampered]("Attached files")


def _file(store: Tampered, seq: int = 0) -> dict[str, Any]:
    return row(store, "attachments", record=FILED, seq=seq)


def _bytes(store: Tampered, digest: str) -> bytes:
    return bytes(row(store, "contents", digest=digest)["content"])


@ATTACHED.attack("file-bytes", "changes a file in the same length", "content_changed")
def _changed(store: Tampered) -> Told:
    digest = _file(store)["digest"]
    content = _bytes(store, digest)
    change(store, "contents", {"digest": digest}, content=bytes([content[0] ^ 1]) + content[1:])
    return str(digest)


@ATTACHED.attack("file-longer", "adds to a file", "content_changed")
def _longer(store: Tampered) -> Told:
    digest = _file(store)["digest"]
    change(store, "contents", {"digest": digest}, content=_bytes(store, digest) + b"!")
    return str(digest)


@ATTACHED.attack("file-removed", "removes a file", "content_missing")
def _removed(store: Tampered) -> Told:
    remove(store, "contents", digest=_file(store)["digest"])
    return FILED


@ATTACHED.attack("file-detached", "takes a file off its record", "row_missing")
def _detached(store: Tampered) -> Told:
    remove(store, "attachments", record=FILED, seq=1)
    return FILED


@ATTACHED.attack("file-put-in", "attaches a file that nobody attached", "row_extra")
def _put(store: Tampered) -> Told:
    put(store, "attachments", {**_file(store), "seq": 7})
    return FILED


@ATTACHED.attack("file-moved", "attaches a file to another record", "row_extra")
def _moved(store: Tampered) -> Told:
    change(store, "attachments", {"record": FILED, "seq": 1}, record="CS-2026-0003")
    return [("row_extra", "CS-2026-0003"), ("row_missing", FILED)]


@ATTACHED.attack("files-swapped", "swaps what two attachments stand for", "row_changed")
def _swapped(store: Tampered) -> Told:
    one, two = _file(store, 0)["digest"], _file(store, 1)["digest"]
    change(store, "attachments", {"record": FILED, "seq": 0}, digest=two)
    change(store, "attachments", {"record": FILED, "seq": 1}, digest=one)
    return [("row_changed", FILED), ("row_changed", FILED)]


@ATTACHED.attack("file-size", "says that a file has another size", "row_changed")
def _size(store: Tampered) -> Told:
    change(store, "attachments", {"record": FILED, "seq": 0}, size=9_999)
    return FILED


@ATTACHED.attack("file-type", "says that a file is of another type", "row_changed")
def _type(store: Tampered) -> Told:
    change(store, "attachments", {"record": FILED, "seq": 0}, media="text/html")
    return FILED


@ATTACHED.attack("file-back", "undoes a withdrawal", "row_changed")
def _back(store: Tampered) -> Told:
    given = {"withdrawn_by": None, "withdrawn_at": None, "withdrawn_reason": None}
    change(store, "attachments", {"record": FILED, "seq": 1}, **given)
    return FILED


@ATTACHED.attack("file-renamed", "gives a file another name", "personal_changed")
def _renamed(store: Tampered) -> Told:
    of = row(store, "personal", code=FILED, field="attachments.0.name")
    change(store, "personal", {name: of[name] for name in ("code", "field", "version")}, value="해지신청서.txt")
    return FILED


@ATTACHED.attack("file-exchanged", "puts another file, whole in itself, in a file's place, row and all", "row_changed")
def _exchanged(store: Tampered) -> Told:
    before = _file(store)["digest"]
    new = hashlib.sha256(b"another").hexdigest()
    change(store, "contents", {"digest": before}, digest=new, content=b"another")
    change(store, "attachments", {"record": FILED, "seq": 0}, digest=new)
    return [("content_extra", new), ("content_missing", FILED), ("row_changed", FILED)]


@ATTACHED.attack(
    "file-exchanged-throughout", "does so in the ledger too, and hashes anew", "root_differs", Status.ANCHORED
)  # fmt: skip
def _throughout(store: Tampered) -> Told:
    whole, before = f"ledger:{size(store)}", str(_file(store)["digest"])
    new = hashlib.sha256(b"another").hexdigest()
    assert before in json.dumps(entry(store, steps(store, FILED)[-1])["record"])

    def exchanged(told: list[Entry]) -> list[Entry]:
        return [replace(one, record=one.record.replace(before, new)) for one in told]

    rewrite(store, exchanged)
    change(store, "contents", {"digest": before}, digest=new, content=b"another")
    return whole
