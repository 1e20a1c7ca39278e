"""Attacks on a checkpoint that was kept elsewhere, signed by the office and seen by a witness."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from qms.ledger.checkpoint import Checkpoint
from qms.ledger.note import KeyKind, Note, Signature, SignerKey
from tests.verify.catalogue.attack import Family

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.verify.catalogue.attack import Told

AT: Final = datetime(2026, 7, 14, 9, tzinfo=UTC)
OFFICE: Final = SignerKey("quality.example", b"o" * 32)
WITNESS: Final = SignerKey("audit.example", b"w" * 32, KeyKind.WITNESS)
STRANGER: Final = SignerKey("stranger.example", b"s" * 32)
IMPOSTOR: Final = SignerKey("quality.example", b"i" * 32)


@dataclass
class Kept:
    """A checkpoint in somebody's hands: of what it is, and the file."""

    of: Checkpoint
    data: bytes = b""
    known: tuple[SignerKey, ...] = (OFFICE, WITNESS)

    def __post_init__(self) -> None:
        """Have it signed and witnessed."""
        self.data = spelled(self.of)


def spelled(of: Checkpoint, *keys: SignerKey) -> bytes:
    """A checkpoint signed by these; by office and witness where none is named."""
    return note(of, *keys).spelled().encode()


def note(of: Checkpoint, *keys: SignerKey) -> Note:
    """The same, not yet written down."""
    found = Note(of.text())
    for key in keys or (OFFICE, WITNESS):
        found = key.sign(found, AT if key.verifier.kind is KeyKind.WITNESS else None)
    return found


CHECKPOINTS: Final = Family[Kept]("A checkpoint that was kept elsewhere")
_FORM, _PLACE = "note.form", "checkpoint"
_R, _O = b"r" * 32, "qms/0000000000000000"


def _edited(id: str, says: str, label: str, edit: Callable[[bytes], bytes]) -> None:
    @CHECKPOINTS.attack(f"checkpoint-{id}", says, label)
    def act(kept: Kept) -> Told:
        before = kept.data
        kept.data = edit(before)
        assert kept.data != before
        return _PLACE


