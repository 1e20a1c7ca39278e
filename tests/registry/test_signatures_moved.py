"""A signature belongs to one version of one record of one ledger: moved, copied or changed it does not hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qms.ledger.signed import holds
from tests.office import GROWTH_HEAD, SUPPORT_HEAD, TOP
from tests.signing import PIN, cheap, enrolled, key_of, paper, planned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.office import Office


@pytest.fixture(autouse=True)
def _cheap() -> Iterator[None]:
    with cheap():
        yield


def _with_key(office: Office) -> None:
    office.by(TOP).signers.enrol(person=GROWTH_HEAD, key=key_of(GROWTH_HEAD).verifier.spelled())


@pytest.mark.req("P11-70", "A11-14")
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_signature_holds_under_its_own_version_of_its_own_record_alone(office: Office) -> None:
    """Row P11-70: every signature under every version of every record, all pairs."""
    enrolled(office, GROWTH_HEAD)
    _with_key(office)
    head = office.by(GROWTH_HEAD)
    for number, how in enumerate(("pin", "key", "groupware", "pin", "key")):
        given: dict[str, Any] = {"pin": PIN, "person": GROWTH_HEAD} if how == "pin" else {}
        given |= {"key": key_of(GROWTH_HEAD)} if how == "key" else {}
        given |= {"groupware": paper(office)} if how == "groupware" else {}
        code = planned(office, f"{number}")
        head.signing(**given).capas.approve(code)
        office.by(SUPPORT_HEAD).capas.start(code)
    origin, entries, signers = _known(office)
    own = [one for one in entries if _new(one)]
    assert len(own) == 5
    pairs = held = 0
    for source in own:
        signature = source["record"]["signatures"][-1]
        for target in entries:
            before = target["record"].get("signatures", [])
            before = before[:-1] if before and _new(target) else before
            record = {**target["record"], "signatures": [*before, signature]}
            pairs += 1
            good = holds(origin, target, record, signers.get(signature["signer"]))
            held += good
            assert good is (source is target)
    assert (held, pairs) == (5, 5 * len(entries))
    assert not any(holds("qms/0000000000000000", one, one["record"], signers.get(_last(one)["signer"])) for one in own)


def _known(office: Office) -> tuple[str, list[dict[str, Any]], dict[str, Mapping[str, Any]]]:
    """The ledger's origin, its entries with times as text and records as read, and what is known of signers."""
    with office.registry.reading() as reading:
        entries: list[dict[str, Any]] = [
            {
                **vars(one),
                "record": json.loads(one.record),
                "recorded_at": one.recorded_at.isoformat(),
                "occurred_at": one.occurred_at.isoformat(),
            }
            for one in reading.entries()
        ]
        origin = reading.origin()
    # As they stood when they signed: nobody was locked or revoked here.
    return origin, entries, {one["code"]: one["record"] for one in entries if one["kind"] == "signer"}


def _last(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    last: Mapping[str, Any] = entry["record"]["signatures"][-1]
    return last


def _new(entry: Mapping[str, Any]) -> bool:
    listed = entry["record"].get("signatures", [])
    return bool(listed) and listed[-1]["version"] == entry["version"]


CHANGES: dict[str, Any] = {
    "person": TOP, "on_behalf_of": TOP, "meaning": "reviewed", "act": "capa.close", "version": 3,
    "content": "0" * 64, "signed_at": "2026-03-03T00:30:01+00:00", "zone": "UTC", "means": "groupware",
    "signer": "SG-2026-0002", "document": "x", "approved_on": "2026-01-01", "approval": "ordinary", "file": "0" * 64,
    "suite": 2,
}  # fmt: skip


@pytest.mark.req("P11-70")
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("by", ["pin", "key", "groupware"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_part_of_a_signature_nor_of_what_it_covers_can_be_changed(
    office: Office, by: str, data: st.DataObject
) -> None:
    if not office.registry.capas.all():
        _one_of(office, by)
    origin, entries, signers = _known(office)
    (entry,) = [one for one in entries if _new(one)]
    record = json.loads(json.dumps(entry["record"]))
    signature = record["signatures"][-1]
    signer = signers.get(signature["signer"])
    assert holds(origin, entry, record, signer)
    of = data.draw(st.sampled_from(["signature", "record", "seal", "entry"]))
    if of == "signature":
        name = data.draw(st.sampled_from(sorted(CHANGES)))
        signature[name] = CHANGES[name] if signature[name] != CHANGES[name] else None
    elif of == "record":
        name = data.draw(st.sampled_from(sorted(record.keys() - {"signatures"})))
        record[name] = data.draw(st.sampled_from(["x", 7, None, []]).filter(lambda one: one != record[name]))
    elif of == "entry":
        said = {
            "reason": "다른 까닭",
            "occurred_at": "2026-01-05T00:30:00+00:00",
            "kind": "case",
            "code": "CA-2026-0009",
        }
        name = data.draw(st.sampled_from(sorted(said)))
        entry = {**entry, name: said[name]}
    else:
        place = data.draw(st.integers(0, len(signature["seal"]) - 1))
        letter = data.draw(st.sampled_from("0Aa+").filter(lambda one: one != signature["seal"][place]))
        signature["seal"] = signature["seal"][:place] + letter + signature["seal"][place + 1 :]
    try:
        good = holds(origin, entry, record, signer)
    except (KeyError, TypeError, ValueError, AttributeError):
        good = False
    assert not good, (of, signature)


def _one_of(office: Office, by: str) -> None:
    head = office.by(GROWTH_HEAD)
    if by == "pin":
        enrolled(office, GROWTH_HEAD)
        signing = head.signing(pin=PIN, person=GROWTH_HEAD)
    elif by == "key":
        _with_key(office)
        signing = head.signing(key=key_of(GROWTH_HEAD))
    else:
        signing = head.signing(groupware=paper(office))
    signing.capas.approve(planned(office))
