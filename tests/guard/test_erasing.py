"""A store that its database guards lets nobody delete: the refusal says the way, and the way works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import qms
from qms import errors
from qms.exchange.bundle import restore, write_bundle
from qms.records.erasure import ErasureStatus
from qms.store.rewrapping import change_wrapping
from tests.office import AUDITOR, QUALITY
from tests.registry.test_erasing import NAME, approved, closed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.guarded import GuardedOffice
    from tests.postgres import Server


@pytest.mark.req("KR-PI21", "ASVS-8.1")
def test_nothing_is_erased_under_the_guard_and_everything_in_a_store_made_of_it(
    guarded: GuardedOffice, postgresql: Server, tmp_path: Path
) -> None:
    case = closed(guarded)
    ready = approved(guarded, case.code)
    with pytest.raises(errors.NotUnderGuard) as refused:
        guarded.registry.erasures.carry_out(ready)
    assert "qms restore" in refused.value.hint("en")
    assert "qms guard lay" in refused.value.hint("ko")
    assert guarded.registry.cases.get(case.code).customer_name == NAME
    assert guarded.registry.erasures.get(ready.code).status is ErasureStatus.APPROVED

    with qms.open(guarded.place, actor=QUALITY, clock=guarded.clock) as administrator:
        write_bundle(administrator.store, tmp_path / "all.zip")
    place = postgresql.make()
    restore(tmp_path / "all.zip", place)
    with qms.open(place, actor=QUALITY, clock=guarded.clock) as unguarded:
        done = unguarded.erasures.carry_out(ready.code)
        assert (done.status, done.found) == (ErasureStatus.ERASED, 0)
        assert unguarded.cases.get(case.code).customer_name is None


def test_what_the_login_is_not_granted_is_not_called_a_full_disk(guarded: GuardedOffice) -> None:
    with pytest.raises(errors.NotGranted) as refused:
        change_wrapping(guarded.by(AUDITOR).store)  # who sees everything, and deletes nothing
    assert "administrator" in refused.value.hint("en")
