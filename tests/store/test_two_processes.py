"""Two processes write at once: no number is given twice or lost, and the ledger holds."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.office import EQUIPMENT_STAFF, SUPPORT_STAFF

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office

COUNT = 12


def test_numbers_are_given_once_each_and_the_ledger_holds(office: Office, root: Path) -> None:
    size = office.registry.checkpoint()[1]
    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.store.writer", office.place, actor, str(COUNT)],
            cwd=root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for actor in (SUPPORT_STAFF, EQUIPMENT_STAFF)
    ]
    # This process writes too, while they do.
    own = [office.receive().code for _ in range(COUNT)]
    told = [writer.communicate(timeout=120) for writer in writers]
    assert [errors for _, errors in told] == ["", ""]
    given = [*own, *(code for out, _ in told for code in out.split())]
    assert sorted(given) == [f"CS-2026-{n:04}" for n in range(1, 3 * COUNT + 1)]
    for codes in (own, *(out.split() for out, _ in told)):
        assert codes == sorted(codes)
    assert [one.code for one in office.registry.cases.all()] == sorted(given)
    assert office.registry.checkpoint()[1] == size + 3 * COUNT + 2 * COUNT // 3
    assert office.registry.verify() == ()
