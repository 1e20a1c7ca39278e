"""Personal values under lock: each under its person's data key, and each data key wrapped by a key kept elsewhere.

AES-256-GCM throughout, with a random nonce of 12 bytes before what it gives. What is authenticated beside the value
binds it to its person, record, field and version, so that no sealed value can be moved to another place. The salt of
the value's commitment is sealed with the value: with the salt alone a telephone number is guessed in minutes.
"""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from qms.ledger.commitment import SALT_LENGTH

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY: Final = 32
"""Bytes of a key."""
NONCE: Final = 12
_KEPT: Final = 4_096
"""Data keys that are kept opened in a process."""


class Unopened(Exception):
    """What was sealed is not what it was, or was sealed with another key; never leaves the store."""


def cipher_of(key: bytes) -> AESGCM:
    """What seals and opens with a key of 32 bytes."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def sealed(cipher: AESGCM, plain: bytes, bound: str, tokens: Callable[[int], bytes] = secrets.token_bytes) -> bytes:
    """Nonce and ciphertext of some bytes, bound to what ``bound`` says; ``tokens`` gives the nonce, never one twice."""
    nonce = tokens(NONCE)
    return nonce + cipher.encrypt(nonce, plain, bound.encode())


def opened(cipher: AESGCM, whole: bytes, bound: str) -> bytes:
    """The bytes; raise `Unopened`."""
    from cryptography.exceptions import InvalidTag

    try:
        return cipher.decrypt(whole[:NONCE], whole[NONCE:], bound.encode())
    except (InvalidTag, ValueError):  # the second: too short to be anything
        raise Unopened from None


class Wrapping:
    """The key that wraps the data keys of one store, while a process has it."""

    def __init__(self, id_: str, key: bytes) -> None:
        """Take a key by the name that the store knows it by."""
        self.id = id_
        self._cipher = cipher_of(key)
        self._opened = lru_cache(_KEPT)(self._data_key)

    def proof(self, tokens: Callable[[int], bytes] = secrets.token_bytes) -> bytes:
        """What the store keeps to tell a wrong key at once."""
        return sealed(self._cipher, b"", f"qms/wrapping/1\x1f{self.id}", tokens)

    def proves(self, proof: bytes) -> bool:
        """Whether this is the key that made a proof."""
        try:
            return opened(self._cipher, proof, f"qms/wrapping/1\x1f{self.id}") == b""
        except Unopened:
            return False

    def new_key(self, subject: str, tokens: Callable[[int], bytes] = secrets.token_bytes) -> bytes:
        """A new data key of a person, wrapped."""
        return self.wrapped(subject, tokens(KEY), tokens)

    def wrapped(self, subject: str, key: bytes, tokens: Callable[[int], bytes] = secrets.token_bytes) -> bytes:
        """A data key, wrapped for its person."""
        return sealed(self._cipher, key, f"qms/subject-key/1\x1f{subject}", tokens)

    def unwrapped(self, subject: str, whole: bytes) -> bytes:
        """The data key of a person; raise `Unopened`."""
        return opened(self._cipher, whole, f"qms/subject-key/1\x1f{subject}")

    def key_of(self, subject: str, whole: bytes) -> AESGCM:
        """What seals and opens a person's values, of the wrapped key; raise `Unopened`."""
        return self._opened(subject, whole)

    def _data_key(self, subject: str, whole: bytes) -> AESGCM:
        return cipher_of(self.unwrapped(subject, whole))

    def note(self, plain: bytes, about: str) -> bytes:
        """Bytes that the program keeps for itself while it works, sealed."""
        return sealed(self._cipher, plain, f"qms/note/1\x1f{about}")

    def read_note(self, whole: bytes, about: str) -> bytes:
        """These bytes; raise `Unopened`."""
        return opened(self._cipher, whole, f"qms/note/1\x1f{about}")


def seal_value(
    cipher: AESGCM,
    salt: bytes,
    value: str,
    tokens: Callable[[int], bytes] = secrets.token_bytes,
    *,
    subject: str,
    code: str,
    field: str,
    version: int,
) -> bytes:
    """A value with the salt of its commitment, sealed in its place."""
    return sealed(cipher, salt + value.encode(), _place(subject, code, field, version), tokens)


def open_value(cipher: AESGCM, whole: bytes, *, subject: str, code: str, field: str, version: int) -> tuple[bytes, str]:
    """Salt and value; raise `Unopened`."""
    plain = opened(cipher, whole, _place(subject, code, field, version))
    try:
        return plain[:SALT_LENGTH], plain[SALT_LENGTH:].decode()
    except UnicodeDecodeError:
        raise Unopened from None


def _place(subject: str, code: str, field: str, version: int) -> str:
    return f"qms/personal-value/1\x1f{subject}\x1f{code}\x1f{field}\x1f{version}"
