"""The form of an entry is final: a sample of it is kept here byte for byte."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from qms.ledger.canonical import canonical
from qms.ledger.entry import SUITE, Entry
from qms.ledger.tree import leaf_hash

SAMPLE = Entry(
    suite=1,
    position=41,
    recorded_at=datetime(2026, 3, 3, 0, 30, 15, 250000, tzinfo=UTC),
    zone="Asia/Seoul",
    occurred_at=datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC),
    actor="kim.minji",
    on_behalf_of=None,
    act="case.assign",
    kind="case",
    code="CS-2026-0007",
    version=2,
    reason='담당 변경\n"급함"',
    origin="native",
    record='{"code":"CS-2026-0007","links":[],"satisfied":null,"title":{"$personal":"00ff"},"version":2}',
)
SPELLED = (
    '{"act":"case.assign","actor":"kim.minji","code":"CS-2026-0007","kind":"case",'
    '"occurred_at":"2026-03-02T23:59:59+00:00","on_behalf_of":null,"origin":"native","position":41,'
    '"reason":"담당 변경\\n\\"급함\\"",'
    '"record":{"code":"CS-2026-0007","links":[],"satisfied":null,"title":{"$personal":"00ff"},"version":2},'
    '"recorded_at":"2026-03-03T00:30:15.250000+00:00","suite":1,"version":2,"zone":"Asia/Seoul"}'
)
LEAF = "540f0a6386faf79a19dfdecbf6fdc2d3a2e6afb9c265e1ff470c56152e9c8fa9"
CHANGED: dict[str, Any] = {
    "suite": 2,
    "position": 42,
    "recorded_at": SAMPLE.recorded_at + timedelta(microseconds=1),
    "zone": "UTC",
    "occurred_at": SAMPLE.occurred_at - timedelta(days=1),
    "actor": "lee.junho",
    "on_behalf_of": "kim.minji",
    "act": "case.close",
    "kind": "capa",
    "code": "CS-2026-0008",
    "version": 3,
    "reason": None,
    "origin": "imported",
    "record": '{"code":"CS-2026-0007"}',
}


@pytest.mark.req("ALCOA-Enduring", "ASVS-11.1")
def test_the_sample_is_spelled_as_on_the_first_day() -> None:
    assert SUITE == 1
    assert SAMPLE.spelled().decode() == SPELLED
    assert SAMPLE.leaf() == hashlib.sha256(b"\x00" + SPELLED.encode()).digest() == leaf_hash(SPELLED.encode())
    assert SAMPLE.leaf().hex() == LEAF


@pytest.mark.req("P11-10e")
@pytest.mark.parametrize("name", [one.name for one in fields(Entry)])
def test_every_field_is_part_of_the_evidence(name: str) -> None:
    assert replace(SAMPLE, **{name: CHANGED[name]}).leaf() != SAMPLE.leaf()


def test_the_entry_is_spelled_as_its_fields_together_would_be() -> None:
    whole = {**vars(SAMPLE), "record": json.loads(SAMPLE.record)}
    for name in ("recorded_at", "occurred_at"):
        whole[name] = whole[name].isoformat()
    assert SAMPLE.spelled() == canonical(whole)


@given(st.builds(Entry, **{
    **dict.fromkeys(("suite", "position", "version"), st.integers(0, 2**53 - 1)),
    **dict.fromkeys(("recorded_at", "occurred_at"), st.datetimes(timezones=st.just(UTC))),
    **dict.fromkeys(("zone", "actor", "act", "kind", "code", "origin"), st.text(st.characters(codec="utf-8"))),
    **dict.fromkeys(("on_behalf_of", "reason"), st.none() | st.text(st.characters(codec="utf-8"))),
    "record": st.just('{"code":"CS-2026-0007"}'),
}))  # fmt: skip
def test_any_entry_is_spelled_as_the_published_form_of_its_fields(entry: Entry) -> None:
    times = {"recorded_at": entry.recorded_at.isoformat(), "occurred_at": entry.occurred_at.isoformat()}
    assert entry.spelled() == rfc8785.dumps({**vars(entry), **times, "record": json.loads(entry.record)})


@pytest.mark.parametrize("changed", [{"position": 2**53}, {"version": -(2**53)}, {"actor": "\ud800"}])
def test_what_json_cannot_carry_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        replace(SAMPLE, **changed).spelled()


def test_another_spelling_of_the_record_is_another_entry() -> None:
    spaced = json.dumps(json.loads(SAMPLE.record), indent=2)
    assert replace(SAMPLE, record=spaced).leaf() != SAMPLE.leaf()
