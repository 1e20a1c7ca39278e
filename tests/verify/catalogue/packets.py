"""Attacks on a packet that was printed to a PDF with its checkpoint, signed and witnessed."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pypdfium2

from tests.verify.catalogue.attack import Family, Status
from tests.verify.catalogue.checkpoints import OFFICE, WITNESS, spelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qms.ledger.checkpoint import Checkpoint
    from qms.ledger.note import SignerKey
    from tests.verify.catalogue.attack import Told


@dataclass
class Packet:
    """A packet in somebody's hands: of which checkpoint it is, and the file."""

    of: Checkpoint
    data: bytes
    known: tuple[SignerKey, ...] = (OFFICE, WITNESS)


PACKETS: Final = Family[Packet]("A packet in PDF")
_STREAM: Final = re.compile(rb"<<[^\n]*?>>\nstream\n")


def _streams(data: bytes) -> Iterator[tuple[int, int, bytes, bytes]]:
    """Where each packed stream begins and ends, its dictionary, and what it holds."""
    for head in _STREAM.finditer(data):
        if b"/FlateDecode" in head[0]:
            reader = zlib.decompressobj()
            content = reader.decompress(data[head.end() :])
            yield head.end(), len(data) - len(reader.unused_data), head[0], content


def _put(data: bytes, begin: int, end: int, content: bytes) -> bytes:
    return data[:begin] + zlib.compress(content) + data[end:]


def _swap(data: bytes, old: bytes, new: bytes) -> bytes:
    """The attachment that holds ``old`` holds ``new``."""
    (place,) = ((begin, end) for begin, end, _, content in _streams(data) if content == old)
    return _put(data, *place, new)


def _packet(id: str, says: str, label: str, edit: Callable[[Packet], bytes], place: str = "checkpoint") -> None:
    @PACKETS.attack(f"packet-{id}", says, label, Status.DETECTED if label else Status.OTHERWISE)
    def act(packet: Packet) -> Told:
        before = packet.data
        packet.data = edit(packet)
        assert packet.data != before
        return place.format(size=packet.of.size) if label else []


def _page(packet: Packet) -> bytes:
    begin, end, _, content = next(one for one in _streams(packet.data) if b" Tf" in one[3] and b"TJ" in one[3])
    return _put(packet.data, begin, end, content.replace(b"TJ", b"Tj", 1))


def _table(packet: Packet) -> bytes:
    begin, end, _, content = next(
        one for one in _streams(packet.data) if b"/EmbeddedFile" in one[2] and one[3].startswith(b"\xef\xbb\xbf")
    )
    return _put(packet.data, begin, end, content.replace(b"1", b"2"))


def _less(packet: Packet) -> bytes:
    import io

    document, file = pypdfium2.PdfDocument(packet.data), io.BytesIO()
    del document[0]
    document.save(file)
    return file.getvalue()


def _more(packet: Packet) -> bytes:
    other = spelled(packet.of._replace(size=packet.of.size - 1))
    return packet.data + b"999 0 obj\n<</Type /EmbeddedFile/Length 1>>\nstream\n%s\nendstream\nendobj\n" % other


def _with(packet: Packet, new: bytes) -> bytes:
    return _swap(packet.data, spelled(packet.of), new)


def _cut(packet: Packet) -> bytes:
    begin = next(begin for begin, _, _, content in _streams(packet.data) if content == spelled(packet.of))
    return packet.data[: begin + 40]


_OTHER: Final = "qms/0000000000000000"
_packet("page-edited", "changes a page after it was made", "", _page)
_packet("page-removed", "takes a page out", "", _less)
_packet("table-edited", "changes a figure in an attached table", "", _table)
_packet(
    "checkpoint-root", "changes the root in the attached checkpoint", "signature_wrong",
    lambda of: _with(of, spelled(of.of).replace(of.of.text().encode().split(b"\n")[2], b"A" * 43 + b"=")),
)  # fmt: skip
_packet(
    "checkpoint-not-signed",
    "attaches the checkpoint without signatures",
    "not_signed",
    lambda of: _with(of, of.of.text().encode()),
)
_packet(
    "of-another", "hands in the packet of another organisation", "other_origin",
    lambda of: _with(of, spelled(of.of._replace(origin=_OTHER))), "ledger:0",
)  # fmt: skip
_packet("checkpoint-removed", "takes the checkpoint off", "note.none", lambda of: _with(of, b"nothing"))
_packet("checkpoint-added", "attaches a second checkpoint", "note.several", _more)
_packet("cut", "cuts the file in the middle of the checkpoint", "note.none", _cut)
_packet(
    "encrypted", "locks the file with a password", "note.encrypted",
    lambda of: _with(of, b"\xff" * 200) + b"trailer\n<</Root 1 0 R/Encrypt 7 0 R>>\n",
)  # fmt: skip
_packet(
    "bomb",
    "attaches a file that unpacks to two hundred million bytes",
    "note.none",
    lambda of: _with(of, b"\0" * 200_000_000),
)
_packet("nested", "hides the checkpoint in a packet within the packet", "note.none", lambda of: _with(of, of.data))
_packet(
    "endless",
    "opens a hundred thousand attachments that never begin",
    "note.none",
    lambda _: b"%PDF-1.7\n" + b"1 0 obj <</EmbeddedFile" * 100_000,
)