def _line(number: int, edit: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def edited(data: bytes) -> bytes:
        lines = data.split(b"\n")
        lines[number] = edit(lines[number])
        return b"\n".join(lines)

    return edited


def _last_bit(root: bytes) -> bytes:
    """Another spelling of the same bytes: the last letter of base64 carries bits that nobody reads."""
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return root[:-2] + letters[letters.index(root[-2]) ^ 1 : (letters.index(root[-2]) ^ 1) + 1] + b"="


_edited("crlf", "changes the line ends", "note.lines", lambda data: data.replace(b"\n", b"\r\n"))
_edited("one-crlf", "changes one line end", "note.lines", lambda data: data.replace(b"\n", b"\r\n", 1))
_edited("no-last-newline", "takes the last line end away", _FORM, lambda data: data[:-1])
_edited("newline-more", "adds an empty line at the end", _FORM, lambda data: data + b"\n")
_edited(
    "blank-gone", "takes the empty line before the signatures away", _FORM, lambda data: data.replace(b"\n\n", b"\n")
)
_edited("trailing", "adds bytes behind it", _FORM, lambda data: data + b"size 3\n")
_edited("in-front", "puts a mark in front that editors hide", "signature_wrong", lambda data: b"\xef\xbb\xbf" + data)
_edited("nul", "puts a zero byte in", _FORM, lambda data: data.replace(b"qms/", b"qms/\0"))
_edited("utf16", "stores it in another encoding", _FORM, lambda data: data.decode().encode("utf-16"))
_edited("huge", "makes it too large to read", _FORM, lambda data: data + b"x" * 70_000)
_edited("dash", "writes another dash before a signature", _FORM, lambda data: data.replace("—".encode(), b"-"))
_edited("no-padding", "takes the padding of the root away", "note.base64", _line(2, lambda root: root.rstrip(b"=")))
_edited("space-in-root", "puts a space into the root", "note.base64", _line(2, lambda root: root[:9] + b" " + root[9:]))
_edited("root-last-bit", "spells the same root otherwise", "note.base64", _line(2, _last_bit))
_edited(
    "root-hexadecimal", "spells the same root in hexadecimal", "note.checkpoint",
    _line(2, lambda root: base64.b64decode(root).hex().encode()),
)  # fmt: skip
_edited(
    "root-short", "cuts the root short", "note.checkpoint",
    _line(2, lambda root: base64.b64encode(base64.b64decode(root)[:-1])),
)  # fmt: skip
_edited("size-zeros", "writes the size with zeros in front", "note.checkpoint", _line(1, lambda size: b"0" + size))
_edited("size-sign", "writes the size with a sign", "note.checkpoint", _line(1, lambda size: b"+" + size))
_edited("size-negative", "makes the size negative", "note.checkpoint", _line(1, lambda size: b"-" + size))
_edited("size-huge", "makes the size too large for any ledger", "note.checkpoint", _line(1, lambda _: b"9" * 30))
_edited("size-edited", "changes the size under the signatures", "signature_wrong", _line(1, lambda size: size + b"0"))
_edited(
    "origin-edited", "changes the name under the signatures", "signature_wrong", _line(0, lambda name: name[:-1] + b"x")
)
_edited(
    "line-more", "adds a line under the signatures' text", "signature_wrong", _line(2, lambda root: root + b"\nmore")
)
_edited(
    "signature-short", "cuts a signature short", "signature_wrong",
    _line(4, lambda line: _with_data(line, lambda data: data[:-1])),
)  # fmt: skip
_edited(
    "signature-bit", "changes a bit of a signature", "signature_wrong",
    _line(4, lambda line: _with_data(line, lambda data: data[:-1] + bytes([data[-1] ^ 1]))),
)  # fmt: skip
_edited(
    "witness-time", "changes the time at which the witness saw it", "signature_wrong",
    _line(5, lambda line: _with_data(line, lambda data: data[:11] + bytes([data[11] ^ 1]) + data[12:])),
)  # fmt: skip
_edited(
    "signature-renamed",
    "puts another name before a signature",
    "lacks_signature",
    _line(4, lambda line: line.replace(b"quality", b"somebody")),
)
_edited("signature-unpadded", "spells a signature otherwise", "note.base64", _line(4, lambda line: line.rstrip(b"=")))


def _with_data(line: bytes, edit: Callable[[bytes], bytes]) -> bytes:
    head, _, encoded = line.rpartition(b" ")
    return head + b" " + base64.b64encode(edit(base64.b64decode(encoded)))


def _moved(of: Checkpoint) -> bytes:
    older = note(of._replace(size=40, root=_R))
    return Note(of.text(), older.signatures).spelled().encode()


def _turned(of: Checkpoint) -> bytes:
    seen = note(of).signatures[1]
    office = OFFICE.verifier
    return Note(of.text(), (Signature(office.name, office.id, seen.data),)).spelled().encode()


def _many(of: Checkpoint) -> bytes:
    signed = note(of)
    return signed._replace(signatures=signed.signatures * 33).spelled().encode()


def _made(id: str, says: str, label: str, make: Callable[[Checkpoint], bytes], place: str = _PLACE) -> None:
    @CHECKPOINTS.attack(f"checkpoint-{id}", says, label)
    def act(kept: Kept) -> Told:
        kept.data = make(kept.of)
        return place.format(size=kept.of.size)


_made(
    "other-ledger",
    "hands in the checkpoint of another ledger",
    "other_origin",
    lambda of: spelled(of._replace(origin=_O)),
    "ledger:0",
)
_made(
    "other-root",
    "hands in another root of the same size",
    "root_differs",
    lambda of: spelled(of._replace(root=_R)),
    "ledger:{size}",
)
_made(
    "smaller",
    "hands in the same root at a smaller size",
    "root_differs",
    lambda of: spelled(of._replace(size=40)),
    "ledger:40",
)
_made(
    "larger",
    "hands in the same root at a larger size",
    "tail_cut",
    lambda of: spelled(of._replace(size=of.size + 9)),
    "ledger:{size}",
)
_made(
    "empty",
    "hands in the checkpoint of an empty ledger with this root",
    "root_differs",
    lambda of: spelled(of._replace(size=0)),
    "ledger:0",
)
_made("not-signed", "takes all signatures away", "not_signed", lambda of: of.text().encode())
_made("stranger", "signs with a key of their own", "other_key", lambda of: spelled(of, STRANGER))
_made("impostor", "signs with another key of the same name", "other_key", lambda of: spelled(of, IMPOSTOR))
_made(
    "signature-moved",
    "puts the signature of an older checkpoint under this one",
    "signature_wrong",
    _moved,
)
_made("witness-as-signer", "gives the witness's signature out as the office's", "signature_wrong", _turned)
_made("too-many", "puts sixty-five signatures under it", _FORM, _many)
_made("witness-gone", "takes the witness's signature away", "lacks_signature", lambda of: spelled(of, OFFICE))
_made("twice", "writes two checkpoints into one file", _FORM, lambda of: of.text().encode() * 2)
