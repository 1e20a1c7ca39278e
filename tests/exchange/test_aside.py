"""A folder of the program's own is gone at the end, and so are those of processes that are no more."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from qms.exchange.aside import aside

if TYPE_CHECKING:
    from pathlib import Path

_KILLED = """
import os, signal, sys
from pathlib import Path
from qms.exchange.aside import aside
with aside(Path(sys.argv[1])) as folder:
    (folder / "half").write_bytes(b"...")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no signal there kills so that nothing is tidied up")
def test_what_a_killed_process_left_is_taken_away_by_the_next(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path)], check=False)
    (left,) = tmp_path.iterdir()
    assert list(left.iterdir())
    with aside(tmp_path) as ours:
        assert list(tmp_path.iterdir()) == [ours]
    assert list(tmp_path.iterdir()) == []


def test_that_of_a_process_that_lives_and_of_another_machine_stay(tmp_path: Path) -> None:
    other, strange = tmp_path / f".qms-another.host-{2**22}-x", tmp_path / ".qms-"
    other.mkdir()
    strange.mkdir()
    with aside(tmp_path) as first:
        assert str(os.getpid()) in first.name
        with aside(tmp_path) as second:
            assert first.is_dir()
            assert second != first
    assert set(tmp_path.iterdir()) == {other, strange}
