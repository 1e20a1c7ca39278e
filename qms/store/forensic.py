"""What was erased looked for in every file of a store, in each spelling that a program may have left it in."""

from __future__ import annotations

import base64
import os
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from sqlalchemy import inspect, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection

PREFIX: Final = 6
"""Bytes that are looked up at each place; what is shorter is in any file by chance, and is not looked for."""
PIECE: Final = 32
NAMED: Final = 40
"""Letters of the longest value of which parts are looked for in names of files; what is longer names nobody."""
STRIDE: Final = 512
"""Of what is long, pieces of so many bytes are looked for, one in so many: a database splits it over its pages."""
CHUNK: Final = 4 * 1024 * 1024
_BETWEEN: Final = re.compile(r"[\s()\[\]{}<>,/·ㆍ;:]+")
PACKED: Final = (b"PK\x03\x04", b"%PDF", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"\x28\xb5\x2f\xfd")
"""How a file begins whose content is compressed: nothing can be found in it this way."""


class Needles:
    """What is looked for.

    Attributes:
        short: how many spellings are too short to be looked for.

    """

    def __init__(self, values: Iterable[str], raw: Iterable[bytes] = ()) -> None:
        """Look for texts in all their spellings, and for bytes as they are."""
        self._by: dict[bytes, list[tuple[bytes, str]]] = defaultdict(list)
        self._seen: set[bytes] = set()
        self.short = 0
        self._named: set[str] = set()
        for value in values:
            self._named.update(_names(value))
            for name, whole in spellings(value):
                self._add(name, whole)
        for whole in raw:
            self._add("sealed", whole)
        self.longest = max((len(one) for some in self._by.values() for one, _ in some), default=0)

    def _add(self, name: str, whole: bytes) -> None:
        if len(whole) < PREFIX:
            self.short += 1
            return
        for start in range(0, len(whole), STRIDE):
            piece = whole[start : start + PIECE]
            if len(piece) >= PREFIX and piece not in self._seen:
                self._seen.add(piece)
                self._by[piece[:PREFIX]].append((piece, name))

    def hidden(self, name: str, place: int) -> str:
        """The name of a file as a report may tell it: one that names what is looked for is told by its place alone."""
        folded = unicodedata.normalize("NFC", name).casefold()
        if not any(one in folded for one in self._named):
            return name
        return f"file-{place:04}{''.join(one for one in PurePath(name).suffixes[-1:] if one.isascii())}"

    def found(self, data: bytes, begin: int = 0) -> Iterator[tuple[int, str]]:
        """Place and spelling of each that stands in the data, from ``begin`` on."""
        by = self._by
        for place in range(begin, len(data) - PREFIX + 1):
            some = by.get(data[place : place + PREFIX])
            if some:
                yield from ((place, name) for piece, name in some if data.startswith(piece, place))


def _names(value: str) -> Iterator[str]:
    """A value as it may stand in the name of a file: whole, and of a short one each part; a contact without signs."""
    whole = unicodedata.normalize("NFC", value).casefold()
    parts = (whole, *_BETWEEN.split(whole), re.sub(r"\D", "", whole)) if len(whole) <= NAMED else (whole,)
    yield from (one for one in parts if len(one) > 1 and not (one.isdigit() and len(one) < PREFIX))


