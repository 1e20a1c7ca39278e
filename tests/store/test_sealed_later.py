"""Reasons that became personal values: sealed from now on; what older entries tell openly is read as it was."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import qms
from qms.exchange.bundle import restore, summary, write_bundle
from qms.records.case import Disposition
from qms.store.store import Store
from tests.office import QUALITY, SUPPORT_HEAD, SUPPORT_STAFF, Clock, Office
from tests.store.older import dumped, older

if TYPE_CHECKING:
    from pathlib import Path

REASONS = ("홍길동이 다른 부서와 겪은 일", "홍길동의 현장을 보아야 함", "홍길동의 다른 신청서")


def test_a_reason_that_may_name_somebody_is_committed_to_and_stands_apart(office: Office) -> None:
    case = office.receive(department="support")
    head = office.by(SUPPORT_HEAD).cases
    head.assign(case.code, department="support", handler=SUPPORT_STAFF)
    case = head.get(case.code)
    assert case.due_at is not None
    head.extend(case.code, until=(case.due_at + timedelta(days=2)).date(), reason=REASONS[1])
    office.by(SUPPORT_STAFF).cases.attach(case.code, qms.File("a.txt", b"x"))
    office.by(SUPPORT_STAFF).cases.withdraw_attachment(case.code, "a.txt", reason=REASONS[2])
    head.dispose(case.code, disposition=Disposition.SHARE, reason=REASONS[0])
    here = head.get(case.code)
    assert (here.disposition_reason, here.extensions[0].reason, here.attachments[0].withdrawn_reason) == REASONS
    for table, rows in dumped(office.place).items():
        assert table == "personal" or not any(one in repr(rows) for one in REASONS), table
    assert list(office.registry.verify()) == []
    told = json.loads(office.registry.history(case.code)[-1].record)
    assert all("$personal" in one for one in (told["disposition_reason"], told["extensions"][0]["reason"]))


def test_what_an_older_version_told_openly_is_read_until_it_is_sealed_with_the_next_act(
    place: str, tmp_path: Path
) -> None:
    older(place, "0005")
    qms.migrate(place)
    clock = Clock()
    clock.ahead(days=200)
    with qms.open(place, actor=QUALITY, clock=clock) as registry:
        (disposed,) = [one for one in registry.cases.all() if one.disposition_reason]
        (extended,) = [one for one in registry.cases.all() if one.extensions]
        seen = disposed.disposition_reason, extended.extensions[0].reason
        assert all(seen)
        assert list(registry.verify()) == []
        _restored_equal(registry, tmp_path / "before.zip")
        for code in {disposed.code, extended.code}:
            registry.cases.reopen(code, reason="다시 확인")
        after = registry.cases.get(disposed.code), registry.cases.get(extended.code)
        assert (after[0].disposition_reason, after[1].extensions[0].reason) in {seen, (None, seen[1])}
        told = json.loads(registry.history(extended.code)[-1].record)
        assert "$personal" in told["extensions"][0]["reason"]
        assert list(registry.verify()) == []
        _restored_equal(registry, tmp_path / "after.zip")
    assert [dict(row)["reason"] for row in dumped(place)["extensions"]] == [""]


def _restored_equal(registry: qms.Registry, to: Path) -> None:
    write_bundle(registry.store, to)
    restored = Store.open(restore(to, to.with_suffix(".db")).place)
    try:
        assert summary(restored) == summary(registry.store)
    finally:
        restored.close()
