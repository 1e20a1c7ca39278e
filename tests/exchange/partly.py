"""Importing good rows without the bad ones, as the tests do it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qms.base.finding import Weight
from qms.exchange import Bringing, Mapping, Partial, import_register
from tests.exchange.conftest import AT, Memory

if TYPE_CHECKING:
    from qms.base.record import Record
    from qms.exchange import ImportResult

TOKEN = "0" * 32


def how_partly(out: Path | None, *, dry_run: bool = False, language: str = "ko") -> Bringing:
    assert language in {"ko", "en"}
    partial = Partial(out, "ko" if language == "ko" else "en")
    return Bringing(at=AT, token=lambda: TOKEN, dry_run=dry_run, partial=partial)


def bring(shelf: Memory, data: bytes, plan: Mapping, folder: Path, how: Bringing) -> ImportResult:
    path = folder / "대장"
    path.write_bytes(data)
    return import_register(shelf, path, plan, how)


def kept(shelf: Memory) -> dict[str, Record]:
    """The records by key, without what tells of the file."""
    bare = (one.but(code="0", source_file=None, source_row=None) for one in shelf.kept)
    return {one.source_key or "": one for one in bare}


def errors(result: ImportResult) -> list[str]:
    return [one.rule.rpartition(".")[2] for one in result.findings if one.weight is Weight.ERROR]
