"""Attacks on signatures, and on what people sign with."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from qms.ledger.signed import content_of, sealed, sealed_by, text_of
from tests.office import GROWTH_HEAD
from tests.signing import asking, key_of
from tests.verify.catalogue.attack import Family, Status
from tests.verify.catalogue.doing import change, put, remove, rewrite, row, size
from tests.verify.tamper import Tampered

if TYPE_CHECKING:
    from collections.abc import Callable

    from qms.ledger.entry import Entry
    from tests.verify.catalogue.attack import Told

SIGNED: Final = Family[Tampered]("Signatures")
BY_PIN, BY_KEY, ELSEWHERE = "CA-2026-0003", "CA-2026-0004", "CA-2026-0005"
"""Plans that were approved by PIN, by key and in groupware; work on the second has begun."""


def _retold(store: Tampered, code: str, change_of: Callable[[dict[str, Any]], None]) -> None:
    """Write the store anew with a change to every version of one record; nothing else contradicts."""

    def told(entries: list[Entry]) -> list[Entry]:
        return [_changed(one, change_of) if one.code == code else one for one in entries]

    rewrite(store, told)


def _changed(entry: Entry, change_of: Callable[[dict[str, Any]], None]) -> Entry:
    record = json.loads(entry.record)
    change_of(record)
    return replace(entry, record=json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def _signature(store: Tampered, code: str) -> dict[str, Any]:
    newest = list(store.reading.entries(code=code))[-1]
    found: dict[str, Any] = json.loads(newest.record)["signatures"][-1]
    return found


def _with(**values: object) -> Callable[[dict[str, Any]], None]:
    """A change of the record's signature, wherever it has one."""

    def change_of(record: dict[str, Any]) -> None:
        for one in record.get("signatures", []):
            one.update(values)

    return change_of


@SIGNED.attack("signature-row", "puts another meaning into a row of signatures", "row_changed")
def _row(store: Tampered) -> Told:
    change(store, "signatures", {"record": BY_PIN, "seq": 0}, meaning="reviewed")
    return BY_PIN


@SIGNED.attack("signature-row-moved", "moves a row of signatures to another record", "row_extra")
def _row_moved(store: Tampered) -> Told:
    change(store, "signatures", {"record": BY_PIN, "seq": 0}, record="CA-2026-0001")
    return [("row_extra", "CA-2026-0001"), ("row_missing", BY_PIN)]


@SIGNED.attack("signature-row-gone", "takes a signature off a record", "row_missing")
def _row_gone(store: Tampered) -> Told:
    remove(store, "signatures", record=BY_KEY, seq=0)
    return BY_KEY


@SIGNED.attack("signature-row-copied", "puts a copy of a signature under another record", "row_extra")
def _row_copied(store: Tampered) -> Told:
    put(store, "signatures", {**row(store, "signatures", record=BY_KEY), "record": "CA-2026-0002"})
    return "CA-2026-0002"


@SIGNED.attack("signature-moved", "writes the ledger anew with a signature of another record", "signature_broken")
def _moved(store: Tampered) -> Told:
    other = _signature(store, BY_KEY)
    _retold(store, BY_PIN, lambda record: record.update(signatures=[other] if record.get("signatures") else []))
    return BY_PIN


@SIGNED.attack(
    "signature-other-version", "signs the next version with the signature of the one before", "signature_broken"
)
def _other_version(store: Tampered) -> Told:
    def twice(record: dict[str, Any]) -> None:
        if record.get("signatures") and record["version"] > record["signatures"][0]["version"]:
            record["signatures"].append({**record["signatures"][0], "version": record["version"]})

    _retold(store, BY_KEY, twice)
    return BY_KEY


@SIGNED.attack("signature-meaning", "writes the ledger anew with another meaning", "signature_broken")
def _meaning(store: Tampered) -> Told:
    _retold(store, BY_PIN, _with(meaning="authored"))
    return BY_PIN


@SIGNED.attack("signature-instant", "writes the ledger anew with another time of signing", "signature_broken")
def _instant(store: Tampered) -> Told:
    _retold(store, BY_KEY, _with(signed_at="2026-07-01T00:00:00+00:00"))
    return BY_KEY


@SIGNED.attack("signature-person", "writes the ledger anew with another person as who signed", "signature_broken")
def _person(store: Tampered) -> Told:
    _retold(store, ELSEWHERE, _with(person="kim.minji"))
    return ELSEWHERE


@SIGNED.attack("signature-removed", "writes the ledger anew without a signature in later versions", "signature_broken")
def _removed(store: Tampered) -> Told:
    def gone(record: dict[str, Any]) -> None:
        if record.get("signatures") and record["version"] > record["signatures"][0]["version"]:
            del record["signatures"]

    _retold(store, BY_KEY, gone)
    return BY_KEY


@SIGNED.attack("signed-reason", "writes the ledger anew with another reason of a signed act", "signature_broken")
def _reason(store: Tampered) -> Told:
    _told_anew(store, lambda one: replace(one, reason="구두 승인"))
    return BY_KEY


@SIGNED.attack(
    "signed-occurred", "writes the ledger anew with a signed act that happened a month earlier", "signature_broken"
)
def _occurred(store: Tampered) -> Told:
    _told_anew(store, lambda one: replace(one, occurred_at=one.occurred_at - timedelta(days=30)))
    return BY_KEY


