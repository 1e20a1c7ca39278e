"""Signed notes (C2SP signed-note v1): a text, and below it the signatures of those who vouch for it.

A key is known by a name and an id of four bytes that follows from name, kind and public key. Signatures by keys
that are not known are passed over; one of a known key that does not fit the text spoils the whole note.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from datetime import UTC, datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from qms.errors import BadKeyName, BadNote, NotVouched

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST: Final = 64 * 1024
"""Bytes of the largest note that is read; a checkpoint has some two hundred."""
MOST_SIGNATURES: Final = 64
_DASH: Final = "\u2014 "
_ID, _PUBLIC, _SIGNATURE, _STAMP = 4, 32, 64, 8
_LATEST = 2**63 - 1
_NAME = re.compile(r"[^\s+\x00-\x1f\x7f]{1,255}")


class KeyKind(IntEnum):
    """What a key's signatures say: the text itself, or that a witness saw it at a time (C2SP tlog-cosignature)."""

    SIGNER = 1
    WITNESS = 4


class Signature(NamedTuple):
    """One line below a note: name and id of the key, and what it made."""

    name: str
    id: bytes
    data: bytes

    def spelled(self) -> str:
        """The line, with its end."""
        return f"{_DASH}{self.name} {base64.b64encode(self.id + self.data).decode()}\n"


class Note(NamedTuple):
    """A text, which ends with its line, and the signatures below it in their order."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def spelled(self) -> str:
        """The note as it is written down."""
        return f"{self.text}\n{''.join(one.spelled() for one in self.signatures)}"


class VerifierKey(NamedTuple):
    """The public half of a key, under the name that it signs with."""

    name: str
    kind: KeyKind
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that its signatures begin with."""
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.public).digest()[:_ID]

    def spelled(self) -> str:
        """``name+id+key``, as verifiers are told of it."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"


class Vouched(NamedTuple):
    """A known key whose signature fits; ``at``: when a witness saw the text, None for a signer."""

    key: VerifierKey
    at: datetime | None


class SignerKey:
    """The secret half of a key: 32 bytes that never leave the machine of whoever signs."""

    def __init__(self, name: str, seed: bytes, kind: KeyKind = KeyKind.SIGNER) -> None:
        """Take the name and the secret; raise `BadKeyName` or `BadNote` for a name or a secret that can be none."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        if not _NAME.fullmatch(name):
            raise BadKeyName(name=name)
        if len(seed) != _PUBLIC:
            raise BadNote(what="ledger.note.key")
        self._secret = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = VerifierKey(name, kind, self._secret.public_key().public_bytes_raw())

    def sign(self, note: Note, at: datetime | None = None) -> Note:
        """The note with this key's signature as its last; a signature of the same key before it is replaced.

        Args:
            note: whose text is signed.
            at: when a witness saw it, with its zone; None for a signer.

        """
        key = self.verifier
        if (at is None) != (key.kind is KeyKind.SIGNER):
            msg = "a witness tells its time, a signer none"
            raise ValueError(msg)
        stamp = b"" if at is None else int(at.timestamp()).to_bytes(_STAMP, "big")
        data = stamp + self._secret.sign(_message(note.text, stamp))
        others = tuple(one for one in note.signatures if (one.name, one.id) != (key.name, key.id))
        return note._replace(signatures=(*others, Signature(key.name, key.id, data)))


def read_note(spelled: str | bytes) -> Note:
    """Read a note; nothing is known of its truth before `vouched` has seen it.

    Raises:
        BadNote: it has not the form of one.

    """
    text = _decoded(spelled)
    body, blank, below = text.rpartition("\n\n")
    lines = below.split("\n")
    if not blank or lines.pop() != "" or not 1 <= len(lines) <= MOST_SIGNATURES:
        raise BadNote(what="ledger.note.form")
    return Note(f"{body}\n", tuple(_signature(line) for line in lines))


def read_key(spelled: str) -> VerifierKey:
    """Read the public half of a key, ``name+id+key``.

    Raises:
        BadNote: it has not the form of one, or its id does not follow from it.

    """
    name, _, rest = spelled.strip().partition("+")
    id_, _, encoded = rest.partition("+")
    data = _bytes(encoded)
    if data and data[0] not in set(KeyKind):
        raise BadNote(what="ledger.note.suite")
    if not _NAME.fullmatch(name) or len(data) != _PUBLIC + 1:
        raise BadNote(what="ledger.note.key")
    key = VerifierKey(name, KeyKind(data[0]), data[1:])
    if id_ != key.id.hex():
        raise BadNote(what="ledger.note.key")
    return key


def vouched(note: Note, known: Iterable[VerifierKey]) -> tuple[Vouched, ...]:
    """Who of the known vouches for the note, in the order of the signatures; never empty.

    Raises:
        NotVouched: none does, or a signature of a known key does not fit the text.

    """
    keys = {(key.name, key.id): key for key in known}
    signed = ((keys.get((one.name, one.id)), one) for one in note.signatures)
    found = tuple(_checked(key, note.text, one.data) for key, one in signed if key is not None)
    if not found:
        raise NotVouched(name="", what="ledger.note.unknown")
    return found


def _checked(key: VerifierKey, text: str, data: bytes) -> Vouched:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    length = _STAMP if key.kind is KeyKind.WITNESS else 0
    stamp, signature = data[:length], data[length:]
    wrong = NotVouched(name=key.name, what="ledger.note.signature")
    if len(signature) != _SIGNATURE or int.from_bytes(stamp, "big") > _LATEST:
        raise wrong
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, _message(text, stamp))
        return Vouched(key, datetime.fromtimestamp(int.from_bytes(stamp, "big"), UTC) if stamp else None)
    except (InvalidSignature, ValueError, OverflowError, OSError):  # beyond them: a time that no calendar holds
        raise wrong from None


def _message(text: str, stamp: bytes) -> bytes:
    seen = f"cosignature/v1\ntime {int.from_bytes(stamp, 'big')}\n" if stamp else ""
    return f"{seen}{text}".encode()


def _decoded(spelled: str | bytes) -> str:
    try:
        data = spelled if isinstance(spelled, bytes) else spelled.encode()
        text = data.decode()
    except UnicodeError:
        raise BadNote(what="ledger.note.form") from None
    if "\r" in text:
        raise BadNote(what="ledger.note.lines")
    if len(data) > LARGEST or any(sign < " " and sign != "\n" for sign in text):
        raise BadNote(what="ledger.note.form")
    return text


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    data = _bytes(encoded)
    if not line.startswith(_DASH) or not _NAME.fullmatch(name):
        raise BadNote(what="ledger.note.form")
    if len(data) <= _ID:
        raise BadNote(what="ledger.note.base64")
    return Signature(name, data[:_ID], data[_ID:])


def _bytes(encoded: str) -> bytes:
    """What base64 spells; nothing where it is spelled otherwise than an encoder would."""
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return data if base64.b64encode(data).decode() == encoded else b""
