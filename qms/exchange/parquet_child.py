"""The process that reads Parquet: ``GIVEN MADE``; it writes lines of JSON, and may not take more than its memory.

A reader of Parquet makes room for what the file says of itself. Here it can take this process down, and no other.
"""

from __future__ import annotations

import io
import json
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

from qms.exchange.rowwise import CELLS
from qms.exchange.sheet import COLUMNS, FILE_BYTES
from qms.exchange.values import NoText, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_MEMORY: Final = 2 << 30
_BATCH: Final = 1024


def main(given: Path, made: Path) -> None:
    """Write the head and the rows of one file to another."""
    _limit_memory()
    from arro3.io import read_parquet

    batches = read_parquet(io.BytesIO(given.read_bytes()), batch_size=_BATCH)
    with made.open("w", encoding="utf-8") as lines:
        _write(batches, lines)


def _write(batches: Any, lines: TextIO) -> None:  # noqa: ANN401 - the library's own stream
    head = [field.name for field in batches.schema]
    if len(head) > COLUMNS:
        _say({"rule": "too_many_columns", "limit": f"{COLUMNS:,}"}, lines)
        return
    _say({"head": head}, lines)
    count = 0
    for batch in batches:
        count += batch.num_rows * max(1, len(head))
        if count > CELLS:
            _say({"rule": "too_many_values", "limit": f"{CELLS:,}"}, lines)
            return
        for row in zip(*map(_texts, batch.columns), strict=True):
            odd = [(index, cell.rule) for index, cell in enumerate(row) if isinstance(cell, NoText)]
            _say({"cells": odd} if odd else {"row": row}, lines)
        if lines.tell() > 4 * FILE_BYTES:
            return


def _texts(column: Any) -> Iterator[str | NoText]:  # noqa: ANN401 - the library's own array
    short = str(column.type).endswith("<Float32>\n") or "Float16" in str(column.type)
    for value in column.to_pylist():
        try:
            yield _short(value) if short and isinstance(value, float) else text_of(value)
        except NoText as fault:
            yield fault


def _short(value: float) -> str:
    """A number of single precision in as few digits as tell it from its neighbours."""
    text = text_of(value)
    for digits in range(6, 10):
        shorter = f"{value:.{digits}g}"
        if struct.pack("f", float(shorter)) == struct.pack("f", value):
            return text_of(float(shorter))
    return text


def _say(what: object, lines: TextIO) -> None:
    lines.write(json.dumps(what, ensure_ascii=True, separators=(",", ":")) + "\n")


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
