"""OLE compound files, as far as a document of the Korean word processor (HWP 5) must be looked into.

By the published description of compound files ([MS-CFB] 2.2 to 2.6) and of HWP 5.0 (3.2.1, file header; 3.2.9,
scripts). Nothing is trusted: every chain ends after as many sectors as there are, and a part is read to its first
megabyte.
"""

from __future__ import annotations

import struct
import zlib
from typing import Final

from qms.base.script import runs
from qms.base.unfit import Unfit

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD, _ENTRY, _SHORT, _CUTOFF, _MINI = 512, 128, 1024 * 1024, 4096, 64
_END, _NONE, _ROOT, _STREAM = 0xFFFFFFFE, 0xFFFFFFFF, 5, 2
_FIRST_FATS: Final = 109
_SIGNATURE: Final = b"HWP Document File".ljust(32, b"\0")
_PACKED, _DISTRIBUTED, _SCRIPT = 1 << 0, 1 << 2, 1 << 3
_LOCKED: Final = 1 << 1 | 1 << 4 | 1 << 8 | 1 << 10
"""With a password; with rights management, plain or by certificate; with a certificate."""
_TEXTS: Final = 4
"""Header, source, and what is run before and after, in the part that holds scripts."""


class _Broken(Exception):
    """It is no compound file, or a damaged one."""


class Compound:
    """The parts of a compound file by their paths."""

    def __init__(self, content: bytes) -> None:
        """Read the list of parts; raise `Unfit` (``unknown``) where it cannot be read."""
        self._content = content
        try:
            self._read()
        except (_Broken, struct.error, UnicodeDecodeError, IndexError):
            raise Unfit("unknown") from None

    def _read(self) -> None:
        shift, mini = struct.unpack_from("<2H", self._content, 30)
        if not self._content.startswith(MAGIC) or shift not in {9, 12} or 1 << mini != _MINI:
            raise _Broken
        self._size = 1 << shift
        self._most = len(self._content) // self._size + 1
        directory, first_mini, above = struct.unpack_from("<L8xL4xL", self._content, 48)
        self._fat = self._numbers(b"".join(map(self._sector, self._fats(above))))
        entries = b"".join(map(self._sector, self._chain(directory, self._fat)))
        self._small = self._numbers(b"".join(map(self._sector, self._chain(first_mini, self._fat))))
        if len(entries) < _ENTRY or entries[66] != _ROOT:
            raise _Broken
        (start,) = struct.unpack_from("<L", entries, 116)
        self._mini = b"".join(map(self._sector, self._chain(start, self._fat)))
        self.parts = self._walked(entries)

    def _fats(self, above: int) -> list[int]:
        """Sectors of the table of sectors: the first of them stand in the head, more in a list of their own."""
        found = list(struct.unpack_from(f"<{_FIRST_FATS}L", self._content, 76))
        seen = 0
        while above < _END:
            *more, above = self._numbers(self._sector(above))
            found += more
            seen += 1
            if seen > self._most:
                raise _Broken
        found = [one for one in found if one < _END]
        if len(found) > self._most:
            raise _Broken
        return found

    def _sector(self, number: int) -> bytes:
        begin = (number + 1) * self._size
        found = self._content[begin : begin + self._size]
        if not found:
            raise _Broken
        return found.ljust(self._size, b"\0")

    @staticmethod
    def _numbers(data: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(data) // 4}L", data)

    def _chain(self, start: int, table: tuple[int, ...], most: int | None = None) -> list[int]:
        found: list[int] = []
        while start < _END and (most is None or len(found) < most):
            found.append(start)
            if len(found) > len(table):
                raise _Broken
            start = table[start]
        return found

    def _walked(self, entries: bytes) -> dict[str, tuple[int, int]]:
        """Path → first sector and size of every part that can be come to from the root."""
        found: dict[str, tuple[int, int]] = {}
        waiting, seen = [(struct.unpack_from("<L", entries, 76)[0], "")], set[int]()
        while waiting:
            number, above = waiting.pop()
            if number == _NONE or number in seen:
                continue
            seen.add(number)
            entry = entries[number * _ENTRY : (number + 1) * _ENTRY]
            length, kind, left, right, child, start, size = struct.unpack("<64xHBx3L36xLL4x", entry)
            name = above + entry[: max(0, min(length, 64) - 2)].decode("utf-16-le")
            if kind == _STREAM:
                found[name] = start, size
            waiting += [(left, above), (right, above), (child, f"{name}/")]
        return found

    def part(self, name: str) -> bytes:
        """The first megabyte of a part, empty where there is none; raise `Unfit` where it cannot be read."""
        start, size = self.parts.get(name, (_END, 0))
        most = min(size, _SHORT)
        try:
            if size < _CUTOFF:
                numbers = self._chain(start, self._small, most // _MINI + 1)
                return b"".join(self._mini[one * _MINI : (one + 1) * _MINI] for one in numbers)[:most]
            numbers = self._chain(start, self._fat, most // self._size + 1)
            return b"".join(map(self._sector, numbers))[:most]
        except (_Broken, IndexError):
            raise Unfit("broken") from None


def is_hwp(content: bytes) -> bool:
    """Whether this is a document of HWP 5; raise `Unfit` (``locked``) for a locked document of Microsoft's forms."""
    file = Compound(content)
    if "EncryptedPackage" in file.parts:
        raise Unfit("locked")
    return file.part("FileHeader").startswith(_SIGNATURE)


def judge_hwp(content: bytes) -> None:
    """Raise `Unfit`: ``locked``, or ``macros`` where it has a script that does anything, or that nobody can read."""
    file = Compound(content)
    head = file.part("FileHeader").ljust(40, b"\0")
    (marks,) = struct.unpack_from("<L", head, 36)
    if marks & _LOCKED:
        raise Unfit("locked")
    if marks & _DISTRIBUTED:
        # Its scripts are enciphered with the rest, openly for those who know how; whether there are any is told.
        if marks & _SCRIPT:
            raise Unfit("macros")
        return
    script = file.part("Scripts/DefaultJScript")
    if script and _runs(script, packed=bool(marks & _PACKED)):
        raise Unfit("macros")


def _runs(script: bytes, *, packed: bool) -> bool:
    try:
        text = zlib.decompressobj(-15).decompress(script, _SHORT) if packed else script
        at = 0
        for _ in range(_TEXTS):
            (length,) = struct.unpack_from("<L", text, at)
            begin, at = at + 4, at + 4 + 2 * length
            if at > len(text) or runs(text[begin:at].decode("utf-16-le")):
                return True
    except (zlib.error, struct.error, UnicodeDecodeError):
        return True
    return False


__all__ = ["MAGIC", "Compound", "is_hwp", "judge_hwp"]
