"""What somebody with a tool for SQL tries whose role permits an act: its name over contents of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from tests.guard.forging import append, given, next_entry
from tests.office import (
    AUDITOR,
    EQUIPMENT_HEAD,
    EQUIPMENT_STAFF,
    QUALITY,
    SUPPORT_HEAD,
    SUPPORT_STAFF,
    TOP,
)  # fmt: skip

if TYPE_CHECKING:
    from qms.ledger.entry import Entry
    from tests.guarded import GuardedOffice

pytestmark = pytest.mark.needs_postgresql
PIN = "735291846"
FOREVER = "infinity"
SIGNED: dict[str, Any] = {
    "suite": 1, "person": SUPPORT_HEAD, "on_behalf_of": None, "meaning": "approved", "act": "case.attach", "version": 3,
    "content": "0" * 64, "signed_at": "2026-03-03T00:30:00+00:00", "zone": "Asia/Seoul", "means": "pin",
    "signer": "SG-2026-0001", "document": None, "approved_on": None, "approval": None, "file": None, "seal": "0" * 64,
}  # fmt: skip
LINK: dict[str, Any] = {"relation": "related", "target": "CS-2026-0001"}
FORGED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "a day without end": ("QMA04", "case.assess", {"due_at": FOREVER}),
    "a day in words": ("QMA04", "case.assess", {"closed_at": "today"}),
    "a day in another zone": ("QMA04", "case.assess", {"due_at": "2026-03-11T14:59:59+09:00"}),
    "a text without end": ("QMA04", "case.contact", {"topic": "x" * 100_000}),
    "a number where a text is": ("QMA04", "case.contact", {"topic": 5}),
    "a word that is none": ("QMA04", "case.assess", {"severity": "grave"}),
    "a field that is none": ("QMA04", "case.contact", {"price": 5}),
    "a list where none is": ("QMA04", "case.contact", {"topic": []}),
    "a link that is none": ("QMA04", "case.contact", {"links": [{**LINK, "weight": 1}]}),
    "a personal value in another form": ("QMA04", "case.contact", {"title": {"$personal": "x"}}),
    "a step that leads elsewhere": ("QMA04", "case.acknowledge", {"status": "closed"}),
    "a step that is not taken from here": ("QMA04", "case.notify", {"status": "closed"}),
    "a step by an act that takes none": ("QMA04", "case.contact", {"status": "closed"}),
    "an act that makes a record": ("QMA04", "case.receive", {}),
    "out of the department's sight": ("QMA04", "case.contact", {"department": "equipment"}),
    "into what is kept for another": ("QMA04", "case.contact", {"type": "report"}),
    "as if received earlier": ("QMA04", "case.contact", {"received_at": "2026-03-01T00:30:00+00:00"}),
    "more than the act": ("QMA04", "case.attach", {"severity": "minor"}),
    "as if it came from a file": ("QMA04", "case.contact", {"source_file": "0" * 64}),
    "a signature of another": ("QMA02", "case.contact", {"signatures": [{**SIGNED, "person": QUALITY}]}),
    "a signature by a signer of nobody": ("QMA04", "case.contact", {"signatures": [{**SIGNED, "act": "case.contact"}]}),
    "a signature under another act": ("QMA04", "case.contact", {"signatures": [SIGNED]}),
    "two signatures": ("QMA04", "case.contact", {"signatures": [SIGNED, SIGNED]}),
}


@pytest.mark.req("P11-10d", "P11-10f", "P11-70", "ALCOA-Attributable")
def test_an_act_goes_no_further_than_it_goes(guarded: GuardedOffice) -> None:
    code = guarded.by(SUPPORT_STAFF).cases.assign(guarded.receive().code, department="support").code
    found: dict[str, str | None] = {}
    with guarded.sql(SUPPORT_HEAD) as mine:
        for name, (_, act, fields) in FORGED.items():
            found[name] = _tried(mine, next_entry(mine, code, fields, actor=SUPPORT_HEAD, act=act))
    assert found == {name: wanted for name, (wanted, _, _) in FORGED.items()}
    assert [one.code for one in guarded.by(AUDITOR).cases.find()] == [code]
    assert guarded.by(AUDITOR).verify() == ()


@pytest.mark.req("ASVS-8.1")
def test_a_hand_over_shows_nothing_of_whom_it_is_not(guarded: GuardedOffice) -> None:
    """Who takes over sees what the giver has: so nobody makes themself the receiver of what others have."""
    code = guarded.by(SUPPORT_STAFF).cases.assign(guarded.receive().code, department="support").code
    hand = guarded.by(EQUIPMENT_STAFF).handovers.prepare(receiver=EQUIPMENT_HEAD).code
    item: dict[str, Any] = {
        "kind": "case",
        "matter": code,
        "part": None,
        "department": "support",
        "state": None,
        "due_on": None,
    }
    other: dict[str, Any] = {"receiver": EQUIPMENT_STAFF, "giver": SUPPORT_STAFF, "items": []}
    with guarded.sql(EQUIPMENT_STAFF) as mine:
        new: dict[str, Any] = {"code": "HO-2026-0002", "version": 1, **other}
        entries = (
            next_entry(mine, hand, {"items": [item]}, actor=EQUIPMENT_STAFF, act="handover.renew"),
            next_entry(mine, hand, other, actor=EQUIPMENT_STAFF, act="handover.renew"),
            next_entry(mine, hand, new, code="HO-2026-0002", version=1, actor=EQUIPMENT_STAFF, act="handover.prepare"),
            next_entry(mine, hand, {"status": "given"}, actor=EQUIPMENT_STAFF, act="handover.give"),
        )
        assert [_tried(mine, one) for one in entries] == ["QMA04", "QMA04", "QMA04", "QMA02"]
        assert mine.execute("SELECT code FROM cases").fetchall() == []


@pytest.mark.req("P11-100a", "P11-300a–e", "P11-70")
def test_nobody_signs_with_a_pin_or_key_that_they_gave_to_another(guarded: GuardedOffice) -> None:
    signer = guarded.by(TOP).signers.enrol(person=QUALITY, pin=PIN).code
    with guarded.sql(SUPPORT_STAFF) as mine:
        new: dict[str, Any] = {"code": "SG-2026-0002", "version": 1}
        entries = (
            next_entry(mine, signer, actor=SUPPORT_STAFF, act="signer.change_pin"),
            next_entry(mine, signer, {"status": "active"}, actor=SUPPORT_STAFF, act="signer.lock"),
            next_entry(
                mine, signer, {"person": SUPPORT_STAFF, "status": "locked"}, actor=SUPPORT_STAFF, act="signer.lock"
            ),
            next_entry(mine, signer, new, code="SG-2026-0002", version=1, actor=SUPPORT_STAFF, act="signer.lock"),
            next_entry(mine, signer, {"status": "locked"}, actor=SUPPORT_STAFF, act="signer.lock"),
        )
        assert [_tried(mine, one) for one in entries] == ["QMA03", "QMA04", "QMA03", "QMA04", "QMA03"]
        with pytest.raises(psycopg.Error) as refused:
            mine.execute("SELECT qms_guard.pin_put(%s, %s, 'x')", (QUALITY, signer))
        assert refused.value.sqlstate == "QMA04"
    guarded.by(QUALITY).signers.change_pin(signer, old=PIN, new="918273645")


def _tried(mine: psycopg.Connection[Any], entry: Entry) -> str | None:
    """With what the function refuses it; None: it is taken, and then taken back."""
    mine.execute("BEGIN")
    try:
        append(mine, given(mine, entry))
    except psycopg.Error as refused:
        return refused.sqlstate
    finally:
        mine.execute("ROLLBACK")
    return None