def _told_anew(store: Tampered, change_of: Callable[[Entry], Entry]) -> None:
    """Another entry of the approval that was signed by key, with the same record."""
    version = _signature(store, BY_KEY)["version"]
    wanted = (BY_KEY, version)
    rewrite(store, lambda entries: [change_of(one) if (one.code, one.version) == wanted else one for one in entries])


@SIGNED.attack(
    "signature-missing", "writes the ledger anew without a signature that the profile asks for", "signature_missing"
)
def _missing(store: Tampered) -> Told:
    _asked(store)
    assert store.verify() == []  # all that is asked for is there
    _retold(store, BY_KEY, lambda record: record.pop("signatures", None))
    return BY_KEY


def _asked(store: Tampered) -> None:
    """A history in which a profile that asks for signatures was put in force just before the approvals."""
    content = asking("capa.approve").model_dump_json()

    def told(entries: list[Entry]) -> list[Entry]:
        place = next(at for at, one in enumerate(entries) if (one.code, one.act) == (BY_KEY, "capa.approve"))
        (first,) = [one for one in entries if one.kind == "profile" and one.version == 1][-1:]
        adopted = _changed(
            replace(first, code="signing"), lambda record: record.update(code="signing", content=content)
        )
        return [*entries[:place], adopted, *entries[place:]]

    rewrite(store, told)


@SIGNED.attack(
    "signature-not-asked",
    "writes the ledger anew without a signature that no profile asked for",
    "root_differs",
    Status.ANCHORED,
)
def _not_asked(store: Tampered) -> Told:
    whole = f"ledger:{size(store)}"
    _retold(store, BY_KEY, lambda record: record.pop("signatures", None))
    return whole


@SIGNED.attack(
    "key-swapped", "puts a key of their own into a person's enrolment and signs all anew", "root_differs",
    Status.ANCHORED,
)  # fmt: skip
def _key_swapped(store: Tampered) -> Told:
    whole = f"ledger:{size(store)}"
    other = key_of(GROWTH_HEAD, 2)
    signer = _signature(store, BY_KEY)["signer"]
    _retold(store, signer, lambda record: record.update(key=other.verifier.spelled()))
    _forged(store, BY_KEY, lambda text: sealed_by(other, text))
    return whole


@SIGNED.attack("signer-brought", "tells of a person's enrolment as if the key had been brought in", "signature_broken")
def _brought(store: Tampered) -> Told:
    signer = _signature(store, BY_KEY)["signer"]
    rewrite(store, lambda entries: [_as_brought(one) if one.code == signer else one for one in entries])
    return BY_KEY


def _as_brought(one: Entry) -> Entry:
    return replace(one, act="signer.bring") if one.version == 1 else one


@SIGNED.attack("key-replaced", "puts another public key into a person's enrolment", "signature_broken")
def _key_replaced(store: Tampered) -> Told:
    signer = _signature(store, BY_KEY)["signer"]
    other = key_of(GROWTH_HEAD, 2).verifier.spelled()
    _retold(store, signer, lambda record: record.update(key=other))
    return BY_KEY


@SIGNED.attack(
    "signer-revoked-before", "makes an enrolment one that was revoked from the beginning", "signature_broken"
)
def _revoked_before(store: Tampered) -> Told:
    signer = _signature(store, BY_PIN)["signer"]
    _retold(store, signer, lambda record: record.update(status="revoked"))
    return BY_PIN


@SIGNED.attack("signed-content", "softens what was signed by key, with a key of somebody else's", "signature_broken")
def _content(store: Tampered) -> Told:
    _forged(store, BY_KEY, lambda text: sealed_by(key_of(GROWTH_HEAD, 2), text))
    return BY_KEY


@SIGNED.attack(
    "signed-content-by-pin", "softens what was signed by PIN, and makes the seal anew", "root_differs", Status.ANCHORED
)  # fmt: skip
def _content_by_pin(store: Tampered) -> Told:
    whole = f"ledger:{size(store)}"
    _forged(store, BY_PIN, sealed)
    return whole


@SIGNED.attack("pin-replaced", "puts the hash of a PIN of their own in place of a person's", "", Status.UNSEEN)
def _pin_replaced(store: Tampered) -> Told:
    change(store, "pins", {"person": GROWTH_HEAD}, hash="scrypt$4$8$1$AAAA$AAAA")
    return []


def _forged(store: Tampered, code: str, seal: Callable[[str], str]) -> None:
    """The title is another one, and the signature is made anew over it as far as whoever does it can."""
    origin = store.reading.origin()
    entries = {one.version: one for one in store.reading.entries(code=code)}

    def softened(record: dict[str, Any]) -> None:
        record["title"] = "예약 개선"
        for one in record.get("signatures", []):
            if one["version"] == record["version"]:
                one["content"] = content_of(record, 0)
                told = entries[one["version"]]
                said = {**vars(told), "occurred_at": told.occurred_at.isoformat()}
                one["seal"] = made[code] = seal(text_of(origin, said, one))
                contents[code] = one["content"]
            else:
                one["content"], one["seal"] = contents[code], made[code]

    made: dict[str, str] = {}
    contents: dict[str, str] = {}
    _retold(store, code, softened)
