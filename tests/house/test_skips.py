"""A skipped test is fine on somebody's machine and a failed run in CI."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SKIPPED = 'import pytest\n\n@pytest.mark.skip(reason="no such machine")\ndef test_one(): ...\n'
WHOLE_FILE = 'import pytest\n\npytest.skip("no such machine", allow_module_level=True)\n'
PASSED = "def test_one(): ...\n"


@pytest.mark.parametrize(
    ("source", "ci", "code"),
    [(SKIPPED, "true", 1), (WHOLE_FILE, "true", 1), (SKIPPED, "", 0), (PASSED, "true", 0)],
    ids=["a test in CI", "a file in CI", "a test elsewhere", "nothing skipped in CI"],
)
def test_ci_skips_nothing(root: Path, tmp_path: Path, source: str, ci: str, code: int) -> None:
    shutil.copy(root / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_skipped.py").write_text(source)
    (tmp_path / "test_passed.py").write_text(PASSED)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-ra",
            "-p",
            "no:cacheprovider",
            "--rootdir",
            str(tmp_path),
            str(tmp_path),
        ],
        cwd=tmp_path,
        env={**os.environ, "CI": ci},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == code, done.stdout
    assert ("CI skips nothing" in done.stdout) == (code == 1)
    assert ("no such machine" in done.stdout) == (source != PASSED)
