"""Every input of the tests says where it comes from, and is what it says."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parent.parent / "data"
ROWS = [
    [cell.strip() for cell in line.split("|")[1:-1]]
    for line in (DATA / "SOURCE.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| file")
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_an_input_is_the_file_that_is_told_of(row: list[str]) -> None:
    data = (DATA / "complaints" / row[0]).read_bytes()
    assert (f"{len(data):,}", hashlib.sha256(data).hexdigest()[:16]) == (row[1], row[2])


def test_every_register_is_told_of() -> None:
    folder = DATA / "complaints"
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"})
    assert {path.relative_to(folder).as_posix() for path in files} == {row[0] for row in ROWS}
