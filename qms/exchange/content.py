"""What a file is, by its first bytes: names of files say little."""

from __future__ import annotations

import re
from typing import Final, Literal

Content = Literal[
    "text", "json", "workbook", "parquet", "gzip",
    "lfs_pointer", "old_workbook", "locked_workbook", "hangul", "utf16", "other",
]  # fmt: skip

_ZIP: Final = b"PK\x03\x04"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_POINTER: Final = b"version https://git-lfs.github.com/spec/"
_OTHER: Final = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"SQLite format 3\0", b"PK")
_SIGNS: Final[tuple[tuple[bytes, Content], ...]] = (
    (_ZIP, "workbook"), (b"PAR1", "parquet"), (b"\x1f\x8b", "gzip"), (_POINTER, "lfs_pointer"),
)  # fmt: skip
# A head may begin with a bracket, as some databases write their names: [Key],[Date].
_JSON: Final = re.compile(rb'[ \t\r\n]*(?:\{[ \t\r\n]*["}]|\[[ \t\r\n]*[\[{\]])')
_MARK: Final = b"\xef\xbb\xbf"
_PAGE: Final = (b"<!doctype html", b"<html", b"<table", b"<?xml")


def content_of(data: bytes) -> Content:
    """Say what the bytes of a file are; *text* is what nothing else was recognised in."""
    for begin, content in _SIGNS:
        if data.startswith(begin):
            return content
    if data.startswith(_COMPOUND):
        return _compound(data)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf16"
    # A web page under the name of a spreadsheet is what many a groupware calls an export.
    begin = data[:200].removeprefix(_MARK).lstrip().lower()
    if data.startswith(_OTHER) or begin.startswith(_PAGE):
        return "other"
    return "json" if _JSON.match(data, len(_MARK) if data.startswith(_MARK) else 0) else "text"


def _compound(data: bytes) -> Content:
    """An OLE file: what it holds is told by the names in its directory, which are UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "locked_workbook"
    return "hangul" if "HwpSummaryInformation".encode("utf-16-le") in data else "old_workbook"
