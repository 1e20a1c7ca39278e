"""A file on the disk → its bytes → a sheet, by what the file is and not by what it is called."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from qms.errors import NoSuchFile
from qms.exchange.content import content_of
from qms.exchange.delimited import read_delimited
from qms.exchange.jsontext import read_json
from qms.exchange.packed import unpacked
from qms.exchange.parquet import read_parquet
from qms.exchange.returned import returned
from qms.exchange.sheet import FILE_BYTES, Form, Reading, Spot
from qms.exchange.workbook import read_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_READERS: dict[str, Callable[[bytes, str, Form], Reading]] = {
    "text": read_delimited,
    "json": read_json,
    "workbook": read_workbook,
    "parquet": read_parquet,
}


def file_name(path: Path) -> str:
    """The name of a file as findings and records keep it; some systems give Hangul names in pieces."""
    return unicodedata.normalize("NFC", path.name)


def file_bytes(path: Path, limit: int) -> bytes:
    """The bytes of a file, at most one more than ``limit``.

    Raises:
        NoSuchFile: there is no file at this path, or it cannot be read.

    """
    try:
        with path.open("rb") as stream:
            return stream.read(limit + 1)
    except OSError as fault:
        raise NoSuchFile(path=str(path)) from fault


def read_sheet(data: bytes, name: str, form: Form) -> Reading:
    """Read the bytes of a register; ``name`` goes into the findings.

    Raises:
        PartMissing: it is Parquet, and the library that reads it is not installed.

    """
    file = Spot(name)
    if len(data) > FILE_BYTES:
        return Reading(None, (file.finding("too_large", limit=f"{FILE_BYTES // 2**20} MiB"),))
    content = content_of(data)
    if content == "gzip":
        inner = unpacked(data, file)
        if not isinstance(inner, bytes):
            return Reading(None, (inner,))
        data, content = inner, content_of(inner)
    if not data.strip():
        return Reading(None, (file.finding("empty"),))
    if content in _READERS:
        return returned(_READERS[content](data, name, form), name)
    rule = content if content == "lfs_pointer" else "content"
    return Reading(None, (file.finding(rule, content=f"exchange.content.{content}"),))
