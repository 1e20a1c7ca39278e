"""What the store keeps for a record, a frozen snapshot for instance, on its way out and back.

It leaves as lines of JSON of the form ``qms.content/1``: digest, media type, and the bytes as text where they are
UTF-8, else in Base64. A workbook has the same on a sheet of its own.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from qms.base.level import Level
from qms.exchange.own.layout import ABOUT, LEVEL, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from qms.base.kind import Kind
    from qms.base.record import Record
    from qms.store.reading import Reading

CONTENT: Final = "content"
"""Name of the sheet, and of the file in a folder."""
FORM: Final = "qms.content/1"
FIELDS: Final = ("digest", "media", "text", "base64")
HEAD: Final = (*ABOUT, *FIELDS)
_FROZEN: Final = "application/json"
"""What the program itself keeps, which holds nothing personal; of people's own files nobody knows."""


@dataclass(frozen=True)
class Kept:
    """Bytes that the store keeps under their SHA-256."""

    media: str
    content: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 of the bytes."""
        return hashlib.sha256(self.content).hexdigest()

    def document(self) -> dict[str, Any]:
        """As it leaves."""
        level = Level.MASKED if self.media == _FROZEN else Level.FULL
        about = {SCHEMA: FORM, LEVEL: level.value, "digest": self.digest, "media": self.media}
        try:
            return {**about, "text": self.content.decode(), "base64": None}
        except UnicodeDecodeError:
            return {**about, "text": None, "base64": base64.b64encode(self.content).decode()}


def kept_of(kind: Kind[Any], record: Record, *, masked: bool) -> list[str]:
    """The digests of what leaves with a record: its files are no part of a masked one, whatever they hold."""
    named = [digest for name in kind.contents if (digest := getattr(record, name)) is not None]
    return named if masked else [*named, *(one.digest for one in record.attachments)]


def kept_in(reading: Reading, digests: Iterable[str]) -> Iterator[Kept]:
    """What the store keeps of these, each once, in their order."""
    for digest in dict.fromkeys(digests):
        media = reading.media(digest)
        if media is not None:
            yield Kept(media, reading.content(digest))


def returned(values: Mapping[str, Any]) -> Kept | None:
    """What a line or a row says; None where it is not what its digest says."""
    text, coded, media = values.get("text"), values.get("base64"), values.get("media")
    try:
        content = base64.b64decode(coded, validate=True) if isinstance(coded, str) and coded else str(text).encode()
    except (binascii.Error, ValueError):
        return None
    kept = Kept(media if isinstance(media, str) else "", content)
    return kept if kept.digest == values.get("digest") and kept.media else None
