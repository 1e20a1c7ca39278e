"""The zip that a workbook is: looked at before anything in it is unpacked, and its parts read as XML.

A workbook from outside may be a bomb: 290 KB that unpack to 98 MB, or a number in it that makes a reader ask for
100 GB. So sizes are summed first, nothing is ever taken from a count that the file states about itself, and a
document type (where entities are defined) is refused.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import TYPE_CHECKING, Final, Protocol
from xml.parsers import expat  # a document type is refused below, and with it every entity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_UNPACKED: Final = 256 * 1024 * 1024
_RATIO, _RATIO_FROM = 100, 4 * 1024 * 1024
_PARTS: Final = 5_000
_ENCRYPTED: Final = 0x1
# LookupError: a part that names an encoding which nobody knows.
_UNREADABLE: Final = (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError)
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class BadPackage(Exception):
    """The zip or a part of it will not be read; ``rule`` is the finding's, ``values`` go into its words."""

    def __init__(self, rule: str, **values: object) -> None:
        """Keep the rule and its values."""
        super().__init__(rule, values)
        self.rule, self.values = rule, values


class Handler(Protocol):
    """What listens to the elements of a part; names come without their prefix."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        ...

    def end(self, name: str) -> None:
        """An element ends."""
        ...

    def text(self, data: str) -> None:
        """Character data inside the element that began last."""
        ...


class Package:
    """A zip whose sizes are within bounds."""

    def __init__(self, data: bytes) -> None:
        """Check the directory of the zip; raise `BadPackage`."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            parts = self._zip.infolist()
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as fault:
            raise BadPackage("broken_workbook", part="zip") from fault
        _within_bounds(parts, len(data))
        # Names are compared without case, as spreadsheet programs do.
        self._parts = {part.filename.lower(): part for part in parts}

    def __contains__(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.lower() in self._parts

    def read(self, name: str, handler: Handler) -> None:
        """Send the elements of a part to ``handler``; raise `BadPackage` when it is absent or not well-formed."""
        part = self._parts.get(name.lower())
        if part is None:
            raise BadPackage("broken_workbook", part=name)
        try:
            with self._zip.open(part) as stream:
                _parser(handler).ParseFile(stream)
        except _UNREADABLE as fault:
            raise BadPackage("broken_workbook", part=name) from fault


def resolve(base: str, target: str) -> str:
    """The name of the part that a relationship of part ``base`` points to."""
    target = target.replace("\\", "/")
    joined = target if target.startswith("/") else posixpath.join(posixpath.dirname(base), target)
    return posixpath.normpath(joined).lstrip("/")


def _within_bounds(parts: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(part.file_size for part in parts)
    names = {part.filename.lower() for part in parts}
    if len(parts) > _PARTS or unpacked > _UNPACKED or (unpacked > _RATIO_FROM and unpacked > _RATIO * packed):
        raise BadPackage("bomb", parts=len(parts), packed=_size(packed), unpacked=_size(unpacked))
    if len(names) < len(parts):
        raise BadPackage("broken_workbook", part="zip")
    if any(part.flag_bits & _ENCRYPTED or part.compress_type not in _METHODS for part in parts):
        raise BadPackage("content", content="exchange.content.locked_workbook")


def _size(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"


def _parser(handler: Handler) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = _started(handler)
    parser.EndElementHandler = lambda name: handler.end(name.rpartition(":")[2])
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    return parser


def _started(handler: Handler) -> Callable[[str, dict[str, str]], None]:
    def started(name: str, attributes: dict[str, str]) -> None:
        handler.start(name.rpartition(":")[2], attributes)

    return started


def _refuse_document_type(*_: object) -> None:
    raise BadPackage("broken_workbook", part="<!DOCTYPE>")
