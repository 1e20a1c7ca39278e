"""Sixteen processes write to one store: every act is kept, numbers have no gap, nobody is turned away."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.reliability.level import figure, share
from tests.reliability.many import differing, figures, run

if TYPE_CHECKING:
    from tests.office import Office

PROCESSES, COUNT = 16, share(1000, 1000) if "QMS_RELIABILITY" in os.environ else 60


@pytest.mark.req("KR-REC-20", "ASVS-15.1")
@pytest.mark.slow
def test_sixteen_processes_write_and_nothing_is_lost_or_refused(office: Office) -> None:
    size = office.registry.checkpoint()[1]
    told = run(office.place, PROCESSES, COUNT)
    figure(f"R13: {PROCESSES} × {COUNT}: {figures(told)}", points=PROCESSES * COUNT, lost=0)
    assert [one["refused"] for one in told] == [0] * PROCESSES
    assert sum(len(one["codes"]) for one in told) == PROCESSES * COUNT
    assert differing(office.place, told, size) == []
    # The control: the same measure, when one process is told to have kept what it did not.
    told[0]["codes"][0] = "CS-2026-99999"
    assert differing(office.place, told, size)
    if "://" not in office.place:
        office.registry.close()
        assert [path.name for path in Path(office.place).parent.iterdir()] == ["office.db"]
