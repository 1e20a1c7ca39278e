"""Erasures of who works here still, and several erasures at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from qms import errors
from qms.ledger import erasures
from qms.records.erasure import ErasureBasis
from qms.store import erasing as stored
from tests.office import SUPPORT_STAFF

if TYPE_CHECKING:
    from tests.office import Office

LAW = "개인정보 보호법 제36조"


def test_somebody_who_leaves_later_still_works_here(office: Office) -> None:
    registry = office.registry
    registry.people.leave(SUPPORT_STAFF, until=registry.facts().today + timedelta(days=1))
    with pytest.raises(errors.StillNeeded):
        registry.erasures.ask(basis=ErasureBasis.REQUESTED, law=LAW, codes=[SUPPORT_STAFF])
    office.clock.ahead(days=1)
    asked = registry.erasures.ask(basis=ErasureBasis.REQUESTED, law=LAW, codes=[SUPPORT_STAFF])
    assert [one.matter for one in asked.records] == [SUPPORT_STAFF]


def test_erasures_side_by_side_all_stand_in_the_journal(office: Office) -> None:
    origin = office.registry.checkpoint()[0]
    before = erasures.read(origin)  # other tests have stores of the same ledger, and keep theirs in the same journal
    told = [f"ER-2026-{1000 + len(before) + number}" for number in range(8)]
    with ThreadPoolExecutor(len(told)) as several:
        list(several.map(lambda code: stored.journal(office.registry.store, code, {}, {}), told))
    assert sorted(one.erasure for one in erasures.read(origin)[len(before) :]) == told