def spellings(value: str) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each spelling of a text; the text in both of its normal forms."""
    for form in ("NFC", "NFD"):
        shaped = unicodedata.normalize(form, value)
        plain = shaped.encode("utf-8", "surrogatepass")
        yield "utf-8", plain
        yield "utf-16-le", shaped.encode("utf-16-le", "surrogatepass")
        yield "utf-16-be", shaped.encode("utf-16-be", "surrogatepass")
        yield "cp949", shaped.encode("cp949", "ignore")
        yield "hex", plain.hex().encode()
        yield "hex", plain.hex().upper().encode()
        yield "percent", quote(shaped, safe="").encode()
        yield "percent", quote(shaped, safe="").lower().encode()
        escaped = "".join(f"\\u{unit:04x}" for unit in _units(shaped))
        mixed = shaped.encode("ascii", "backslashreplace") if shaped.isascii() else _json(shaped)
        yield "json", escaped.encode()
        yield "json", escaped.replace("\\u", "\0").upper().replace("\0", "\\u").encode()
        yield "json", mixed
        yield from (("base64", one) for one in _base64(plain))


def _units(shaped: str) -> Iterator[int]:
    whole = shaped.encode("utf-16-be", "surrogatepass")
    return (int.from_bytes(whole[at : at + 2]) for at in range(0, len(whole), 2))


def _json(shaped: str) -> bytes:
    """As JSON escapes it: ASCII as it is."""
    return "".join(chr(one) if one < ord("\x7f") else f"\\u{one:04x}" for one in _units(shaped)).encode()


def _base64(plain: bytes) -> Iterator[bytes]:
    """The letters that stand there wherever in a longer text the value begins."""
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + plain)
        begin = (before * 8 + 5) // 6
        end = (before + len(plain)) * 8 // 6
        yield whole[begin:end]


@dataclass(frozen=True)
class Looked:
    """What a scan found.

    Attributes:
        files: files that were looked through, or tables of a database on a server.
        bytes: how many bytes.
        found: file (or table) → spelling → how often something stands there that was to be gone.
        packed: files whose content is compressed, so that nothing could be found in them.
        unread: files that could not be read.
        short: spellings that were too short to be looked for.
        tables: whether it was the tables of a database on a server, whose files are out of reach.
        anew: whether what was looked through had been written anew without what was deleted.
        part: whether it was what one login sees of a database that guards itself, and no more.

    """

    files: int = 0
    bytes: int = 0
    found: Mapping[str, Mapping[str, int]] = field(default_factory=dict[str, dict[str, int]])
    packed: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    short: int = 0
    tables: bool = False
    anew: bool = False
    part: bool = False

    @property
    def hits(self) -> int:
        """How often something was found."""
        return sum(sum(one.values()) for one in self.found.values())


def scan_folder(folder: Path, needles: Needles) -> Looked:
    """Look through every file of a folder and of those below it; links are not followed.

    A file whose name holds what is looked for is told as ``file-0007.pdf``, by its place among all of them by name.
    """
    files = size = 0
    found: dict[str, dict[str, int]] = {}
    packed: list[str] = []
    unread: list[str] = []
    for place, path in enumerate(_files(folder), 1):
        name = needles.hidden(str(path.relative_to(folder)), place)
        try:
            length, hits, is_packed = _scan(path, needles)
        except OSError:
            unread.append(name)
            continue
        files, size = files + 1, size + length
        if hits:
            found[name] = hits
        if is_packed:
            packed.append(name)
    return Looked(files, size, found, tuple(packed), tuple(unread), needles.short)


def _files(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = type(folder)(here) / name
            if path.is_file() and not path.is_symlink():
                yield path


def _scan(path: Path, needles: Needles) -> tuple[int, dict[str, int], bool]:
    hits: dict[str, int] = {}
    length, tail, is_packed = 0, b"", False
    with path.open("rb") as stream:
        while data := stream.read(CHUNK):
            if length == 0:
                is_packed = data.startswith(PACKED)
            length += len(data)
            # What straddles two chunks begins in what is kept of the first.
            whole = tail + data
            keep = len(whole) - max(needles.longest - 1, 0) if len(data) == CHUNK else len(whole)
            for place, name in needles.found(whole):
                if place < keep:
                    hits[name] = hits.get(name, 0) + 1
            tail = whole[keep:]
    return length, hits, is_packed


def scan_tables(connection: Connection, needles: Needles) -> Looked:
    """Look through every value of every table of a database on a server: its files are out of reach.

    A table that the role may not read at all is left out.
    """
    size, found = 0, dict[str, dict[str, int]]()
    may = text("SELECT has_table_privilege(quote_ident(:name), 'SELECT')")
    named = sorted(inspect(connection).get_table_names())
    tables = [one for one in named if connection.scalar(may, {"name": one})]
    for table in tables:
        for row in connection.execute(text(f'SELECT * FROM "{table}"')):  # noqa: S608 - a name that the database gives
            for value in row:
                data = value.encode() if isinstance(value, str) else bytes(value) if _is_raw(value) else b""
                size += len(data)
                for _, name in needles.found(data):
                    of = found.setdefault(table, {})
                    of[name] = of.get(name, 0) + 1
    return Looked(len(tables), size, found, short=needles.short, tables=True)


def _is_raw(value: object) -> bool:
    return isinstance(value, bytes | memoryview)
