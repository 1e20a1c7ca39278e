"""A checkpoint as somebody kept it: a file of text, signed or not, or the packet that it is printed in."""

from __future__ import annotations

import base64
import re
import zlib
from typing import TYPE_CHECKING, Final

from qms.errors import BadNote
from qms.ledger.checkpoint import read_checkpoint
from qms.ledger.note import LARGEST, Note, read_note

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_FILE: Final = 512 * 1024 * 1024
"""Bytes of the largest file that is looked at; a packet of a thousand pages has some twenty million."""
MOST_FILES: Final = 10_000
_PDF: Final = b"%PDF-"
_EMBEDDED = re.compile(rb"/EmbeddedFile\b")
_ENCRYPTED = re.compile(rb"/Encrypt\b")
_STREAM = re.compile(rb"stream\r?\n")
_OLD = re.compile(r"(?<=\n)[0-9a-f]{64}(?=\n\Z)")
_HEAD, _PACKED = 4096, 2 * LARGEST


def read_kept(data: bytes) -> Note:
    """Read a checkpoint from the file that it was kept in; a note without signatures where it is not signed.

    In a PDF it is the one attached file that has the form of a checkpoint, whatever its name.

    Raises:
        BadNote: it has not the form of one; a PDF without one, with two that differ, or encrypted.

    """
    if not data.startswith(_PDF):
        return _read(data)
    found = dict.fromkeys(_attached(data))
    if len(found) != 1:
        raise BadNote(what=f"ledger.note.{'several' if found else 'encrypted' if _ENCRYPTED.search(data) else 'none'}")
    return next(iter(found))


def _read(data: bytes) -> Note:
    if len(data) > LARGEST:
        raise BadNote(what="ledger.note.form")
    if b"\r" in data:
        raise BadNote(what="ledger.note.lines")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise BadNote(what="ledger.note.form") from None
    note = read_note(data) if "\n\n" in text else Note(_OLD.sub(_newer, text))
    if any(sign < " " and sign != "\n" for sign in text):
        raise BadNote(what="ledger.note.form")
    found = read_checkpoint(note.text)
    if len(found.more) > (found.logged is not None) and not note.signatures:
        # A blank line lost makes signatures such lines.
        raise BadNote(what="ledger.note.form")
    return note


def _newer(root: re.Match[str]) -> str:
    """Packets of the first version have the root in hexadecimal."""
    return base64.b64encode(bytes.fromhex(root[0])).decode()


def _attached(data: bytes) -> Iterator[Note]:
    """The attached files that have the form of a checkpoint."""
    for number, place in enumerate(_EMBEDDED.finditer(data)):
        if number >= MOST_FILES:
            return
        begin = _STREAM.search(data, place.end(), place.end() + _HEAD)
        if begin is None:
            continue
        head = data[max(0, data.rfind(b"obj", 0, place.start())) : begin.start()]
        try:
            yield _read(_unpacked(data[begin.end() : begin.end() + _PACKED], packed=b"/FlateDecode" in head))
        except (BadNote, zlib.error):
            continue


def _unpacked(data: bytes, *, packed: bool) -> bytes:
    """The bytes of a stream, one more than a checkpoint may have at most."""
    if packed:
        reader = zlib.decompressobj()
        found = reader.decompress(data, LARGEST + 1)
        if not reader.eof and len(found) <= LARGEST:
            raise zlib.error  # cut off, though what is left may look whole
        return found
    return re.split(rb"\r?\n?endstream", data, maxsplit=1)[0]
