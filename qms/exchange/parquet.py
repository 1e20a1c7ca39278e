"""Reading Parquet, in a process of its own: the file says how large it becomes, and what it says may be a lie."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from qms.errors import PartMissing
from qms.exchange.sheet import FILE_BYTES, Form, Reading, Row, Sheet, Spot, letter, named

if TYPE_CHECKING:
    from collections.abc import Iterable

_SECONDS: Final = 120
_LIBRARY: Final = "arro3"


def read_parquet(data: bytes, name: str, form: Form) -> Reading:
    """Read the bytes of a Parquet file; ``name`` goes into the findings.

    Raises:
        PartMissing: the library that reads Parquet is not installed.

    """
    del form  # a Parquet file tells everything itself
    if find_spec(_LIBRARY) is None:
        raise PartMissing(part="arro3-io", install="pip install 'qms-records[parquet]'")
    file = Spot(name)
    with tempfile.TemporaryDirectory(prefix="qms-parquet-", ignore_cleanup_errors=True) as folder:
        given, made = Path(folder, "given"), Path(folder, "made")
        given.write_bytes(data)
        if not _run(given, made):
            return Reading(None, (file.finding("broken_parquet"),))
        if made.stat().st_size > 4 * FILE_BYTES:
            return Reading(None, (file.finding("too_large_unpacked", limit=f"{FILE_BYTES // 2**20} MiB"),))
        with made.open(encoding="utf-8") as lines:
            return _reading(lines, file)


def _run(given: Path, made: Path) -> bool:
    """Whether the process came to its end."""
    root = Path(__file__).resolve().parents[2]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment["PYTHONPATH"] = os.pathsep.join([str(root), *filter(None, sys.path)])
    command = [sys.executable, "-P", "-X", "utf8", "-m", "qms.exchange.parquet_child", str(given), str(made)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            timeout=_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def _reading(lines: Iterable[str], file: Spot) -> Reading:
    """What the process wrote: the head, then each row's cells, or what no cell can hold."""
    spoken = map(json.loads, lines)
    first = next(spoken)
    if "rule" in first:
        return Reading(None, (file.finding(first["rule"], limit=first["limit"]),))
    head = tuple(name.strip() for name in first["head"])
    rows: list[Row] = []
    broken: list[int] = []
    cells: list[tuple[int, int, str]] = []
    for number, each in enumerate(spoken, 1):
        if "row" in each:
            if any(each["row"]):
                rows.append(Row(number, tuple(each["row"])))
        elif "limit" in each:
            return Reading(None, (file.finding(each["rule"], limit=each["limit"]),))
        else:
            broken.append(number)
            cells += ((number, index, rule) for index, rule in each["cells"])
    more = (Spot(file.file, number, letter(at), named(head, at)).finding(rule) for number, at, rule in cells)
    return Reading(Sheet(head, tuple(rows), tuple(broken)), more=more)
